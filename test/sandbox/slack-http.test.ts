import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { channels, people } from '../../sandbox/acme.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { sign } from '../../sandbox/slack/delivery/deliver.ts';
import { startSlackSandbox, type SlackSandbox } from '../../sandbox/slack/sandbox.ts';

const manifest = {
  name: 'Workfront Bot',
  scopes: ['commands', 'chat:write'],
  commands: [
    { command: '/ask', shouldEscape: true },
    { command: '/unknown', shouldEscape: true },
  ],
  events: ['app_home_opened'],
  homeTab: true,
};

let sandbox: SlackSandbox;
let receiver: HTTPReceiver;
let app: App;

async function startApp(signingSecret: string): Promise<void> {
  receiver = new HTTPReceiver({
    signingSecret,
    logLevel: LogLevel.ERROR,
    port: 0,
    unhandledRequestTimeoutMillis: 1200,
  });
  app = new App({
    token: sandbox.botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: sandbox.apiUrl },
  });
  const server = await app.start();
  const address = 'address' in server ? server.address() : null;
  if (address === null || typeof address === 'string') throw new Error('The app has no port');
  sandbox.sendTo(`http://127.0.0.1:${address.port}/slack/events`);
}

beforeEach(async () => {
  sandbox = await startSlackSandbox({ manifest, ackDeadlineMilliseconds: 1000 });
});
afterEach(async () => {
  await app.stop();
  await sandbox.close();
});

test('commands, clicks and events arrive signed, and the body of the answer is the ack', async () => {
  await startApp(sandbox.signingSecret);
  const heard: string[] = [];
  app.command('/ask', async ({ ack, command, client }) => {
    await client.chat.postMessage({
      channel: channels.approvals.id,
      text: 'ask',
      blocks: [
        {
          type: 'actions',
          elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } }],
        },
      ],
    });
    await ack(`heard ${command.text}`);
  });
  app.action('go', async ({ ack }) => {
    heard.push('click');
    await ack();
  });
  app.event('app_home_opened', async () => {
    heard.push('home');
  });
  const rita = sandbox.person(people.rita.id);
  expect(await rita.type('/ask a & b')).toMatchObject({ ok: true });
  expect(rita.sees(channels.itHelp.id).map(plainText)).toEqual(['heard a &amp; b']);
  const message = await sandbox.until(() => sandbox.messages(channels.approvals.id)[0], 'the message');
  expect(await rita.click(message, 'go')).toMatchObject({ ok: true });
  expect(await rita.openHome()).toMatchObject({ ok: true });
  expect(heard).toEqual(['click', 'home']);
  expect(sandbox.traffic).toContainEqual(expect.objectContaining({ kind: 'payload', via: 'http' }));
});

test('an app with another signing secret answers 401, and the person sees that it failed', async () => {
  await startApp('another secret');
  const rita = sandbox.person(people.rita.id);
  expect(await rita.type('/ask')).toMatchObject({ ok: false, problem: 'dispatch_failed' });
  expect(rita.sees().map(plainText)).toEqual(['/ask failed with the error "dispatch_failed"']);
});

test('an app that does not listen to a command runs into the deadline', async () => {
  await startApp(sandbox.signingSecret);
  expect(await sandbox.person(people.rita.id).type('/unknown')).toMatchObject({
    problem: 'operation_timeout',
  });
});

test('the signature is the one of the example in the documentation of Slack', async () => {
  await startApp(sandbox.signingSecret);
  const body =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V' +
    '&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=' +
    '&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN' +
    '&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
  expect(sign('8f742231b10e8888abcd99yyyzzz85a5', 1_531_420_618, body)).toBe(
    'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  );
});
