import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { channels, people } from '../../sandbox/acme.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { startSlackSandbox, type SlackSandbox } from '../../sandbox/slack/sandbox.ts';

const manifest = {
  name: 'Workfront Bot',
  scopes: ['commands', 'chat:write'],
  commands: [
    { command: '/ask', shouldEscape: true },
    { command: '/plain', shouldEscape: false },
    { command: '/silent', shouldEscape: true },
  ],
  events: ['app_home_opened'],
  homeTab: true,
};
const approvals = channels.approvals.id;
const danger = {
  title: { type: 'plain_text', text: 'Sure?' },
  text: { type: 'plain_text', text: 'This cannot be undone' },
  confirm: { type: 'plain_text', text: 'Yes' },
  deny: { type: 'plain_text', text: 'No' },
} as const;
const goButton = [
  {
    type: 'actions',
    elements: [
      {
        type: 'button',
        action_id: 'go',
        value: 'r1',
        text: { type: 'plain_text', text: 'Go' },
        confirm: danger,
      },
    ],
  },
];

let time: number;
let sandbox: SlackSandbox;
let app: App;

beforeEach(async () => {
  time = Date.parse('2026-11-21T10:00:00Z');
  sandbox = await startSlackSandbox({ manifest, now: () => time, ackDeadlineMilliseconds: 1000 });
  const clientOptions = { slackApiUrl: sandbox.apiUrl, retryConfig: { retries: 0 } };
  const receiver = new SocketModeReceiver({
    appToken: sandbox.appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions },
  });
  app = new App({ token: sandbox.botToken, receiver, logLevel: LogLevel.ERROR, clientOptions });
  await app.start();
});
afterEach(async () => {
  await app.stop();
  await sandbox.until(() => sandbox.connections() === 0, 'the app to disconnect');
  await sandbox.close();
});

const post = () =>
  app.client.apiCall('chat.postMessage', { channel: approvals, text: 'ask', blocks: goButton });
const lastMessage = () => sandbox.until(() => sandbox.messages(approvals).at(-1), 'a message');
const words = (userId: string) => sandbox.person(userId).sees().map(plainText);

const json = { 'Content-Type': 'application/json' };
const useUrl = async (url: string | undefined) =>
  (await fetch(url ?? '', { method: 'POST', body: JSON.stringify({ text: 'x' }), headers: json })).status;

const opened = (address: string) =>
  new Promise<boolean>((resolve) => {
    const socket = new WebSocket(address);
    socket.addEventListener('open', () => {
      socket.close();
      resolve(true);
    });
    socket.addEventListener('error', () => resolve(false));
  });

describe('slash commands', () => {
  test('the answer in the ack is shown to the person alone, mentions and addresses are escaped', async () => {
    app.command('/ask', ({ ack, command }) => ack(`heard ${command.text}`));
    const result = await sandbox
      .person(people.rita.id)
      .type('/ask @Tyler Reid, @U01ALAN jane@acme.example #wf-audit <b> & @nobody');
    expect(result).toMatchObject({ ok: true, problem: null });
    expect(words(people.rita.id)).toEqual([
      'heard <@U01TYLER|tyler.reid>, <@U01ALAN|alan.park> <mailto:jane@acme.example|jane@acme.example> ' +
        '<#C01AUDIT|> &lt;b&gt; &amp; @nobody',
    ]);
    expect(words(people.alan.id)).toEqual([]);
  });

  test('without should_escape the words arrive as typed', async () => {
    app.command('/plain', ({ ack, command }) => ack(command.text));
    await sandbox.person(people.rita.id).type('/plain @tyler.reid <b>');
    expect(words(people.rita.id)).toEqual(['@tyler.reid <b>']);
  });

  test('a command without an ack in time fails in the words of Slack, and the late answer is dropped', async () => {
    const late = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    app.command('/plain', ({ ack }) => ack());
    app.command('/ask', async ({ ack }) => {
      await late.promise;
      await ack('too late');
      answered.resolve();
    });
    const result = await sandbox.person(people.rita.id).type('/ask x');
    expect(result).toMatchObject({ ok: false, problem: 'operation_timeout', milliseconds: null });
    late.resolve();
    await answered.promise;
    // The same socket carries a second ack after the late one, so the late one has arrived by then.
    await sandbox.person(people.rita.id).type('/plain');
    expect(words(people.rita.id)).toEqual(['/ask failed with the error "operation_timeout"']);
    expect(sandbox.traffic.find(({ kind }) => kind === 'payload')).toMatchObject({
      type: 'slash_commands',
      problem: 'operation_timeout',
    });
  });

  test('a command while nobody is connected fails', async () => {
    await app.stop();
    await sandbox.until(() => sandbox.connections() === 0, 'the app to disconnect');
    expect(await sandbox.person(people.rita.id).type('/silent')).toMatchObject({
      problem: 'dispatch_failed',
    });
    await app.start();
  });

  test('a command that the manifest does not have cannot be typed', async () => {
    await expect(sandbox.person(people.rita.id).type('/nothing')).rejects.toThrow('not a valid command');
  });
});

