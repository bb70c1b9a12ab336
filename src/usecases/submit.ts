import type { NewJob } from '../requests/jobs.ts';
import {
  approvalsFor,
  couldDecide,
  checkTarget,
  memberOnly,
  remindAtOf,
  type Policy,
} from '../requests/policy.ts';
import type { Ports } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import type {
  Action,
  Actor,
  HandOver,
  Request,
  SlackUserId,
  TakeOver,
  Target,
  WorkfrontUser,
} from '../requests/request.ts';
import { submit as makeRequest } from '../requests/transitions.ts';
import type { Learned } from './audit-refusals.ts';
import { successorsOf } from './take-over.ts';

export type SubmitPorts = Pick<Ports, 'store' | 'workfront' | 'people' | 'now' | 'newId'>;

export type Wish = {
  readonly action: Action;
  readonly requester: Actor;
  readonly reason: string | null;
  /** Null: as soon as it is approved. */
  readonly runAt: Date | null;
  readonly responseUrl: string | null;
  readonly ticket?: string | null;
  readonly undoOf?: string | null;
  readonly takeOver?: TakeOver | null;
};

/**
 * Makes one request about these users, and stores it. @throws Refusal when it may not be made about one of
 * them, or nobody could decide it.
 */
export async function submit(
  ports: SubmitPorts,
  policy: Policy,
  wish: Wish,
  users: readonly WorkfrontUser[],
): Promise<Request> {
  const self = await ports.workfront.self();
  const open = await ports.store.findOpenRequestsFor(users.map(({ id }) => id));
  for (const user of users) {
    checkTarget(user, wish.action, policy, self.id);
    const requestId = open.get(user.id);
    if (requestId !== undefined) throw new Refusal({ reason: 'open_request', user, requestId });
  }
  const { takeOver = null, ...asWished } = wish;
  const successors = await successorsOf(ports, takeOver, users);
  const accounts = await withAccounts(ports, users);
  const targets = accounts.map((each) => ({ ...each, successor: successors.get(each.user.id) ?? null }));
  const back = await givenBackWith(ports, wish.action, users);
  const { requestTtlHours: ttlHours, dryRun } = policy;
  const approvalsRequired = approvalsFor(users.length, policy);
  const onlyIfAll = takeOver?.onlyIfAll ?? false;
  const hands = { targets, onlyIfAll, back };
  const asked = { ...asWished, ...hands, id: ports.newId(), approvalsRequired, ttlHours, dryRun };
  const change = makeRequest(asked, ports.now());
  await checkApproversLeft(ports, policy, change.request);
  const later = laterJobs(change.request, policy);
  await ports.store.transaction((tx) => tx.save({ ...change, jobs: [...change.jobs, ...later] }));
  return change.request;
}

/** What a reactivation can give back; null: nothing. */
async function givenBackWith(
  { store }: Pick<SubmitPorts, 'store'>,
  action: Action,
  users: readonly WorkfrontUser[],
): Promise<HandOver['back']> {
  if (action !== 'reactivate') return null;
  const moved = await store.listHandedOver(users.map(({ id }) => id));
  const of = [...new Set(moved.map(({ requestId }) => requestId))];
  return of.length > 0 ? { of, count: moved.length } : null;
}

/**
 * Slack lets e-mail addresses be looked up 50 times a minute, so only a short list is: in a longer one
 * approvers are known as its people by their address alone (see `barrierFor`).
 */
const mostLookedUp = 10;

async function withAccounts(
  { people }: Pick<SubmitPorts, 'people'>,
  users: readonly WorkfrontUser[],
): Promise<readonly Pick<Target, 'user' | 'slackUserId'>[]> {
  if (users.length > mostLookedUp) return users.map((user) => ({ user, slackUserId: null }));
  const targets = [];
  for (const user of users) {
    targets.push({ user, slackUserId: user.email ? await people.findByEmail(user.email) : null });
  }
  return targets;
}

/** The reminder, and the question to further approvers if there are any. */
function laterJobs(request: Request, policy: Policy): readonly NewJob[] {
  const { id: requestId } = request;
  const reminder = { job: { name: 'notify', requestId }, startAfter: remindAtOf(request, policy) } as const;
  const { escalateAfterHours } = policy;
  if (escalateAfterHours === null) return [reminder];
  const startAfter = new Date(request.createdAt.getTime() + escalateAfterHours * 3_600_000);
  return [reminder, { job: { name: 'escalate', requestId }, startAfter }];
}

/** Refuses people who may not ask; the approvers may ask too only when they are listed. */
export async function readRequester(
  ports: Pick<Ports, 'people'>,
  policy: Policy,
  id: SlackUserId,
  learn: (facts: Learned) => void,
): Promise<{ readonly id: SlackUserId; readonly name: string; readonly timeZone: string }> {
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
    if (couldDecide(id, await ports.people.profile(id), request, policy)) left += 1;
    if (left >= request.approvalsRequired) return;
  }
  const { targets, approvalsRequired: needed } = request;
  const brake = targets.length > policy.bulkBrake ? policy.bulkBrake : null;
  throw new Refusal({ reason: 'no_approver_left', needed, brake });
}
