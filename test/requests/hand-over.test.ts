import { describe, expect, test } from 'vitest';

import {
  chooseGivingBack,
  countHeld,
  hasToPlan,
  isAllMoved,
  isReportDue,
  planHandOver,
  sumOf,
} from '../../src/requests/hand-over.ts';
import type { Item } from '../../src/requests/items.ts';
import { checkSuccessor } from '../../src/requests/policy.ts';
import type { Outcome, Request, Tally } from '../../src/requests/request.ts';
import { approve, begin, report, settle } from '../../src/requests/transitions.ts';
import { aUser, noon } from '../store/builders.ts';
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
  rita,
  settled,
} from './steps.ts';

const at = hoursAfterNoon(2);
const handing = { targets: [{ user: leaver, slackUserId: null, successor: other }] };

function project(position: number, outcome: Outcome = { result: 'waiting' }): Item {
  return {
    phase: 'hand_over',
    position,
    kind: 'projects',
    type: 'PROJ',
    objectId: `${position}`.padStart(32, '0'),
    name: `Project ${position}`,
    link: null,
    field: 'ownerID',
    from: leaver.id,
    to: other.id,
    outcome,
    retry: null,
    settledAt: null,
  };
}

function planned(changes: Parameters<typeof asked>[0] = handing): Request {
  return planHandOver(requestIn('executing', changes), [project(0), project(1)], at).request;
}

describe('a request with a successor', () => {
  test('says in its first row who takes over from whom', () => {
    const [row] = asked({ ...handing, onlyIfAll: true }).audit;
    const successor = { id: other.id, name: other.name, email: other.email };
    expect(row?.data).toMatchObject({ targets: [{ id: leaver.id, successor }], onlyIfAll: true });
  });

  test('plans once, after it is approved', () => {
    expect(hasToPlan(asked().request)).toBe(false);
    expect(hasToPlan(requestIn('executing', handing))).toBe(true);
    expect(hasToPlan(planned())).toBe(false);
  });

  test('does not take the access before what changes hands is logged, and is not over before that', () => {
    const request = planned();
    expect(isReportDue(request, project(1))).toBe(false);
    expect(isReportDue(request, { phase: 'access' })).toBe(true);
    const through = settle(request, [project(0, done), project(1, done)], at);
    expect(through.audit).toEqual([]);
    expect(through.request.state).toBe('executing');
  });

  test('logs a row for each kind, with what was moved and what stays and why', () => {
    const refused: Outcome = { result: 'failed', reason: 'rejected', detail: 'only the PMO' };
    const { audit, request } = report(planned(), [project(0, done), project(1, refused)], at);
    expect(audit.map(({ event }) => event)).toEqual(['handed_over']);
    expect(audit[0]?.data).toMatchObject({
      kind: 'projects',
      moved: [{ id: project(0).objectId, from: leaver.id, to: other.id }],
      stay: [{ id: project(1).objectId, why: 'rejected', detail: 'only the PMO' }],
    });
    expect(request.state).toBe('executing');
    expect(settled(request, 0, done, at).request.state).toBe('done');
  });
});

