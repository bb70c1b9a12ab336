import path from 'node:path';

import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect, inject } from 'vitest';

import { channels, people } from '../../../sandbox/acme.ts';
import { openStage, type Stage } from '../../../sandbox/demo/stage.ts';
import { personsOf, watch, type Who } from '../../support/watching.ts';
import { startChromium } from './chromium.ts';

export type Where = keyof typeof channels | 'dm';

/** The whole demo, and a browser to look at it. */
export type Show = {
  readonly stage: Stage;
  readonly browser: Browser;
  /** A window of its own, in which this person sits in this place. */
  open(who: Who, where: Where, options?: BrowserContextOptions): Promise<Page>;
  /** What the bot did that Slack would not have taken, and what went wrong in the pages. */
  faults(): readonly string[];
  close(): Promise<void>;
};

/** Opens a window and notes everything that the page complains about. */
export async function openPage(
  browser: Browser,
  url: string,
  complaints: string[],
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`${url}: ${error.message}`));
  page.on('console', (line) => {
    if (['error', 'warning'].includes(line.type())) complaints.push(`${url}: ${line.text()}`);
  });
  await page.goto(url);
  return page;
}

/** Starts both simulators, the bot's process and the browser. */
export async function startShow(): Promise<Show> {
  const stage = await openStage({ port: 0, users: 30 });
  const complaints: string[] = [];
  const browser = await startChromium();
  await stage.bot.start();
  return {
    stage,
    browser,
    open(who, where, options) {
      const query = new URLSearchParams({
        as: people[who].id,
        in: where === 'dm' ? where : channels[where].id,
      });
      return openPage(browser, `${stage.page}?${query.toString()}`, complaints, options);
    },
    faults: () => [...watch(stage.slack, personsOf(stage.slack)).faults(), ...complaints],
    async close() {
      await browser.close();
      await stage.close();
    },
  };
}

/** Types a command into the composer and sends it. */
export async function type(page: Page, text: string): Promise<void> {
  const composer = page.locator('#composer');
  await composer.fill(text);
  await composer.press('Enter');
}

/** The newest message whose words include `part`. */
export function message(page: Page, part: string): Locator {
  return page.locator('.message', { hasText: part }).last();
}

/** Waits until the newest such message is there, and gives its words. */
export async function reads(page: Page, part: string): Promise<string> {
  return (await message(page, part).innerText()).replaceAll(/\s+/g, ' ');
}

/** Clicks a button of the newest message about somebody. */
export async function press(page: Page, part: string, button: string): Promise<void> {
  await message(page, part).getByRole('button', { name: button, exact: true }).click();
}

/** Saves a picture of the page under the name of the running test. */
export async function picture(page: Page): Promise<void> {
  const name = (expect.getState().currentTestName ?? 'test').replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 80);
  await page.screenshot({ path: path.join(inject('screenshots'), `${name}-${new Date().getTime()}.png`) });
}
