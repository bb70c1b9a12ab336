import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import type { Page } from 'playwright-core';

import { channels, people } from '../../sandbox/acme.ts';
import { leaveRequestOpen, playMainJob } from '../../sandbox/demo/play.ts';
import { openStage } from '../../sandbox/demo/stage.ts';
import { startChromium } from './support/chromium.ts';

/** Makes the pictures in README: the demo's own play, seen as Alan. */
const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const mostBytes = 300_000;

async function save(page: Page, name: string): Promise<void> {
  const image = await page.screenshot();
  if (image.length > mostBytes) throw new Error(`${name} has ${image.length} bytes, more than ${mostBytes}`);
  await writeFile(`${folder}${name}`, image);
  process.stdout.write(`docs/images/${name}  ${Math.round(image.length / 1000)} kB\n`);
}

async function show(page: Page, url: string): Promise<void> {
  await page.goto(`${url}?as=${people.alan.id}&in=${channels.approvals.id}`);
  await page.getByRole('button', { name: 'Deny' }).waitFor();
  await save(page, 'confirm.png');

  await page.getByRole('tab', { name: 'Traffic' }).click();
  await page.getByRole('button', { name: 'Deactivate', exact: true }).click();
  await page.getByRole('button', { name: 'Yes, deactivate' }).click();
  await page.getByText('Jordan Lee is deactivated').waitFor();
  const finished = page.locator('.happening', { hasText: /Audit row #\d+ finished/ });
  await finished.scrollIntoViewIfNeeded();
  const click = page.locator('.happening', { hasText: 'Alan Park clicked Deactivate' });
  await click.evaluate((row) => row.scrollIntoView());
  await page.mouse.move(0, 0);
  await save(page, 'result-and-traffic.png');

  await page.locator('#sidebar').getByRole('link', { name: 'wf-audit' }).click();
  await page.getByRole('button', { name: 'Behind the scenes' }).click();
  await page.getByText('confirmed by Workfront').nth(1).waitFor();
  await save(page, 'audit.png');
}

const stage = await openStage({ port: 0, users: 500 });
const browser = await startChromium();
try {
  await stage.bot.start();
  await playMainJob(stage, () => {});
  await leaveRequestOpen(stage);
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, colorScheme: 'light' });
  await show(await context.newPage(), stage.page);
} finally {
  await browser.close();
  await stage.close();
}
