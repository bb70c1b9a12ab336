import { describe, expect, test } from 'vitest';

import type { Change } from '../../src/requests/change.ts';
import {
  approve,
  begin,
  cancel,
  deny,
  expire,
  markSending,
  postpone,
} from '../../src/requests/transitions.ts';
import { noon } from '../store/builders.ts';
import {
  alan,
  asked,
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

const changes: Record<string, Change> = {
  submitted: asked(),
  approved: approve(requestIn('pending'), alan, later),
  denied: deny(requestIn('pending'), alan, 'still here', later),
  cancelled: cancel(requestIn('pending'), rita, later),
  expired: happened(expire(requestIn('pending'), hoursAfterNoon(72))),
  begun: happened(begin(requestIn('approved'), later)),
  'taken over': happened(begin(requestIn('executing'), later)),
  'about to be sent': markSending(requestIn('executing'), [itemOf(requestIn('executing'), 0)], [], noon),
  'put off': postpone(requestIn('executing'), trouble, []),
  finished: settled(requestIn('executing'), 0, done, later),
};

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
    const change = happened(changes[name] ?? null);
    expect(said(change)).toEqual(expected);
    expect(change.audit.every(({ requestId }) => requestId === id)).toBe(true);
  });

  test('each entry has the time of its step', () => {
    expect(asked().audit.map(({ at }) => at)).toEqual([noon]);
    expect(changes['finished']?.audit.map(({ at }) => at)).toEqual([later, later]);
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
    expect(changes[name]?.jobs).toEqual(jobs);
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
  const real = Object.values(changes).flatMap(({ audit }) => audit);
  expect(real.filter(({ data }) => 'dryRun' in data)).toEqual([]);
});
