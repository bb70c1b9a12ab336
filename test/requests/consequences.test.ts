import { describe, expect, test } from 'vitest';

import { loggedOutcomeOf } from '../../src/requests/audit.ts';
import type { Change } from '../../src/requests/change.ts';
import {
  approve,
  begin,
  cancel,
  deny,
  expire,
  markSending,
  postpone,
  settle,
} from '../../src/requests/transitions.ts';
import { noon } from '../store/builders.ts';
import {
  alan,
  asked,
  bea,
  done,
  failed,
  happened,
  hoursAfterNoon,
  itemOf,
  leaver,
  other,
  requestIn,
  rita,
  settled,
  trouble,
} from './steps.ts';

const later = hoursAfterNoon(2);
const id = 'r7kq2m9x3ta';
const notify = { job: { name: 'notify', requestId: id } };
const execute = { name: 'execute', requestId: id };

/** The audit entries without time and request, which are checked for all at once. */
function said(change: Change) {
  return change.audit.map(({ event, actor, data }) => ({ event, actor, data }));
}

/** Made when they are looked at, as everything here is. */
const changes: Record<string, () => Change> = {
  submitted: () => asked(),
  approved: () => approve(requestIn('pending'), alan, later),
  denied: () => deny(requestIn('pending'), alan, 'still here', later),
  cancelled: () => cancel(requestIn('pending'), rita, later),
  expired: () => happened(expire(requestIn('pending'), hoursAfterNoon(72))),
  begun: () => happened(begin(requestIn('approved'), later)),
  'taken over': () => happened(begin(requestIn('executing'), later)),
  'about to be sent': () =>
    markSending(requestIn('executing'), [itemOf(requestIn('executing'), 0)], [], noon),
  'put off': () => postpone(requestIn('executing'), trouble, []),
  finished: () => settled(requestIn('executing'), 0, done, later),
};

function made(name: string): Change {
  return happened(changes[name]?.() ?? null);
}

