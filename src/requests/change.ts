/** What a step of a request is made of; the steps stand in transitions.ts and before-decision.ts. */
import { factsOf, type AuditEntry } from './audit.ts';
import type { Item } from './items.ts';
import type { NewJob } from './jobs.ts';
import { Refusal } from './refusal.ts';
import type { Actor, Request } from './request.ts';

/** What one step changes: it is stored as a whole or not at all. */
export type Change = {
  readonly request: Request;
  /** The work items that the step makes or changes, as they are after it. */
  readonly items: readonly Item[];
  readonly audit: readonly AuditEntry[];
  readonly jobs: readonly NewJob[];
};

/** The request one version further, with what changed, and its messages to be brought in line. */
export function step(
  request: Request,
  changed: Partial<Request>,
  audit: readonly AuditEntry[],
  items: readonly Item[] = [],
): Change {
  return {
    request: { ...request, ...changed, version: request.version + 1 },
    items,
    audit,
    jobs: [{ job: { name: 'notify', requestId: request.id } }],
  };
}

/** Whose step it is and when; null: the bot's own. */
export function sign({ id }: Pick<Request, 'id'>, actor: Actor | null, at: Date) {
  return { at, requestId: id, actor: actor?.id ?? null };
}

/** What an event says of the request and of who did it. */
export function facts(request: Request, actor: Actor) {
  return { ...factsOf(request), ...nameOf(actor) };
}

/** The name as audit data keeps it. */
export function nameOf({ name }: Actor): { readonly actorName?: string } {
  return name === null ? {} : { actorName: name };
}

/** @throws Refusal `already_decided` */
export function refuseUnlessPending(request: Request, now: Date): void {
  if (request.state !== 'pending') throw alreadyDecided(request);
  // The clock decided, even if the job that writes it down has not run yet.
  if (now >= request.expiresAt) throw new Refusal({ reason: 'already_decided', state: 'expired', by: null });
}

/** The refusal that names who decided. */
export function alreadyDecided(request: Request): Refusal {
  const { decision, approvals } = request;
  // An expired request was decided by nobody, whatever approvals it had.
  const by = decision ? decision.by : (approvals.at(-1)?.approver ?? null);
  const stopped = decision?.stopped ? { stopped: true as const } : {};
  return new Refusal({ reason: 'already_decided', state: request.state, by, ...stopped });
}
