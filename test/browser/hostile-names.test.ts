import { afterAll, beforeAll, expect, test } from 'vitest';

import { people } from '../../sandbox/acme.ts';
import { message, picture, press, reads, startShow, type, type Show } from './support/show.ts';

const name = '<img src=x onerror=document.title=1> <b>Bold</b>';

let show: Show;
beforeAll(async () => {
  show = await startShow();
  show.stage.workfront.directory.add({ name, emailAddr: 'html@acme.example' });
  show.stage.slack.administration.setPerson(people.oscar.id, { name: '<script>1</script> Oscar' });
});
afterAll(() => show.close());

test('a person named like HTML is shown by that name, and the name does nothing', async () => {
  const rita = await show.open('rita', 'itHelp');
  const alan = await show.open('alan', 'approvals');
  await type(rita, '/wf-deactivate html@acme.example reason: <i>left</i>');
  expect(await reads(alan, 'Reason: <i>left</i>')).toContain(`Deactivate ${name}?`);
  await press(alan, 'onerror', 'Deactivate');
  expect(await alan.getByRole('dialog').innerText()).toContain(name);
  await picture(alan);
  await alan.getByRole('button', { name: 'Yes, deactivate' }).click();
  await message(alan, 'confirmed by Workfront').waitFor();
  await alan.getByRole('tab', { name: 'Workfront' }).click();
  await alan.getByRole('searchbox').fill('html');
  await alan.getByRole('button', { name: `Reactivate ${name}` }).waitFor();
  expect(await alan.locator('#sidebar').innerText()).toContain('<script>1</script> Oscar');
  for (const page of [rita, alan]) {
    expect(
      await page.locator('main img:not(.emoji), main b, main i, #sidebar script, #drawer img').count(),
    ).toBe(0);
    expect(await page.title()).toContain('a simulated Slack');
  }
});

test('the page asks nobody but this machine, and its policy would not let it', async () => {
  const asked: string[] = [];
  const context = await show.browser.newContext();
  const page = await context.newPage();
  page.on('request', (request) => asked.push(new URL(request.url()).origin));
  const answer = await page.goto(show.stage.page);
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(new Set(asked)).toEqual(new Set([new URL(show.stage.page).origin]));
  const policy = answer?.headers()['content-security-policy'];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  const outcome = page.evaluate("document.body.innerHTML = '<p>markup</p>'");
  await expect(outcome).rejects.toThrow(/TrustedHTML/);
});

test('the bot did nothing that Slack would not take, and the page did not complain', () => {
  expect(show.faults()).toEqual([]);
});
