import { factsOf, loggedOutcomeOf, named, type AuditEntry } from './audit.ts';
import { alreadyDecided, facts, nameOf, refuseUnlessPending, sign, step, type Change } from './change.ts';
import { reportHandOver } from './hand-over.ts';
import { accessItems, type Item } from './items.ts';
import type { NewJob } from './jobs.ts';
import { approvalsNeeded, type Policy } from './policy.ts';
import { Refusal } from './refusal.ts';
import {
  isAsWished,
  isFinal,
  isOver,
  latenessOf,
  waitsForItsDate,
  wantedTargets,
  type Action,
  type Actor,
  type Approval,
  type HandOver,
  type Request,
  type Target,
  type Trouble,
} from './request.ts';
import { undoUntil } from './undo.ts';

export type NewRequest = {
  readonly id: string;
  readonly action: Action;
  readonly requester: Actor;
  readonly reason: string | null;
  readonly targets: readonly (Pick<Target, 'user' | 'slackUserId'> & Partial<Pick<Target, 'successor'>>)[];
  readonly runAt: Date | null;
  readonly approvalsRequired: number;
  readonly ttlHours: number;
  readonly dryRun: boolean;
  readonly responseUrl: string | null;
  readonly undoOf?: string | null;
  readonly ticket?: string | null;
  /** Of a deactivation with successors. */
  readonly onlyIfAll?: boolean;
  readonly back?: HandOver['back'];
};

const hour = 3_600_000;

/** A new request, pending, with its confirm message and its expiry to come. */
export function submit(asked: NewRequest, now: Date): Change {
  const { ttlHours, targets, requester, onlyIfAll = false, back = null, ...kept } = asked;
  const handsOver = targets.some(({ successor }) => successor);
  const handOver = { isWanted: handsOver, onlyIfAll, back, plannedAt: null, reportedAt: null };
  const request: Request = {
    ...kept,
    requester: requester.id,
    version: 1,
    state: 'pending',
    targets: targets.map((target) => ({
      successor: null,
      ...target,
      outcome: { result: 'waiting' },
      leftOutBy: null,
    })),
    approvals: [],
    createdAt: now,
    expiresAt: new Date(now.getTime() + ttlHours * hour),
    decision: null,
    startedAt: null,
    finishedAt: null,
    trouble: null,
    reopened: null,
    undoOf: asked.undoOf ?? null,
    ticket: asked.ticket ?? null,
    escalatedAt: null,
    lifted: null,
    ticked: null,
    impact: null,
    handOver: handsOver || back ? handOver : null,
    tallies: [],
  };
  const data = {
    ...factsOf(request),
    action: request.action,
    targets: targets.map(loggedTarget),
    reason: request.reason,
    ...(request.ticket !== null && { ticket: request.ticket }),
    ...(request.undoOf !== null && { undoOf: request.undoOf }),
    ...(handsOver && onlyIfAll && { onlyIfAll: true as const }),
    ...(back && { back: { of: [...back.of], count: back.count } }),
    approvalsRequired: request.approvalsRequired,
    expiresAt: request.expiresAt.toISOString(),
    runAt: request.runAt?.toISOString() ?? null,
  };
  return {
    request,
    items: [],
    audit: [
      { event: 'submitted', ...sign(request, requester, now), data: { ...data, ...nameOf(requester) } },
    ],
    jobs: [
      { job: { name: 'notify', requestId: request.id } },
      ...(request.action === 'deactivate'
        ? [{ job: { name: 'impact', requestId: request.id } } as const]
        : []),
      { job: { name: 'expire', requestId: request.id }, startAfter: request.expiresAt },
      ...datePassing(request),
    ],
  };
}

/** While nobody has decided, the card changes at the date: from then on an approval takes effect at once. */
function datePassing({ id, runAt, expiresAt }: Request): readonly NewJob[] {
  if (!runAt || runAt >= expiresAt) return [];
  return [{ job: { name: 'notify', requestId: id, repair: true }, startAfter: runAt }];
}

/** Whoever takes over gets the leaver's manager if they reported to the leaver, so the log names both. */
function loggedTarget({ user, successor }: NewRequest['targets'][number]) {
  if (!successor) return named(user);
  const { managerId, manager } = user;
  return {
    ...named(user),
    successor: named(successor),
    ...(managerId !== null && { manager: { id: managerId, name: manager } }),
  };
}

