import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { parseWorkfrontDate } from '../../src/workfront/dates.ts';

test.each([
  ['2020-05-18T17:00:00:000-0600', '2020-05-18T23:00:00.000Z'],
  ['2020-05-18T17:00:00.000-0600', '2020-05-18T23:00:00.000Z'],
  ['2020-05-18T17:00:00:125+05:30', '2020-05-18T11:30:00.125Z'],
  ['2020-05-18T17:00:00+0000', '2020-05-18T17:00:00.000Z'],
  ['2024-02-29T23:59:59:999Z', '2024-02-29T23:59:59.999Z'],
])('%s is read as %s', (text, expected) => {
  expect(parseWorkfrontDate(text).toISOString()).toBe(expected);
});

test.each([
  '',
  'yesterday',
  '2020-05-18',
  '2020-05-18T17:00:00',
  '2020-05-18T17:00:00:00-0600',
  '2020-13-18T17:00:00:000-0600',
  '2021-02-29T17:00:00:000-0600',
  '2020-05-18T24:00:00:000-0600',
  '2020-05-18T17:60:00:000-0600',
  '2020-05-18T17:00:00:000-0660',
  ' 2020-05-18T17:00:00:000-0600',
])('%j is refused, not read as some other moment', (text) => {
  expect(() => parseWorkfrontDate(text)).toThrow(RangeError);
});

const moments = fc.date({
  min: new Date('0100-01-02T00:00:00Z'),
  max: new Date('9999-12-30T00:00:00Z'),
  noInvalidDate: true,
});

test('a moment written in any offset and either form is read back', () => {
  const property = fc.property(
    moments,
    fc.integer({ min: -14 * 60, max: 14 * 60 }),
    fc.constantFrom(':', '.'),
    fc.constantFrom(':', ''),
    (moment, offset, beforeMilliseconds, inOffset) => {
      const local = new Date(moment.getTime() + offset * 60_000).toISOString().slice(0, -1);
      const minutes = Math.abs(offset);
      const hours = String(Math.floor(minutes / 60)).padStart(2, '0');
      const rest = String(minutes % 60).padStart(2, '0');
      const zone = `${offset < 0 ? '-' : '+'}${hours}${inOffset}${rest}`;
      const text = `${local.replace('.', beforeMilliseconds)}${zone}`;
      expect(parseWorkfrontDate(text)).toEqual(moment);
    },
  );
  fc.assert(property);
});

/** The moment in milliseconds, `refused` for a proper refusal; anything else is thrown on. */
function tryToParse(text: string): number | 'refused' {
  try {
    return parseWorkfrontDate(text).getTime();
  } catch (error) {
    if (error instanceof RangeError) return 'refused';
    throw error;
  }
}

test('any text is either a valid date or refused', () => {
  const property = fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d:T.+-]{10,30}$/)), (text) => {
    expect(tryToParse(text)).not.toBeNaN();
  });
  fc.assert(property);
});
