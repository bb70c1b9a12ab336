import type { Browser, Page } from 'playwright-core';

import { channels, people } from '../../../sandbox/acme.ts';
import type { Stage } from '../../../sandbox/demo/stage.ts';
import { animatePng, type Frame } from './animated-png.ts';
import { message, press, reads, type } from './show.ts';

const viewport = { width: 900, height: 640 };
const command = `/wf-deactivate ${people.tyler.email} reason: last day on Friday`;

/** Plays the main job in the page and films it: what Rita, Alan and the readers of the audit channel see. */
export async function filmMainJob(stage: Stage, browser: Browser): Promise<Buffer> {
  const context = await browser.newContext({ viewport, colorScheme: 'light' });
  const page = await context.newPage();
  const frames: Frame[] = [];
  const hold = async (milliseconds: number) => {
    await page.mouse.move(0, 0);
    frames.push({ png: await page.screenshot(), milliseconds });
  };
  const go = (as: string, channel: string) => sit(page, `${stage.page}?as=${as}&in=${channel}`);

  await go(people.rita.id, channels.itHelp.id);
  await page.locator('#composer').fill(command);
  await hold(2_000);
  await type(page, command);
  await reads(page, 'Sent to the approvers');
  await hold(3_000);

  await go(people.alan.id, channels.approvals.id);
  const card = message(page, 'Deactivate Tyler Reid?');
  await card.getByRole('button', { name: 'Details' }).waitFor();
  // It is higher than the window: first who it is, then what to press.
  await card.evaluate((element) => element.scrollIntoView());
  await hold(3_000);
  await card.getByRole('button', { name: 'Deny' }).scrollIntoViewIfNeeded();
  await hold(2_500);
  await press(page, 'Deactivate Tyler Reid?', 'Deactivate');
  await page.getByRole('dialog').waitFor();
  await hold(2_500);
  await page.getByRole('button', { name: 'Yes, deactivate' }).click();
  await reads(page, 'Tyler Reid is deactivated');
  await hold(2_500);

  await go(people.rita.id, 'dm');
  await reads(page, 'Tyler Reid is deactivated');
  await hold(2_500);
  await go(people.alan.id, channels.audit.id);
  await message(page, 'Deactivated Tyler Reid').waitFor();
  await hold(3_000);
  await context.close();
  return animatePng(frames);
}

/** Opens the page without what stands beside the conversation. */
async function sit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  const drawer = page.getByRole('button', { name: 'Behind the scenes' });
  await drawer.waitFor();
  if ((await drawer.getAttribute('aria-expanded')) === 'true') await drawer.click();
  await page.evaluate('document.activeElement?.blur()');
}
