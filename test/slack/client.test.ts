import { inspect } from 'node:util';

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { channels } from '../../sandbox/acme.ts';
import type { TroubleRule } from '../../sandbox/slack/http/trouble.ts';
import { toDeliveryError } from '../../src/slack/client.ts';
import { startEdge, type Edge } from './support.ts';

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge();
});
afterEach(() => edge.slack.clearTrouble());
afterAll(() => edge.slack.close());

const at = { channel: channels.approvals.id, ts: '1.0' };
const calls = {
  'chat.postMessage': () => edge.clients.writer.chat.postMessage({ channel: at.channel, text: 'x' }),
  'chat.update': () => edge.clients.writer.chat.update({ ...at, text: 'x' }),
  'chat.delete': () => edge.clients.writer.chat.delete({ ...at }),
};

async function failure(method: keyof typeof calls, effect: TroubleRule['effect']): Promise<unknown> {
  edge.slack.trouble({ method, effect });
  return calls[method]().then(
    () => 'taken',
    (error: unknown) => toDeliveryError(error, method),
  );
}

describe('a refusal is final', () => {
  const whatever = ['invalid_arguments', 'invalid_blocks', 'msg_blocks_too_long', 'no_text'];
  test.each([
    [
      'chat.postMessage',
      [
        ...whatever,
        'access_denied',
        'app_access_restricted',
        'cannot_dm_bot',
        'cannot_reply_to_message',
        'channel_not_found',
        'is_archived',
        'msg_too_long',
        'no_permission',
        'not_in_channel',
        'restricted_action',
        'restricted_action_non_threadable_channel',
        'restricted_action_read_only_channel',
        'restricted_action_thread_locked',
        'restricted_action_thread_only_channel',
        'team_not_found',
        'user_disabled',
        'user_not_found',
      ],
    ],
    [
      'chat.update',
      [
        ...whatever,
        'cant_update_message',
        'channel_not_found',
        'edit_window_closed',
        'is_inactive',
        'message_not_found',
        'msg_too_long',
      ],
    ],
    ['chat.delete', ['cant_delete_message', 'channel_not_found', 'is_inactive', 'message_not_found']],
  ] as const)('of %s: %j', async (method, codes) => {
    for (const error of codes) {
      edge.slack.clearTrouble();
      expect(await failure(method, { kind: 'error', error })).toMatchObject({
        code: error,
        permanent: true,
        forOperator: false,
      });
    }
  });

  test('only for the method that means it so', async () => {
    const undocumented = { permanent: false, forOperator: false };
    expect(await failure('chat.update', { kind: 'error', error: 'restricted_action' })).toMatchObject(
      undocumented,
    );
    edge.slack.clearTrouble();
    expect(await failure('chat.postMessage', { kind: 'error', error: 'is_inactive' })).toMatchObject(
      undocumented,
    );
    edge.slack.clearTrouble();
    expect(await failure('chat.update', { kind: 'error', error: 'is_archived' })).toMatchObject(undocumented);
    edge.slack.clearTrouble();
    expect(await failure('chat.delete', { kind: 'error', error: 'delete_failed' })).toMatchObject(
      undocumented,
    );
  });
});

describe('a refusal is tried again', () => {
  test.each([
    'internal_error',
    'fatal_error',
    'service_unavailable',
    'team_added_to_org',
    'external_channel_migrating',
    'update_failed',
    'flux_unaligned',
  ])('after %s', async (error) => {
    expect(await failure('chat.postMessage', { kind: 'error', error })).toMatchObject({
      code: error,
      permanent: false,
      forOperator: false,
      retryAfterMs: null,
    });
  });

  test.each(['missing_scope', 'token_revoked', 'account_inactive', 'invalid_auth', 'ekm_access_denied'])(
    'after %s, and somebody has to mend the app',
    async (error) => {
      expect(await failure('chat.postMessage', { kind: 'error', error })).toMatchObject({
        permanent: false,
        forOperator: true,
      });
    },
  );

  test.each([
    [{ kind: 'ratelimited', retryAfterSeconds: 7 }, 'ratelimited', 7_000],
    [{ kind: 'ratelimited', retryAfterSeconds: null }, 'ratelimited', null],
    [{ kind: 'error', error: 'rate_limited' }, 'rate_limited', 1_000],
    [{ kind: 'error', error: 'message_limit_exceeded' }, 'message_limit_exceeded', 60_000],
    [{ kind: 'html' }, 'not_json', null],
    [{ kind: 'html', status: 503 }, 'http_503', null],
    [{ kind: 'error', error: '<b>Oh no</b>' }, 'unknown_error', null],
    [{ kind: 'error', error: '' }, 'unknown_error', null],
    [{ kind: 'dropBefore' }, 'no_answer', null],
  ] as const)('after %j', async (effect, code, retryAfterMs) => {
    const error = await failure('chat.postMessage', effect);
    expect(error).toMatchObject({ code, permanent: false, forOperator: false, retryAfterMs });
  });
});

test('nothing of a page of HTML reaches an error or the log', async () => {
  const error = await failure('chat.postMessage', { kind: 'html' });
  edge.slack.clearTrouble();
  const other = await failure('chat.postMessage', { kind: 'html', status: 502 });
  const told = inspect([error, other, edge.lines], { depth: 10 });
  expect(told).toContain('http_502');
  expect(told).not.toContain('Something went wrong');
});

test('the scopes of the token are still read', async () => {
  const { response_metadata } = await edge.clients.reader.auth.test();
  expect(response_metadata?.scopes).toContain('chat:write');
});
