import { DirectoryError, type DirectoryErrorCode } from '../../requests/errors.ts';
import { protectionOf, wantsActive, type Policy } from '../../requests/policy.ts';
import type { Ports } from '../../requests/ports.ts';
import type { Protection } from '../../requests/refusal.ts';
import {
  isSettled,
  type FailReason,
  type Outcome,
  type Request,
  type SkipReason,
  type Target,
  type WorkfrontUser,
} from '../../requests/request.ts';
import { begin, markSending, postpone, settle, type Change } from '../../requests/transitions.ts';
import { saveChange } from '../save-change.ts';

export type ExecutePorts = Pick<Ports, 'store' | 'directory' | 'now'>;

const firstTryAfterMs = 5_000;
const longestWaitMs = 300_000;
const giveUpAfterMs = 24 * 3_600_000;

/**
 * Carries an approved request out, target by target. Safe to run again at any point, also by another
 * process: the version, which rises with every stored step, lets only the latest runner go on.
 */
export async function execute(ports: ExecutePorts, policy: Policy, requestId: string): Promise<void> {
  let request = await start(ports, requestId);
  while (request) {
    const target = request.targets.find(({ outcome }) => !isSettled(outcome));
    if (!target) return;
    request = await executeTarget(ports, policy, request, target);
  }
}

/** Starts or takes over. Null: there is nothing to execute, or not yet. */
async function start(ports: ExecutePorts, requestId: string): Promise<Request | null> {
  return ports.store.transaction(async (tx) => {
    const stored = await tx.lockRequest(requestId);
    const change = stored && begin(stored, ports.now());
    if (change) {
      await saveChange(tx, change);
      return change.request;
    }
    // The database's clock, which woke us, may be a little ahead of ours.
    if (stored?.state === 'approved' && stored.runAt) {
      await tx.enqueue({ name: 'execute', requestId }, { startAfter: stored.runAt });
    }
    return null;
  });
}

/** One target, to its outcome or to a later try. Null: stop, for now or because another runner has it. */
async function executeTarget(
  ports: ExecutePorts,
  policy: Policy,
  request: Request,
  target: Target,
): Promise<Request | null> {
  const end = (outcome: Outcome) =>
    advance(ports, request.id, request.version, (stored) =>
      settle(stored, target.user.id, outcome, ports.now()),
    );
  try {
    const before = await outcomeBeforeSending(ports, policy, request, target);
    if (before) return await end(before);
  } catch (error) {
    return afterFailure(ports, request, target, error);
  }
  const sending = await advance(ports, request.id, request.version, (stored) =>
    markSending(stored, target.user.id),
  );
  if (!sending) return null;
  // A process that was paused in between may wake long after another one took over.
  const isOurs = async () => (await ports.store.findRequest(sending.id))?.version === sending.version;
  try {
    const wanted = wantsActive(request.action);
    const { confirmedBy } = await ports.directory.setActive(target.user.id, wanted, isOurs);
    return await advance(ports, sending.id, sending.version, (stored) =>
      settle(stored, target.user.id, { result: 'done', confirmedBy }, ports.now()),
    );
  } catch (error) {
    return afterFailure(ports, sending, target, error);
  }
}

/** Reads the user again and says why nothing needs to be sent, or null when the PUT is due. */
async function outcomeBeforeSending(
  ports: ExecutePorts,
  policy: Policy,
  request: Request,
  target: Target,
): Promise<Outcome | null> {
  const user = await ports.directory.get(target.user.id);
  if (!user) return { result: 'skipped', reason: 'gone' };
  // Sent before, by a runner that could not see the answer: the state tells.
  const wasSent = target.outcome.result === 'unknown';
  if (user.isActive === wantsActive(request.action)) {
    return wasSent
      ? { result: 'done', confirmedBy: 'read' }
      : { result: 'already', since: user.isActive ? null : user.deactivatedAt };
  }
  if (!sameEmail(user, target.user)) return { result: 'skipped', reason: 'email_changed' };
  const self = await ports.directory.self();
  const why = protectionOf(user, policy, self.id);
  if (why) return { result: 'skipped', reason: skipReasons[why] };
  if (request.dryRun) return { result: 'skipped', reason: 'dry_run' };
  return null;
}

async function afterFailure(
  ports: ExecutePorts,
  request: Request,
  target: Target,
  error: unknown,
): Promise<Request | null> {
  if (!(error instanceof DirectoryError)) throw error;
  const now = ports.now();
  const fail = (reason: FailReason) =>
    advance(ports, request.id, request.version, (stored) =>
      settle(stored, target.user.id, { result: 'failed', reason, detail: error.detail }, now),
    );
  const reason = finalFailures[error.code];
  if (reason) return fail(reason);
  const since = request.trouble?.since ?? now;
  const waited = now.getTime() - since.getTime();
  if (waited >= giveUpAfterMs) return fail('gave_up');
  const wait = Math.min(longestWaitMs, Math.max(firstTryAfterMs, waited));
  const trouble = { since, code: error.code, nextTryAt: new Date(now.getTime() + wait) };
  await advance(ports, request.id, request.version, (stored) => postpone(stored, trouble));
  return null;
}

const skipReasons: Readonly<Record<Protection, SkipReason>> = {
  listed: 'protected',
  api_user: 'protected',
  administrator: 'administrator',
  admin_unknown: 'admin_unknown',
};

/** Errors that another try would not mend. The others are tried again for a day. */
const finalFailures: Partial<Record<DirectoryErrorCode, FailReason>> = {
  forbidden: 'forbidden',
  invalid: 'rejected',
  not_found: 'rejected',
  blocked: 'blocked',
  no_effect: 'no_effect',
};

/** Stores one step if the request still stands at `version`. Null: another runner took over. */
async function advance(
  ports: ExecutePorts,
  requestId: string,
  version: number,
  next: (stored: Request) => Change,
): Promise<Request | null> {
  return ports.store.transaction(async (tx) => {
    const stored = await tx.lockRequest(requestId);
    if (!stored || stored.version !== version) return null;
    const change = next(stored);
    await saveChange(tx, change);
    return change.request;
  });
}

function sameEmail(now: WorkfrontUser, seen: WorkfrontUser): boolean {
  // Two addresses that are not known are not the same address.
  return now.email !== '' && now.email.toLowerCase() === seen.email.toLowerCase();
}
