import type { Change } from '../requests/change.ts';
import { WorkfrontFailure } from '../requests/errors.ts';
import { hasToPlan, isAllMoved, isReportDue, isUntouched, planHandOver } from '../requests/hand-over.ts';
import type { Item } from '../requests/items.ts';
import {
  approvalsNeeded,
  approversOf,
  couldDecide,
  isSameAddress,
  protectionOf,
  type Policy,
} from '../requests/policy.ts';
import type { Ports } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import {
  isSettled,
  type Approval,
  type Outcome,
  type Request,
  type WorkfrontUser,
} from '../requests/request.ts';
import { begin, pause, postpone, reopen, report, settle } from '../requests/transitions.ts';
import { compareAccess } from './compare-access.ts';
import { handOverItems } from './hand-over-items.ts';
import { judgeHeld, type Takers } from './judge-held.ts';
import { noteSending, roomWithinHour, sendItems, type Judged } from './send-items.ts';

export type CarryOutPorts = Pick<Ports, 'store' | 'workfront' | 'people' | 'now'>;

/** How many items one step takes, and one bulk request to Workfront carries; of things that change hands fewer. */
const mostAtOnce = 50;
const mostHeldAtOnce = 25;
const [firstWaitMs, longestWaitMs] = [1_000, 300_000];
const hourMs = 3_600_000;
const giveUpAfterMs = 24 * 3_600_000;

/**
 * Carries an approved request out, up to 50 work items at a time. Safe to run again at any point, also by
 * another process: the version, which rises with every stored step, lets only the latest runner go on. `atOnce`: the
 * first step also takes what waits for its next try.
 */
export async function carryOut(
  ports: CarryOutPorts,
  policy: Policy,
  requestId: string,
  atOnce = false,
): Promise<void> {
  let request = await start(ports, requestId);
  const takers: Takers = new Map();
  let waitsToo = atOnce;
  while (request) {
    request = await takeStep(ports, policy, request, { waitsToo, takers });
    waitsToo = false;
  }
}

/** Starts or takes over. Null: there is nothing to carry out, or not yet. */
async function start(ports: CarryOutPorts, requestId: string): Promise<Request | null> {
  return ports.store.transaction(async (tx) => {
    const stored = await tx.lockRequest(requestId);
    const change = stored && begin(stored, ports.now());
    if (change) {
      await tx.save(change);
      return change.request;
    }
    // The database's clock, which woke us, may be a little ahead of ours.
    if (stored?.state === 'approved' && stored.runAt) {
      await tx.save({ jobs: [{ job: { name: 'execute', requestId }, startAfter: stored.runAt }] });
    }
    return null;
  });
}

/** The next items, to their outcomes or to a later try. Null: stop, for now or because another runner has it. */
async function takeStep(
  ports: CarryOutPorts,
  policy: Policy,
  request: Request,
  { waitsToo, takers }: { readonly waitsToo: boolean; readonly takers: Takers },
): Promise<Request | null> {
  const until = new Date(ports.now().getTime() + (waitsToo ? giveUpAfterMs : 0));
  const { items: due, next } = await ports.store.findDueItems(request.id, until, mostAtOnce);
  const [first] = due;
  if (isReportDue(request, first ?? next)) {
    const all = await ports.store.listItems(request.id);
    const changed = all.filter(({ phase }) => phase !== 'access');
    return advance(ports, request, (stored) => report(stored, changed, ports.now()));
  }
  if (!first) {
    if (next?.retry) {
      const { since, code, nextTryAt } = next.retry;
      await advance(ports, request, (stored) => postpone(stored, { since, code, nextTryAt }, []));
    }
    return null;
  }
  const items = first.kind === 'access' ? due : due.slice(0, mostHeldAtOnce);
  try {
    const standing = await standingApprovals(ports, policy, request);
    const isApproved = standing.length >= approvalsNeeded(request, policy);
    if (!isApproved && isUntouched(request)) {
      await advance(ports, request, (stored) => reopen(stored, standing, policy, ports.now()));
      return null;
    }
    if (hasToPlan(request)) return await plan(ports, request);
    const rules = { policy, request, isApproved, takers };
    const judged =
      first.kind === 'access'
        ? await judgeAccess(ports, items, rules)
        : await judgeHeld(ports, first.kind, items, rules);
    const through = await compareAccess(
      ports,
      judged.filter(({ outcome }) => isSettled(outcome)),
    );
    const open = judged.filter(({ outcome }) => !isSettled(outcome));
    const { changed, room } = await roomWithinHour(ports.store, { policy, request, open, now: ports.now() });
    if (room > 0) return await send(ports, policy, request, { open, through });
    const settled = await settleAll(ports, request, through);
    if (!settled || open.length === 0) return settled;
    await advance(ports, settled, (stored) => pause(stored, changed, policy.hourlyLimit, ports.now()));
    return null;
  } catch (error) {
    return putOff(ports, request, items, error);
  }
}

