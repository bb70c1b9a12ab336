import { describe, expect, test } from 'vitest';

import { escalate, leaveOut, liftLimit, takeBack } from '../../src/requests/before-decision.ts';
import { accessItems } from '../../src/requests/items.ts';
import { approvalsFor, approversOf } from '../../src/requests/policy.ts';
import { approve, begin, pause, reopen } from '../../src/requests/transitions.ts';
import { noon } from '../store/builders.ts';
import {
  alan,
  asked,
  bea,
  done,
  happened,
  hoursAfterNoon,
  leaver,
  other,
  requestIn,
  settled,
} from './steps.ts';

const later = hoursAfterNoon(2);
const targets = [leaver, other].map((user) => ({ user, slackUserId: null }));
const two = asked({ targets }).request;
const third = { ...other, id: 'c'.repeat(32) };
const three = asked({ targets: [...targets, { user: third, slackUserId: null }] }).request;

const out = { id: other.id, name: other.name, email: other.email };
const first = { id: leaver.id, name: leaver.name, email: leaver.email };
/** What an entry of Alan's about both says. */
const about = { about: { action: 'deactivate', people: [first, out], count: 2 }, actorName: 'Alan Ott' };

describe('leaving people out', () => {
  test('keeps them from being changed, and the request ends without them', () => {
    const narrowed = happened(leaveOut(two, [1], alan, later)).request;
    const approved = approve(narrowed, bea, later);
    expect(approved.items.map(({ objectId }) => objectId)).toEqual([leaver.id]);
    const executing = happened(begin(approved.request, later)).request;
    expect(settled(executing, 0, done, later).request).toMatchObject({ state: 'done' });
  });

  test('is logged with who was left out and by whom', () => {
    const { audit, jobs } = happened(leaveOut(two, [1], alan, later));
    expect(audit).toEqual([
      { event: 'left_out', at: later, requestId: two.id, actor: 'U0ALAN', data: { ...about, people: [out] } },
    ]);
    expect(jobs).toEqual(['notify', 'impact'].map((name) => ({ job: { name, requestId: two.id } })));
  });

  test('has what the others hold counted anew', () => {
    const impact = { counts: [], atLeast: false, readAt: noon };
    const narrowed = leaveOut({ ...two, impact }, [1], alan, later);
    expect(narrowed?.request.impact).toBeNull();
    const back = asked({ targets, action: 'reactivate' }).request;
    const less = happened(leaveOut(back, [1], alan, later));
    expect(less.jobs).toHaveLength(1);
    expect(less.request.targets.map(({ leftOutBy }) => leftOutBy)).toEqual([null, 'U0ALAN']);
  });

  test('of somebody who was left out before, or who is not there, changes nothing', () => {
    const narrowed = happened(leaveOut(three, [1], alan, later)).request;
    expect(leaveOut(narrowed, [1, 7], bea, later)).toBeNull();
  });

  test('is told of the request from then on: it is about the others alone', () => {
    const narrowed = happened(leaveOut(three, [0], alan, later)).request;
    expect(happened(leaveOut(narrowed, [1], bea, later)).audit[0]?.data).toEqual({
      about: {
        action: 'deactivate',
        people: [out, third].map((one) => ({ id: one.id, name: one.name, email: one.email })),
        count: 2,
      },
      people: [{ id: out.id, name: out.name, email: out.email }],
    });
  });

  test('of a request that waits for a decision again takes their items away, too', () => {
    const approved = approve(two, bea, later).request;
    const executing = happened(begin(approved, later)).request;
    const rules = { approvalsRequired: 2, bulkBrake: 25, requestTtlHours: 72 };
    const again = reopen(executing, executing.approvals, rules, later).request;
    expect(happened(leaveOut(again, [1], alan, later)).items).toMatchObject([
      { objectId: other.id, outcome: { result: 'skipped' }, settledAt: later },
    ]);
    expect(happened(leaveOut(two, [1], alan, later)).items).toEqual([]);
  });

  test('leaves somebody in the request', () => {
    expect(() => leaveOut(two, [0, 1], alan, later)).toThrow('nobody_left');
    const narrowed = happened(leaveOut(two, [0], alan, later)).request;
    expect(() => leaveOut(narrowed, [1], bea, later)).toThrow('nobody_left');
  });

  test('of different people by two approvers leaves both out', () => {
    const once = happened(leaveOut(three, [0], alan, later)).request;
    const narrowed = happened(leaveOut(once, [2], bea, later)).request;
    expect(narrowed.targets.map(({ leftOutBy }) => leftOutBy)).toEqual(['U0ALAN', null, 'U0BEA']);
    expect(accessItems(narrowed)).toHaveLength(1);
  });

  test('is too late once the request is decided', () => {
    expect(() => leaveOut(requestIn('approved', { targets }), [0], alan, later)).toThrow('already_decided');
  });
});

describe('an approval that is taken back', () => {
  const half = approve(asked({ approvalsRequired: 2 }).request, alan, later).request;

  test('does not count any more, and can be given again', () => {
    const open = takeBack(half, alan, later).request;
    expect(open.approvals).toEqual([]);
    expect(approve(open, alan, later).request.approvals).toHaveLength(1);
  });

  test('is logged, with how many are left of how many', () => {
    const { name, email, id } = leaver;
    expect(takeBack(half, alan, later).audit).toEqual([
      {
        event: 'approval_taken_back',
        at: later,
        requestId: half.id,
        actor: 'U0ALAN',
        data: {
          about: { action: 'deactivate', people: [{ id, name, email }], count: 1 },
          actorName: 'Alan Ott',
          approvals: 0,
          required: 2,
        },
      },
    ]);
  });

  test("has to be one of one's own, and not the last one", () => {
    expect(() => takeBack(half, bea, later)).toThrow('not_approved_by_you');
    expect(() => takeBack(approve(half, bea, later).request, alan, later)).toThrow('already_decided');
  });
});

