import {
  barrierFor,
  checkTarget,
  memberOnly,
  outsiderOf,
  remindAtOf,
  type Policy,
} from '../requests/policy.ts';
import type { Ports } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import type { Action, Actor, Request, WorkfrontUser } from '../requests/request.ts';
import { submit as makeRequest } from '../requests/transitions.ts';
import type { Learned } from './audit-refusals.ts';

export type SubmitPorts = Pick<Ports, 'store' | 'workfront' | 'people' | 'now' | 'newId'>;

export type Wish = {
  readonly action: Action;
  readonly requester: Actor;
  readonly reason: string | null;
  /** Null: as soon as it is approved. */
  readonly runAt: Date | null;
  readonly responseUrl: string | null;
};

/** Makes the request about this user, and stores it. @throws Refusal when it may not be made. */
export async function submit(
  ports: SubmitPorts,
  policy: Policy,
  wish: Wish,
  user: WorkfrontUser,
): Promise<Request> {
  const self = await ports.workfront.self();
  checkTarget(user, wish.action, policy, self.id);
  const open = await ports.store.findOpenRequestFor(user.id);
  if (open) throw new Refusal({ reason: 'open_request', user, requestId: open.id });
  const targets = [{ user, slackUserId: user.email ? await ports.people.findByEmail(user.email) : null }];
  const { approvalsRequired, requestTtlHours: ttlHours, dryRun } = policy;
  const asked = { ...wish, id: ports.newId(), targets, approvalsRequired, ttlHours, dryRun };
  const change = makeRequest(asked, ports.now());
  await checkApproversLeft(ports, policy, change.request);
  const reminder = {
    job: { name: 'notify', requestId: change.request.id } as const,
    startAfter: remindAtOf(change.request, policy),
  };
  await ports.store.transaction((tx) => tx.save({ ...change, jobs: [...change.jobs, reminder] }));
  return change.request;
}

/** Refuses people who may not ask; the approvers may ask too only when they are listed. */
export async function readRequester(
  ports: Pick<Ports, 'people'>,
  policy: Policy,
  id: string,
  learn: (facts: Learned) => void,
): Promise<Actor & { readonly timeZone: string }> {
  const requesters = await ports.people.members(policy.requesters);
  const profile = await ports.people.profile(id);
  learn({ actorName: profile?.name ?? null });
  if (!requesters.has(id)) throw new Refusal({ reason: 'not_a_requester' });
  const { name, timeZone } = memberOnly(profile);
  return { id, name, timeZone: timeZone ?? 'UTC' };
}

/** Refuses a request that could never get its approvals; who is no member of the workspace does not count. */
async function checkApproversLeft(ports: SubmitPorts, policy: Policy, request: Request): Promise<void> {
  let left = 0;
  for (const id of await ports.people.members(policy.approvers)) {
    const profile = await ports.people.profile(id);
    const decider = { id, name: null, isApprover: true, email: profile?.email ?? null };
    if (outsiderOf(profile) === null && barrierFor(decider, request, policy) === null) left += 1;
    if (left >= request.approvalsRequired) return;
  }
  throw new Refusal({ reason: 'no_approver_left' });
}
