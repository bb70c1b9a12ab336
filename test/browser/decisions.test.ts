import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { message, picture, press, reads, startShow, type, type Show } from './support/show.ts';

let show: Show;
let rita: Page;
beforeAll(async () => {
  show = await startShow();
  rita = await show.open('rita', 'itHelp');
});
afterAll(() => show.close());

test('Bea denies in a window that insists on a reason', async () => {
  const bea = await show.open('bea', 'approvals');
  await type(rita, '/wf-deactivate casey.moss@acme.example');
  await press(bea, 'Casey Moss', 'Deny');
  const modal = bea.getByRole('dialog', { name: /^Deny:/u });
  await modal.getByRole('button', { name: 'Deny', exact: true }).click();
  await modal.getByText('Please complete this required field.').waitFor();
  const why = modal.getByRole('textbox', { name: /^Tell @/u });
  expect(await why.getAttribute('aria-invalid')).toBe('true');
  await expect.poll(() => why.evaluate((field) => field.matches(':focus'))).toBe(true);
  await picture(bea);
  await why.fill('She moves to another team.');
  await modal.getByRole('button', { name: 'Deny', exact: true }).click();
  expect(await reads(bea, 'Denied: deactivate Casey Moss')).toContain('She moves to another team.');
  await bea.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await bea.getByRole('dialog').waitFor({ state: 'hidden' });
});

test.each([
  ['rita', 'who asked'],
  ['oscar', 'an outsider'],
] as const)('a click of %s, %s, is refused in private and changes nothing', async (who, _role) => {
  const words = 'You aren’t an approver here. Nothing changed.';
  await type(rita, '/wf-deactivate pat@quinn-studio.example');
  const page = await show.open(who, 'approvals');
  const mina = await show.open('mina', 'approvals');
  await press(page, 'Deactivate Pat Quinn', 'Deactivate');
  await page.getByRole('button', { name: 'Yes, deactivate' }).click();
  await page.getByRole('dialog').getByText(words).waitFor();
  await picture(page);
  expect(await mina.getByText(words).count()).toBe(0);
  expect(show.stage.workfront.directory.find(named.usernameOnly)?.isActive).toBe(true);
});

test('Bea, who may ask and approve, cannot approve her own request', async () => {
  const bea = await show.open('bea', 'itHelp');
  await type(bea, '/wf-deactivate noor.haddad@acme.example');
  await reads(bea, 'deactivate Noor Haddad');
  const refusals = () => show.stage.bot.logAfter(0).filter(({ fields }) => fields.event === 'refused').length;
  const before = refusals();
  await bea.locator('#sidebar').getByRole('link', { name: 'wf-approvals' }).click();
  await press(bea, 'Deactivate Noor Haddad', 'Deactivate');
  await bea.getByRole('button', { name: 'Yes, deactivate' }).click();
  await expect.poll(() => refusals()).toBe(before + 1);
  await picture(bea);
});

test('of several people named Lee, Rita chooses one by keyboard', async () => {
  await type(rita, '/wf-deactivate lee');
  const select = rita.getByRole('combobox', { name: 'Choose a person' });
  await select.click();
  await select.pressSequentially('morgan');
  await expect.poll(() => rita.getByRole('option').allInnerTexts()).toHaveLength(1);
  await picture(rita);
  await select.press('Enter');
  expect(await reads(rita, 'Sent to the approvers: deactivate Morgan Lee')).toContain('Open the request');
  const alan = await show.open('alan', 'approvals');
  expect(await reads(alan, 'Deactivate Morgan Lee?')).toContain('morgan.lee@acme.example');
});

test('asking for somebody who is gone already says since when and asks nobody', async () => {
  await type(rita, '/wf-deactivate priya.nair@acme.example');
  expect(await reads(rita, 'Priya Nair is inactive in Workfront already')).toContain('No request was made');
});

test('the composer completes commands and people, and keeps what Slack would not send', async () => {
  const composer = rita.locator('#composer');
  await composer.pressSequentially('/wf-d');
  expect(await rita.locator('#suggestions').innerText()).toContain('[reason: why]');
  await composer.press('Tab');
  await composer.pressSequentially('@tyl');
  await composer.press('Tab');
  expect(await composer.inputValue()).toBe('/wf-deactivate @Tyler Reid ');
  await composer.press('Enter');
  expect(await reads(rita, 'deactivate Tyler Reid')).toContain('Only visible to you');
  await type(rita, '/no-such-command');
  await rita.getByText('/no-such-command is not a valid command.').waitFor();
  expect(await composer.inputValue()).toBe('/no-such-command');
});

test('words that are no command are posted for everybody in the channel', async () => {
  const oscar = await show.open('oscar', 'itHelp');
  await type(rita, 'Good morning @Oscar Meyer');
  expect(await reads(oscar, 'Good morning')).toContain('Good morning @Oscar Meyer');
  expect(await message(oscar, 'Good morning').innerText()).not.toContain('Only visible');
});

test('the bot did nothing that Slack would not take, and the page did not complain', () => {
  expect(show.faults().filter((fault) => !fault.includes('status of 400'))).toEqual([]);
});