test('further approvers are asked once, and only about what is not decided', () => {
  const policy = { approvers: ['S0LEADS'], escalationApprovers: ['U0CHIEF'] };
  const { request: escalated, audit } = happened(escalate(two, later));
  expect(escalated.escalatedAt).toBe(later);
  expect(audit).toEqual([
    { event: 'escalated', at: later, requestId: two.id, actor: null, data: { about: about.about } },
  ]);
  expect(approversOf(two, policy)).toEqual(['S0LEADS']);
  expect(approversOf(escalated, policy)).toEqual(['S0LEADS', 'U0CHIEF']);
  expect(escalate(escalated, later)).toBeNull();
  expect(escalate(requestIn('denied'), later)).toBeNull();
});

test('more people than the brake allows need one approval more', () => {
  const policy = { approvalsRequired: 1, bulkBrake: 25 };
  expect([1, 25, 26, 1000].map((count) => approvalsFor(count, policy))).toEqual([1, 1, 2, 2]);
});

test('a request beyond the limit for an hour waits, says so once, and goes on when somebody lets it', () => {
  const paused = pause(requestIn('executing'), 200, 200, later);
  expect(paused.audit).toMatchObject([{ event: 'paused', data: { changed: 200, limit: 200 } }]);
  expect(pause(paused.request, 200, 200, hoursAfterNoon(3)).audit).toEqual([]);
  const lifted = liftLimit(paused.request, alan, later);
  expect(lifted.request).toMatchObject({ trouble: null, lifted: { by: 'U0ALAN', at: later } });
  expect(lifted.audit).toMatchObject([
    { event: 'limit_lifted', at: later, actor: 'U0ALAN', data: { actorName: 'Alan Ott' } },
  ]);
  expect(lifted.jobs).toContainEqual({ job: { name: 'execute', requestId: paused.request.id } });
});

test('only a request that waits for the limit is let go on', () => {
  const executing = requestIn('executing');
  expect(() => liftLimit(executing, bea, later)).toThrow('already_decided');
  const trouble = { since: later, code: 'unavailable', nextTryAt: later };
  expect(() => liftLimit({ ...executing, trouble }, bea, later)).toThrow('already_decided');
});

describe('a request of whose approvals some do not count any more', () => {
  const rules = { approvalsRequired: 2, bulkBrake: 25, requestTtlHours: 48 };
  const both = { approvalsRequired: 2, targets };
  const twice = approve(approve(asked(both).request, alan, later).request, bea, later).request;
  const executing = happened(begin(twice, later)).request;

  test.each([
    ['an approver left', executing.approvals.slice(1), 'approver_left'],
    ['more are needed', executing.approvals, 'more_needed'],
  ] as const)('waits for a decision again, and says why: %s', (_what, standing, reason) => {
    const { request, audit, jobs } = reopen(executing, standing, rules, later);
    expect(request).toMatchObject({
      state: 'pending',
      approvals: standing,
      approvalsRequired: 2,
      expiresAt: hoursAfterNoon(50),
      startedAt: null,
      reopened: { at: later, reason },
    });
    expect(audit).toMatchObject([
      {
        event: 'reopened',
        actor: null,
        data: {
          reason,
          standing: standing.map(({ approver }) => approver),
          approvals: standing.length,
          required: 2,
        },
      },
    ]);
    expect(jobs).toEqual([
      { job: { name: 'notify', requestId: request.id } },
      { job: { name: 'expire', requestId: request.id }, startAfter: hoursAfterNoon(50) },
    ]);
  });

  test('needs what the rules want for those who are left in it, and never less than before', () => {
    const needed = (changes: object, request = executing) =>
      reopen(request, [], { ...rules, ...changes }, later).request.approvalsRequired;
    expect(needed({ approvalsRequired: 1 })).toBe(2);
    expect(needed({ approvalsRequired: 3 })).toBe(3);
    expect(needed({ bulkBrake: 1 })).toBe(3);
    const [one, ...rest] = executing.targets;
    const narrowed = { ...executing, targets: one ? [{ ...one, leftOutBy: 'U0ALAN' }, ...rest] : [] };
    expect(needed({ bulkBrake: 1 }, narrowed)).toBe(2);
  });

  test('is one that is being carried out', () => {
    expect(() => reopen(twice, [], rules, later)).toThrow(`request ${twice.id} is approved`);
  });
});

describe('a request beyond the limit', () => {
  const executing = requestIn('executing');

  test('tries again in five minutes, and remembers since when it waits', () => {
    const paused = pause(executing, 200, 200, later);
    const inFive = new Date(later.getTime() + 5 * 60_000);
    const trouble = { since: later, code: 'hourly_limit', nextTryAt: inFive };
    expect(paused.request.trouble).toEqual(trouble);
    expect(paused.jobs).toEqual([
      { job: { name: 'notify', requestId: executing.id } },
      { job: { name: 'execute', requestId: executing.id }, startAfter: inFive },
    ]);
    const still = pause(paused.request, 201, 200, hoursAfterNoon(3)).request;
    expect(still.trouble?.since).toEqual(later);
    const before = { ...executing, trouble: { since: noon, code: 'throttled', nextTryAt: noon } };
    const fresh = pause(before, 200, 200, later);
    expect(fresh.request.trouble?.since).toEqual(later);
    expect(fresh.audit).toHaveLength(1);
  });

  test('is one that is being carried out', () => {
    expect(() => pause(requestIn('approved'), 1, 1, later)).toThrow('is approved, so nothing of it can run');
  });
});
