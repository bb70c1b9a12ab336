import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { message, picture, press, reads, startShow, type, type Show } from './support/show.ts';

let show: Show;
beforeAll(async () => {
  show = await startShow();
});
afterAll(() => show.close());

test('Rita asks in one window, Alan approves in another, and both see the end without a reload', async () => {
  const rita = await show.open('rita', 'itHelp');
  const alan = await show.open('alan', 'approvals');
  await type(rita, '/wf-deactivate tyler.reid@acme.example reason: last day on Friday');
  expect(await reads(rita, 'Sent to the approvers')).toContain('Only visible to you');
  expect(await reads(alan, 'Deactivate Tyler Reid?')).toContain('Asked by @Rita Olsen, ');

  await press(alan, 'Tyler Reid', 'Deactivate');
  const dialog = alan.getByRole('dialog', { name: 'Deactivate Tyler Reid?' });
  expect(await dialog.innerText()).toContain('Tyler Reid (tyler.reid@acme.example)');
  await picture(alan);
  await dialog.getByRole('button', { name: 'Yes, deactivate' }).click();

  expect(await reads(alan, 'Tyler Reid is deactivated')).toContain('confirmed by Workfront');
  await expect
    .poll(() => message(alan, 'Tyler Reid').getByRole('button', { name: 'Deactivate' }).count())
    .toBe(0);
  expect(show.stage.workfront.directory.find(named.tyler)?.isActive).toBe(false);
  await rita.getByRole('link', { name: 'Workfront deactivation 1 new message' }).click();
  expect(await reads(rita, 'Tyler Reid is deactivated')).toContain('confirmed by Workfront');
  await picture(rita);
});

test('Go back in the dialog changes nothing', async () => {
  const rita = await show.open('rita', 'itHelp');
  const alan = await show.open('alan', 'approvals');
  await type(rita, '/wf-deactivate noor.haddad@acme.example');
  await press(alan, 'Deactivate Noor Haddad', 'Deactivate');
  await alan.getByRole('button', { name: 'Go back' }).click();
  await alan.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await reads(alan, 'Deactivate Noor Haddad')).toContain('0 of 1 approval');
});

test('the link in the private answer opens the message in the page', async () => {
  const rita = await show.open('rita', 'itHelp');
  await message(rita, 'Sent to the approvers: deactivate Tyler Reid')
    .getByRole('link', { name: 'Open the request' })
    .click();
  const target = rita.locator('.message.target');
  expect(await target.innerText()).toContain('Tyler Reid is deactivated');
  await expect.poll(() => target.isVisible()).toBe(true);
  expect(rita.url()).toContain('in=C01APPROVALS');
});

test('the traffic shows ack, states, audit rows and the change, secrets masked', async () => {
  const alan = await show.open('alan', 'approvals');
  await alan.getByRole('tab', { name: 'Traffic' }).click();
  const panel = alan.getByRole('tabpanel', { name: 'Traffic' });
  await panel.getByLabel('Request').selectOption({ label: await optionAbout(alan, 'tyler.reid') });
  await expect.poll(() => panel.innerText()).toContain('Alan Park clicked Deactivate');
  const words = (await panel.innerText()).replaceAll(/\s+/g, ' ');
  expect(words).toMatch(/\/wf-deactivate tyler\.reid@acme\.example reason: last day on Friday/);
  expect(words).toMatch(/acked in [\d.]+ ms/);
  expect(words).toMatch(/PUT \/attask\/api\/v22\.0\/user\/[0-9a-f]{32}/);
  expect(words).toMatch(/Request is now done/);
  expect(words).toMatch(/[0-9a-f]{12} Audit row #\d+ finished/);
  await panel.locator('summary').first().click();
  const contents = await alan.locator('body').innerText();
  for (const secret of [show.stage.slack.botToken, show.stage.workfront.credentials.apiKey])
    expect(contents).not.toContain(secret);
  await picture(alan);
});

async function optionAbout(page: Page, part: string): Promise<string> {
  const option = page.locator('#episode option', { hasText: part });
  await option.waitFor({ state: 'attached' });
  return option.innerText();
}

test('each person reads dates in their own time zone and language', async () => {
  const oscar = await show.open('oscar', 'approvals');
  expect(await reads(oscar, 'Tyler Reid is deactivated')).toMatch(/ at \d?\d:\d\d/);
  const tyler = await show.open('tyler', 'approvals');
  await expect.poll(() => tyler.getByRole('heading', { level: 1 }).innerText()).toBe('it-help');
  expect(await tyler.locator('#sidebar').getByRole('link', { name: 'wf-approvals' }).count()).toBe(0);
});

test('the bot did nothing that Slack would not take, and the page did not complain', () => {
  expect(show.faults()).toEqual([]);
});
