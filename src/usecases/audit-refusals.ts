import { aboutOf, factsOf, named, type AuditEntry } from '../requests/audit.ts';
import type { Policy } from '../requests/policy.ts';
import type { Ports } from '../requests/ports.ts';
import { Refusal, type RefusalReason } from '../requests/refusal.ts';
import { isRequestId, type Action, type SlackUserId, type WorkfrontUser } from '../requests/request.ts';

/** What somebody tries, for the audit row should it be refused. */
export type Try = {
  readonly actor: SlackUserId;
  readonly attempted: string;
  /** As it was typed or clicked: it need not be the id of a request. */
  readonly requestId: string | null;
  /** What was typed, where something was. */
  readonly asked?: string;
};

/** What turns out on the way. */
export type Learned = {
  readonly actorName?: string | null;
  readonly action?: Action;
  /** Whom it is about, beyond doubt. */
  readonly users?: readonly WorkfrontUser[];
};

/**
 * Runs `work`; when it is refused, writes that to the audit log, with what `work` learned until then, and
 * passes the refusal on. Whoever decides too late looks at a message that may be out of date, so it is
 * updated again.
 */
export async function auditRefusals<T>(
  ports: Pick<Ports, 'store' | 'now'>,
  { dryRun }: Pick<Policy, 'dryRun'>,
  tried: Try,
  work: (learn: (facts: Learned) => void) => Promise<T>,
): Promise<T> {
  let learned: Learned = {};
  try {
    return await work((facts) => {
      learned = { ...learned, ...facts };
    });
  } catch (error) {
    if (error instanceof Refusal) {
      const requestId = tried.requestId !== null && isRequestId(tried.requestId) ? tried.requestId : null;
      const about = await aboutWhom(ports, requestId, learned);
      const audit = [
        entryOf({ ...tried, ...learned, about, id: requestId, dryRun }, error.because, ports.now()),
      ];
      const isLate = error.because.reason === 'already_decided' && requestId !== null;
      const jobs = isLate ? [{ job: { name: 'notify', requestId, repair: true } as const }] : [];
      await ports.store.transaction((tx) => tx.save({ audit, jobs }));
    }
    throw error;
  }
}

type About = ReturnType<typeof aboutOf>;

async function aboutWhom(
  { store }: Pick<Ports, 'store'>,
  requestId: string | null,
  { action, users }: Learned,
): Promise<About | null> {
  if (action && users && users.length > 0) return aboutOf(action, users);
  const request = requestId === null ? null : await store.findRequest(requestId);
  return request && factsOf(request).about;
}

const longestId = 100;

/** Anything can stand in the place of an id, and the log keeps it for ever. */
function shortened(typed: string | null): string | null {
  return typed !== null && typed.length > longestId ? `${typed.slice(0, longestId)}…` : typed;
}

/** What is known of every refusal. */
type Known = { readonly about: About | null; readonly id: string | null; readonly dryRun: boolean };

/** The refusal as a row: the vocabulary's word, and users by id, name and address. */
function entryOf(tried: Try & Learned & Known, because: RefusalReason, at: Date): AuditEntry {
  const { actor, attempted, id, about, actorName, dryRun } = tried;
  const typed = 'typed' in because ? because.typed : 'asked' in because ? because.asked : null;
  // What was typed in the place of an id is kept, but not as an id.
  const asked = typed ?? tried.asked ?? (id === null ? shortened(tried.requestId) : null);
  return {
    event: 'refused',
    at,
    requestId: id,
    actor,
    data: {
      attempted,
      reason: because.reason,
      ...(about && { about }),
      ...('user' in because && { user: named(because.user) }),
      ...(asked !== null && { asked }),
      ...('why' in because && { why: because.why }),
      ...('state' in because && { state: because.state }),
      ...('requestId' in because && { openRequest: because.requestId }),
      ...(actorName && { actorName }),
      ...(dryRun && { dryRun }),
    },
  };
}
