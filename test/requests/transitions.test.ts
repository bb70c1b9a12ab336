import { describe, expect, test } from 'vitest';

import type { Change } from '../../src/requests/change.ts';
import { Refusal, type RefusalReason } from '../../src/requests/refusal.ts';
import type { Outcome, Request, State } from '../../src/requests/request.ts';
import {
  approve,
  begin,
  cancel,
  deny,
  expire,
  markSending,
  postpone,
  report,
} from '../../src/requests/transitions.ts';
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

const steps = {
  approve: (request: Request) => approve(request, bea, later),
  deny: (request: Request) => deny(request, bea, null, later),
  cancel: (request: Request) => cancel(request, rita, later),
  expire: (request: Request) => expire(request, request.expiresAt),
  begin: (request: Request) => begin(request, later),
  markSending: (request: Request) => markSending(request, [itemOf(request, 0)], [], later),
  settle: (request: Request) => settled(request, 0, done, later),
  postpone: (request: Request) => postpone(request, trouble, [itemOf(request, 0)]),
};

type Step = keyof typeof steps;
/** The new state, the reason of a refusal, `-` for nothing to do, or `bug`: the caller may not do that. */
type Expected = State | RefusalReason['reason'] | '-' | 'bug';

const late = 'already_decided';
const ended = [late, late, late, '-', '-', 'bug', 'bug', 'bug'] as const;
const columns: readonly Step[] = [
  'approve',
  'deny',
  'cancel',
  'expire',
  'begin',
  'markSending',
  'settle',
  'postpone',
];
const table: Record<State, readonly Expected[]> = {
  pending: ['approved', 'denied', 'cancelled', 'expired', '-', 'bug', 'bug', 'bug'],
  approved: [late, late, 'too_late_to_cancel', '-', 'executing', 'bug', 'bug', 'bug'],
  executing: [late, late, 'too_late_to_cancel', '-', 'executing', 'executing', 'done', 'executing'],
  done: ended,
  failed: ended,
  denied: ended,
  expired: ended,
  cancelled: ended,
};

const states: readonly State[] = [
  'pending',
  'approved',
  'executing',
  'done',
  'failed',
  'denied',
  'expired',
  'cancelled',
];
const pairs = states.flatMap((state) =>
  columns.map((step, column) => [state, step, table[state][column]] as const),
);

/** What a step came to, in the words of the table. */
function comesTo(take: () => Change | null): Expected {
  try {
    return take()?.request.state ?? '-';
  } catch (error) {
    return error instanceof Refusal ? error.because.reason : 'bug';
  }
}

function refusalOf(take: () => unknown): RefusalReason | null {
  try {
    take();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.because;
    throw error;
  }
}

describe('every state and every step', () => {
  test.each(pairs)('%s, %s: %s', (state, step, expected) => {
    expect(comesTo(() => steps[step](requestIn(state)))).toBe(expected);
  });

  test.each(
    pairs.filter(([state, , expected]) => state === expected || states.some((one) => one === expected)),
  )('%s, %s: the version rises by one, and what was asked stays', (state, step) => {
    const before = requestIn(state);
    const { request } = happened(steps[step](before));
    expect(request.version).toBe(before.version + 1);
    const { id, action, requester, reason, createdAt, expiresAt, approvalsRequired, runAt } = before;
    expect(request).toMatchObject({
      id,
      action,
      requester,
      reason,
      createdAt,
      expiresAt,
      approvalsRequired,
      runAt,
    });
  });
});

describe('one decision only', () => {
  test('the second approver of a request that needs one is told who was first', () => {
    const refusal = refusalOf(() => approve(requestIn('approved'), bea, later));
    expect(refusal).toEqual({ reason: 'already_decided', state: 'approved', by: 'U0ALAN' });
  });

  test('an approver is told who denied', () => {
    const refusal = refusalOf(() => approve(requestIn('denied'), bea, later));
    expect(refusal).toEqual({ reason: 'already_decided', state: 'denied', by: 'U0ALAN' });
  });

  test('a denial ends a request that has one of two approvals', () => {
    const half = approve(asked({ approvalsRequired: 2 }).request, alan, later).request;
    const denied = deny(half, bea, 'not this week', later).request;
    expect(denied).toMatchObject({
      state: 'denied',
      decision: { by: 'U0BEA', at: later, reason: 'not this week' },
      finishedAt: later,
    });
  });

  test('of a request that expired with one of two approvals, nobody is named as the one who decided', () => {
    const half = approve(asked({ approvalsRequired: 2 }).request, alan, later).request;
    const expired = happened(expire(half, half.expiresAt)).request;
    const refusal = refusalOf(() => approve(expired, bea, expired.expiresAt));
    expect(refusal).toEqual({ reason: 'already_decided', state: 'expired', by: null });
  });
});

describe('two approvals required', () => {
  const pending = asked({ approvalsRequired: 2 }).request;

  test('the first leaves the request pending, the second approves it', () => {
    const half = approve(pending, alan, later).request;
    expect(half.state).toBe('pending');
    const full = approve(half, bea, later).request;
    expect(full.state).toBe('approved');
    expect(full.approvals.map(({ approver }) => approver)).toEqual(['U0ALAN', 'U0BEA']);
  });

  test('the same approver counts once', () => {
    const half = approve(pending, alan, later).request;
    expect(refusalOf(() => approve(half, alan, later))).toEqual({ reason: 'approved_before' });
  });
});

