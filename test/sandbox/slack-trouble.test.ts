import { request } from 'node:http';

import { LogLevel, webApi } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { channels, people } from '../../sandbox/acme.ts';
import { startSlackSandbox, type SlackSandbox } from '../../sandbox/slack/sandbox.ts';

const manifest = {
  name: 'Workfront Bot',
  scopes: ['chat:write', 'usergroups:read', 'commands'],
  commands: [{ command: '/ask', shouldEscape: true }],
  events: [],
  homeTab: true,
};
const approvals = channels.approvals.id;

let sandbox: SlackSandbox;
const client = (timeout = 0) =>
  new webApi.WebClient(sandbox.botToken, {
    slackApiUrl: sandbox.apiUrl,
    logLevel: LogLevel.ERROR,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout,
  });
const post = () => client().chat.postMessage({ channel: approvals, text: 'x' });

beforeEach(async () => {
  sandbox = await startSlackSandbox({ manifest, ackDeadlineMilliseconds: 200 });
});
afterEach(() => sandbox.close());

describe('the Web API in trouble', () => {
  test('a rate limit says how long to wait, as often as it was told to', async () => {
    sandbox.trouble({
      method: 'chat.postMessage',
      times: 1,
      effect: { kind: 'ratelimited', retryAfterSeconds: 7 },
    });
    const limited = await post().catch((error: unknown) => error);
    expect(limited).toBeInstanceOf(webApi.WebAPIRateLimitedError);
    expect(limited).toMatchObject({ retryAfter: 7 });
    expect(await post()).toMatchObject({ ok: true });
  });

  test('a server error comes with its status, and other methods go on', async () => {
    sandbox.trouble({ method: 'chat.postMessage', effect: { kind: 'status', status: 503 } });
    expect(await post().catch((error: unknown) => error)).toBeInstanceOf(webApi.WebAPIHTTPError);
    expect(await client().auth.test()).toMatchObject({ ok: true });
    sandbox.clearTrouble();
    expect(await post()).toMatchObject({ ok: true });
  });

  test('user groups can become unreadable', async () => {
    sandbox.trouble({
      method: 'usergroups.users.list',
      effect: { kind: 'error', error: 'plan_upgrade_required' },
    });
    await expect(client().usergroups.users.list({ usergroup: 'S01APPROVERS' })).rejects.toMatchObject({
      data: { error: 'plan_upgrade_required' },
    });
  });

  test('a lost answer leaves the work done, a lost request does not', async () => {
    sandbox.trouble({ times: 1, effect: { kind: 'dropBefore' } });
    expect(await post().catch((error: unknown) => error)).toBeInstanceOf(webApi.WebAPIRequestError);
    expect(sandbox.messages(approvals)).toHaveLength(0);
    sandbox.trouble({ times: 1, effect: { kind: 'dropAfter' } });
    expect(await post().catch((error: unknown) => error)).toBeInstanceOf(webApi.WebAPIRequestError);
    expect(sandbox.messages(approvals)).toHaveLength(1);
    expect(sandbox.traffic.map((exchange) => exchange.kind === 'call' && exchange.status)).toEqual([
      null,
      null,
    ]);
  });

  test('a call that hangs ends by the timeout of the client, and a slow one arrives', async () => {
    sandbox.trouble({ times: 1, effect: { kind: 'hang' } });
    const hung = client(50).auth.test();
    expect(await hung.catch((error: unknown) => error)).toBeInstanceOf(webApi.WebAPIRequestError);
    sandbox.trouble({ times: 1, effect: { kind: 'delay', milliseconds: 30 } });
    const start = performance.now();
    expect(await client().auth.test()).toMatchObject({ ok: true });
    expect(performance.now() - start).toBeGreaterThan(25);
  });

  test('tokens are masked in the record', async () => {
    await post();
    expect(JSON.stringify(sandbox.traffic)).not.toContain(sandbox.botToken);
    expect(sandbox.traffic).toMatchObject([
      { method: 'chat.postMessage', arguments: { token: 'xoxb-…dbox' } },
    ]);
  });
});

