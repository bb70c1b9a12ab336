import { describe, expect, test } from 'vitest';

import { judgeMoments } from '../../src/requests/moment-typed.ts';
import { hoursAfterNoon } from './steps.ts';

const now = hoursAfterNoon(0);
const year = 366 * 24;
const [soon, later, past, far] = [1, 5, -1, year + 1].map(hoursAfterNoon);
if (!soon || !later || !past || !far) throw new Error('a moment is missing');

describe('what a text can mean', () => {
  test.each([
    ['nothing', [], { kind: 'unreadable' }],
    ['one moment', [soon], { kind: 'moment', at: soon }],
    ['the same moment twice', [soon, new Date(soon)], { kind: 'moment', at: soon }],
    ['this very moment', [now], { kind: 'now' }],
    ['two moments, the earlier first', [later, soon], { kind: 'ambiguous', readings: [soon, later] }],
    ['more than two', [soon, later, far], { kind: 'unreadable' }],
    ['a moment that was now when it was typed', [new Date(now.getTime() - 900)], { kind: 'now' }],
    ['a moment a minute ago', [hoursAfterNoon(-1 / 60)], { kind: 'past', at: hoursAfterNoon(-1 / 60) }],
    ['now, or one to come', [now, soon], { kind: 'ambiguous', readings: [now, soon] }],
    ['now, or one that is over', [now, past], { kind: 'ambiguous', readings: [past, now] }],
    ['a moment that is over', [past], { kind: 'past', at: past }],
    ['one that is over, or one to come', [soon, past], { kind: 'ambiguous', readings: [past, soon] }],
    ['a moment in a year', [hoursAfterNoon(year)], { kind: 'moment', at: hoursAfterNoon(year) }],
    ['a moment later than that', [far], { kind: 'too_far', at: far }],
    ['one in time, or one too late', [far, soon], { kind: 'ambiguous', readings: [soon, far] }],
  ])('%s', (_what, meant, judged) => {
    expect(judgeMoments(meant, now)).toEqual(judged);
  });
});