/** One more approval; with the last one required the execution is due. */
export function approve(request: Request, approver: Actor, now: Date): Change {
  refuseUnlessPending(request, now);
  if (request.approvals.some((approval) => approval.approver === approver.id)) {
    throw new Refusal({ reason: 'approved_before' });
  }
  const approvals = [...request.approvals, { approver: approver.id, at: now }];
  const enough = approvals.length >= request.approvalsRequired;
  const data = { approvals: approvals.length, required: request.approvalsRequired };
  const change = step(request, { approvals, state: enough ? 'approved' : 'pending' }, [
    { event: 'approved', ...sign(request, approver, now), data: { ...facts(request, approver), ...data } },
  ]);
  if (!enough) return change;
  const execute = { job: { name: 'execute', requestId: request.id } as const };
  return {
    ...change,
    items: accessItems(request),
    jobs: [...change.jobs, request.runAt ? { ...execute, startAfter: request.runAt } : execute],
  };
}

/** One denial ends the request, whatever approvals it has. */
export function deny(request: Request, actor: Actor, reason: string | null, now: Date): Change {
  refuseUnlessPending(request, now);
  const decision = { by: actor.id, at: now, reason };
  return step(request, { state: 'denied', decision, finishedAt: now }, [
    { event: 'denied', ...sign(request, actor, now), data: { ...facts(request, actor), reason } },
  ]);
}

/** The requester takes the request back: while it is pending, or approved for a later date. */
export function cancel(request: Request, actor: Actor, now: Date): Change {
  if (actor.id !== request.requester) throw new Refusal({ reason: 'not_your_request' });
  if (request.state !== 'pending' && !waitsForItsDate(request)) {
    if (isFinal(request.state)) throw alreadyDecided(request);
    throw new Refusal({ reason: 'too_late_to_cancel', state: request.state });
  }
  const decision = { by: actor.id, at: now, reason: null };
  return step(request, { state: 'cancelled', decision, finishedAt: now }, [
    { event: 'cancelled', ...sign(request, actor, now), data: facts(request, actor) },
  ]);
}

/** Nobody decided in time. Null when there is nothing to expire (decided already, or not due yet). */
export function expire(request: Request, now: Date): Change | null {
  if (request.state !== 'pending' || now < request.expiresAt) return null;
  const decision = { by: null, at: now, reason: null };
  return step(request, { state: 'expired', decision, finishedAt: now }, [
    { event: 'expired', ...sign(request, null, now), data: factsOf(request) },
  ]);
}

/**
 * Starts the execution, or takes it over from a process that died: either way the version rises, so
 * that whoever held it before can store nothing more. Null when there is nothing to execute.
 */
export function begin(request: Request, now: Date): Change | null {
  if (request.state === 'executing') return { ...step(request, {}, []), jobs: [] };
  if (request.state !== 'approved' || (request.runAt && now < request.runAt)) return null;
  const lateByMs = latenessOf({ ...request, startedAt: now });
  return step(request, { state: 'executing', startedAt: now }, [
    { event: 'execution_started', ...sign(request, null, now), data: { ...factsOf(request), lateByMs } },
  ]);
}

/**
 * The approvals do not carry the request any more, since the rules became stricter or an approver is none
 * now, and nothing was sent yet: it waits for a decision again, with the approvals that still count.
 */
export function reopen(
  request: Request,
  standing: readonly Approval[],
  policy: Pick<Policy, 'approvalsRequired' | 'bulkBrake' | 'requestTtlHours'>,
  now: Date,
): Change {
  mustBeExecuting(request);
  const required = approvalsNeeded(request, policy);
  const expiresAt = new Date(now.getTime() + policy.requestTtlHours * hour);
  const reason = standing.length < request.approvals.length ? 'approver_left' : 'more_needed';
  const stay = standing.map(({ approver }) => approver);
  const data = { ...factsOf(request), reason, standing: stay, approvals: stay.length, required };
  const changed = {
    state: 'pending',
    approvals: standing,
    approvalsRequired: required,
    expiresAt,
    startedAt: null,
    trouble: null,
    reopened: { at: now, reason },
  } as const;
  const change = step(request, changed, [{ event: 'reopened', ...sign(request, null, now), data }]);
  const expiry = { job: { name: 'expire', requestId: request.id }, startAfter: expiresAt } as const;
  return { ...change, jobs: [...change.jobs, expiry] };
}

/**
 * Notes, before changes leave, that from now on Workfront may have made them; together with those that were
 * through before, since nothing needs to be sent for them.
 */
export function markSending(
  request: Request,
  items: readonly Item[],
  through: readonly Item[],
  now: Date,
): Change {
  mustBeExecuting(request);
  const sending = items.map((item): Item => ({ ...item, outcome: { result: 'sending' } }));
  const before = through.length > 0 ? settle(request, through, now) : { ...step(request, {}, []), jobs: [] };
  const targets = targetsAfter(before.request, sending);
  return { ...before, request: { ...before.request, targets }, items: [...before.items, ...sending] };
}

