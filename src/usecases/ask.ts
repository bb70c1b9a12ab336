import type { AuditEntry } from '../requests/audit.ts';
import type { MomentTyped } from '../requests/moment-typed.ts';
import { checkWish, ticketIn, type Policy } from '../requests/policy.ts';
import type { LookUp, Ports } from '../requests/ports.ts';
import { Refusal, type RefusalReason } from '../requests/refusal.ts';
import type { Action, Request, SlackUserId, WorkfrontUser } from '../requests/request.ts';
import { auditRefusals } from './audit-refusals.ts';
import { findUsers, type Question } from './find-users.ts';
import { readRequester, submit, type SubmitPorts } from './submit.ts';
import { findTakeOver, type SuccessorAsked } from './take-over.ts';

export type Ask = {
  readonly action: Action;
  readonly requester: SlackUserId;
  readonly question: Question;
  /** What the person typed, for the audit log. */
  readonly asked: string;
  readonly reason: string | null;
  /** A date and time in the requester's time zone, as it was typed; null: as soon as it is approved. */
  readonly at: string | null;
  /** Null: nothing is handed over. */
  readonly successor: SuccessorAsked | null;
  /** What was typed can mean something else, so that nothing is asked before the person said yes. */
  readonly unsure: boolean;
  readonly responseUrl: string | null;
};

/**
 * `submitted`: the approvers are asked. `pick`: the person has to say which of these is meant. `confirm`:
 * whether the command was understood.
 */
export type Answer =
  | { readonly kind: 'submitted'; readonly request: Request }
  | { readonly kind: 'confirm'; readonly lookUp: LookUp; readonly user: WorkfrontUser }
  | {
      readonly kind: 'pick';
      readonly lookUp: LookUp;
      readonly users: readonly WorkfrontUser[];
      readonly more: boolean;
    };

/** One person asks for an action on one user. @throws Refusal, audited, when it may not be. */
export async function ask(
  ports: SubmitPorts & Pick<Ports, 'readMoment'>,
  policy: Policy,
  input: Ask,
): Promise<Answer> {
  const { action, asked, reason, at, responseUrl } = input;
  const tried = { actor: input.requester, attempted: action, requestId: null, asked };
  return auditRefusals(ports, policy, tried, async (learn) => {
    const requester = await readRequester(ports, policy, input.requester, learn);
    checkWish({ reason, ticket: reason }, policy);
    const ticket = ticketIn(reason, policy);
    const runAt =
      at === null ? null : momentTyped(ports.readMoment(at, requester.timeZone, ports.now()), { at, reason });
    const by = { at: ports.now(), requestId: null, actor: requester.id };
    const marks = { ...(policy.dryRun && { dryRun: true as const }), actorName: requester.name };
    await note(ports, { event: 'asked', ...by, data: { action, asked, reason, at, ...marks } });
    const found = await findUsers(ports, input.question);
    const users = found.exact ? [found.user] : found.users;
    const more = !found.exact && found.more;
    const ids = users.map(({ id }) => id);
    await note(ports, { event: 'looked_up', ...by, data: { asked, found: ids, more, ...marks } });
    if (found.exact) learn({ action, users });
    const takeOver = await findTakeOver(ports, action, input.successor);
    if (found.exact && !input.unsure) {
      const wish = { action, requester, reason, ticket, runAt, takeOver, responseUrl };
      return { kind: 'submitted', request: await submit(ports, policy, wish, [found.user]) };
    }
    const lookUp: LookUp = {
      id: ports.newId(),
      action,
      requester: requester.id,
      asked,
      reason,
      runAt,
      takeOver,
      candidates: ids,
      createdAt: ports.now(),
    };
    await ports.store.transaction((tx) => tx.insertLookUp(lookUp));
    return found.exact
      ? { kind: 'confirm', lookUp, user: found.user }
      : { kind: 'pick', lookUp, users, more };
  });
}

/** Null: as soon as it is approved. @throws Refusal `date_unusable`, with what was read instead. */
export function momentTyped(
  read: MomentTyped,
  { at: typed, reason: because }: { readonly at: string; readonly reason: string | null },
): Date | null {
  const refuse = (why: DateProblem, readings: readonly Date[] = []) =>
    new Refusal({ reason: 'date_unusable', typed, why, readings, because });
  switch (read.kind) {
    case 'moment':
      return read.at;
    case 'now':
      return null;
    case 'unreadable':
      throw refuse('form');
    case 'past':
    case 'too_far':
      throw refuse(read.kind, [read.at]);
    case 'ambiguous':
      throw refuse(read.kind, read.readings);
    case 'no_time':
      throw refuse(read.kind, read.days);
    default:
      return read satisfies never;
  }
}

type DateProblem = Extract<RefusalReason, { readonly reason: 'date_unusable' }>['why'];

/** Stores a row of the audit log that comes with no change. */
export async function note({ store }: Pick<SubmitPorts, 'store'>, entry: AuditEntry): Promise<void> {
  await store.transaction((tx) => tx.save({ audit: [entry] }));
}