describe('what the audit log gets', () => {
  const { id: userId, name: userName, email } = leaver;
  const user = { id: userId, name: userName, email };
  const about = { action: 'deactivate', people: [user], count: 1 };
  const byAlan = { about, actorName: 'Alan Ott' };
  test.each([
    [
      'submitted',
      [
        {
          event: 'submitted',
          actor: 'U0RITA',
          data: {
            about,
            actorName: 'Rita Olsen',
            action: 'deactivate',
            targets: [user],
            reason: 'left on Friday',
            approvalsRequired: 1,
            expiresAt: hoursAfterNoon(72).toISOString(),
            runAt: null,
          },
        },
      ],
    ],
    ['approved', [{ event: 'approved', actor: 'U0ALAN', data: { ...byAlan, approvals: 1, required: 1 } }]],
    ['denied', [{ event: 'denied', actor: 'U0ALAN', data: { ...byAlan, reason: 'still here' } }]],
    ['cancelled', [{ event: 'cancelled', actor: 'U0RITA', data: { about, actorName: 'Rita Olsen' } }]],
    ['expired', [{ event: 'expired', actor: null, data: { about } }]],
    ['begun', [{ event: 'execution_started', actor: null, data: { about, lateByMs: 0 } }]],
    ['taken over', []],
    ['about to be sent', []],
    ['put off', []],
    [
      'finished',
      [
        { event: 'target_settled', actor: null, data: { about, user, outcome: done } },
        { event: 'finished', actor: null, data: { about, state: 'done' } },
      ],
    ],
  ])('%s', (name, expected) => {
    const change = made(name);
    expect(said(change)).toEqual(expected);
    expect(change.audit.every(({ requestId }) => requestId === id)).toBe(true);
  });

  test('a request says what it undoes, its ticket and its date', () => {
    const runAt = hoursAfterNoon(24);
    const { request, audit } = asked({ undoOf: 'r23456789ab', ticket: 'IT-1', runAt });
    expect(request).toMatchObject({ undoOf: 'r23456789ab', ticket: 'IT-1', runAt, tallies: [] });
    expect(audit[0]?.data).toMatchObject({
      undoOf: 'r23456789ab',
      ticket: 'IT-1',
      runAt: runAt.toISOString(),
    });
    expect(asked().request).toMatchObject({ undoOf: null, ticket: null });
  });

  test('a person without a known name is logged without one', () => {
    expect(deny(requestIn('pending'), bea, null, later).audit[0]?.data).toEqual({ about, reason: null });
  });

  test('of many people the first three are named, and all are counted', () => {
    const users = ['1', '2', '3', '4'].map((digit) => ({ ...leaver, id: digit.repeat(32) }));
    const many = asked({ targets: users.map((one) => ({ user: one, slackUserId: null })) });
    expect(many.audit[0]?.data).toMatchObject({ about: { action: 'deactivate', count: 4 } });
    const named = many.audit[0]?.data;
    const ids = named && 'about' in named ? named.about?.people.map((one) => one.id) : [];
    expect(ids).toEqual(users.slice(0, 3).map((one) => one.id));
  });

  test('each entry has the time of its step', () => {
    expect(asked().audit.map(({ at }) => at)).toEqual([noon]);
    expect(made('finished').audit.map(({ at }) => at)).toEqual([later, later]);
  });

  test('the time somebody else did it is kept as text', () => {
    const since = hoursAfterNoon(-30);
    const change = settled(requestIn('executing'), 0, { result: 'already', since }, later);
    expect(change.audit[0]?.data).toMatchObject({
      outcome: { result: 'already', since: since.toISOString() },
    });
  });

  test('of two people, the end is logged with the last', () => {
    const targets = [leaver, other].map((each) => ({ user: each, slackUserId: null }));
    const first = settled(requestIn('executing', { targets }), 0, done, later);
    expect(first.audit.map(({ event }) => event)).toEqual(['target_settled']);
    const last = settled(first.request, 1, failed, later);
    expect(last.audit.map(({ event }) => event)).toEqual(['target_settled', 'finished']);
    expect(last.audit[1]?.data).toMatchObject({ state: 'failed' });
  });
});

describe('the items of a step', () => {
  const targets = [leaver, other].map((each) => ({ user: each, slackUserId: null }));
  const executing = () => requestIn('executing', { targets });

  test('are made by the last approval, one for each person', () => {
    expect(requestIn('pending').targets).toHaveLength(1);
    expect(asked().items).toEqual([]);
    expect(approve(requestIn('pending', { targets }), alan, later).items).toEqual(
      [leaver, other].map(({ id: objectId, name }, position) => ({
        phase: 'access',
        position,
        kind: 'access',
        type: 'USER',
        objectId,
        name,
        link: null,
        field: 'isActive',
        from: true,
        to: false,
        outcome: { result: 'waiting' },
        retry: null,
        settledAt: null,
      })),
    );
  });

  test('are about to be sent, those that are through before them are settled', () => {
    const [first, second] = [
      itemOf(executing(), 0, { result: 'already', since: null }),
      itemOf(executing(), 1),
    ];
    const change = markSending(executing(), [second], [first], later);
    expect(change.items).toEqual([
      { ...first, settledAt: later },
      { ...second, outcome: { result: 'sending' } },
    ]);
    expect(change.request.targets.map(({ outcome }) => outcome.result)).toEqual(['already', 'sending']);
    expect(change.audit.map(({ event }) => event)).toEqual(['target_settled']);
    expect(change.jobs).toEqual([notify]);
  });

  test('are settled with their moment, and have no next try then', () => {
    const retry = { since: noon, nextTryAt: later, code: 'throttled' };
    const item = { ...itemOf(executing(), 1, failed), retry };
    expect(settle(executing(), [item], later).items).toEqual([{ ...item, retry: null, settledAt: later }]);
  });

  test('that have to wait remember since when, and why now', () => {
    const again = { ...trouble, code: 'throttled', since: later, nextTryAt: hoursAfterNoon(9) };
    const fresh = itemOf(executing(), 0);
    const old = { ...itemOf(executing(), 1), retry: { since: noon, nextTryAt: noon, code: 'unavailable' } };
    const change = postpone(executing(), again, [fresh, old]);
    expect(change.items).toEqual([
      { ...fresh, retry: { since: later, nextTryAt: hoursAfterNoon(9), code: 'throttled' } },
      { ...old, retry: { since: noon, nextTryAt: hoursAfterNoon(9), code: 'throttled' } },
    ]);
    expect(change.request.trouble).toEqual(again);
    expect(change.audit).toEqual([]);
  });

  test('of somebody who is not in the request leave everybody as they are', () => {
    const stray = { ...itemOf(executing(), 1, done), position: 7 };
    const change = settle(executing(), [stray], later);
    expect(change.audit).toEqual([]);
    expect(change.request.targets.map(({ outcome }) => outcome.result)).toEqual(['waiting', 'waiting']);
  });
});

