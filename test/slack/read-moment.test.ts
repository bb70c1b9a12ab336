import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { localTimeOf } from '../../src/requests/local-time.ts';
import { readMoment } from '../../src/slack/read-moment.ts';

const berlin = 'Europe/Berlin';
/** A Thursday, half past two at night in Berlin. */
const now = new Date('2026-11-26T01:30:20Z');

/** What was read, in the person's own time; several readings are told apart by a slash. */
function read(typed: string, timeZone = berlin, at = now): string {
  const found = readMoment(typed, timeZone, at);
  const shown = (moment: Date) => localTimeOf(moment, timeZone);
  switch (found.kind) {
    case 'moment':
      return shown(found.at);
    case 'ambiguous':
      return found.readings.map(shown).join(' / ');
    case 'no_time':
      return `no time on ${found.days.map((day) => shown(day).slice(0, 10)).join(' / ')}`;
    case 'past':
    case 'too_far':
      return `${found.kind} ${shown(found.at)}`;
    case 'now':
    case 'unreadable':
      return found.kind;
    default:
      return found satisfies never;
  }
}

describe('a moment in somebody’s own words', () => {
  test.each([
    ['2026-12-24 18:00', '2026-12-24 18:00'],
    ['2026-12-24T18:00', '2026-12-24 18:00'],
    ['now', 'now'],
    ['jetzt', 'now'],
    ['2026-11-26 02:30', 'now'],
    ['2026-12-24T18:00Z', '2026-12-24 19:00'],
    ['2026-12-24T18:00:00-05:00', '2026-12-25 00:00'],
    ['2026/12/24 18:00', '2026-12-24 18:00'],
    ['24.12.2026 18:00', '2026-12-24 18:00'],
    ['24.12.26 18:00', '2026-12-24 18:00'],
    ['24.12. 18:00', '2026-12-24 18:00'],
    ['24.12 18:00', '2026-12-24 18:00'],
    ['24.12. 18 Uhr', '2026-12-24 18:00'],
    ['"2026-12-24 18:00"', '2026-12-24 18:00'],
    ['5.4.2027 18:00', '2027-04-05 18:00'],
    ['12/24/2026 6pm', '2026-12-24 18:00'],
    ['24/12/2026 18:00', '2026-12-24 18:00'],
    ['12/24 6pm', '2026-12-24 18:00'],
    ['tomorrow 18:00', '2026-11-27 18:00'],
    ['Tomorrow at 6:00', '2026-11-27 06:00'],
    ['tomorrow 10.11', '2026-11-27 10:11'],
    ['tomorrow noon', '2026-11-27 12:00'],
    ['tomorrow 12am', '2026-11-27 00:00'],
    ['friday 17:00', '2026-11-27 17:00'],
    ['fri 5pm', '2026-11-27 17:00'],
    ['on Friday at 5 p.m.', '2026-11-27 17:00'],
    ['thursday 17:00', '2026-11-26 17:00'],
    ['thursday 01:00', '2026-12-03 01:00'],
    ['friday next week 17:00', '2026-12-04 17:00'],
    ['Thursday, December 24, 2026 at 6:00 PM', '2026-12-24 18:00'],
    ['dec 24 at 6pm', '2026-12-24 18:00'],
    ['8 pm dec 24', '2026-12-24 20:00'],
    ['1st of december 9am', '2026-12-01 09:00'],
    ['jan 4 9:00', '2027-01-04 09:00'],
    ['18:00', '2026-11-26 18:00'],
    ['2:00', '2026-11-27 02:00'],
    ['in 2 days at 18:00', '2026-11-28 18:00'],
    ['tomorrow 18:00 UTC', '2026-11-27 19:00'],
    ['tomorrow 18:00 GMT+2', '2026-11-27 17:00'],
    ['tomorrow 18:00 CET', '2026-11-27 18:00'],
    ['morgen um 18 Uhr', '2026-11-27 18:00'],
    ['Freitag, 17:00 Uhr', '2026-11-27 17:00'],
    ['24. Dezember 2026 18:00', '2026-12-24 18:00'],
    ['demain à 18h30', '2026-11-27 18:30'],
    ['mañana a las 18:00', '2026-11-27 18:00'],
    ['imorgon 18:00', '2026-11-27 18:00'],
    ['i morgon kl. 18:00', '2026-11-27 18:00'],
    ['fredag kl 17', '2026-11-27 17:00'],
    ['明日18時', '2026-11-27 18:00'],
    ['2026年12月24日 18:00', '2026-12-24 18:00'],
    ['１２月２４日１８：００', '2026-12-24 18:00'],
    ['明天下午6點', '2026-11-27 18:00'],
    ['下星期五 17:00', '2026-12-04 17:00'],
    ['내일 오후 6시', '2026-11-27 18:00'],
    ['금요일 17시 30분', '2026-11-27 17:30'],
    ['2026년 12월 24일 18:00', '2026-12-24 18:00'],
    ['2026. 12. 24. 18:00', '2026-12-24 18:00'],
  ])('%s is %s', (typed, expected) => {
    expect(read(typed)).toBe(expected);
  });

  test('a span of time counts from now', () => {
    expect(readMoment('in 2 hours', berlin, now)).toEqual({
      kind: 'moment',
      at: new Date('2026-11-26T03:30:20Z'),
    });
  });
});

