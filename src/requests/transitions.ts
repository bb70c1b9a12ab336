import type { AuditEntry, AuditEvent, Job, JobOptions, JsonValue } from './ports.ts';
import { Refusal } from './refusal.ts';
import {
  isFinal,
  isSettled,
  latenessOf,
  type Action,
  type Outcome,
  type Request,
  type SlackUserId,
  type Target,
  type Trouble,
} from './request.ts';

/** What one step changes: it is stored as a whole or not at all. */
export type Change = {
  readonly request: Request;
  readonly audit: readonly AuditEntry[];
  readonly jobs: readonly ({ readonly job: Job } & JobOptions)[];
};

export type NewRequest = {
  readonly id: string;
  readonly action: Action;
  readonly requester: SlackUserId;
  readonly reason: string | null;
  readonly targets: readonly Pick<Target, 'user' | 'slackUserId'>[];
  readonly runAt: Date | null;
  readonly approvalsRequired: number;
  readonly ttlHours: number;
  readonly dryRun: boolean;
  readonly responseUrl: string | null;
};

const hour = 3_600_000;

/** A new request, pending, with its confirm message and its expiry to come. */
export function submit(asked: NewRequest, now: Date): Change {
  const { ttlHours, targets, ...kept } = asked;
  const request: Request = {
    ...kept,
    version: 1,
    state: 'pending',
    targets: targets.map((target) => ({ ...target, outcome: { result: 'waiting' } })),
    approvals: [],
    createdAt: now,
    expiresAt: new Date(now.getTime() + ttlHours * hour),
    decision: null,
    startedAt: null,
    finishedAt: null,
    trouble: null,
  };
  const data = {
    action: request.action,
    targets: targets.map(({ user }) => ({ id: user.id, name: user.name, email: user.email })),
    reason: request.reason,
    approvalsRequired: request.approvalsRequired,
    expiresAt: request.expiresAt.toISOString(),
    runAt: request.runAt?.toISOString() ?? null,
  };
  return {
    request,
    audit: [entry('submitted', request, request.requester, now, data)],
    jobs: [
      { job: { name: 'notify', requestId: request.id } },
      { job: { name: 'expire', requestId: request.id }, startAfter: request.expiresAt },
    ],
  };
}

/** One more approval; with the last one required the execution is due. */
export function approve(request: Request, approver: SlackUserId, now: Date): Change {
  refuseUnlessPending(request, now);
  if (request.approvals.some((approval) => approval.approver === approver)) {
    throw new Refusal({ reason: 'approved_before' });
  }
  const approvals = [...request.approvals, { approver, at: now }];
  const enough = approvals.length >= request.approvalsRequired;
  const data = { approvals: approvals.length, required: request.approvalsRequired };
  const change = step(request, { approvals, state: enough ? 'approved' : 'pending' }, [
    entry('approved', request, approver, now, data),
  ]);
  if (!enough) return change;
  const execute = { job: { name: 'execute', requestId: request.id } as const };
  return {
    ...change,
    jobs: [...change.jobs, request.runAt ? { ...execute, startAfter: request.runAt } : execute],
  };
}

/** One denial ends the request, whatever approvals it has. */
export function deny(request: Request, by: SlackUserId, reason: string | null, now: Date): Change {
  refuseUnlessPending(request, now);
  const ending = { state: 'denied', decision: { by, at: now, reason }, finishedAt: now } as const;
  return step(request, ending, [entry('denied', request, by, now, { reason })]);
}

/** The requester takes the request back: while it is pending, or approved for a later date. */
export function cancel(request: Request, by: SlackUserId, now: Date): Change {
  if (by !== request.requester) throw new Refusal({ reason: 'not_your_request' });
  const waitsForItsDate = request.state === 'approved' && request.runAt !== null;
  if (request.state !== 'pending' && !waitsForItsDate) {
    if (isFinal(request.state)) throw alreadyDecided(request);
    throw new Refusal({ reason: 'too_late_to_cancel', state: request.state });
  }
  const ending = { state: 'cancelled', decision: { by, at: now, reason: null }, finishedAt: now } as const;
  return step(request, ending, [entry('cancelled', request, by, now, {})]);
}

/** Nobody decided in time. Null when there is nothing to expire (decided already, or not due yet). */
export function expire(request: Request, now: Date): Change | null {
  if (request.state !== 'pending' || now < request.expiresAt) return null;
  const ending = {
    state: 'expired',
    decision: { by: null, at: now, reason: null },
    finishedAt: now,
  } as const;
  return step(request, ending, [entry('expired', request, null, now, {})]);
}

