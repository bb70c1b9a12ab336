import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { parseCommand } from '../../src/slack/command-text.ts';
import { readMoment } from '../../src/slack/read-moment.ts';
import { cut, cutMarkup, limits } from '../../src/slack/text.ts';
import { patienceMs, runs } from './budget.ts';
import { longText, text } from './hostile.ts';

const now = new Date('2026-03-02T12:00:00Z');

/** A busy machine may hold a call up; a pattern that takes forever takes much longer. */
const mostMs = 2_000;

/** Does it, and fails when it took so long that a person would have waited. */
function soon<T>(work: () => T): T {
  const from = performance.now();
  const result = work();
  expect(performance.now() - from).toBeLessThan(mostMs);
  return result;
}

test('whatever is typed after a command is read without an error, and soon', { timeout: patienceMs }, () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(fc.oneof({ weight: 20, arbitrary: text }, longText), (typed) => {
      const command = soon(() => parseCommand(typed));
      kinds.add(command.kind);
      expect(command.kind === 'cancel' ? (command.requestId ?? 'x') : 'x').toMatch(/^[\p{L}\p{N}]+$/u);
      // The same text means the same, whoever asks.
      expect(parseCommand(typed)).toEqual(command);
    }),
    runs(1_500),
  );
  // Otherwise the texts above would show little.
  expect([...kinds]).toEqual(expect.arrayContaining(['ask', 'unclear', 'form', 'confirm_reason']));
});

const zones = fc.constantFrom(
  'Europe/Berlin',
  'America/New_York',
  'Asia/Seoul',
  'Nowhere/At_All',
  '',
  '+25:00',
);
const dateWords = fc
  .array(
    fc.constantFrom(
      'tomorrow',
      'friday',
      'next',
      'at',
      '18:00',
      '25:61',
      '6pm',
      '24.12.2026',
      '12/24/2026',
      '2026-02-30',
      '31.04.',
      'morgen',
      'Freitag',
      '17 Uhr',
      'kl',
      '明日',
      '18時',
      'mañana',
      'demain',
      'i morgon',
      '내일',
      '-1',
      '99999',
      'in 3 hours',
    ),
    { maxLength: 5 },
  )
  .map((words) => words.join(' '));

test('whatever is typed as a date is read without an error, and soon', { timeout: patienceMs }, () => {
  fc.assert(
    fc.property(fc.oneof(dateWords, text, longText), zones, (typed, zone) => {
      const read = soon(() => readMoment(typed, zone, now));
      const after = read.kind === 'moment' ? read.at.getTime() - now.getTime() : 1;
      expect(after).toBeGreaterThan(0);
    }),
    runs(150, 20),
  );
});

test('text is cut to any limit without an error, and stays within it', { timeout: patienceMs }, () => {
  fc.assert(
    fc.property(fc.oneof(text, longText), fc.constantFrom(...Object.values(limits)), (typed, limit) => {
      expect(soon(() => cut(typed, limit)).length).toBeLessThanOrEqual(limit);
      expect(soon(() => cutMarkup(typed, limit)).length).toBeLessThanOrEqual(limit);
    }),
    runs(500, 2),
  );
});