describe('what is asked back, not guessed', () => {
  test.each([
    ['04/05/2027 18:00', '2027-04-05 18:00 / 2027-05-04 18:00'],
    ['04-05-2027 18:00', '2027-04-05 18:00 / 2027-05-04 18:00'],
    ['12/11/2026 18:00', '2026-11-12 18:00 / 2026-12-11 18:00'],
    ['1/2 18:00', '2027-01-02 18:00 / 2027-02-01 18:00'],
    ['next friday 17:00', '2026-11-27 17:00 / 2026-12-04 17:00'],
    ['nächsten Freitag 17:00', '2026-11-27 17:00 / 2026-12-04 17:00'],
    ['tomorrow at 6', '2026-11-27 06:00 / 2026-11-27 18:00'],
    ['nov 20 18:00', '2026-11-20 18:00 / 2027-11-20 18:00'],
    ['20.11. 18:00', '2026-11-20 18:00 / 2027-11-20 18:00'],
    ['24.12.2026', 'no time on 2026-12-24'],
    ['24.12.', 'no time on 2026-12-24'],
    ['04/05/2027', 'no time on 2027-04-05 / 2027-05-04'],
    ['tomorrow', 'no time on 2026-11-27'],
    ['friday evening', 'no time on 2026-11-27'],
    ['friday midnight', 'no time on 2026-11-27'],
    ['in 2 weeks', 'no time on 2026-12-10'],
  ])('%s: %s', (typed, expected) => {
    expect(read(typed)).toBe(expected);
  });
});

describe('what is refused', () => {
  test.each([
    ['yesterday 18:00', 'past 2026-11-25 18:00'],
    ['last friday 17:00', 'past 2026-11-20 17:00'],
    ['today 01:00', 'past 2026-11-26 01:00'],
    ['04/05/2026 18:00', 'past 2026-04-05 18:00'],
    ['2028-01-01 18:00', 'too_far 2028-01-01 18:00'],
    ['dec 24 2029 6pm', 'too_far 2029-12-24 18:00'],
    ['', 'unreadable'],
    ['reception', 'unreadable'],
    ['may', 'unreadable'],
    ['asap', 'unreadable'],
    ['30.02.2027 18:00', 'unreadable'],
    ['2026-02-30 18:00', 'unreadable'],
    ['2026-12-24 25:00', 'unreadable'],
    ['monday 2026-12-24 18:00', 'unreadable'],
    ['tomorrow 18:00 because she left', 'unreadable'],
    ['she leaves tomorrow 18:00', 'unreadable'],
    ['tomorrow 17:00 - 18:00', 'unreadable'],
    ['tomorrow 18:00 or friday 18:00', 'unreadable'],
    ['tomorrow 18:00 EST', 'unreadable'],
    ['tomorrow 18:00 CST', 'unreadable'],
    [`tomorrow ${' '.repeat(10_000)}x`, 'unreadable'],
  ])('%j: %s', (typed, expected) => {
    expect(read(typed)).toBe(expected);
  });
});