/**
 * Starts the execution, or takes it over from a process that died: either way the version rises, so
 * that whoever held it before can store nothing more. Null when there is nothing to execute.
 */
export function begin(request: Request, now: Date): Change | null {
  if (request.state === 'executing') return { ...step(request, {}, []), jobs: [] };
  if (request.state !== 'approved' || (request.runAt && now < request.runAt)) return null;
  const late = latenessOf({ ...request, startedAt: now });
  return step(request, { state: 'executing', startedAt: now }, [
    entry('execution_started', request, null, now, { lateByMs: late }),
  ]);
}

/** Notes, before the PUT leaves, that from now on the user may have been changed by us. */
export function markSending(request: Request, userId: string): Change {
  mustBeExecuting(request);
  return { ...step(request, { targets: withOutcome(request, userId, { result: 'unknown' }) }, []), jobs: [] };
}

/** One target is through; with the last one the request ends. */
export function settle(request: Request, userId: string, outcome: Outcome, now: Date): Change {
  mustBeExecuting(request);
  const targets = withOutcome(request, userId, outcome);
  const target = targets.find(({ user }) => user.id === userId);
  const data = {
    user: { id: userId, name: target?.user.name ?? null, email: target?.user.email ?? null },
    outcome: outcomeData(outcome),
  };
  const audit = [entry('target_settled', request, null, now, data)];
  if (!targets.every((each) => isSettled(each.outcome))) {
    return step(request, { targets, trouble: null }, audit);
  }
  const state = targets.every((each) => isAsWished(each.outcome)) ? 'done' : 'failed';
  audit.push(entry('finished', request, null, now, { state }));
  return step(request, { targets, state, trouble: null, finishedAt: now }, audit);
}

/** Workfront cannot be reached now: the request stays open, says so, and is tried again. */
export function postpone(request: Request, trouble: Trouble): Change {
  mustBeExecuting(request);
  const change = step(request, { trouble }, []);
  const execute = { job: { name: 'execute', requestId: request.id }, startAfter: trouble.nextTryAt } as const;
  return { ...change, jobs: [...change.jobs, execute] };
}

/** Whether the user is, after this outcome, as the request wished (a dry run wished nothing more). */
function isAsWished(outcome: Outcome): boolean {
  return (
    outcome.result === 'done' ||
    outcome.result === 'already' ||
    (outcome.result === 'skipped' && outcome.reason === 'dry_run')
  );
}

function refuseUnlessPending(request: Request, now: Date): void {
  if (request.state !== 'pending') throw alreadyDecided(request);
  // The clock decided, even if the job that writes it down has not run yet.
  if (now >= request.expiresAt) throw new Refusal({ reason: 'already_decided', state: 'expired', by: null });
}

function alreadyDecided(request: Request): Refusal {
  const { decision, approvals } = request;
  // An expired request was decided by nobody, whatever approvals it had.
  const by = decision ? decision.by : (approvals.at(-1)?.approver ?? null);
  return new Refusal({ reason: 'already_decided', state: request.state, by });
}

/** Only the runner takes these steps, and it holds a request that executes; anything else is a bug. */
function mustBeExecuting({ id, state }: Request): void {
  if (state !== 'executing') throw new Error(`request ${id} is ${state}, so nothing of it can run`);
}

function withOutcome(request: Request, userId: string, outcome: Outcome): readonly Target[] {
  return request.targets.map((target) => (target.user.id === userId ? { ...target, outcome } : target));
}

function outcomeData(outcome: Outcome): { readonly [key: string]: JsonValue } {
  if (outcome.result === 'already') {
    return { result: 'already', since: outcome.since?.toISOString() ?? null };
  }
  return { ...outcome };
}

function step(request: Request, changed: Partial<Request>, audit: readonly AuditEntry[]): Change {
  return {
    request: { ...request, ...changed, version: request.version + 1 },
    audit,
    jobs: [{ job: { name: 'notify', requestId: request.id } }],
  };
}

function entry(
  event: AuditEvent,
  request: Pick<Request, 'id' | 'dryRun'>,
  actor: SlackUserId | null,
  at: Date,
  data: { readonly [key: string]: JsonValue },
): AuditEntry {
  return {
    at,
    event,
    requestId: request.id,
    actor,
    data: request.dryRun ? { ...data, dryRun: true } : data,
  };
}
