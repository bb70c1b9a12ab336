import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { AuditEntry, AuditEvent } from '../../src/requests/audit.ts';
import type { Change } from '../../src/requests/change.ts';
import { Refusal } from '../../src/requests/refusal.ts';
import { isFinal, type Outcome, type Request } from '../../src/requests/request.ts';
import {
  approve,
  begin,
  cancel,
  deny,
  expire,
  markSending,
  postpone,
} from '../../src/requests/transitions.ts';
import { asked, done, failed, hoursAfterNoon, itemOf, leaver, other, settled, trouble } from './steps.ts';

const outcomes: readonly Outcome[] = [
  done,
  failed,
  { result: 'already', since: null },
  { result: 'skipped', reason: 'gone' },
];

/** The likelier a move, the more often it stands in the list it is drawn from. */
function repeated<const T>(value: T, count: number): readonly T[] {
  return Array.from({ length: count }, () => value);
}

const move = fc.record({
  step: fc.constantFrom(
    ...repeated('approve', 4),
    ...repeated('begin', 3),
    ...repeated('settle', 4),
    'deny',
    'cancel',
    'expire',
    'markSending',
    'postpone',
  ),
  by: fc.constantFrom('U0ALAN', 'U0BEA', 'U0CARL', 'U0RITA'),
  position: fc.constantFrom(0, 1),
  outcome: fc.constantFrom(...outcomes),
  /** How long after the move before, in hours. */
  after: fc.constantFrom(...repeated(0, 8), 1, 10, 72),
});
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;

const start = fc.record({
  approvalsRequired: fc.integer({ min: 1, max: 3 }),
  runAt: fc.constantFrom(null, hoursAfterNoon(10)),
  targets: fc.constantFrom(
    [{ user: leaver, slackUserId: null }],
    [leaver, other].map((user) => ({ user, slackUserId: null })),
  ),
});

/** One move; null where it is refused, has nothing to do, or is the runner's and nothing runs. */
function take(request: Request, { step, by, position, outcome }: Move, now: Date): Change | null {
  const isRunners = step === 'markSending' || step === 'settle' || step === 'postpone';
  if (isRunners && (request.state !== 'executing' || !request.targets[position])) return null;
  try {
    switch (step) {
      case 'approve':
        return approve(request, { id: by, name: null }, now);
      case 'deny':
        return deny(request, { id: by, name: null }, null, now);
      case 'cancel':
        return cancel(request, { id: by, name: null }, now);
      case 'expire':
        return expire(request, now);
      case 'begin':
        return begin(request, now);
      case 'markSending':
        return markSending(request, [itemOf(request, position)], [], now);
      case 'settle':
        return settled(request, position, outcome, now);
      case 'postpone':
        return postpone(request, trouble, []);
      default:
        return step satisfies never;
    }
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

const endings: ReadonlySet<AuditEvent> = new Set(['denied', 'expired', 'cancelled', 'finished']);

test('no sequence of moves breaks what a request promises', () => {
  const reached = new Set<string>();
  const property = fc.property(start, fc.array(move, { maxLength: 25, size: 'max' }), (options, moves) => {
    let { request } = asked(options);
    let changes = 0;
    let hours = 0;
    const audit: AuditEntry[] = [];
    for (const one of moves) {
      hours += one.after;
      const change = take(request, one, hoursAfterNoon(hours));
      if (!change) continue;
      expect(isFinal(request.state)).toBe(false);
      ({ request } = change);
      changes += 1;
      audit.push(...change.audit);
      reached.add(request.state);
      expect(request.version).toBe(changes + 1);
      checkRequest(request, audit);
    }
  });
  fc.assert(property, { numRuns: 1000 });
  // Otherwise the moves above would show little.
  expect(reached.size).toBe(8);
});

function checkRequest(request: Request, audit: readonly AuditEntry[]): void {
  const { state, approvals, approvalsRequired, targets } = request;
  const approvers = new Set(approvals.map(({ approver }) => approver));
  expect(approvers.size).toBe(approvals.length);
  expect(approvals.length).toBeLessThanOrEqual(approvalsRequired);
  const isApproved = approvals.length === approvalsRequired;
  expect(state === 'pending' && isApproved).toBe(false);
  const isTouched = request.startedAt !== null || targets.some(({ outcome }) => outcome.result !== 'waiting');
  expect(isTouched && !isApproved).toBe(false);
  expect(isTouched && request.decision !== null).toBe(false);
  expect(request.finishedAt !== null).toBe(isFinal(state));
  const ended = audit.filter(({ event }) => endings.has(event)).length;
  expect(ended).toBe(isFinal(state) ? 1 : 0);
  expect(audit.filter(({ event }) => event === 'approved')).toHaveLength(approvals.length);
}
