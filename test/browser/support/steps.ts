import type { Browser, Page } from 'playwright-core';

import { channels, people } from '../../../sandbox/acme.ts';
import type { Stage } from '../../../sandbox/demo/stage.ts';
import { message, press, type } from './show.ts';

type Save = (image: Buffer, name: string) => Promise<void>;

/** Pictures of the form, and of work that is handed over, step by step: what each person has before them. */
export async function pictureSteps(stage: Stage, browser: Browser, save: Save): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 900, height: 900 }, colorScheme: 'light' });
  const page = await context.newPage();
  const go = (as: string, place: string) => page.goto(`${stage.page}?as=${as}&in=${place}`);
  const window = page.getByRole('dialog');
  const dialog = async (name: string) => save(await window.screenshot(), name);
  const card = async (part: string, name: string) => save(await message(page, part).screenshot(), name);

  await go(people.rita.id, channels.itHelp.id);
  const command =
    '/wf-deactivate morgan.lee@acme.example to: bea.lindqvist@acme.example reason: left on Friday';
  await type(page, command);
  await go(people.alan.id, channels.approvals.id);
  await message(page, 'Still theirs in Workfront').getByRole('button', { name: 'Details' }).waitFor();
  await card('Deactivate Morgan Lee?', 'hand-over-card.png');
  await press(page, 'Deactivate Morgan Lee?', 'Details');
  await window.getByText('1–1 of 1').waitFor();
  await dialog('hand-over-details.png');
  await page.keyboard.press('Escape');
  await press(page, 'Deactivate Morgan Lee?', 'Deactivate');
  await page.getByRole('button', { name: 'Yes, deactivate' }).click();
  await message(page, 'moved to Bea').getByText('handed-over').waitFor();
  await page.mouse.move(0, 0);
  await card('Morgan Lee is deactivated', 'hand-over-report.png');
  await go(people.bea.id, 'dm');
  await message(page, 'are yours in Workfront now').waitFor();
  await card('are yours in Workfront now', 'hand-over-successor.png');

  await go(people.rita.id, channels.itHelp.id);
  await fillForm(page);
  await dialog('form.png');
  await page.getByRole('button', { name: 'Continue' }).click();
  await window.filter({ hasText: '2 to deactivate' }).waitFor();
  await dialog('form-summary.png');
  await context.close();
}

async function fillForm(page: Page): Promise<void> {
  await type(page, '/wf-deactivate');
  const chosen = page.getByRole('combobox', { name: 'People' });
  await chosen.fill('oscar');
  await page.getByRole('option', { name: 'Oscar Meyer' }).click();
  await page.getByRole('textbox', { name: 'Or paste a list' }).fill('casey.moss@acme.example');
  await page.getByRole('textbox', { name: 'Reason' }).fill('contract ended');
}