describe('the clock on the person’s wall', () => {
  test.each([
    ['tomorrow 18:00', 'Pacific/Auckland', '2026-11-27 18:00'],
    ['tomorrow 18:00', 'America/Los_Angeles', '2026-11-26 18:00'],
    ['imorgon 18:00', 'America/Los_Angeles', '2026-11-26 18:00'],
    ['明日18時', 'America/Los_Angeles', '2026-11-26 18:00'],
    ['tomorrow 18:00 PST', 'America/Los_Angeles', '2026-11-26 18:00'],
    ['tomorrow 18:00', 'No/Where', '2026-11-27 18:00'],
  ])('%s in %s', (typed, zone, expected) => {
    const known = zone === 'No/Where' ? 'UTC' : zone;
    const found = readMoment(typed, zone, now);
    expect(found.kind === 'moment' && localTimeOf(found.at, known)).toBe(expected);
  });

  test('a time that the clocks show twice is the first, one that they skip is as long after the jump', () => {
    const march = new Date('2026-03-20T12:00:00Z');
    expect(readMoment('29.3.2026 02:30', berlin, march)).toEqual({
      kind: 'moment',
      at: new Date('2026-03-29T01:30:00Z'),
    });
    const october = new Date('2026-10-20T12:00:00Z');
    expect(readMoment('sunday 2:30', berlin, october)).toEqual({
      kind: 'moment',
      at: new Date('2026-10-25T00:30:00Z'),
    });
  });

  test('a day later is the same time on the clock, also when the clocks change in between', () => {
    expect(read('tomorrow 18:00', berlin, new Date('2026-10-24T12:00:00Z'))).toBe('2026-10-25 18:00');
    expect(read('friday 18:00', berlin, new Date('2026-10-23T17:00:00Z'))).toBe('2026-10-30 18:00');
  });
});

describe('whatever is typed', () => {
  const word = fc.constantFrom(
    'tomorrow',
    'friday',
    '18:00',
    '6pm',
    '24.12.',
    '04/05',
    'at',
    'UTC',
    'Uhr',
    '明日',
    '내일',
    '99',
    '-',
    'next',
    '2026-12-24',
  );
  const anything = fc.oneof(
    fc.array(word, { maxLength: 6 }).map((words) => words.join(' ')),
    fc.string({ unit: 'binary', maxLength: 90 }),
  );
  const zone = fc.constantFrom('UTC', berlin, 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland');
  const moment = fc.date({ min: new Date('2024-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });

  test('a moment is never past and never more than a year ahead', () => {
    const property = fc.property(anything, zone, moment, (typed, timeZone, at) => {
      const found = readMoment(typed, timeZone, at);
      if (found.kind !== 'moment') return;
      expect(found.at.getTime()).toBeGreaterThanOrEqual(at.getTime());
      expect(found.at.getTime()).toBeLessThanOrEqual(at.getTime() + 366 * 24 * 3_600_000);
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('a date and time in full is read the same at any time of the year, in every form', () => {
    const property = fc.property(zone, moment, fc.nat({ max: 300 * 24 * 60 }), (timeZone, at, minutes) => {
      const local = localTimeOf(new Date(at.getTime() + (minutes + 1) * 60_000), timeZone);
      const [year = '', month = '', day = ''] = local.slice(0, 10).split('-');
      const first = read(local, timeZone, at);
      expect(first).not.toBe('unreadable');
      expect(read(`${Number(day)}.${Number(month)}.${year} ${local.slice(11)}`, timeZone, at)).toBe(first);
      const american = Number(day) > 12 ? `${month}/${day}/${year}` : `${year}/${month}/${day}`;
      expect(read(`${american} ${local.slice(11)}`, timeZone, at)).toBe(first);
    });
    fc.assert(property, { numRuns: 200 });
  });
});