describe('the clock', () => {
  const { request } = asked();
  const lastMoment = new Date(request.expiresAt.getTime() - 1);

  test.each(['approve', 'deny'] as const)(
    '%s is refused from the deadline on, also before the job ran',
    (verdict) => {
      const decide = (at: Date) =>
        verdict === 'approve' ? approve(request, alan, at) : deny(request, alan, null, at);
      const expired = { reason: 'already_decided', state: 'expired', by: null };
      expect(refusalOf(() => decide(request.expiresAt))).toEqual(expired);
      expect(refusalOf(() => decide(lastMoment))).toBeNull();
    },
  );

  test('nothing expires before the deadline', () => {
    expect(expire(request, lastMoment)).toBeNull();
    expect(expire(request, request.expiresAt)?.request).toMatchObject({
      state: 'expired',
      decision: { by: null, reason: null },
    });
  });

  test('a request for a date does not begin before it, and begins late when it must', () => {
    const waiting = requestIn('pending', { runAt: hoursAfterNoon(24) });
    const approved = approve(waiting, alan, later).request;
    expect(begin(approved, hoursAfterNoon(23.99))).toBeNull();
    const begun = happened(begin(approved, hoursAfterNoon(26)));
    expect(begun.request).toMatchObject({ state: 'executing', startedAt: hoursAfterNoon(26) });
    expect(begun.audit[0]?.data).toMatchObject({ lateByMs: 2 * 3_600_000 });
  });
});

describe('withdrawing', () => {
  test('the requester can, while the approved request waits for its date', () => {
    const waiting = approve(asked({ runAt: hoursAfterNoon(24) }).request, alan, later).request;
    const withdrawn = cancel(waiting, rita, later).request;
    expect(withdrawn).toMatchObject({ state: 'cancelled', decision: { by: 'U0RITA' } });
    expect(begin(withdrawn, hoursAfterNoon(25))).toBeNull();
  });

  test.each(states)('nobody but the requester can: %s', (state) => {
    expect(refusalOf(() => cancel(requestIn(state), alan, later))).toEqual({
      reason: 'not_your_request',
    });
  });
});

const jobsAtEnd = (outcome: Outcome) => settled(requestIn('executing'), 0, outcome, later).jobs;

describe('the end of an execution', () => {
  const targets = [leaver, other].map((user) => ({ user, slackUserId: null }));
  const approved = approve(asked({ targets }).request, alan, later).request;
  const executing = happened(begin(approved, later)).request;

  test.each([
    [done, done, 'done'],
    [done, { result: 'already', since: null }, 'done'],
    [{ result: 'skipped', reason: 'dry_run' }, { result: 'skipped', reason: 'dry_run' }, 'failed'],
    [done, failed, 'failed'],
    [failed, done, 'failed'],
    [done, { result: 'skipped', reason: 'gone' }, 'failed'],
    [{ result: 'skipped', reason: 'protected' }, done, 'failed'],
  ] as const)('%o and %o: the request is %s', (first, second, state) => {
    const half = settled(
      postpone(executing, trouble, [itemOf(executing, 0)]).request,
      0,
      first,
      later,
    ).request;
    expect(half).toMatchObject({ state: 'executing', finishedAt: null, trouble: null });
    const end = settled(half, 1, second, later).request;
    expect(end).toMatchObject({ state, finishedAt: later, trouble: null });
    expect(end.targets.map(({ outcome }) => outcome)).toEqual([first, second]);
  });

  test('of a dry run is done, for it wished no more', () => {
    const asDryRun = { ...executing, dryRun: true };
    const skipped = { result: 'skipped', reason: 'dry_run' } as const;
    const half = settled(asDryRun, 0, skipped, later).request;
    expect(settled(half, 1, skipped, later).request).toMatchObject({ state: 'done' });
  });

  test('is told once more when nothing can be undone any more, and not where nothing was done', () => {
    const notify = { name: 'notify', requestId: executing.id };
    expect(jobsAtEnd(failed)).toEqual([{ job: notify }]);
    expect(jobsAtEnd(done)).toEqual([
      { job: notify },
      { job: { ...notify, repair: true }, startAfter: hoursAfterNoon(26) },
    ]);
  });
});

describe('the end where something changes hands', () => {
  const handing = { targets: [{ user: leaver, slackUserId: null, successor: other }] };

  test('comes with the last person when they are through before it was known what they hold', () => {
    const gone = { result: 'skipped', reason: 'gone' } as const;
    expect(settled(requestIn('executing', handing), 0, gone, later).request.state).toBe('failed');
  });

  test('does not come with the report while somebody is not through', () => {
    const [target] = handing.targets;
    if (!target) throw new Error('nobody leaves');
    const targets = [target, { ...target, user: { ...leaver, id: 'd'.repeat(32) } }];
    const half = settled(requestIn('executing', { targets }), 0, done, later).request;
    expect(report(half, [], later).request.state).toBe('executing');
  });

  test('is reported by who runs the request alone', () => {
    expect(() => report(requestIn('approved', handing), [], later)).toThrow('nothing of it can run');
  });
});
