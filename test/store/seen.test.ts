import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { engines, openTestStore, type TestStore } from '../support/store.ts';

const hours = 3_600_000;

describe.each(engines)('what was seen, on %s,', (engine) => {
  let opened: TestStore;
  beforeAll(async () => {
    opened = await openTestStore(engine);
  });
  afterAll(() => opened.remove());

  const see = (key: string, now: number) =>
    opened.store.firstSeen(key, new Date(now + 24 * hours), new Date(now));

  test('is new once, however many ask at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => see('a', 0)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await see('a', hours)).toBe(false);
    expect(await see('b', hours)).toBe(true);
  });

  test('is known after a clock stepped back three hours', async () => {
    const noon = Date.parse('2026-11-26T12:00:00Z');
    expect(await see('noon', noon)).toBe(true);
    expect(await see('later', noon + 3 * hours)).toBe(true);
    expect([await see('noon', noon), await see('later', noon)]).toEqual([false, false]);
  });

  test('is forgotten in the end', async () => {
    const noon = Date.parse('2027-01-01T12:00:00Z');
    expect(await see('old', noon)).toBe(true);
    expect(await see('new', noon + 25 * hours)).toBe(true);
    expect(await see('old', noon + 25 * hours)).toBe(true);
  });
});