describe('buttons', () => {
  test('a click carries the message, and an edit through the response_url shows', async () => {
    app.action('go', async ({ ack, respond, body }) => {
      await ack();
      await respond({ replace_original: true, text: `done by ${body.user.id}` });
    });
    await post();
    const message = await lastMessage();
    const result = await sandbox.person(people.alan.id).click(message, 'Go');
    expect(result).toMatchObject({ ok: true, confirm: { title: { text: 'Sure?' } } });
    await sandbox.until(() => sandbox.message(message)?.edited, 'the edit');
    expect(sandbox.messages(approvals)).toMatchObject([{ text: `done by ${people.alan.id}` }]);
    await expect(sandbox.person(people.bea.id).click(message, 'go')).rejects.toThrow('no "go" here');
    expect(await sandbox.person(people.bea.id).click(message, 'go', { stale: true })).toMatchObject({
      ok: true,
    });
  });

  test('declining the dialog sends nothing', async () => {
    await post();
    const result = await sandbox.person(people.alan.id).click(await lastMessage(), 'go', { confirm: false });
    expect(result).toMatchObject({ ok: false, sent: false });
    expect(sandbox.traffic.filter(({ kind }) => kind === 'payload')).toEqual([]);
  });

  test('nobody clicks what they cannot see, and nobody who is deactivated clicks', async () => {
    await post();
    const message = await lastMessage();
    await expect(sandbox.person(people.tyler.id).click(message, 'go')).rejects.toThrow('cannot see');
    sandbox.administration.setPerson(people.alan.id, { deactivated: true });
    await expect(sandbox.person(people.alan.id).click(message, 'go')).rejects.toThrow('is deactivated');
  });

  test('a response_url works five times and for thirty minutes', async () => {
    const urls: string[] = [];
    app.action('go', async ({ ack, body }) => {
      if (body.type === 'block_actions') urls.push(body.response_url);
      await ack();
    });
    await post();
    const message = await lastMessage();
    await sandbox.person(people.alan.id).click(message, 'go');
    await sandbox.person(people.alan.id).click(message, 'go');
    const [first, second] = urls;
    const statuses = [];
    for (let use = 0; use < 6; use += 1) statuses.push(await useUrl(first));
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
    time += 30 * 60 * 1000 + 1;
    expect(await useUrl(second)).toBe(404);
    expect(words(people.alan.id).filter((text) => text === 'x')).toHaveLength(5);
    expect(words(people.bea.id)).not.toContain('x');
  });
});

describe('connections', () => {
  test('a payload goes to one of several connections only', async () => {
    let heard = 0;
    app.command('/ask', async ({ ack }) => {
      heard += 1;
      await ack();
    });
    const clientOptions = { slackApiUrl: sandbox.apiUrl };
    const receiver = new SocketModeReceiver({
      appToken: sandbox.appToken,
      logLevel: LogLevel.ERROR,
      installerOptions: { clientOptions },
    });
    const other = new App({ token: sandbox.botToken, receiver, logLevel: LogLevel.ERROR, clientOptions });
    other.command('/ask', async ({ ack }) => {
      heard += 1;
      await ack();
    });
    await other.start();
    expect(sandbox.connections()).toBe(2);
    const typed = Array.from({ length: 20 }, () => sandbox.person(people.rita.id).type('/ask'));
    expect((await Promise.all(typed)).every(({ ok }) => ok)).toBe(true);
    expect(heard).toBe(20);
    await other.stop();
    await sandbox.until(() => sandbox.connections() === 1, 'the second app to disconnect');
  });

  test('a refresh ends the connection', async () => {
    sandbox.refreshConnections();
    await sandbox.until(() => sandbox.connections() === 0, 'the app to leave');
    expect(sandbox.connections()).toBe(0);
  });

  test('a link opens one connection and no second', async () => {
    const { url = '' } = await fetch(`${sandbox.apiUrl}apps.connections.open`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${sandbox.appToken}` },
    }).then(async (response): Promise<{ url?: string }> => Object(await response.json()));
    expect(await opened(url)).toBe(true);
    expect(await opened(url)).toBe(false);
  });
});

test('opening the Home tab lets the app publish it, and a button there works', async () => {
  app.event('app_home_opened', async ({ event, client }) => {
    await client.apiCall('views.publish', { user_id: event.user, view: { type: 'home', blocks: goButton } });
  });
  app.action('go', ({ ack }) => ack());
  const rita = sandbox.person(people.rita.id);
  expect(await rita.openHome()).toMatchObject({ ok: true });
  const home = await sandbox.until(() => rita.home(), 'the Home tab');
  expect(await rita.click(home, 'Go')).toMatchObject({ ok: true });
});
