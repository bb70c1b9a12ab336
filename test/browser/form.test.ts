import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { message, picture, press, reads, startShow, type, type Show } from './support/show.ts';

let show: Show;
beforeAll(async () => {
  show = await startShow();
});
afterAll(() => show.close());

/** The words of the window once they include `part`. */
async function window(page: Page, part: string): Promise<string> {
  const shown = page.getByRole('dialog').filter({ hasText: part });
  return (await shown.innerText()).replaceAll(/\s+/gu, ' ');
}

test('the form is filled in and sent by keyboard alone', async () => {
  const page = await show.open('rita', 'itHelp');
  const { keyboard } = page;
  await type(page, '/wf-deactivate');
  await window(page, 'Or paste a list');
  const people = page.getByRole('combobox', { name: 'People' });
  await people.focus();
  await keyboard.type('tyler');
  await page.getByRole('option', { name: 'Tyler Reid' }).waitFor();
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await page.getByRole('button', { name: 'Remove Tyler Reid' }).waitFor();
  await picture(page);
  await page.getByRole('textbox', { name: 'Or paste a list' }).focus();
  await keyboard.type('morgan.lee@acme.example');
  await keyboard.press('Enter');
  await keyboard.type('nobody@acme.example');
  await page.getByRole('textbox', { name: 'Reason' }).focus();
  await keyboard.type('contract ended');
  await keyboard.press('Enter');
  expect(await window(page, '2 to deactivate')).toContain('1 not found');
  await picture(page);
  await page.getByRole('button', { name: 'Ask for 2 people' }).focus();
  await keyboard.press('Enter');
  expect(await window(page, 'Sent to the approvers')).toContain('2 people');
  await picture(page);
  await keyboard.press('Escape');
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);

  const alan = await show.open('alan', 'approvals');
  await press(alan, 'Morgan Lee', 'Deactivate');
  await alan.getByRole('dialog').getByRole('button', { name: /^Yes/u }).click();
  await expect
    .poll(() => show.stage.workfront.directory.find(named.tyler)?.isActive, { timeout: 15_000 })
    .toBe(false);
});

test('a list of twelve people is shown before anybody is asked', async () => {
  const page = await show.open('rita', 'itHelp');
  await page.getByRole('link', { name: 'As Rita, ask for twelve' }).click();
  const composer = page.locator('#composer');
  await expect.poll(() => composer.inputValue()).toMatch(/^\/wf-deactivate/u);
  await composer.press('Enter');
  const words = await reads(page, 'Who is “Sam Dupont”?');
  expect(words).toContain('Only visible to you');
  await picture(page);
  await message(page, 'Who is “Sam Dupont”?').getByRole('button', { name: 'Forget it' }).click();
  await reads(page, 'Forgotten');
});

test('the page has nothing to complain about', () => {
  expect(show.faults()).toEqual([]);
});
