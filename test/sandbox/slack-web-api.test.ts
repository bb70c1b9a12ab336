import { webApi } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { channels, people } from '../../sandbox/acme.ts';
import { startSlackSandbox, type SlackSandbox } from '../../sandbox/slack/sandbox.ts';
import { clientOf, refusal } from './slack-calls.ts';

const manifest = {
  name: 'Workfront Bot',
  scopes: [
    'chat:write',
    'users:read',
    'users:read.email',
    'usergroups:read',
    'im:write',
    'channels:read',
    'groups:read',
  ],
  commands: [],
  events: [],
  homeTab: true,
};

let sandbox: SlackSandbox;
let client: webApi.WebClient;
const approvals = channels.approvals.id;

beforeEach(async () => {
  sandbox = await startSlackSandbox({ manifest });
  client = clientOf(sandbox);
});
afterEach(() => sandbox.close());

test('auth.test tells the bot who it is and which scopes it holds', async () => {
  const answer = await client.auth.test();
  expect(answer).toMatchObject({ ok: true, team_id: 'T01ACME', user_id: 'U01WFBOT', bot_id: 'B01WFBOT' });
  expect(answer.response_metadata?.scopes).toEqual(manifest.scopes);
});

test('a wrong, missing or revoked token is refused', async () => {
  const options = { slackApiUrl: sandbox.apiUrl, retryConfig: { retries: 0 } };
  expect(await refusal(new webApi.WebClient('xoxb-wrong', options).auth.test())).toMatchObject({
    error: 'invalid_auth',
  });
  expect(await refusal(new webApi.WebClient(undefined, options).auth.test())).toMatchObject({
    error: 'not_authed',
  });
  expect(await refusal(client.apps.connections.open({}))).toMatchObject({ error: 'not_allowed_token_type' });
  sandbox.administration.revoke('bot');
  expect(await refusal(client.auth.test())).toMatchObject({ error: 'token_revoked' });
});

test('a method beyond the scopes is refused, naming what is needed and what is there', async () => {
  sandbox.administration.setScopes(['chat:write']);
  expect(await refusal(client.users.info({ user: people.rita.id }))).toMatchObject({
    error: 'missing_scope',
    needed: 'users:read',
    provided: 'chat:write',
  });
  expect(await refusal(client.conversations.info({ channel: approvals }))).toMatchObject({
    error: 'missing_scope',
  });
});

test('a private channel is read with groups:read and not with channels:read', async () => {
  sandbox.administration.setScopes(['channels:read']);
  expect(await refusal(client.conversations.info({ channel: approvals }))).toMatchObject({
    error: 'missing_scope',
    needed: 'groups:read',
  });
  sandbox.administration.setScopes(['groups:read']);
  expect(await client.conversations.info({ channel: approvals })).toMatchObject({
    channel: { is_private: true, is_member: true, is_ext_shared: false },
  });
});

test('a method that the sandbox does not know is refused and remembered', async () => {
  expect(await refusal(client.apiCall('emoji.list'))).toMatchObject({ error: 'unknown_method' });
  expect(sandbox.uncovered).toEqual(['emoji.list']);
});