/** These items are through, as their outcomes say; with the last person's access the request ends. */
export function settle(request: Request, items: readonly Item[], now: Date): Change {
  mustBeExecuting(request);
  const targets = targetsAfter(request, items);
  const audit = items.flatMap((item): AuditEntry[] => {
    // Of what changes hands there is a row for each kind, once all of it is through.
    const user = item.phase === 'access' ? targets[item.position]?.user : null;
    if (!user) return [];
    const data = { ...factsOf(request), user: named(user), outcome: loggedOutcomeOf(item.outcome) };
    return [{ event: 'target_settled', ...sign(request, null, now), data }];
  });
  const through = items.map((item): Item => ({ ...item, retry: null, settledAt: now }));
  if (!targets.every(isOver) || hasMoreToDo(request)) {
    return step(request, { targets, trouble: null }, audit, through);
  }
  return end(request, targets, audit, through, now);
}

/**
 * What changes hands after the access, or is still to be logged, keeps the request from its end; not where everybody
 * was through before it was known what they hold.
 */
function hasMoreToDo({ handOver }: Request): boolean {
  return handOver !== null && handOver.plannedAt !== null && handOver.reportedAt === null;
}

/** With the last report a request ends whose people are through. */
export function report(request: Request, items: readonly Item[], now: Date): Change {
  mustBeExecuting(request);
  const change = reportHandOver(request, items, now);
  const { targets } = request;
  if (!targets.every(isOver)) return change;
  return end({ ...request, handOver: change.request.handOver }, targets, change.audit, [], now);
}

function end(
  request: Request,
  targets: readonly Target[],
  audit: readonly AuditEntry[],
  through: readonly Item[],
  now: Date,
): Change {
  const wanted = wantedTargets({ targets });
  const state = wanted.every((each) => isAsWished(each, request)) ? 'done' : 'failed';
  const last: AuditEntry = {
    event: 'finished',
    ...sign(request, null, now),
    data: { ...factsOf(request), state },
  };
  const change = step(request, { targets, state, trouble: null, finishedAt: now }, [...audit, last], through);
  // The button goes when it can do nothing more.
  const until = undoUntil(change.request);
  if (!until) return change;
  const notify = { name: 'notify', requestId: request.id, repair: true } as const;
  return { ...change, jobs: [...change.jobs, { job: notify, startAfter: until }] };
}

/** Workfront cannot do these items now: they keep a next try of their own, and hold no other item back. */
export function postpone(request: Request, trouble: Trouble, items: readonly Item[]): Change {
  mustBeExecuting(request);
  const { since, code, nextTryAt } = trouble;
  const waiting = items.map((item) => ({
    ...item,
    retry: { since: item.retry?.since ?? since, nextTryAt, code },
  }));
  const change = step(request, { trouble }, [], waiting);
  const execute = { job: { name: 'execute', requestId: request.id }, startAfter: nextTryAt } as const;
  return { ...change, jobs: [...change.jobs, execute] };
}

/** Too many people were changed within an hour: the request waits, and says so. */
export function pause(request: Request, changed: number, limit: number, now: Date): Change {
  mustBeExecuting(request);
  const paused = request.trouble?.code === 'hourly_limit' ? request.trouble : null;
  const nextTryAt = new Date(now.getTime() + hour / 12);
  const trouble = { since: paused?.since ?? now, code: 'hourly_limit', nextTryAt };
  const data = { ...factsOf(request), changed, limit };
  const change = step(
    request,
    { trouble },
    paused ? [] : [{ event: 'paused', ...sign(request, null, now), data }],
  );
  const execute = { job: { name: 'execute', requestId: request.id }, startAfter: nextTryAt } as const;
  return { ...change, jobs: [...change.jobs, execute] };
}

/** Only the runner takes these steps, and it holds a request that executes; anything else is a bug. */
function mustBeExecuting({ id, state }: Request): void {
  if (state !== 'executing') throw new Error(`request ${id} is ${state}, so nothing of it can run`);
}

/** The targets with the outcomes of their access items. */
function targetsAfter(request: Request, items: readonly Item[]): readonly Target[] {
  const access = items.filter(({ phase }) => phase === 'access');
  const outcomes = new Map(access.map(({ position, outcome }) => [position, outcome]));
  return request.targets.map((target, position) => {
    const outcome = outcomes.get(position);
    return outcome ? { ...target, outcome } : target;
  });
}
