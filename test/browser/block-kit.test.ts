import { readFileSync } from 'node:fs';

import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { channels, people } from '../../sandbox/acme.ts';
import { startSlackSandbox, type SlackSandbox } from '../../sandbox/slack/sandbox.ts';
import { startChromium } from './support/chromium.ts';
import { crowd, form, gallery, home, plain, second } from './support/gallery.ts';
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
    scopes: ['commands', 'chat:write', 'files:read', 'files:write'],
    commands: [{ command: '/form', shouldEscape: true }],
    events: ['app_home_opened'],
    homeTab: true,
    shortcuts: [
      { name: 'Ask for many', type: 'global' as const, callbackId: 'many' },
      { name: 'Ask for those named here', type: 'message' as const, callbackId: 'named' },
    ],
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
  bolt.shortcut('many', async ({ ack, client, shortcut }) => {
    await ack();
    await client.views.open({ trigger_id: shortcut.trigger_id, view: crowd });
  });
  bolt.shortcut({ callback_id: 'named', type: 'message_action' }, async ({ ack, shortcut }) => {
    await ack();
    used.push(`named in ${JSON.stringify(shortcut.message.text)}`);
  });
  bolt.view('crowd', async ({ ack, view }) => {
    used.push(JSON.stringify(view.state.values));
    await ack();
  });
  bolt.options(/.*/, ({ ack, options }) =>
    ack({
      options: [
        { text: plain(`${options.value}-one`), value: `one ${options.value}` },
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
  await card.getByRole('button', { name: 'More', exact: true }).click();
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

test('a shortcut opens a form that takes several people and a file, all by keyboard', async () => {
  await page.getByRole('button', { name: 'Shortcuts' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const modal = page.getByRole('dialog', { name: 'Many people' });
  const who = modal.getByRole('combobox', { name: 'People' });
  await expect.poll(() => who.evaluate((field) => field.matches(':focus'))).toBe(true);
  await who.pressSequentially('a');
  await modal.getByText('Type at least 2 characters').waitFor();
  for (const name of ['an', 'jo']) {
    await who.fill(name);
    await modal.getByRole('option', { name: `${name}-one` }).waitFor();
    await who.press('Enter');
    await modal.getByRole('button', { name: `Remove ${name}-one` }).waitFor();
    if (name === 'an') await modal.getByRole('button', { name: 'Remove an-one' }).press('Enter');
  }
  await who.fill('ot');
  await modal.getByRole('option', { name: 'other' }).click();
  await modal.getByRole('button', { name: 'Remove other' }).waitFor();
  const list = { name: 'leavers.csv', mimeType: 'text/csv', buffer: Buffer.from('email\nan@acme.example') };
  await modal.getByLabel('Or a list').setInputFiles(list);
  await modal.getByText('Uploaded: leavers.csv').waitFor();
  await modal.getByRole('textbox', { name: 'Note' }).fill('two\nlines');
  await modal.getByLabel('At').fill('18:00');
  for (let step = 0; step < 30; step += 1) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.closest("dialog, body").tagName')).not.toBe('MAIN');
  }
  expect(await modal.getByText('They lose access at once.').count()).toBe(1);
  await picture(page);
  const sent = await heard(() => modal.getByRole('button', { name: 'Ask' }).click());
  for (const part of ['"jo-one"', '"other"', 'leavers.csv', 'two\\nlines', '18:00'])
    expect(sent).toContain(part);
  await modal.waitFor({ state: 'hidden' });
});

test('a file in a thread has its name, its size and a download, and a message its own shortcuts', async () => {
  const channel = channels.approvals.id;
  const { ts = '' } = await app.client.chat.postMessage({ channel, text: 'Twelve people left' });
  const content = 'email,result\nan@acme.example,done\n';
  await app.client.filesUploadV2({ channel_id: channel, thread_ts: ts, filename: 'result.csv', content });
  const link = message(page, 'Twelve people left').getByRole('link', { name: 'result.csv' });
  expect(await link.innerText()).toContain(`${content.length} bytes`);
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const file = await download.path();
  expect(readFileSync(file, 'utf8')).toBe(content);
  await picture(page);
  const card = page.locator('.message', { hasText: 'Twelve people left' }).first();
  await card.hover();
  await card.getByRole('button', { name: 'More actions' }).last().click();
  const done = () => page.getByRole('button', { name: 'Ask for those named here' }).last().click();
  expect(await heard(done)).toContain('Twelve people left');
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
