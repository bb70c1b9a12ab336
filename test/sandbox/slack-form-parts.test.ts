import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { channels, people } from '../../sandbox/acme.ts';
import type { PersonDriver } from '../../sandbox/slack/person/driver.ts';
import { startSlackSandbox, type SlackSandbox } from '../../sandbox/slack/sandbox.ts';

const manifest = {
  name: 'Workfront Bot',
  scopes: ['commands', 'chat:write', 'files:read', 'files:write'],
  commands: [],
  shortcuts: [
    { name: 'Ask', type: 'global' as const, callbackId: 'ask' },
    { name: 'Ask about this', type: 'message' as const, callbackId: 'ask_about' },
  ],
  events: [],
  homeTab: false,
};

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const view = {
  type: 'modal' as const,
  callback_id: 'form',
  title: plain('Leavers'),
  submit: plain('Send'),
  blocks: [
    {
      type: 'input' as const,
      block_id: 'who',
      label: plain('People'),
      optional: true,
      element: { type: 'multi_external_select' as const, action_id: 'people', min_query_length: 1 },
    },
    {
      type: 'input' as const,
      block_id: 'list',
      label: plain('List'),
      optional: true,
      element: { type: 'file_input' as const, action_id: 'file', filetypes: ['csv'], max_files: 1 },
    },
  ],
};

let sandbox: SlackSandbox;
let app: App;
let rita: PersonDriver;
let shortcuts: unknown[];
let values: unknown;

beforeEach(async () => {
  shortcuts = [];
  values = null;
  sandbox = await startSlackSandbox({ manifest, ackDeadlineMilliseconds: 1000 });
  const clientOptions = { slackApiUrl: sandbox.apiUrl, retryConfig: { retries: 0 } };
  const receiver = new SocketModeReceiver({
    appToken: sandbox.appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions },
  });
  app = new App({ token: sandbox.botToken, receiver, logLevel: LogLevel.ERROR, clientOptions });
  app.shortcut(/ask/, async ({ ack, shortcut, client }) => {
    shortcuts.push(shortcut);
    await ack();
    await client.views.open({ trigger_id: shortcut.trigger_id, view });
  });
  app.options('people', ({ ack, options }) =>
    ack({ options: ['Ann', 'Bo'].map((name) => ({ text: plain(name), value: `${options.value}-${name}` })) }),
  );
  app.view('form', async ({ ack, view: { state } }) => {
    values = state.values;
    await ack();
  });
  app.error(async () => {});
  await app.start();
  rita = sandbox.person(people.rita.id);
});
afterEach(async () => {
  await app.stop();
  await sandbox.close();
});

const open = async () => {
  await rita.shortcut('Ask');
  return sandbox.until(() => rita.openView(), 'the form');
};

describe('a shortcut', () => {
  test('of the workspace tells of no place, and opens a form', async () => {
    await open();
    expect(shortcuts).toMatchObject([{ type: 'shortcut', callback_id: 'ask', user: { id: people.rita.id } }]);
    expect(shortcuts[0]).not.toHaveProperty('channel');
    expect(shortcuts[0]).not.toHaveProperty('response_url');
  });

  test('of a message comes with what was written, as Slack marks it up', async () => {
    const said = sandbox
      .person(people.oscar.id)
      .say('tyler.reid@acme.example leaves, says @Alan Park', channels.itHelp.id);
    expect(await rita.shortcut('ask_about', said)).toMatchObject({ ok: true });
    expect(shortcuts).toMatchObject([
      {
        type: 'message_action',
        callback_id: 'ask_about',
        channel: { id: channels.itHelp.id, name: 'it-help' },
        message_ts: said.ts,
        message: {
          user: people.oscar.id,
          text: '<mailto:tyler.reid@acme.example|tyler.reid@acme.example> leaves, says <@U01ALAN|alan.park>',
        },
        response_url: expect.stringContaining(sandbox.apiUrl.replace('/api/', '')),
      },
    ]);
    expect(shortcuts[0]).not.toHaveProperty('message.bot_id');
    await sandbox.until(() => rita.openView(), 'the form');
  });

  test('that the manifest does not have cannot be used', async () => {
    await expect(rita.shortcut('nothing')).rejects.toThrow('There is no global shortcut "nothing"');
  });
});

test('several people are picked from what the app suggests', async () => {
  const form = await open();
  expect((await rita.suggestions('people', 'x')).map(({ value }) => value)).toEqual(['x-Ann', 'x-Bo']);
  await rita.choose(form, 'people', ['Ann', 'Bo']);
  await rita.submit();
  expect(values).toMatchObject({
    who: { people: { selected_options: [{ value: 'x-Ann' }, { value: 'x-Bo' }] } },
  });
});

describe('a file', () => {
  const authorization = { authorization: `Bearer xoxb-1-acme-sandbox` };
  const csv = { name: 'list.csv', content: 'email\ntyler.reid@acme.example\n' };

  test('that was chosen is told with the form, and downloaded with the token', async () => {
    await open();
    expect(() => rita.upload('List', [{ name: 'list.exe', content: 'x' }])).toThrow('takes no list.exe');
    rita.upload('List', [csv]);
    await rita.submit();
    expect(values).toMatchObject({
      list: { file: { files: [{ name: 'list.csv', mimetype: 'text/csv', size: 30, user: people.rita.id }] } },
    });
    const url = /"url_private_download":"([^"]+)"/.exec(JSON.stringify(values))?.[1] ?? '';
    expect(await (await fetch(url, { headers: authorization })).text()).toBe(csv.content);
    const stranger = await fetch(url);
    expect([stranger.status, stranger.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    sandbox.administration.setScopes(['commands', 'chat:write']);
    expect(await (await fetch(url, { headers: authorization })).text()).toContain('Sign in');
  });

  test('cannot be asked for without the scope', async () => {
    sandbox.administration.setScopes(['commands']);
    await rita.shortcut('Ask');
    const refused = await sandbox.until(
      () =>
        sandbox.traffic.find(
          (one) => one.kind === 'call' && one.method === 'views.open' && one.answer !== null,
        ),
      'the refusal',
    );
    expect(refused).toMatchObject({ answer: { ok: false, error: 'missing_scope', needed: 'files:read' } });
  });

  test('of the app goes into a thread in three steps', async () => {
    const channel = channels.approvals.id;
    const { ts = '' } = await app.client.chat.postMessage({ channel, text: 'the request' });
    await app.client.filesUploadV2({
      channel_id: channel,
      thread_ts: ts,
      filename: 'report.csv',
      content: 'a,b\n1,2\n',
    });
    const shared = await sandbox.until(
      () => sandbox.messages(channel).find(({ threadTs }) => threadTs === ts),
      'the file',
    );
    const { file } = await app.client.files.info({ file: shared.files[0] ?? '' });
    expect(file).toMatchObject({ name: 'report.csv', size: 8 });
    const answer = await fetch(file?.url_private_download ?? '', { headers: authorization });
    expect(await answer.text()).toBe('a,b\n1,2\n');
  });

  test('of the app goes to a conversation, never to a person, and is not empty', async () => {
    const upload = (channel: string, content: string) =>
      app.client.filesUploadV2({ channel_id: channel, filename: 'x.csv', content });
    await expect(upload(people.rita.id, 'x')).rejects.toMatchObject({ data: { error: 'channel_not_found' } });
    await expect(
      app.client.files.getUploadURLExternal({ filename: 'x.csv', length: 0 }),
    ).rejects.toMatchObject({ data: { error: 'missing_argument' } });
  });
});
