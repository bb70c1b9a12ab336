import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { channels, people } from '../../sandbox/acme.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import { startSlackSandbox, type SlackSandbox } from '../../sandbox/slack/sandbox.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const option = (text: string, value: string) => ({ text: plain(text), value });
const blocks = [
  {
    type: 'section',
    block_id: 'first',
    text: plain('Which Tyler?'),
    accessory: {
      type: 'static_select',
      action_id: 'pick',
      options: [option('Reid', 'r'), option('Roe', 'o')],
    },
  },
  {
    type: 'actions',
    block_id: 'second',
    elements: [
      { type: 'overflow', action_id: 'more', options: [option('History', 'h')] },
      { type: 'external_select', action_id: 'search', min_query_length: 0 },
    ],
  },
  {
    type: 'input',
    block_id: 'third',
    label: plain('Reason'),
    element: { type: 'plain_text_input', action_id: 'reason' },
  },
];
const manifest = {
  name: 'Bot',
  scopes: ['chat:write', 'commands'],
  commands: [],
  events: [],
  homeTab: false,
};

let sandbox: SlackSandbox;
let app: App;
let seen: Record<string, unknown>[];

beforeEach(async () => {
  seen = [];
  sandbox = await startSlackSandbox({ manifest });
  const clientOptions = { slackApiUrl: sandbox.apiUrl };
  const receiver = new SocketModeReceiver({
    appToken: sandbox.appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions },
  });
  app = new App({ token: sandbox.botToken, receiver, logLevel: LogLevel.ERROR, clientOptions });
  app.action(/.*/, async ({ ack, action, body }) => {
    seen.push({ ...action, state: 'state' in body ? body.state : undefined });
    await ack();
  });
  app.options('search', ({ ack, options }) =>
    ack({ options: [{ text: { type: 'plain_text', text: `${options.value} found` }, value: 'x' }] }),
  );
  await app.start();
  await app.client.apiCall('chat.postMessage', { channel: channels.approvals.id, text: 'x', blocks });
});
afterEach(async () => {
  await app.stop();
  await sandbox.until(() => sandbox.connections() === 0, 'the app to disconnect');
  await sandbox.close();
});

const target = () => sandbox.until(() => sandbox.messages(channels.approvals.id)[0], 'the message');

test('choosing in a message sends the option and what was typed beside it', async () => {
  const alan = sandbox.person(people.alan.id);
  expect(await alan.choose(await target(), 'reason', 'left')).toMatchObject({ ok: true, sent: false });
  expect(await alan.choose(await target(), 'pick', 'Roe')).toMatchObject({ ok: true, sent: true });
  expect(seen).toMatchObject([
    {
      action_id: 'pick',
      block_id: 'first',
      type: 'static_select',
      selected_option: { value: 'o' },
      state: {
        values: {
          third: { reason: { value: 'left' } },
          first: { pick: { selected_option: { value: 'o' } } },
        },
      },
    },
  ]);
});

test('an overflow menu and a type-ahead send what was picked', async () => {
  const alan = sandbox.person(people.alan.id);
  await alan.choose(await target(), 'more', 'History');
  expect(await alan.suggestions('search', 'Tyler')).toMatchObject([{ value: 'x' }]);
  await alan.choose(await target(), 'search', 'Tyler found');
  expect(seen).toMatchObject([
    { action_id: 'more', selected_option: { value: 'h' } },
    { action_id: 'search', selected_option: { text: { text: 'Tyler found' } } },
  ]);
});

test('an option that is not offered cannot be chosen', async () => {
  await expect(sandbox.person(people.alan.id).choose(await target(), 'pick', 'Smith')).rejects.toThrow(
    'there are: Reid, Roe',
  );
});

test('the manifest of the app is read, and clicks need interactivity', async () => {
  const ours = readManifest('manifest.yml');
  expect(ours.scopes).toContain('chat:write');
  expect(ours.commands).toContainEqual(
    expect.objectContaining({ command: '/wf-deactivate', shouldEscape: true }),
  );
  expect(ours.interactivity).toBe(true);
  const off = await startSlackSandbox({ manifest: { ...ours, interactivity: false } });
  await fetch(`${off.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${off.botToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ channel: channels.approvals.id, text: 'x', blocks }),
  });
  const message = await off.until(() => off.messages(channels.approvals.id)[0], 'the message');
  await expect(off.person(people.alan.id).choose(message, 'pick', 'Roe')).rejects.toThrow('switched off');
  await off.close();
});
