import { LogLevel, webApi } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { channels, people } from '../../sandbox/acme.ts';
import { startSlackSandbox, type SlackSandbox } from '../../sandbox/slack/sandbox.ts';

const manifest = {
  name: 'Workfront Bot',
  scopes: ['chat:write', 'groups:read', 'usergroups:read', 'users:read', 'commands'],
  commands: [{ command: '/ask', shouldEscape: true }],
  events: [],
  homeTab: false,
};
const channel = channels.approvals.id;
const { rita, alan, bea, tyler } = people;

let sandbox: SlackSandbox;
let client: webApi.WebClient;
beforeEach(async () => {
  sandbox = await startSlackSandbox({ manifest, ackDeadlineMilliseconds: 200 });
  client = new webApi.WebClient(sandbox.botToken, {
    slackApiUrl: sandbox.apiUrl,
    logLevel: LogLevel.ERROR,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
});
afterEach(() => sandbox.close());

const post = (text: string, to: string = channel) => client.chat.postMessage({ channel: to, text });
const readGroup = (cursor?: string) =>
  client.apiCall('usergroups.users.list', { usergroup: 'S01APPROVERS', limit: 1, cursor });
const typed = async (text: string) => {
  await sandbox.person(rita.id).type(`/ask ${text}`);
  const sent = sandbox.traffic.findLast((one) => one.kind === 'payload');
  return sent?.kind === 'payload' ? sent.payload['text'] : null;
};
const codeOf = async (call: Promise<unknown>): Promise<unknown> => {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof webApi.WebAPIPlatformError ? error.data.error : error;
};

describe.each([{ isArchived: true }, { isFrozen: true }])('a channel with %j', (change) => {
  test('takes no post as archived, and no update or removal as inactive', async () => {
    const { ts = '' } = await post('x');
    sandbox.administration.setChannel(channel, change);
    expect(await codeOf(post('y'))).toBe('is_archived');
    expect(await codeOf(client.chat.update({ channel, ts, text: 'y' }))).toBe('is_inactive');
    expect(await codeOf(client.chat.delete({ channel, ts }))).toBe('is_inactive');
  });
});

describe('a push', () => {
  test('goes to those whom a post mentions, with its text', async () => {
    await client.chat.postMessage({
      channel,
      text: 'Jane is to go',
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `<@${alan.id}> please` } }],
    });
    expect(sandbox.notifications).toMatchObject([{ to: alan.id, channel, text: 'Jane is to go' }]);
    await post('<!subteam^S01APPROVERS> and <@U01TYLER>, who is not here');
    expect(sandbox.person(bea.id).notifications()).toHaveLength(1);
    expect(sandbox.person(tyler.id).notifications()).toEqual([]);
  });

  test('is not sent for an edit, whoever is mentioned by it', async () => {
    const { ts = '' } = await post('preparing');
    await client.chat.update({ channel, ts, text: `<@${alan.id}> please` });
    expect(sandbox.notifications).toEqual([]);
  });

  test('goes to the reader of a direct message, but to nobody who left', async () => {
    await post('hello', rita.id);
    sandbox.administration.setPerson(alan.id, { deactivated: true });
    expect(await post('hello', alan.id)).toMatchObject({ ok: true });
    expect(sandbox.notifications).toMatchObject([{ to: rita.id, text: 'hello' }]);
  });
});

test("a command's own answers cannot be replaced or removed through its address", async () => {
  await sandbox.person(rita.id).type('/ask');
  const sent = sandbox.traffic.findLast((one) => one.kind === 'payload');
  const url = sent?.kind === 'payload' ? String(sent.payload['response_url']) : '';
  const answer = (body: object) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await answer({ text: 'one' });
  await answer({ text: 'two', replace_original: true });
  await answer({ delete_original: true });
  const seen = sandbox.person(rita.id).sees(channels.itHelp.id);
  expect(seen.map(({ text }) => text).slice(-2)).toEqual(['one', 'two']);
});

describe('in trouble', () => {
  test('a call is answered with a page of HTML', async () => {
    sandbox.trouble({ method: 'auth.test', times: 1, effect: { kind: 'html' } });
    const response = await fetch(new URL('auth.test', sandbox.apiUrl), { method: 'POST' });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    expect(await response.text()).toMatch(/^<!DOCTYPE html>/);
  });

  test('a rate limit may come without a time to wait', async () => {
    const effect = { kind: 'ratelimited', retryAfterSeconds: null } as const;
    sandbox.trouble({ method: 'auth.test', effect });
    const response = await fetch(new URL('auth.test', sandbox.apiUrl), { method: 'POST' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, null]);
  });
});

test('updates beyond the rate of a minute are held back until it is over', async () => {
  let time = 1_700_000_000_000;
  const strict = await startSlackSandbox({ manifest, now: () => time, habits: { updatesPerMinute: 2 } });
  const bot = new webApi.WebClient(strict.botToken, {
    slackApiUrl: strict.apiUrl,
    logLevel: LogLevel.ERROR,
    rejectRateLimitedCalls: true,
  });
  const { ts = '' } = await bot.chat.postMessage({ channel, text: 'x' });
  const update = () => bot.chat.update({ channel, ts, text: 'y' });
  await update();
  time += 20_000;
  await update();
  expect(await update().catch((error: unknown) => error)).toMatchObject({ retryAfter: 40 });
  time += 40_000;
  expect(await update()).toMatchObject({ ok: true });
  await strict.close();
});

test('a user group comes whole, or in pages for a workspace that pages', async () => {
  expect(await readGroup()).toMatchObject({ users: [alan.id, bea.id] });
  sandbox.administration.setHabits({ groupPageSize: 1 });
  const first = await readGroup();
  expect(first).toMatchObject({ users: [alan.id] });
  expect(await readGroup(first.response_metadata?.next_cursor)).toMatchObject({ users: [bea.id] });
});

test('people and channels tell what they are', async () => {
  sandbox.administration.setPerson(bea.id, { isUltraRestricted: true, teamId: 'T0OTHER', isStranger: true });
  expect((await client.users.info({ user: bea.id })).user).toMatchObject({
    team_id: 'T0OTHER',
    is_restricted: false,
    is_ultra_restricted: true,
    is_stranger: true,
  });
  sandbox.administration.setChannel(channel, { isPendingExtShared: true, isOrgShared: true, isFrozen: true });
  expect((await client.conversations.info({ channel })).channel).toMatchObject({
    is_pending_ext_shared: true,
    is_org_shared: true,
    is_ext_shared: false,
    is_shared: true,
    is_frozen: true,
  });
});

describe('what is typed after a command', () => {
  test('keeps domains, addresses and line breaks in one way or the other', async () => {
    const text = 'jane@acme.com\nacme.com @jane';
    expect(await typed(text)).toBe('<mailto:jane@acme.com|jane@acme.com>\nacme.com @jane');
    sandbox.administration.setHabits({ linksDomains: true, keepsLineBreaks: false, linksAddresses: false });
    expect(await typed(text)).toBe('jane@acme.com <http://acme.com|acme.com> @jane');
  });
});
