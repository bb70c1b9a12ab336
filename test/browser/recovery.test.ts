import { afterAll, beforeAll, expect, test } from 'vitest';

import { readManifest } from '../../sandbox/slack/manifest.ts';
import { startSlackSandbox } from '../../sandbox/slack/sandbox.ts';
import { named } from '../../sandbox/workfront/records/named.ts';
import { message, openPage, picture, press, reads, startShow, type, type Show } from './support/show.ts';

let show: Show;
beforeAll(async () => {
  show = await startShow();
});
afterAll(() => show.close());

test('a bot killed between the click and the change makes the change once it runs again', async () => {
  const rita = await show.open('rita', 'itHelp');
  const alan = await show.open('alan', 'approvals');
  const { workfront } = show.stage;
  await type(rita, '/wf-deactivate tyler.reid@acme.example');
  await message(alan, 'Deactivate Tyler Reid').getByRole('button', { name: 'Deny' }).waitFor();
  await alan.getByRole('tab', { name: 'Break it' }).click();
  await alan.getByRole('radio', { name: /^Slow/ }).check();
  await press(alan, 'Tyler Reid', 'Deactivate');
  await alan.getByRole('button', { name: 'Yes, deactivate' }).click();
  await reads(alan, 'Asking Workfront now');
  await alan.getByRole('button', { name: 'Kill it' }).click();
  await alan.getByText('Bot not connected').waitFor();
  await alan.getByText('Killed', { exact: true }).waitFor();
  await picture(alan);
  expect(workfront.traffic.some(({ method }) => method === 'PUT')).toBe(false);

  await alan.getByRole('group', { name: 'Workfront' }).getByRole('radio', { name: 'Works' }).check();
  await alan.getByRole('button', { name: 'Start it' }).click();
  await alan.getByText('Running', { exact: true }).waitFor();
  await message(alan, 'confirmed by Workfront').waitFor({ timeout: 60_000 });
  expect(workfront.directory.find(named.tyler)?.isActive).toBe(false);
  expect(workfront.stateChanges.filter(({ by }) => by === 'api')).toHaveLength(1);
  await picture(alan);
});

test('the tour has the audit log checked beside the running demo', async () => {
  const rita = await show.open('rita', 'itHelp');
  await type(rita, '/wf-deactivate casey.moss@acme.example');
  await reads(rita, 'deactivate Casey Moss');
  await rita.getByRole('button', { name: 'Check the log now' }).click();
  const verdict = rita.getByRole('tabpanel').getByRole('status');
  await expect.poll(() => verdict.innerText(), { timeout: 60_000 }).toMatch(/The log is sound: \d+ rows/);
  await rita.getByText('Bot connected').waitFor();
  await picture(rita);
});

test('the directory shows who is active, and changes there without the bot', async () => {
  const mina = await show.open('mina', 'itHelp');
  await mina.getByRole('tab', { name: 'Workfront' }).click();
  await mina.getByRole('searchbox').fill('jordan lee');
  await mina.getByRole('button', { name: 'Deactivate Jordan Lee' }).click();
  await mina.getByRole('button', { name: 'Reactivate Jordan Lee' }).waitFor();
  expect(show.stage.workfront.directory.find(named.jordanLee)?.isActive).toBe(false);
  await picture(mina);
});

test('the bot did nothing that Slack would not take, and the page did not complain', () => {
  expect(show.faults()).toEqual([]);
});

test('an open page says that the simulator is gone, and goes on with the next one', async () => {
  const manifest = readManifest('manifest.yml');
  const first = await startSlackSandbox({ manifest });
  const url = new URL('/?as=U01RITA&in=C01ITHELP', first.apiUrl);
  const page = await openPage(show.browser, url.href, []);
  await type(page, 'Is anybody there?');
  await reads(page, 'Is anybody there?');
  await first.close();
  await page.getByText('The simulator is not running').waitFor();
  const second = await startSlackSandbox({ manifest, port: Number(url.port) });
  await page.getByText('Nothing has been said here yet.').waitFor();
  await type(page, 'A new day');
  expect(await reads(page, 'A new day')).toContain('Rita Olsen');
  await page.context().close();
  await second.close();
});
