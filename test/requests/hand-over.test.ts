import { describe, expect, test } from 'vitest';

import type { Change } from '../../src/requests/change.ts';
import {
  chooseGivingBack,
  countHeld,
  hasToPlan,
  isAllMoved,
  isReportDue,
  planHandOver,
  sumOf,
} from '../../src/requests/hand-over.ts';
import type { HoldingKind, Impact } from '../../src/requests/holdings.ts';
import type { Item } from '../../src/requests/items.ts';
import { checkSuccessor } from '../../src/requests/policy.ts';
import type { Outcome, Request, Tally } from '../../src/requests/request.ts';
import { approve, begin, report, settle } from '../../src/requests/transitions.ts';
import { aUser, anItem, noon } from '../store/builders.ts';
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
  const objectId = `${position}`.padStart(32, '0');
  return anItem({ position, objectId, name: `Project ${position}`, from: leaver.id, to: other.id, outcome });
}

function planned(changes: Parameters<typeof asked>[0] = handing): Request {
  return planHandOver(requestIn('executing', changes), { items: [project(0), project(1)], unread: [] }, at)
    .request;
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

  test('logs how much is to move, how much stays, and of which kinds nobody knows', () => {
    const items = [project(0), project(1), project(2, { result: 'skipped', reason: 'by_hand' })];
    const planOf = (unread: Parameters<typeof planHandOver>[1]['unread']) =>
      planHandOver(requestIn('executing', handing), { items, unread }, at).audit[0]?.data;
    expect(planOf([])).toMatchObject({ about: { count: 1 }, moves: 2, stays: 1 });
    expect(planOf([])).not.toHaveProperty('unread');
    expect(planOf([{ kind: 'teams', count: null, moves: true }])).toMatchObject({ unread: ['teams'] });
  });

  test('without one nothing is planned', () => {
    expect(() => planHandOver(requestIn('executing'), { items: [], unread: [] }, at)).toThrow(
      'nothing changes hands with request',
    );
  });

  test('does not take the access before what changes hands is logged, and is not over before that', () => {
    const request = planned();
    expect(isReportDue(request, project(1))).toBe(false);
    expect(isReportDue(request, { phase: 'access' })).toBe(true);
    expect(isReportDue(request, null)).toBe(true);
    const through = settle(request, [project(0, done), project(1, done)], at);
    expect(through.audit).toEqual([]);
    expect(through.request.state).toBe('executing');
  });

  test('logs a row for each kind, with what was moved and what stays and why', () => {
    const refused: Outcome = { result: 'failed', reason: 'rejected', detail: 'only the PMO' };
    const items = [
      project(0, done),
      project(1, refused),
      project(2, { ...refused, detail: '' }),
      project(3, { result: 'already', since: null }),
    ];
    const { audit, request } = report(planned(), items, at);
    const [row, ...more] = audit;
    if (row?.event !== 'handed_over') throw new Error('nothing is logged');
    expect(more).toEqual([]);
    const { kind, moved, stay } = row.data;
    expect({ kind, moved, stay }).toStrictEqual({
      kind: 'projects',
      moved: [{ id: project(0).objectId, from: leaver.id, to: other.id }],
      stay: [
        { id: project(1).objectId, why: 'rejected', detail: 'only the PMO' },
        { id: project(2).objectId, why: 'rejected' },
        { id: project(3).objectId, why: 'already' },
      ],
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

  test('is chosen while the request is open, and where there is something to give back', () => {
    const late = () =>
      chooseGivingBack(requestIn('denied', offered), { ...rita, isApprover: false }, true, at);
    expect(late).toThrow('already_decided');
    const { request } = asked({ action: 'reactivate' });
    expect(chooseGivingBack(request, { ...rita, isApprover: false }, true, at)).toBeNull();
  });

  test('comes after the access, and the request ends with it', () => {
    const pending = happened(
      chooseGivingBack(asked(offered).request, { ...alan, isApprover: true }, true, at),
    ).request;
    const running = happened(begin(approve(pending, alan, at).request, at)).request;
    const back: Item = { ...project(0), phase: 'give_back', from: other.id, to: leaver.id };
    const active = settled(
      planHandOver(running, { items: [back], unread: [] }, at).request,
      0,
      done,
      at,
    ).request;
    expect(active.state).toBe('executing');
    expect(isReportDue(active, back)).toBe(false);
    expect(isReportDue(active, null)).toBe(true);
    const ended = report(active, [{ ...back, outcome: done }], at);
    expect(ended.audit.map(({ event }) => event)).toEqual(['handed_over', 'finished']);
    expect(ended.request.state).toBe('done');
  });
});

const names = (change: ReturnType<typeof asked>) => change.jobs.map(({ job }) => job.name);

const of = (kind: HoldingKind, count: number | null) => ({ kind, count, moves: true });

function counted(request: Request, held: Impact, now = noon): Change {
  const change = countHeld(request, held, now);
  if (change === null || !('request' in change)) throw new Error('nothing new was counted');
  return change;
}

/** When it is counted again. */
const againAt = (change: Pick<Change, 'jobs'> | null) =>
  change?.jobs.filter(({ job }) => job.name === 'impact').map(({ startAfter }) => startAfter);

describe('what people hold', () => {
  const impact = { counts: [of('approvals', 0), of('teams', 2)], atLeast: false, readAt: noon };
  const partly = { ...impact, counts: [of('approvals', null), of('teams', 2), of('documents', null)] };
  const pending = asked().request;

  test('is shown while nobody decided, and counted once', () => {
    const { request, jobs, audit } = counted(pending, impact);
    expect(request.impact).toEqual(impact);
    expect(audit).toEqual([]);
    expect(jobs.map(({ job }) => job.name)).toEqual(['notify']);
    expect(countHeld(request, impact, noon)).toBeNull();
    expect(countHeld(requestIn('approved'), impact, noon)).toBeNull();
  });

  test('and could not be read is counted again, after ever longer pauses, and takes its place', () => {
    const first = counted(pending, partly);
    expect(againAt(first)).toEqual([new Date(noon.getTime() + 30_000)]);
    const inVain = countHeld(first.request, partly, hoursAfterNoon(1));
    expect(inVain).toEqual({ jobs: expect.any(Array) });
    expect(againAt(inVain)).toEqual([hoursAfterNoon(2)]);
    const later = { ...impact, counts: [of('approvals', 3), of('documents', null)] };
    const second = counted(first.request, later, hoursAfterNoon(2));
    expect(second.request.impact?.counts).toEqual([
      of('approvals', 3),
      of('teams', 2),
      of('documents', null),
    ]);
    expect(againAt(second)).toEqual([hoursAfterNoon(4)]);
  });

  test('and cannot be known any more is left out', () => {
    const first = counted(pending, partly).request;
    expect(counted(first, { ...impact, counts: [] }).request.impact?.counts).toEqual([of('teams', 2)]);
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
    tally('skipped', 'by_hand', 5),
  ];
  expect(sumOf(tallies)).toEqual({ moved: 4, open: 3, stay: 5 });
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
  expect(isAllMoved({ tallies: [tally('done'), one], handOver: null })).toBe(all);
});

test.each([
  [true, false],
  [false, true],
])(
  'everything was moved: %s when a kind could not be read of which the bot could move something: %s',
  (all, moves) => {
    const unread = [
      { kind: 'projects', count: null, moves },
      { kind: 'documents', count: null, moves: false },
    ] as const;
    const { request } = planHandOver(
      requestIn('executing', handing),
      { items: [project(0, done)], unread },
      at,
    );
    expect(isAllMoved({ ...request, tallies: [tally('done')] })).toBe(all);
    expect(request.handOver?.unread).toEqual(unread);
  },
);

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
    expect(refusalOf({ scheduledDeactivationAt: noon })).toBeNull();
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