const post = (channel: string) => client.chat.postMessage({ channel, text: 'x' });
describe('messages', () => {
  test('an edit keeps the timestamp and what the message said before', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: approvals, text: 'first' });
    await client.chat.update({ channel: approvals, ts, text: 'second' });
    expect(sandbox.messages(approvals)).toMatchObject([
      { ts, text: 'second', edited: true, history: [{ text: 'first' }] },
    ]);
    await client.chat.delete({ channel: approvals, ts });
    expect(sandbox.person(people.alan.id).sees(approvals)).toEqual([]);
    expect(sandbox.messages(approvals)).toMatchObject([{ ts, deleted: true }]);
  });

  test('timestamps rise even when the clock stands still', async () => {
    const still = await startSlackSandbox({ manifest, now: () => 1_700_000_000_000 });
    const fixed = new webApi.WebClient(still.botToken, { slackApiUrl: still.apiUrl });
    const first = await fixed.chat.postMessage({ channel: approvals, text: '1' });
    const second = await fixed.chat.postMessage({ channel: approvals, text: '2' });
    await still.close();
    expect(first.ts).toBe('1700000000.000000');
    expect(second.ts).toBe('1700000000.000001');
  });

  test('a message to a person opens their direct messages', async () => {
    const { channel } = await client.chat.postMessage({ channel: people.rita.id, text: 'hello' });
    expect(channel).toBe('D01RITA');
    expect(sandbox.person(people.rita.id).dm()).toMatchObject([{ text: 'hello' }]);
    expect(sandbox.person(people.alan.id).sees()).toEqual([]);
    expect(await client.conversations.open({ users: people.rita.id })).toMatchObject({
      channel: { id: 'D01RITA' },
    });
  });

  test('an ephemeral message is seen by one person and cannot be reached by the API', async () => {
    const { message_ts: ts = '' } = await client.chat.postEphemeral({
      channel: approvals,
      user: people.alan.id,
      text: 'only you',
    });
    expect(sandbox.person(people.alan.id).sees(approvals)).toMatchObject([{ text: 'only you' }]);
    expect(sandbox.person(people.bea.id).sees(approvals)).toEqual([]);
    expect(sandbox.messages(approvals)).toEqual([]);
    expect(await refusal(client.chat.update({ channel: approvals, ts, text: 'x' }))).toMatchObject({
      error: 'message_not_found',
    });
    expect(
      await refusal(client.chat.postEphemeral({ channel: approvals, user: people.tyler.id, text: 'x' })),
    ).toMatchObject({ error: 'user_not_in_channel' });
  });

  test('the bot posts where it may and nowhere else', async () => {
    expect(await refusal(post(channels.itHelp.id))).toMatchObject({ error: 'not_in_channel' });
    expect(await refusal(post('C0NOWHERE'))).toMatchObject({ error: 'channel_not_found' });
    sandbox.administration.setChannel(channels.audit.id, { isArchived: true });
    expect(await refusal(post(channels.audit.id))).toMatchObject({ error: 'is_archived' });
    sandbox.administration.leave(approvals, sandbox.administration.botUserId);
    expect(await refusal(post(approvals))).toMatchObject({ error: 'channel_not_found' });
    sandbox.administration.setScopes([...manifest.scopes, 'chat:write.public']);
    expect(await post(channels.itHelp.id)).toMatchObject({ ok: true });
  });

  test('a message needs words, and an update at most 4,000 characters', async () => {
    expect(await refusal(client.apiCall('chat.postMessage', { channel: approvals }))).toMatchObject({
      error: 'no_text',
    });
    const { ts = '' } = await client.chat.postMessage({ channel: approvals, text: 'x' });
    expect(
      await refusal(client.chat.update({ channel: approvals, ts, text: 'x'.repeat(4001) })),
    ).toMatchObject({ error: 'msg_too_long' });
  });

  test('a permalink names the channel and the message', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: approvals, text: 'x' });
    const { permalink } = await client.chat.getPermalink({ channel: approvals, message_ts: ts });
    expect(permalink).toBe(`https://acme.slack.com/archives/${approvals}/p${ts.replace('.', '')}`);
  });

  test('two hundred posts at once all arrive, each with its own timestamp', async () => {
    const posts = Array.from({ length: 200 }, (_, index) =>
      client.chat.postMessage({ channel: approvals, text: String(index) }),
    );
    const timestamps = (await Promise.all(posts)).map(({ ts }) => ts);
    expect(new Set(timestamps).size).toBe(200);
    expect(sandbox.messages(approvals)).toHaveLength(200);
  });
});

describe('people', () => {
  test('the e-mail address is there only with users:read.email, the locale only when asked for', async () => {
    const asked = { user: people.bea.id, include_locale: true };
    expect(await client.users.info(asked)).toMatchObject({
      user: { locale: 'sv-SE', profile: { email: people.bea.email }, deleted: false },
    });
    sandbox.administration.setScopes(['users:read']);
    const { user } = await client.users.info({ user: people.bea.id });
    expect(user?.profile?.email).toBeUndefined();
    expect(user?.locale).toBeUndefined();
  });

  test('someone deactivated is marked, not found by e-mail and gets no direct message', async () => {
    sandbox.administration.setPerson(people.tyler.id, { deactivated: true });
    expect(await client.users.info({ user: people.tyler.id })).toMatchObject({ user: { deleted: true } });
    expect(await refusal(client.users.lookupByEmail({ email: people.tyler.email }))).toMatchObject({
      error: 'users_not_found',
    });
    expect(await refusal(client.conversations.open({ users: people.tyler.id }))).toMatchObject({
      error: 'user_disabled',
    });
    expect(await refusal(client.users.info({ user: 'U0NOBODY' }))).toMatchObject({ error: 'user_not_found' });
  });

  test('members come in pages', async () => {
    const first = await client.conversations.members({ channel: approvals, limit: 4 });
    expect(first.members).toHaveLength(4);
    const cursor = first.response_metadata?.next_cursor ?? '';
    const second = await client.conversations.members({ channel: approvals, limit: 4, cursor });
    expect([...(first.members ?? []), ...(second.members ?? [])]).toContain(people.mina.id);
    expect(second.response_metadata?.next_cursor).toBe('');
  });

  test('the user group names its members', async () => {
    expect(await client.usergroups.users.list({ usergroup: 'S01APPROVERS' })).toMatchObject({
      users: [people.alan.id, people.bea.id],
    });
    expect(await client.usergroups.list({ include_users: true })).toMatchObject({
      usergroups: [{ handle: 'wf-approvers', users: [people.alan.id, people.bea.id] }],
    });
    expect(await refusal(client.usergroups.users.list({ usergroup: 'S0NONE' }))).toMatchObject({
      error: 'no_such_subteam',
    });
  });
});
