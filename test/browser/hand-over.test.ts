import { afterAll, beforeAll, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { press, reads, startShow, type, type Show } from './support/show.ts';

let show: Show;
beforeAll(async () => {
  show = await startShow();
});
afterAll(() => show.close());

const pictures = process.env['PICTURES'];

/** For whoever wants to look: one picture a step, in the folder that PICTURES names. */
async function picture(page: Awaited<ReturnType<Show['open']>>, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png` });
}

test('what Tyler holds is seen on the card, in Details, in the report, by who takes over, and as mail', async () => {
  const rita = await show.open('rita', 'itHelp');
  await type(
    rita,
    '/wf-deactivate tyler.reid@acme.example to: bea.lindqvist@acme.example reason: left on Friday',
  );
  const alan = await show.open('alan', 'approvals');
  expect(await reads(alan, 'Still theirs in Workfront')).toContain('2 open projects they own');
  await picture(alan, '1-card');
  await press(alan, 'Still theirs in Workfront', 'Details');
  const window = alan.getByRole('dialog');
  await expect.poll(() => window.innerText()).toContain('1–1 of 1');
  await picture(alan, '2-details');
  await alan.keyboard.press('Escape');
  await press(alan, 'Deactivate Tyler Reid?', 'Deactivate');
  await alan.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
  await expect
    .poll(() => reads(alan, 'Tyler Reid is deactivated'), { timeout: 20_000 })
    .toContain('moved to Bea');
  await picture(alan, '3-report');
  await press(alan, 'Tyler Reid is deactivated', 'Details');
  await expect.poll(() => window.innerText()).toContain('for a person to see to');
  await picture(alan, '4-what-came-of-it');
  const bea = await show.open('bea', 'dm');
  expect(await reads(bea, 'are yours in Workfront now')).toContain('of Tyler Reid');
  await bea.getByRole('tab', { name: 'Workfront' }).click();
  const mails = bea.getByRole('list', { name: 'Mails Workfront sent' });
  await expect.poll(() => mails.innerText()).toContain('project owner of Spring campaign');
  await mails.scrollIntoViewIfNeeded();
  await picture(bea, '5-successor');
  await type(rita, '/wf-deactivate show oscar.meyer@acme.example');
  await reads(rita, 'Oscar Meyer');
  await picture(rita, '6-show');
  expect(show.faults()).toEqual([]);
}, 90_000);

test.each([1440, 420])(
  'mails stand above the people, the newest first, %i pixels wide',
  async (width) => {
    const { objects } = show.stage.workfront;
    const [project] = objects.rows('PROJ').filter((row) => row['status'] === 'CUR');
    for (const [index, ownerID] of [named.oscar, named.bea, named.oscar, named.bea].entries())
      objects.change('PROJ', project?.ID ?? '', { name: `Catalogue ${width} ${index}`, ownerID });
    const page = await show.open('mina', 'audit', { viewport: { width, height: 900 } });
    // Where there is room the drawer is open from the start.
    if (width < 1_000) await page.getByRole('button', { name: 'Behind the scenes' }).click();
    await page.getByRole('tab', { name: 'Workfront' }).click();
    const mails = page.getByRole('list', { name: 'Mails Workfront sent' }).getByRole('listitem');
    await expect.poll(() => mails.count()).toBe(3);
    expect(await mails.first().innerText()).toContain(`Catalogue ${width} 3`);
    expect(await mails.nth(1).innerText()).toContain(`Catalogue ${width} 2`);
    await picture(page, `7-mails-${width}`);
    await page.getByRole('button', { name: `Show all ${objects.mails.length}` }).click();
    await expect.poll(() => mails.count()).toBe(objects.mails.length);
    await picture(page, `8-all-mails-${width}`);
    await page.getByRole('button', { name: 'Show the newest only' }).click();
    await expect.poll(() => mails.count()).toBe(3);
    const people = page.getByRole('list', { name: 'People in Workfront' });
    const [upper, lower] = await Promise.all([mails.first().boundingBox(), people.boundingBox()]);
    expect(upper?.y).toBeLessThan(lower?.y ?? 0);
    expect(await page.locator('html').evaluate(({ scrollWidth }) => scrollWidth)).toBe(width);
    expect(show.faults()).toEqual([]);
  },
  60_000,
);
