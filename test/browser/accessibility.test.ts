import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

import { message, openPage, picture, press, reads, startShow, type, type Show } from './support/show.ts';

const found = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

let show: Show;
beforeAll(async () => {
  show = await startShow();
  const rita = await show.open('rita', 'itHelp');
  await type(rita, '/wf-deactivate tyler.reid@acme.example reason: last day');
  await reads(rita, 'Sent to the approvers');
  await type(rita, '/wf-deactivate lee');
  await reads(rita, 'Who do you mean?');
});
afterAll(() => show.close());

/** For the page: whether what has the focus, or the frame of the composer around it, stands out. */
const isOutlined = `(() => {
  const focused = document.activeElement;
  const { outlineStyle, boxShadow } = getComputedStyle(focused.closest('.row') ?? focused);
  return outlineStyle !== 'none' || boxShadow !== 'none';
})()`;

/** For the page: what is said of the people at its side and does not fit. */
const cutOff = `[...document.querySelectorAll('#sidebar span')]
  .filter((part) => part.scrollWidth > part.clientWidth && part.clientWidth > 1).map(({ textContent }) => textContent)`;

/** For the page: the levels of its headings, in order. */
const levels = `[...document.querySelectorAll('h1, h2, h3, h4')]
  .filter((heading) => heading.checkVisibility()).map(({ tagName }) => Number(tagName[1]))`;