/** Looks for everything that is to change hands, and notes it before anything is sent. */
async function plan(ports: CarryOutPorts, request: Request): Promise<Request | null> {
  const found = await handOverItems(ports, request);
  return advance(ports, request, (stored) => planHandOver(stored, found, ports.now()));
}

async function settleAll(
  ports: CarryOutPorts,
  request: Request,
  items: readonly Item[],
): Promise<Request | null> {
  if (items.length === 0) return request;
  return advance(ports, request, (stored) => settle(stored, items, ports.now()));
}

/** The approvals of people who could still give them now. @throws Refusal when Slack does not tell who they are. */
async function standingApprovals(
  { people }: Pick<Ports, 'people'>,
  policy: Policy,
  request: Request,
): Promise<readonly Approval[]> {
  const members = await people.members(approversOf(request, policy));
  const standing: Approval[] = [];
  for (const approval of request.approvals) {
    const { approver } = approval;
    if (!members.has(approver)) continue;
    if (couldDecide(approver, await people.profile(approver), request, policy)) standing.push(approval);
  }
  return standing;
}

type Rules = Parameters<typeof judgeHeld>[3];

/** The items with what a read shows: those that need nothing to be sent are settled by it. */
async function judgeAccess(
  { workfront }: Pick<Ports, 'workfront'>,
  items: readonly Item[],
  rules: Rules,
): Promise<readonly Item[]> {
  const users = await workfront.readUsers(items.map(({ objectId }) => objectId));
  const self = await workfront.self();
  return items.map((item) => {
    const seen = rules.request.targets[item.position]?.user;
    const now = users.get(item.objectId);
    const outcome = outcomeBefore(item, seen, now, self.id, rules);
    return outcome ? { ...item, outcome } : { ...item, ...(now && { had: now }) };
  });
}

/** Why nothing needs to be sent, or null when the change is due. */
function outcomeBefore(
  item: Item,
  seen: WorkfrontUser | undefined,
  now: WorkfrontUser | undefined,
  ownId: string,
  { policy, request, isApproved }: Rules,
): Outcome | null {
  if (!now || !seen) return { result: 'skipped', reason: 'gone' };
  if (now.isActive === item.to) {
    // Sent before, by a runner that could not see the answer: the state tells.
    if (item.outcome.result === 'sending') {
      return { result: 'done', confirmedBy: 'read', ...(now.isActive && { accessLevel: now.accessLevel }) };
    }
    return { result: 'already', since: now.isActive ? null : now.deactivatedAt };
  }
  if (!isApproved) return { result: 'skipped', reason: 'not_approved' };
  if (!isSamePerson(now, seen)) return { result: 'skipped', reason: 'email_changed' };
  const why = protectionOf(now, policy, ownId);
  if (why === 'administrator' || why === 'admin_unknown') return { result: 'skipped', reason: why };
  if (why) return { result: 'skipped', reason: 'protected' };
  if (request.dryRun || policy.dryRun) return { result: 'skipped', reason: 'dry_run' };
  const waitsForAll = request.action === 'deactivate' && request.handOver?.onlyIfAll === true;
  return waitsForAll && !isAllMoved(request) ? { result: 'skipped', reason: 'not_handed_over' } : null;
}

/** Without any address the id alone has to do. */
function isSamePerson(now: WorkfrontUser, seen: WorkfrontUser): boolean {
  return isSameAddress(now.email, seen.email) || (now.email === '' && seen.email === '');
}