const control = (path: string) => new URL(`/sandbox/${path}`, sandbox.apiUrl);
const send = async (path: string, body: unknown) => {
  const response = await fetch(control(path), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
};
const read = async (path: string): Promise<unknown> => (await fetch(control(path))).json();

describe('the control API', () => {
  test('shows what a person sees, and nothing that others see', async () => {
    await client().chat.postEphemeral({ channel: approvals, user: people.alan.id, text: 'only you' });
    expect(await read(`state?as=${people.alan.id}`)).toMatchObject({ messages: [{ words: 'only you' }] });
    expect(await read(`state?as=${people.bea.id}`)).toMatchObject({ messages: [] });
    expect(await read('traffic')).toMatchObject([{ method: 'chat.postEphemeral' }]);
  });

  test('acts as a person, and answers 400 with the reason when the person could not do it', async () => {
    expect(await send('command', { as: people.rita.id, text: '/ask' })).toMatchObject({
      status: 200,
      body: { problem: 'dispatch_failed' },
    });
    expect(await send('command', { as: people.rita.id, text: '/nothing' })).toMatchObject({
      status: 400,
      body: { error: '/nothing is not a valid command.' },
    });
    expect(await send('submit', { as: people.rita.id })).toMatchObject({ status: 400 });
    expect(await send('click', { as: people.rita.id })).toMatchObject({ status: 400 });
  });

  test('brings trouble and ends it', async () => {
    await send('trouble', { method: 'auth.test', effect: { kind: 'status', status: 500 } });
    await expect(client().auth.test()).rejects.toBeInstanceOf(webApi.WebAPIHTTPError);
    await send('trouble', { clear: true });
    expect(await client().auth.test()).toMatchObject({ ok: true });
  });

  test('administers the workspace and its connections', async () => {
    await send('administration', { do: 'setPerson', user: people.rita.id, change: { deactivated: true } });
    expect(await send('command', { as: people.rita.id, text: '/ask' })).toMatchObject({
      status: 400,
      body: { error: 'Rita Olsen is deactivated and cannot do this' },
    });
    expect(await send('administration', { do: 'join', channel: 'C0NOWHERE', user: 'x' })).toMatchObject({
      status: 400,
    });
    expect(await send('connections', { do: 'refresh' })).toMatchObject({ status: 200 });
  });

  test('tells of every change while somebody listens', async () => {
    const response = await fetch(control('events'));
    const reader = response.body?.getReader();
    const next = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await next()).toBe('data: open\n\n');
    await post();
    expect(await next()).toContain('data: change\n\n');
    await reader?.cancel();
  });

  test('serves loopback names only, and takes nothing but JSON', async () => {
    const status = await new Promise((resolve, reject) => {
      request(control('traffic'), { headers: { Host: 'evil.example' } }, (response) =>
        resolve(response.statusCode),
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
    const form = await fetch(control('command'), { method: 'POST', body: 'as=U01RITA' });
    expect(form.status).toBe(415);
  });
});

test('messages beyond the rate of a channel are held back, other channels are not', async () => {
  let time = 1_700_000_000_000;
  const strict = await startSlackSandbox({ manifest, now: () => time, habits: { postsPerSecond: 1 } });
  const bot = new webApi.WebClient(strict.botToken, {
    slackApiUrl: strict.apiUrl,
    logLevel: LogLevel.ERROR,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  const say = (channel: string) => bot.chat.postMessage({ channel, text: 'x' });
  expect(await say(approvals)).toMatchObject({ ok: true });
  expect(await say(approvals).catch((error: unknown) => error)).toMatchObject({ retryAfter: 1 });
  expect(await say(channels.audit.id)).toMatchObject({ ok: true });
  time += 1000;
  expect(await say(approvals)).toMatchObject({ ok: true });
  await strict.close();
});

test('what an app asks for and the sandbox would lose is remembered', async () => {
  await client().apiCall('chat.postMessage', { channel: approvals, text: 'x', attachments: [{ text: 'y' }] });
  expect(sandbox.uncovered).toEqual(['chat.postMessage attachments']);
});

test('waiting for what never comes names it and shows the last messages', async () => {
  await post();
  await expect(sandbox.until(() => null, 'the impossible', 10)).rejects.toThrow(
    /Waited 10 ms for the impossible; the last messages:\n {2}C01APPROVALS: x/,
  );
});