/** All that axe-core finds, as `rule: element`, and headings that do not start with the only h1 or leave a level out. */
async function barriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const violations = found.parse(await page.evaluate('axe.run().then(({ violations }) => violations)'));
  const headings = z.array(z.number()).parse(await page.evaluate(levels));
  const isOrdered = headings.every((level, at) => level <= (headings[at - 1] ?? 0) + 1);
  const hasOneTitle = headings.filter((level) => level === 1).length === 1;
  return [
    ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`)),
    ...(isOrdered && hasOneTitle ? [] : [`headings: ${headings.join(' ')}`]),
  ];
}

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  const options = { colorScheme, bypassCSP: true };

  test.each(['What to try', 'Traffic', 'Workfront', 'Break it'])('"%s" keeps nobody out', async (tab) => {
    const page = await show.open('alan', 'approvals', options);
    await page.getByRole('tab', { name: tab }).click();
    await message(page, 'Deactivate Tyler Reid').waitFor();
    expect(await page.evaluate(cutOff)).toEqual([]);
    if (tab === 'Traffic') await page.locator('.happening summary').first().click();
    expect(await barriers(page)).toEqual([]);
    await picture(page);
  });

  test('the picker, the suggestions and the direct messages keep nobody out', async () => {
    const page = await show.open('rita', 'itHelp', options);
    await page.getByRole('combobox', { name: 'Choose a person' }).click();
    await page.getByRole('option').first().waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.locator('#composer').fill('/');
    await page.locator('#suggestions [role=option]').first().waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Workfront deactivation' }).click();
    await page.getByText('turned off').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'About' }).click();
    await page.getByText('/wf-reactivate').waitFor();
    expect(await barriers(page)).toEqual([]);
  });

  test('the dialog and the window for a denial keep nobody out', async () => {
    const page = await show.open('alan', 'approvals', options);
    await press(page, 'Deactivate Tyler Reid', 'Deactivate');
    await page.getByRole('dialog').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await press(page, 'Deactivate Tyler Reid', 'Deny');
    const modal = page.getByRole('dialog', { name: /^Deny:/u });
    await modal.getByRole('button', { name: 'Deny', exact: true }).click();
    await modal.getByText('required').waitFor();
    expect(await barriers(page)).toEqual([]);
    await picture(page);
    await page.keyboard.press('Escape');
    await modal.waitFor({ state: 'hidden' });
  });
});

test('everything can be done from the keyboard, and shows where it is', async () => {
  const page = await show.open('alan', 'approvals');
  const button = message(page, 'Deactivate Tyler Reid').getByRole('button', { name: 'Deactivate' });
  await button.waitFor();
  const reached = new Set<string>();
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    reached.add(await focused.evaluate((element) => element.textContent));
    const outline = await page.evaluate(isOutlined);
    expect(outline, `focus is visible on ${await focused.innerText()}`).toBe(true);
    if (reached.has('Deactivate') && reached.has('Behind the scenes')) break;
  }
  expect([...reached]).toEqual(expect.arrayContaining(['wf-audit', 'Deactivate']));
  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => button.evaluate((element) => element.matches(':focus'))).toBe(true);
});

/** For the page: whether it can be scrolled sideways. */
const isTooWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';

test('at 200 % nothing scrolls sideways, and menu and drawer lie over the messages', async () => {
  const page = await show.open('alan', 'approvals', {
    viewport: { width: 640, height: 450 },
    deviceScaleFactor: 2,
    bypassCSP: true,
  });
  await message(page, 'Deactivate Tyler Reid').getByRole('button', { name: 'Deny' }).waitFor();
  expect(await page.evaluate(isTooWide)).toBe(false);
  await picture(page);
  await page.getByRole('button', { name: 'Menu' }).click();
  expect(await barriers(page)).toEqual([]);
  await picture(page);
  await page.getByRole('link', { name: 'wf-audit' }).click();
  await reads(page, 'asked to deactivate Tyler Reid');
  await page.getByRole('button', { name: 'Behind the scenes' }).click();
  await page.getByRole('tab', { name: 'Break it' }).click();
  await page.getByRole('button', { name: 'Kill it' }).waitFor();
  expect(await page.evaluate(isTooWide)).toBe(false);
  expect(await barriers(page)).toEqual([]);
  await picture(page);
});

test('at 420 px the tour opens over the page, takes the keyboard, and closes with Escape', async () => {
  const page = await show.open('alan', 'approvals', { viewport: { width: 420, height: 800 } });
  const toggle = page.getByRole('button', { name: 'Behind the scenes' });
  await message(page, 'Deactivate Tyler Reid').waitFor();
  const banner = await page.locator('#banner').boundingBox();
  expect(banner?.height).toBeLessThan(40);
  await toggle.click();
  const tab = page.getByRole('tab', { name: 'What to try' });
  await expect.poll(() => tab.evaluate((element) => element.matches(':focus'))).toBe(true);
  await page.getByRole('heading', { name: 'Approve a request' }).waitFor();
  await picture(page);
  await page.keyboard.press('Escape');
  await tab.waitFor({ state: 'hidden' });
  await expect.poll(() => toggle.evaluate((element) => element.matches(':focus'))).toBe(true);
  await toggle.click();
  await page.getByRole('link', { name: 'As Alan, in #wf-approvals' }).click();
  await tab.waitFor({ state: 'hidden' });
  expect(await page.evaluate(isTooWide)).toBe(false);
});

test('at 420 px there is room to say that the bot is gone', async () => {
  const page = await show.open('alan', 'approvals', { viewport: { width: 420, height: 800 } });
  await message(page, 'Deactivate Tyler Reid').waitFor();
  await show.stage.bot.kill();
  await page.getByText('Bot not connected').waitFor();
  expect(await page.evaluate(isTooWide)).toBe(false);
  const { x = 0, width = 0 } =
    (await page.getByRole('button', { name: 'Behind the scenes' }).boundingBox()) ?? {};
  expect(x + width).toBeLessThanOrEqual(420);
  await show.stage.bot.start();
});

test('whoever is at a strange address is told so, under a heading', async () => {
  const page = await openPage(show.browser, `${show.stage.page}?as=U99NOBODY`, [], { bypassCSP: true });
  await page.getByRole('main').getByRole('heading', { level: 1, name: 'Nobody is here' }).waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('link', { name: 'start as Alan Park' }).click();
  await message(page, 'Deactivate Tyler Reid').waitFor();
});
