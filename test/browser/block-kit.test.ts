import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { channels, people } from '../../sandbox/acme.ts';
import type { SlackSandbox } from '../../sandbox/slack/sandbox.ts';
import { startSlackSandbox } from '../../sandbox/slack/server.ts';
import { startChromium } from './support/chromium.ts';
import { form, gallery, home, plain, second } from './support/gallery.ts';
import { message, openPage, picture, reads, type } from './support/show.ts';

const complaints: string[] = [];
const used: string[] = [];
let sandbox: SlackSandbox;
let app: App;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const manifest = {
    name: 'Gallery',
    scopes: ['commands', 'chat:write'],
    commands: [{ command: '/form', shouldEscape: true }],
    events: ['app_home_opened'],
    homeTab: true,
  };
  sandbox = await startSlackSandbox({ manifest });
  const clientOptions = { slackApiUrl: sandbox.apiUrl, retryConfig: { retries: 0 } };
  const receiver = new SocketModeReceiver({
    appToken: sandbox.appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions },
  });
  app = new App({ token: sandbox.botToken, receiver, logLevel: LogLevel.ERROR, clientOptions });
  listen(app);
  await app.start();
  browser = await startChromium();
  const url = new URL(`/?as=${people.bea.id}&in=${channels.approvals.id}`, sandbox.apiUrl);
  page = await openPage(browser, url.href, complaints);
});
afterAll(async () => {
  await browser.close();
  await app.stop();
  await sandbox.close();
});

/** An app that uses everything and notes what people did. */
function listen(bolt: App): void {
  bolt.action(/.*/, async ({ ack, action }) => {
    await ack();
    const { type: kind, ...rest } = action;
    const state = Object.entries(rest).find(([key]) => key.startsWith('selected_'));
    used.push(`${kind} ${JSON.stringify(state?.[1] ?? 'clicked')}`);
  });
  bolt.command('/form', async ({ ack, client, body }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: form });
  });
  bolt.options(/.*/, ({ ack, options }) =>
    ack({
      options: [
        { text: plain(`${options.value}-one`), value: '1' },
        { text: plain('other'), value: '2' },
      ],
    }),
  );
  bolt.view('form', async ({ ack, view }) => {
    used.push(JSON.stringify(view.state.values));
    const isShort = JSON.stringify(view.state.values).includes('"short"');
    await (isShort
      ? ack({ response_action: 'errors', errors: { why: 'Say a little more.' } })
      : ack({ response_action: 'push', view: second }));
  });
  bolt.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({ user_id: event.user, view: home });
  });
}

/** What the app heard last, once it heard something new. */
async function heard(doing: () => Promise<unknown>): Promise<string | undefined> {
  const before = used.length;
  await doing();
  await expect.poll(() => used.length).toBeGreaterThan(before);
  return used.at(-1);
}

test('every element of a message can be used, and the app hears what was chosen', async () => {
  const { ts = '' } = await app.client.chat.postMessage({ channel: channels.approvals.id, ...gallery });
  const card = message(page, 'Gallery header');
  const words = (await card.innerText()).replaceAll(/\s+/g, ' ');
  for (const part of ['bold', 'code();', 'a quote', '@Bea Lindqvist', '#wf-approvals', 'first item'])
    expect(words).toContain(part);
  for (const alt of ['✅', '🎉']) await card.getByRole('img', { name: alt }).waitFor();
  expect(await heard(() => card.getByRole('button', { name: 'Plain' }).click())).toContain('clicked');
  expect(await heard(() => card.getByRole('checkbox', { name: 'Second' }).check())).toContain('"two"');
  expect(await heard(() => card.getByRole('radio', { name: 'Right' }).check())).toContain('"right"');
  expect(await heard(() => card.getByLabel('A day').fill('2026-12-24'))).toContain('2026-12-24');
  await card.getByRole('button', { name: 'More' }).click();
  expect(await heard(() => page.getByRole('button', { name: 'Archive' }).click())).toContain('archive');
  await card.getByRole('combobox', { name: 'Somebody' }).click();
  expect(await heard(() => page.getByRole('option', { name: /Oscar/ }).click())).toContain(people.oscar.id);
  await picture(page);

  await app.client.chat.postMessage({
    channel: channels.approvals.id,
    thread_ts: ts,
    text: 'A reminder',
  });
  await card.getByText('1 reply').waitFor();
  expect(await card.innerText()).toContain('A reminder');
  // The message was drawn anew for the reply, with what was chosen in it.
  expect(await card.getByRole('checkbox', { name: 'Second' }).isChecked()).toBe(true);
  expect(await card.getByRole('combobox', { name: 'Somebody' }).inputValue()).toBe('Oscar Meyer');
});

test('a form keeps what was typed, shows complaints and goes on to a second window', async () => {
  await type(page, '/form');
  const modal = page.getByRole('dialog', { name: 'A form' });
  await modal.getByRole('textbox', { name: 'Why' }).fill('short');
  const person = modal.getByRole('combobox', { name: 'Who' });
  await person.click();
  await person.pressSequentially('ty');
  await modal.getByRole('option', { name: 'ty-one' }).click();
  await modal.getByLabel('When').fill('2026-12-24T18:00');
  await modal.getByText('Europe/Stockholm').waitFor();
  await modal.getByRole('button', { name: 'Send' }).click();
  await modal.getByText('Say a little more.').waitFor();
  expect(await modal.getByRole('textbox', { name: 'Why' }).inputValue()).toBe('short');
  expect(await person.inputValue()).toBe('ty-one');
  await picture(page);
  await modal.getByRole('textbox', { name: 'Why' }).fill('long enough');
  const sent = await heard(() => modal.getByRole('button', { name: 'Send' }).click());
  // Six in the evening in Stockholm.
  expect(sent).toContain(`"selected_date_time":${Date.parse('2026-12-24T17:00:00Z') / 1000}`);
  const next = page.getByRole('dialog', { name: 'One more' });
  await next.getByRole('button', { name: 'Back' }).click();
  await modal.getByText('Who').waitFor();
  await page.keyboard.press('Escape');
  await modal.waitFor({ state: 'hidden' });
});

test('the Home tab shows what the app published for this person', async () => {
  await page.getByRole('link', { name: 'Gallery' }).click();
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByRole('heading', { name: 'Welcome home' }).waitFor();
  expect(await heard(() => page.getByRole('button', { name: 'At home' }).click())).toContain('clicked');
  await picture(page);
});

test('an edit shows at once, and a deleted message is gone', async () => {
  const channel = channels.approvals.id;
  await page.locator('#sidebar').getByRole('link', { name: 'wf-approvals' }).click();
  const { ts = '' } = await app.client.chat.postMessage({ channel, text: 'First words' });
  await reads(page, 'First words');
  await app.client.chat.update({ channel, ts, text: 'Second words' });
  expect(await reads(page, 'Second words')).toContain('(edited)');
  await app.client.chat.delete({ channel, ts });
  await message(page, 'Second words').waitFor({ state: 'detached' });
});

test('the page did not complain, and nothing was beyond the sandbox', () => {
  expect([...complaints, ...sandbox.uncovered]).toEqual([]);
});
