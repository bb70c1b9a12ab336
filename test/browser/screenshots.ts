import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { App, LogLevel, SocketModeReceiver, webApi, type types } from '@slack/bolt';
import type { Browser, Page } from 'playwright-core';

import { channels, people } from '../../sandbox/acme.ts';
import { leaveRequestOpen } from '../../sandbox/demo/play.ts';
import { openStage } from '../../sandbox/demo/stage.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import { startSlackSandbox, type SlackSandbox } from '../../sandbox/slack/sandbox.ts';
import { answers } from './support/answers.ts';
import { cards } from './support/cards.ts';
import { startChromium } from './support/chromium.ts';
import { filmMainJob } from './support/film.ts';
import { heldAnswers, heldStates } from './support/held.ts';
import { message } from './support/show.ts';
import { pictureSteps } from './support/steps.ts';
import { windows } from './support/windows.ts';

/** Makes the pictures in README and docs: a film of the main job, the demo's own play as Alan sees it, then step by step. */
const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));

async function save(image: Buffer, name: string, mostBytes = 300_000): Promise<void> {
  if (image.length > mostBytes) throw new Error(`${name} has ${image.length} bytes, more than ${mostBytes}`);
  await writeFile(`${folder}${name}`, image);
  process.stdout.write(`docs/images/${name}  ${Math.round(image.length / 1000)} kB\n`);
}

async function show(page: Page, url: string): Promise<void> {
  await page.goto(`${url}?as=${people.alan.id}&in=${channels.approvals.id}`);
  await page.getByRole('button', { name: 'Deny' }).waitFor();
  await save(await page.screenshot(), 'confirm.png');

  await page.getByRole('tab', { name: 'Traffic' }).click();
  await page.getByRole('button', { name: 'Deactivate', exact: true }).click();
  await page.getByRole('button', { name: 'Yes, deactivate' }).click();
  await page.getByText('Jordan Lee is deactivated').waitFor();
  const finished = page.locator('.happening', { hasText: /Audit row #\d+ finished/ });
  await finished.scrollIntoViewIfNeeded();
  const click = page.locator('.happening', { hasText: 'Alan Park clicked Deactivate' });
  await click.evaluate((row) => row.scrollIntoView());
  await page.mouse.move(0, 0);
  await save(await page.screenshot(), 'result-and-traffic.png');

  await page.locator('#sidebar').getByRole('link', { name: 'wf-audit' }).click();
  await page.getByRole('button', { name: 'Behind the scenes' }).click();
  await message(page, 'Deactivated Jordan Lee').waitFor();
  await save(await page.screenshot(), 'audit.png');
}

/** The pictures in README and docs. */
async function makePictures(browser: Browser): Promise<void> {
  const stage = await openStage({ port: 0, users: 500 });
  try {
    await stage.bot.start();
    await save(await filmMainJob(stage, browser), 'main-job.png', 1_000_000);
    await leaveRequestOpen(stage);
    const context = await browser.newContext({
      viewport: { width: 1280, height: 860 },
      colorScheme: 'light',
    });
    await show(await context.newPage(), stage.page);
    await pictureSteps(stage, browser, save);
  } finally {
    await stage.close();
  }
}

/** Every card in every state, every window and every private answer, light and dark, into `gallery/`, which git does not keep. */
async function makeGallery(browser: Browser): Promise<void> {
  const into = fileURLToPath(new URL('../../gallery/', import.meta.url));
  await mkdir(into, { recursive: true });
  const slack = await startSlackSandbox({ manifest: readManifest('manifest.yml') });
  const views = new Map(windows().map(({ name, view }) => [name, view]));
  const app = await openWindows(slack, views);
  try {
    const client = new webApi.WebClient(slack.botToken, { slackApiUrl: slack.apiUrl });
    const posted = [];
    for (const { name, content } of [...cards(heldStates), ...answers(), ...heldAnswers()]) {
      const { ts } = await client.chat.postMessage({ channel: channels.approvals.id, ...content });
      posted.push({ name, ts: String(ts) });
    }
    const url = new URL(`/?as=${people.alan.id}&in=${channels.approvals.id}`, slack.apiUrl);
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 1600 }, colorScheme });
      const page = await context.newPage();
      await page.goto(url.href);
      const path = (name: string) => `${into}${name}-${colorScheme}.png`;
      for (const { name, ts } of posted) {
        await page.locator(`#message-${ts.replace('.', '-')}`).screenshot({ path: path(name) });
      }
      for (const name of views.keys()) {
        await slack.person(people.alan.id).type(`/wf-deactivate ${name}`);
        await page.locator('dialog[open]').screenshot({ path: path(name) });
        await slack.person(people.alan.id).closeView();
        await page.locator('dialog[open]').waitFor({ state: 'detached' });
      }
      await context.close();
    }
    process.stdout.write(`${posted.length} messages and ${views.size} windows, light and dark, in ${into}\n`);
  } finally {
    await app.stop();
    await slack.close();
  }
}

/** An app that opens the window whose name is typed. */
async function openWindows(slack: SlackSandbox, views: ReadonlyMap<string, types.ModalView>): Promise<App> {
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions },
  });
  const app = new App({ token: slack.botToken, receiver, logLevel: LogLevel.ERROR, clientOptions });
  app.command('/wf-deactivate', async ({ ack, client, command }) => {
    const view = views.get(command.text);
    if (view) await client.views.open({ trigger_id: command.trigger_id, view });
    await ack();
  });
  await app.start();
  return app;
}

const browser = await startChromium();
try {
  await (process.argv[2] === 'gallery' ? makeGallery(browser) : makePictures(browser));
} finally {
  await browser.close();
}
