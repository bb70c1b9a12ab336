import type { AuditEntry } from '../requests/audit.ts';
import { momentOf } from '../requests/local-time.ts';
import type { Policy } from '../requests/policy.ts';
import type { LookUp } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import type { Action, Request, SlackUserId, WorkfrontUser } from '../requests/request.ts';
import { auditRefusals } from './audit-refusals.ts';
import { findUsers, type Question } from './find-users.ts';
import { readRequester, submit, type SubmitPorts } from './submit.ts';

export type Ask = {
  readonly action: Action;
  readonly requester: SlackUserId;
  readonly question: Question;
  /** What the person typed, for the audit log. */
  readonly asked: string;
  readonly reason: string | null;
  /** A date and time in the requester's time zone, as it was typed; null: as soon as it is approved. */
  readonly at: string | null;
  readonly responseUrl: string | null;
};

/** `submitted`: the approvers are asked. `pick`: the person has to say which of these is meant. */
export type Answer =
  | { readonly kind: 'submitted'; readonly request: Request }
  | {
      readonly kind: 'pick';
      readonly lookUp: LookUp;
      readonly users: readonly WorkfrontUser[];
      readonly more: boolean;
    };

/** One person asks for an action on one user. @throws Refusal, audited, when it may not be. */
export async function ask(ports: SubmitPorts, policy: Policy, input: Ask): Promise<Answer> {
  const { action, asked, reason, at, responseUrl } = input;
  const tried = { actor: input.requester, attempted: action, requestId: null, dryRun: policy.dryRun };
  return auditRefusals(ports, tried, async () => {
    const requester = await readRequester(ports, policy, input.requester);
    const runAt = at === null ? null : momentTyped(at, requester.timeZone, ports.now());
    const by = { at: ports.now(), requestId: null, actor: requester.id };
    const marks = {
      ...(policy.dryRun && { dryRun: true as const }),
      ...(requester.name !== null && { actorName: requester.name }),
    };
    await note(ports, { event: 'asked', ...by, data: { action, asked, reason, at, ...marks } });
    const found = await findUsers(ports, input.question);
    const users = found.exact ? [found.user] : found.users;
    const more = !found.exact && found.more;
    const ids = users.map(({ id }) => id);
    await note(ports, { event: 'looked_up', ...by, data: { asked, found: ids, more, ...marks } });
    if (found.exact) {
      const wish = { action, requester, reason, runAt, responseUrl };
      return { kind: 'submitted', request: await submit(ports, policy, wish, found.user) };
    }
    const lookUp: LookUp = {
      id: ports.newId(),
      action,
      requester: requester.id,
      asked,
      reason,
      runAt,
      candidates: ids,
      createdAt: ports.now(),
    };
    await ports.store.transaction((tx) => tx.insertLookUp(lookUp));
    return { kind: 'pick', lookUp, users, more };
  });
}

const aYear = 366 * 24 * 3_600_000;

function momentTyped(typed: string, timeZone: string, now: Date): Date {
  const moment = momentOf(typed, timeZone);
  const refuse = (why: 'form' | 'past' | 'too_far') => new Refusal({ reason: 'date_unusable', typed, why });
  if (!moment) throw refuse('form');
  const ahead = moment.getTime() - now.getTime();
  if (ahead < 0) throw refuse('past');
  if (ahead > aYear) throw refuse('too_far');
  return moment;
}

async function note({ store }: Pick<SubmitPorts, 'store'>, entry: AuditEntry): Promise<void> {
  await store.transaction((tx) => tx.save({ audit: [entry] }));
}
