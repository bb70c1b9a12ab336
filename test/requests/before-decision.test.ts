import { describe, expect, test } from 'vitest';

import { escalate, leaveOut, liftLimit, takeBack } from '../../src/requests/before-decision.ts';
import { accessItems } from '../../src/requests/items.ts';
import { approvalsFor, approversOf } from '../../src/requests/policy.ts';
import { approve, begin, pause, reopen } from '../../src/requests/transitions.ts';
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

describe('leaving people out', () => {
  test('keeps them from being changed, and the request ends without them', () => {
    const narrowed = leaveOut(two, [1], alan, later).request;
    const approved = approve(narrowed, bea, later);
    expect(approved.items.map(({ objectId }) => objectId)).toEqual([leaver.id]);
    const executing = happened(begin(approved.request, later)).request;
    expect(settled(executing, 0, done, later).request).toMatchObject({ state: 'done' });
  });

  test('is logged with who was left out and by whom', () => {
    expect(leaveOut(two, [1], alan, later).audit).toMatchObject([
      { event: 'left_out', actor: 'U0ALAN', data: { people: [{ id: other.id }] } },
    ]);
  });

  test('of a request that waits for a decision again takes their items away, too', () => {
    const approved = approve(two, bea, later).request;
    const executing = happened(begin(approved, later)).request;
    const rules = { approvalsRequired: 2, bulkBrake: 25, requestTtlHours: 72 };
    const again = reopen(executing, executing.approvals, rules, later).request;
    expect(leaveOut(again, [1], alan, later).items).toMatchObject([
      { objectId: other.id, outcome: { result: 'skipped' }, settledAt: later },
    ]);
    expect(leaveOut(two, [1], alan, later).items).toEqual([]);
  });

  test('leaves somebody in the request', () => {
    expect(() => leaveOut(two, [0, 1], alan, later)).toThrow('nobody_left');
    const narrowed = leaveOut(two, [0], alan, later).request;
    expect(() => leaveOut(narrowed, [1], bea, later)).toThrow('nobody_left');
  });

  test('of different people by two approvers leaves both out', () => {
    const three = asked({
      targets: [...targets, { user: { ...other, id: 'c'.repeat(32) }, slackUserId: null }],
    }).request;
    const narrowed = leaveOut(leaveOut(three, [0], alan, later).request, [2], bea, later).request;
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

  test("has to be one of one's own, and not the last one", () => {
    expect(() => takeBack(half, bea, later)).toThrow('not_approved_by_you');
    expect(() => takeBack(approve(half, bea, later).request, alan, later)).toThrow('already_decided');
  });
});

test('further approvers are asked once, and only about what is not decided', () => {
  const policy = { approvers: ['S0LEADS'], escalationApprovers: ['U0CHIEF'] };
  const escalated = happened(escalate(two, later)).request;
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
  const lifted = liftLimit(paused.request, bea, later);
  expect(lifted.request).toMatchObject({ trouble: null, lifted: { by: 'U0BEA' } });
  expect(lifted.jobs).toContainEqual({ job: { name: 'execute', requestId: paused.request.id } });
});
