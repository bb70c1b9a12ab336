import { momentOf } from '../requests/local-time.ts';
import { barrierFor, checkTarget, remindAtOf, type Policy } from '../requests/policy.ts';
import type { AuditEntry, LookUp, Ports } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import type { Action, Request, SlackUserId, WorkfrontUser } from '../requests/request.ts';
import { submit } from '../requests/transitions.ts';
import { auditRefusals } from './audit-refusals.ts';
import { findUsers, type Question } from './find-users.ts';
import { saveNew } from './save-change.ts';

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

export type SubmitPorts = Pick<Ports, 'store' | 'directory' | 'people' | 'now' | 'newId'>;

/** One person asks for an action on one user. @throws Refusal, audited, when it may not be. */
export async function ask(ports: SubmitPorts, policy: Policy, input: Ask): Promise<Answer> {
  return auditRefusals(ports, attempt(policy, input.requester, input.action), async () => {
    await checkRequester(ports, policy, input.requester);
    const runAt = input.at === null ? null : await momentTyped(ports, input.requester, input.at);
    await log(ports, policy, 'asked', input.requester, {
      action: input.action,
      asked: input.asked,
      reason: input.reason,
      at: input.at,
    });
    const found = await findUsers(ports, input.question);
    const users = found.exact ? [found.user] : found.users;
    await log(ports, policy, 'looked_up', input.requester, {
      asked: input.asked,
      found: users.map(({ id }) => id),
      more: !found.exact && found.more,
    });
    if (found.exact) {
      return { kind: 'submitted', request: await submitFor(ports, policy, { ...input, runAt }, found.user) };
    }
    const lookUp: LookUp = {
      id: ports.newId(),
      action: input.action,
      requester: input.requester,
      asked: input.asked,
      reason: input.reason,
      runAt,
      candidates: users.map(({ id }) => id),
      createdAt: ports.now(),
    };
    await ports.store.transaction((tx) => tx.insertLookUp(lookUp));
    return { kind: 'pick', lookUp, users, more: found.more };
  });
}

export type Choice = {
  readonly lookUpId: string;
  readonly chosen: string;
  readonly actor: SlackUserId;
  readonly responseUrl: string | null;
};

/** The person picked one of the users a look-up had found. A look-up serves one choice. */
export async function pick(ports: SubmitPorts, policy: Policy, input: Choice): Promise<Request> {
  return auditRefusals(ports, attempt(policy, input.actor, 'pick'), async () => {
    const { actor, responseUrl } = input;
    await checkRequester(ports, policy, actor);
    const lookUp = await ports.store.transaction(async (tx) => {
      const taken = await tx.takeLookUp(input.lookUpId);
      if (!taken) throw new Refusal({ reason: 'request_unknown', id: input.lookUpId });
      // Refused within the transaction, so that it is still there for the one who asked.
      if (taken.requester !== actor) throw new Refusal({ reason: 'not_your_request' });
      return taken;
    });
    const isOffered = lookUp.candidates.includes(input.chosen);
    const user = isOffered ? await ports.directory.get(input.chosen) : null;
    if (!user) throw new Refusal({ reason: 'user_unknown', asked: lookUp.asked, near: [] });
    const { action, reason, runAt } = lookUp;
    return submitFor(ports, policy, { action, requester: actor, reason, runAt, responseUrl }, user);
  });
}

/** Refuses people who may not ask; the approvers may ask too only when they are listed. */
async function checkRequester(
  ports: Pick<Ports, 'people'>,
  policy: Policy,
  requester: SlackUserId,
): Promise<void> {
  const requesters = await ports.people.members(policy.requesters);
  if (!requesters.has(requester)) throw new Refusal({ reason: 'not_a_requester' });
}

const aYear = 366 * 24 * 3_600_000;

async function momentTyped(ports: SubmitPorts, requester: SlackUserId, typed: string): Promise<Date> {
  const profile = await ports.people.profile(requester);
  const moment = momentOf(typed, profile?.timeZone ?? 'UTC');
  const refuse = (why: 'form' | 'past' | 'too_far') => new Refusal({ reason: 'date_unusable', typed, why });
  if (!moment) throw refuse('form');
  const ahead = moment.getTime() - ports.now().getTime();
  if (ahead < 0) throw refuse('past');
  if (ahead > aYear) throw refuse('too_far');
  return moment;
}

async function submitFor(
  ports: SubmitPorts,
  policy: Policy,
  input: Omit<Ask, 'question' | 'asked' | 'at'> & { readonly runAt: Date | null },
  user: WorkfrontUser,
): Promise<Request> {
  const self = await ports.directory.self();
  checkTarget(user, input.action, policy, self.id);
  const open = await ports.store.findOpenRequestFor(user.id);
  if (open) throw new Refusal({ reason: 'open_request', user, requestId: open.id });
  const targets = [{ user, slackUserId: user.email ? await ports.people.findByEmail(user.email) : null }];
  const { action, requester, reason, runAt, responseUrl } = input;
  const change = submit(
    {
      id: ports.newId(),
      action,
      requester,
      reason,
      targets,
      runAt,
      approvalsRequired: policy.approvalsRequired,
      ttlHours: policy.requestTtlHours,
      dryRun: policy.dryRun,
      responseUrl,
    },
    ports.now(),
  );
  await checkApproversLeft(ports, policy, change.request);
  const remindAt = remindAtOf(change.request, policy);
  await ports.store.transaction(async (tx) => {
    await saveNew(tx, change);
    await tx.enqueue({ name: 'notify', requestId: change.request.id }, { startAfter: remindAt });
  });
  return change.request;
}

/** Refuses a request that could never get its approvals; people who left Slack do not count. */
async function checkApproversLeft(ports: SubmitPorts, policy: Policy, request: Request): Promise<void> {
  let left = 0;
  for (const id of await ports.people.members(policy.approvers)) {
    const profile = await ports.people.profile(id);
    const decider = { id, isApprover: true, email: profile?.email ?? null };
    if (profile?.isPerson && barrierFor(decider, request, policy) === null) left += 1;
    if (left >= request.approvalsRequired) return;
  }
  throw new Refusal({ reason: 'no_approver_left' });
}

function attempt(policy: Policy, actor: SlackUserId, attempted: string) {
  return { actor, attempted, requestId: null, dryRun: policy.dryRun };
}

async function log(
  ports: SubmitPorts,
  policy: Policy,
  event: 'asked' | 'looked_up',
  actor: SlackUserId,
  data: AuditEntry['data'],
): Promise<void> {
  const entry = { at: ports.now(), event, requestId: null, actor, data } as const;
  await ports.store.transaction((tx) =>
    tx.appendAudit(policy.dryRun ? { ...entry, data: { ...data, dryRun: true } } : entry),
  );
}