test('a request begins at its moment, not before', () => {
  const runAt = hoursAfterNoon(24);
  const approved = requestIn('approved', { runAt });
  expect(begin(approved, new Date(runAt.getTime() - 1))).toBeNull();
  expect(begin(approved, runAt)?.request).toMatchObject({ state: 'executing', startedAt: runAt });
});

describe('what has to be done next', () => {
  test.each([
    [
      'submitted',
      [
        notify,
        { job: { name: 'impact', requestId: id } },
        { job: { name: 'expire', requestId: id }, startAfter: hoursAfterNoon(72) },
      ],
    ],
    ['approved', [notify, { job: execute }]],
    ['denied', [notify]],
    ['cancelled', [notify]],
    ['expired', [notify]],
    ['begun', [notify]],
    ['taken over', []],
    ['about to be sent', []],
    ['put off', [notify, { job: execute, startAfter: trouble.nextTryAt }]],
    ['finished', [notify, { job: { ...notify.job, repair: true }, startAfter: hoursAfterNoon(26) }]],
  ])('%s', (name, jobs) => {
    expect(made(name).jobs).toEqual(jobs);
  });

  test('one approval of two executes nothing', () => {
    const change = approve(asked({ approvalsRequired: 2 }).request, alan, later);
    expect(change.jobs).toEqual([notify]);
  });

  test('a request for a date executes at that date', () => {
    const runAt = hoursAfterNoon(24);
    const change = approve(asked({ runAt }).request, alan, later);
    expect(change.jobs).toEqual([notify, { job: execute, startAfter: runAt }]);
  });
});

test('a dry run marks every entry of every step', () => {
  const dryRun = true;
  const dry = [
    asked({ dryRun }),
    approve(requestIn('pending', { dryRun }), alan, later),
    deny(requestIn('pending', { dryRun }), alan, null, later),
    cancel(requestIn('pending', { dryRun }), rita, later),
    happened(expire(requestIn('pending', { dryRun }), hoursAfterNoon(72))),
    happened(begin(requestIn('approved', { dryRun }), later)),
    settled(requestIn('executing', { dryRun }), 0, { result: 'skipped', reason: 'dry_run' }, later),
  ].flatMap(({ audit }) => audit);
  expect(dry).toHaveLength(8);
  expect(dry.filter(({ data }) => data.dryRun !== true)).toEqual([]);
  const real = Object.values(changes).flatMap((change) => change().audit);
  expect(real.filter(({ data }) => 'dryRun' in data)).toEqual([]);
});

test.each(['waiting', 'sending'] as const)('no row tells of an outcome that is open: %s', (result) => {
  expect(() => loggedOutcomeOf({ result })).toThrow(`no row tells an outcome ${result}`);
});
