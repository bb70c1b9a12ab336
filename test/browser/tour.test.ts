import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { leaveRequestOpen, playMainJob } from '../../sandbox/demo/play.ts';
import { named } from '../../sandbox/workfront/records/named.ts';
import { message, picture, press, reads, startShow, type Show } from './support/show.ts';

let show: Show;
let page: Page;
let told = '';
beforeAll(async () => {
  show = await startShow();
  // As `npm run demo` does before it gives the address of the page.
  await playMainJob(show.stage, (text) => (told += text));
  await leaveRequestOpen(show.stage);
  page = await show.open('alan', 'approvals');
});
afterAll(() => show.close());

/** One step of the tour, by its heading. */
const step = (title: string) => page.locator('.steps li', { hasText: title });

/** Follows a link, until the page is the one of whoever the link is for. */
async function follow(title: string, link: string): Promise<void> {
  const anchor = step(title).getByRole('link', { name: link, exact: true });
  const [person = ''] = /as=\w+/u.exec((await anchor.getAttribute('href')) ?? '') ?? [];
  await anchor.click();
  await page.locator(`#sidebar a[aria-current=true][href*="${person}"]`).waitFor();
}

/** Follows a link that writes a command into the composer, and sends it. */
async function send(title: string, link: string): Promise<void> {
  await follow(title, link);
  const composer = page.locator('#composer');
  await expect.poll(() => composer.inputValue()).toMatch(/^\/wf-deactivate/u);
  await composer.press('Enter');
}

/** Clicks Deactivate on a card, and confirms. */
async function deactivate(heading: string): Promise<void> {
  await press(page, heading, 'Deactivate');
  await page.getByRole('button', { name: 'Yes, deactivate' }).click();
}

test('the play in the terminal tells what was asked about Tyler, and of nobody else', () => {
  const requests = told.split('\n').filter((line) => / (GET|PUT) \/attask/u.test(line));
  expect(requests.length).toBeGreaterThanOrEqual(2);
  for (const line of requests) expect(line).toContain(named.tyler);
  expect(told).toContain('PUT ');
});

test('a request is approved', async () => {
  await follow('Approve a request', 'As Alan, in #wf-approvals');
  await deactivate('Deactivate Jordan Lee?');
  expect(await reads(page, 'Jordan Lee is deactivated')).toContain('confirmed by Workfront');
});

test('one’s own request and somebody who may only ask are refused', async () => {
  const title = 'Try to approve your own';
  await send(title, 'Ask as Bea');
  await reads(page, 'Sent to the approvers');
  for (const [link, words] of [
    ['Click as Bea', 'You made this request'],
    ['Click as Rita', 'aren’t an approver'],
  ] as const) {
    await follow(title, link);
    await deactivate('Deactivate Nora Wagner?');
    const refusal = page.getByRole('dialog').filter({ hasText: words });
    expect(await refusal.innerText()).not.toContain('Yes, deactivate');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
});

test('of several people of one name, one is chosen and asked about', async () => {
  await send('Ask for a name that several people have', 'As Rita, ask for Almeida');
  await message(page, 'Who do you mean?').getByRole('combobox').click();
  await page.getByRole('option', { name: /Jae Almeida/u }).click();
  expect(await reads(page, 'Sent to the approvers: deactivate Jae Almeida')).toContain('jae.almeida@');
});

test('a list of twelve has one of everything, and five people lose their access', async () => {
  const title = 'Ask for a list of twelve people';
  await send(title, 'As Rita, ask for twelve');
  const words = await reads(page, 'Who is “Sam Dupont”?');
  for (const finding of [
    '5 to deactivate',
    '1 not found',
    '2 inactive',
    '1 protected',
    '1 in an open',
    '1 named',
  ])
    expect(words).toContain(finding);
  await message(page, 'Who is “Sam Dupont”?').getByRole('button', { name: 'Ask for 5 people' }).click();
  await reads(page, 'Sent to the approvers: deactivate 5 people');
  await follow(title, 'Decide as Alan');
  await deactivate('Deactivate 5 people?');
  await reads(page, '5 people are deactivated');
  await send(title, 'Open the form');
  await page.getByRole('dialog').getByText('Or paste a list').waitFor();
  await page.keyboard.press('Escape');
});

test('work is handed over, told to the successor, and mailed by Workfront', async () => {
  const title = 'Hand work over';
  await send(title, 'As Rita, ask with a successor');
  await follow(title, 'Approve as Alan');
  expect(await reads(page, 'Deactivate Morgan Lee?')).toContain('1 open project they own');
  await deactivate('Deactivate Morgan Lee?');
  expect(await reads(page, 'Morgan Lee is deactivated')).toContain('moved to Bea Lindqvist');
  await follow(title, 'See as Bea');
  expect(await reads(page, 'are yours in Workfront now')).toContain('Holiday cards');
  await page.getByRole('tab', { name: 'Workfront' }).click();
  const mails = page.getByRole('list', { name: 'Mails Workfront sent' });
  await expect.poll(() => mails.innerText()).toContain('Holiday cards');
  await page.getByRole('tab', { name: 'What to try' }).click();
});

test('nobody is asked about somebody who is gone already', async () => {
  await send('Ask for somebody who is gone already', 'As Rita, ask for Priya');
  expect(await reads(page, 'Priya Nair is inactive')).toContain('No request was made');
});

test('a bot that was killed goes on, and the log it leaves is sound', async () => {
  const title = 'Kill the bot between the click and the change';
  await send(title, 'Ask as Rita');
  await reads(page, 'Sent to the approvers: deactivate Ben Foster');
  await step(title).getByRole('button', { name: 'Open “Break it”' }).click();
  const workfront = page.getByRole('group', { name: 'Workfront' });
  await workfront.getByRole('radio', { name: /^Slow/u }).check();
  await page.getByRole('tab', { name: 'What to try' }).click();
  await follow(title, 'Approve as Alan');
  await deactivate('Deactivate Ben Foster?');
  await reads(page, 'Asking Workfront now');
  await page.getByRole('tab', { name: 'Break it' }).click();
  await page.getByRole('button', { name: 'Kill it' }).click();
  await page.getByText('Bot not connected').waitFor();
  await workfront.getByRole('radio', { name: 'Works' }).check();
  await page.getByRole('button', { name: 'Start it' }).click();
  await message(page, 'Ben Foster is deactivated').waitFor({ timeout: 60_000 });
  expect(await page.locator('.log').innerText()).not.toContain('Warning');
  await page.getByRole('tab', { name: 'What to try' }).click();
  await step('Read the audit log').getByRole('button', { name: 'Check the log now' }).click();
  const verdict = page.getByRole('tabpanel').getByRole('status');
  await expect.poll(() => verdict.innerText(), { timeout: 60_000 }).toMatch(/The log is sound: \d+ rows/u);
  expect(await verdict.innerText()).not.toContain('Warning');
  await picture(page);
  await page.getByText('Bot connected').waitFor();
  await follow('Read the audit log', 'As Mina, in #wf-audit');
  await reads(page, 'Deactivated Ben Foster');
});

test('the page has nothing to complain about', () => {
  expect(show.faults()).toEqual([]);
});