/**
 * Proves by the log that the items are to be sent, notes that they are about to be, in one step with those that
 * are `through` already, sends them, and stores what came of each.
 */
async function send(
  ports: CarryOutPorts,
  policy: Policy,
  request: Request,
  { open: due, through }: Judged,
): Promise<Request | null> {
  const proof = await ports.store.proveApprovals(request, due);
  if (!proof.proven) {
    const outcome = { result: 'skipped', reason: 'not_approved' } as const;
    return settleAll(ports, request, [...through, ...due.map((item): Item => ({ ...item, outcome }))]);
  }
  const going = await noteSending(ports, policy, request, { open: due, through });
  if (!going) return null;
  const { noted, items } = going;
  if (items.length === 0) return noted;
  // A process that was paused in between may wake long after another one took over.
  const mayLeave = async () => (await ports.store.findVersion(noted.id)) === noted.version;
  const sent = await sendItems(ports, items, mayLeave);
  const came = sent.filter(({ item }) => isSettled(item.outcome)).map(({ item }) => item);
  const settled = await compareAccess(ports, came);
  const open = sent.filter(({ item }) => !isSettled(item.outcome));
  const after = await settleAll(ports, noted, settled);
  const [first] = open;
  if (!after || !first) return after;
  const left = open.map(({ item }) => item);
  // Where others came through, the rest of the request does not wait for those that did not.
  return putOff(ports, after, left, first.failure, settled.length > 0);
}

/**
 * What cannot be done now is tried later, with growing pauses or when Workfront says, and given up after a day.
 * Null: stop, for now or because another runner has it. `goesOn`: what waits stops nothing else.
 */
async function putOff(
  ports: CarryOutPorts,
  request: Request,
  items: readonly Item[],
  error: unknown,
  goesOn = false,
): Promise<Request | null> {
  const [code, now] = [troubleOf(error), ports.now()];
  const sinceOf = (item: Item) => item.retry?.since ?? now;
  const hopeless = code === 'forbidden' || code === 'blocked' ? code : null;
  const isOver = (item: Item) => Number(now) - Number(sinceOf(item)) >= giveUpAfterMs;
  // Of what was sent and could not be looked at since, nobody can say that nothing came of it.
  const endOf = (item: Item) =>
    (item.outcome.result === 'sending' ? null : hopeless) ?? (isOver(item) ? 'gave_up' : null);
  const open = items.filter((item) => endOf(item) === null);
  const failure = error instanceof WorkfrontFailure ? error : null;
  const detail = failure?.detail ?? '';
  const settled = items.flatMap((item): Item[] => {
    const reason = endOf(item);
    return reason ? [{ ...item, outcome: { result: 'failed', reason, detail } }] : [];
  });
  const after = await settleAll(ports, request, settled);
  if (!after || open.length === 0) return after;
  const since = new Date(Math.min(...[...open.map(sinceOf), troubledSince(request, now)].map(Number)));
  const growing = Math.min(longestWaitMs, Math.max(firstWaitMs, Number(now) - Number(since)));
  const wait = Math.max(growing, Math.min(failure?.retryAfterMs ?? 0, hourMs));
  const trouble = { since, code, nextTryAt: new Date(Number(now) + wait) };
  const waiting = await advance(ports, after, (stored) => postpone(stored, trouble, open));
  return goesOn ? waiting : null;
}

/** Since when nothing of the request went through: those that come after the first wait as long between tries. */
function troubledSince({ trouble }: Request, now: Date): Date {
  return trouble && trouble.code !== 'hourly_limit' ? trouble.since : now;
}

/** Why it does not go on, in one word. @throws what is neither Workfront's nor Slack's doing. */
function troubleOf(error: unknown): string {
  if (error instanceof WorkfrontFailure) return error.code;
  if (error instanceof Refusal) return error.because.reason;
  throw error;
}

/** Stores one step if the request still stands at this version. Null: another runner took over. */
async function advance(
  ports: CarryOutPorts,
  { id, version }: Request,
  next: (stored: Request) => Change,
): Promise<Request | null> {
  return ports.store.transaction(async (tx) => {
    const stored = await tx.lockRequest(id);
    if (!stored || stored.version !== version) return null;
    const change = next(stored);
    await tx.save(change);
    return change.request;
  });
}
