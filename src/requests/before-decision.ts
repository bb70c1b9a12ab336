/** What may happen to a request before it is decided, besides the decision. */
import { factsOf, named } from './audit.ts';
import { alreadyDecided, facts, refuseUnlessPending, sign, step, type Change } from './change.ts';
import { accessItems, type Item } from './items.ts';
import { Refusal } from './refusal.ts';
import type { Actor, Request } from './request.ts';

/**
 * An approver takes people out of the request, by their positions; somebody has to stay in it. Null: they are out
 * already. @throws Refusal `nobody_left`, or `already_decided`.
 */
export function leaveOut(
  request: Request,
  positions: readonly number[],
  actor: Actor,
  now: Date,
): Change | null {
  refuseUnlessPending(request, now);
  const out = new Set(positions.filter((position) => request.targets[position]?.leftOutBy === null));
  if (out.size === 0) return null;
  const targets = request.targets.map((target, position) =>
    out.has(position) ? { ...target, leftOutBy: actor.id } : target,
  );
  if (targets.every(({ leftOutBy }) => leftOutBy !== null)) throw new Refusal({ reason: 'nobody_left' });
  const people = request.targets.filter((_, position) => out.has(position)).map(({ user }) => named(user));
  // A request that waits for a decision again has its items already; those of who is out are over.
  const outcome = { result: 'skipped', reason: 'not_approved' } as const;
  const items = request.reopened
    ? accessItems(request)
        .filter(({ position }) => out.has(position))
        .map((item): Item => ({ ...item, outcome, settledAt: now }))
    : [];
  const left = { event: 'left_out', ...sign(request, actor, now) } as const;
  const audit = [{ ...left, data: { ...facts(request, actor), people } }];
  if (request.action !== 'deactivate') return step(request, { targets }, audit, items);
  // What was counted, or is being counted now, is of those who are out, too.
  const change = step(request, { targets, impact: null }, audit, items);
  return { ...change, jobs: [...change.jobs, { job: { name: 'impact', requestId: request.id } }] };
}

/** An approver takes the own approval back while more are needed. @throws Refusal `not_approved_by_you` */
export function takeBack(request: Request, actor: Actor, now: Date): Change {
  refuseUnlessPending(request, now);
  const approvals = request.approvals.filter(({ approver }) => approver !== actor.id);
  if (approvals.length === request.approvals.length) throw new Refusal({ reason: 'not_approved_by_you' });
  const data = { ...facts(request, actor), approvals: approvals.length, required: request.approvalsRequired };
  return step(request, { approvals }, [{ event: 'approval_taken_back', ...sign(request, actor, now), data }]);
}

/** Nobody decided for long, so further approvers are asked too. Null: decided meanwhile, or done before. */
export function escalate(request: Request, now: Date): Change | null {
  if (request.state !== 'pending' || request.escalatedAt !== null) return null;
  return step(request, { escalatedAt: now }, [
    { event: 'escalated', ...sign(request, null, now), data: factsOf(request) },
  ]);
}

/**
 * Somebody lets the request go on although the limit for an hour was reached.
 * @throws Refusal `already_decided` unless it waits for that.
 */
export function liftLimit(request: Request, actor: Actor, now: Date): Change {
  if (request.trouble?.code !== 'hourly_limit') throw alreadyDecided(request);
  const change = step(request, { lifted: { by: actor.id, at: now }, trouble: null }, [
    { event: 'limit_lifted', ...sign(request, actor, now), data: facts(request, actor) },
  ]);
  return { ...change, jobs: [...change.jobs, { job: { name: 'execute', requestId: request.id } }] };
}
