import { describe, expect, test } from 'vitest';

import { isAsWished, isRequestId, isSettled, latenessOf } from '../../src/requests/request.ts';
import { minutesAfterNoon, noon } from '../store/builders.ts';

test.each([
  ['r7kq2m9x3ta', true],
  ['xr7kq2m9x3ta', false],
  ['r7kq2m9x3ta0', false],
  ['r7kq2m9x3ta\n', false],
  ['r7kq2m9x3t', false],
  ['R7KQ2M9X3TA', false],
  ['', false],
])('%j is the id of a request: %s', (typed, is) => {
  expect(isRequestId(typed)).toBe(is);
});

test('an outcome is settled once nothing more comes of it', () => {
  expect([isSettled({ result: 'waiting' }), isSettled({ result: 'sending' })]).toEqual([false, false]);
  expect(isSettled({ result: 'already', since: null })).toBe(true);
});

const skipped = (reason: 'dry_run' | 'gone') => ({ outcome: { result: 'skipped', reason } }) as const;

describe('access is as the request wished', () => {
  test('in a dry run when it was one all along, and by a skip for no other reason', () => {
    expect(isAsWished(skipped('dry_run'), { dryRun: true })).toBe(true);
    expect(isAsWished(skipped('dry_run'), { dryRun: false })).toBe(false);
    expect(isAsWished(skipped('gone'), { dryRun: true })).toBe(false);
  });
});

describe('how late an execution starts', () => {
  const runAt = minutesAfterNoon(10);
  const approvals = [0, 30].map((minutes) => ({ approver: 'U1', at: minutesAfterNoon(minutes) }));

  test('counts from its date, or from the last approval if that came later', () => {
    const startedAt = minutesAfterNoon(31);
    expect(latenessOf({ runAt, approvals: approvals.slice(0, 1), startedAt })).toBe(21 * 60_000);
    expect(latenessOf({ runAt, approvals, startedAt })).toBe(60_000);
    expect(latenessOf({ runAt, approvals: approvals.slice(1), startedAt })).toBe(60_000);
    expect(latenessOf({ runAt, approvals: [], startedAt })).toBe(21 * 60_000);
    expect(latenessOf({ runAt, approvals, startedAt: noon })).toBe(0);
  });

  test('is nothing without a date or a start', () => {
    expect(latenessOf({ runAt: null, approvals, startedAt: noon })).toBe(0);
    expect(latenessOf({ runAt, approvals, startedAt: null })).toBe(0);
  });
});
