import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { localTimeOf, momentOf } from '../../src/requests/local-time.ts';

const zones = ['UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Seoul', 'Asia/Kolkata', 'Pacific/Auckland'];

function shownIn(zone: string, moment: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(
    moment,
  );
}

describe('a date and time as somebody types it', () => {
  test.each([
    ['2026-12-01 18:00', 'Europe/Berlin', '2026-12-01T17:00:00.000Z'],
    ['2026-07-01T08:30', 'America/New_York', '2026-07-01T12:30:00.000Z'],
    ['2026-12-01 9:05', 'Asia/Kolkata', '2026-12-01T03:35:00.000Z'],
    [' 2026-12-01 18:00\t', 'UTC', '2026-12-01T18:00:00.000Z'],
    ['2026-12-01 00:00', 'UTC', '2026-12-01T00:00:00.000Z'],
    ['2026-12-01 23:59', 'UTC', '2026-12-01T23:59:00.000Z'],
    // Hours before and after a change of the clocks, both ways.
    ['2026-03-29 01:59', 'Europe/Berlin', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29 03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29 12:00', 'Europe/Berlin', '2026-03-29T10:00:00.000Z'],
    ['2026-10-25 01:59', 'Europe/Berlin', '2026-10-24T23:59:00.000Z'],
    ['2026-10-25 03:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
    ['2026-10-25 09:00', 'Europe/Berlin', '2026-10-25T08:00:00.000Z'],
  ])('%s in %s is %s', (text, zone, expected) => {
    expect(momentOf(text, zone)?.toISOString()).toBe(expected);
  });

  test('a time that the clocks show twice is the first of the two', () => {
    expect(momentOf('2026-10-25 02:30', 'Europe/Berlin')?.toISOString()).toBe('2026-10-25T00:30:00.000Z');
  });

  test('a time that the clocks skip is as long after the jump', () => {
    expect(momentOf('2026-03-29 02:30', 'Europe/Berlin')?.toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });

  test.each([
    '',
    'tomorrow',
    '2026-13-01 10:00',
    '2026-02-30 10:00',
    '2026-12-01',
    '2026-12-01 24:00',
    '2026-12-01 25:00',
    '2026-12-31 24:00',
    '2026-12-01 10:60',
    '2026-12-01 10:75',
    '2026-04-31 10:00',
    'on 2026-12-01 10:00',
    '2026-12-01 10:00 or so',
    '1.12.2026 18:00',
  ])('“%s” is no date and time', (text) => {
    expect(momentOf(text, 'UTC')).toBeNull();
  });

  test('is shown in the same form', () => {
    expect(localTimeOf(new Date('2026-07-01T12:30:59.999Z'), 'America/New_York')).toBe('2026-07-01 08:30');
    expect(localTimeOf(new Date('2026-12-31T23:30:00Z'), 'Asia/Kolkata')).toBe('2027-01-01 05:00');
  });

  test('whatever a clock shows leads back to a moment at which it shows that', () => {
    const moment = fc.date({ min: new Date('2024-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.constantFrom(...zones), (at, zone) => {
        const shown = shownIn(zone, at);
        const found = momentOf(shown, zone);
        expect(found && shownIn(zone, found)).toBe(shown);
      }),
    );
  });
});