describe('giving back', () => {
  const offered = {
    action: 'reactivate',
    back: { of: ['r2222222222'], count: 2 },
  } as const;

  test('is offered, and not done unless somebody chooses it', () => {
    const { request } = asked(offered);
    expect(request.handOver).toMatchObject({ isWanted: false, back: offered.back });
    expect(hasToPlan(request)).toBe(false);
    const chosen = happened(chooseGivingBack(request, { ...rita, isApprover: false }, true, at));
    expect(chosen.audit[0]).toMatchObject({
      event: 'giving_back_chosen',
      actor: rita.id,
      data: { isWanted: true, of: ['r2222222222'] },
    });
    expect(hasToPlan(chosen.request)).toBe(true);
    expect(chooseGivingBack(chosen.request, { ...rita, isApprover: false }, true, at)).toBeNull();
  });

  test('is chosen by the requester and by approvers alone, and not after somebody approved', () => {
    const { request } = asked({ ...offered, approvalsRequired: 2 });
    expect(() => chooseGivingBack(request, { ...bea, isApprover: false }, true, at)).toThrow(
      'not_an_approver',
    );
    const once = approve(request, alan, at).request;
    expect(() => chooseGivingBack(once, { ...alan, isApprover: true }, true, at)).toThrow(
      'approved_before_change',
    );
  });

  test('comes after the access, and the request ends with it', () => {
    const pending = happened(
      chooseGivingBack(asked(offered).request, { ...alan, isApprover: true }, true, at),
    ).request;
    const running = happened(begin(approve(pending, alan, at).request, at)).request;
    const back: Item = { ...project(0), phase: 'give_back', from: other.id, to: leaver.id };
    const active = settled(planHandOver(running, [back], at).request, 0, done, at).request;
    expect(active.state).toBe('executing');
    expect(isReportDue(active, back)).toBe(false);
    expect(isReportDue(active, null)).toBe(true);
    const ended = report(active, [{ ...back, outcome: done }], at);
    expect(ended.audit.map(({ event }) => event)).toEqual(['handed_over', 'finished']);
    expect(ended.request.state).toBe('done');
  });
});

const names = (change: ReturnType<typeof asked>) => change.jobs.map(({ job }) => job.name);

describe('what people hold', () => {
  const impact = { counts: [], atLeast: false, readAt: noon };

  test('is shown while nobody decided, and counted once', () => {
    const pending = asked().request;
    const counted = happened(countHeld(pending, impact)).request;
    expect(counted.impact).toEqual(impact);
    expect(countHeld(counted, impact)).toBeNull();
    expect(countHeld(requestIn('approved'), impact)).toBeNull();
  });

  test('a reactivation looks for nothing', () => {
    expect(names(asked())).toContain('impact');
    expect(names(asked({ action: 'reactivate' }))).not.toContain('impact');
  });
});

const tally = (result: Tally['result'], reason: Tally['reason'] = null, count = 1): Tally => ({
  kind: 'projects',
  result,
  reason,
  count,
});

test('things are moved, on their way, or stay', () => {
  const tallies = [
    tally('done', null, 3),
    tally('already'),
    tally('waiting', null, 2),
    tally('sending'),
    tally('skipped', 'by_hand'),
  ];
  expect(sumOf(tallies)).toEqual({ moved: 4, open: 3, stay: 1 });
});

test.each<[boolean, Tally]>([
  [true, tally('done')],
  [true, tally('already')],
  [true, tally('skipped', 'by_hand')],
  [true, tally('skipped', 'changed')],
  [true, tally('skipped', 'gone')],
  [false, tally('skipped', 'successor_gone')],
  [false, tally('failed', 'rejected')],
  [false, tally('waiting')],
])('everything was moved: %s with %o', (all, one) => {
  expect(isAllMoved([tally('done'), one])).toBe(all);
});

function refusalOf(
  changes: Parameters<typeof aUser>[0],
  { isLeaving = false }: { readonly isLeaving?: boolean } = {},
): unknown {
  try {
    checkSuccessor(aUser(changes), { leavers: [leaver], isLeaving, now: noon });
    return null;
  } catch (error) {
    return error;
  }
}

describe('a successor', () => {
  test('may be anybody who is active and stays', () => {
    expect(refusalOf({ licenseType: 'F' })).toBeNull();
    expect(refusalOf({ licenseType: null })).toBeNull();
    expect(refusalOf({ scheduledDeactivationAt: hoursAfterNoon(-1) })).toBeNull();
  });

  test.each([
    ['leaver', { id: leaver.id }, {}],
    ['inactive', { isActive: false }, {}],
    ['leaving', {}, { isLeaving: true }],
    ['leaving', { scheduledDeactivationAt: hoursAfterNoon(1) }, {}],
    ['license', { licenseType: 'R' }, {}],
    ['license', { licenseType: 'X' }, {}],
  ])('cannot be: %s', (why, changes, rules) => {
    expect(refusalOf(changes, rules)).toMatchObject({ because: { reason: 'successor', why } });
  });
});
