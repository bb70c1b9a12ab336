import { named, type AuditEntry } from '../requests/audit.ts';
import type { Ports } from '../requests/ports.ts';
import { Refusal, type RefusalReason } from '../requests/refusal.ts';
import type { SlackUserId } from '../requests/request.ts';

/** What somebody tries, for the audit row should it be refused. */
export type Try = {
  readonly actor: SlackUserId;
  readonly attempted: string;
  readonly requestId: string | null;
  readonly dryRun: boolean;
};

/**
 * Runs `work`; when it is refused, writes that to the audit log and passes the refusal on. Whoever decides
 * too late looks at a message that may be out of date, so it is updated again.
 */
export async function auditRefusals<T>(
  ports: Pick<Ports, 'store' | 'now'>,
  tried: Try,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) {
      const { requestId } = tried;
      const isLate = error.because.reason === 'already_decided' && requestId !== null;
      const audit = [entryOf(tried, error.because, ports.now())];
      const jobs = isLate ? [{ job: { name: 'notify', requestId, repair: true } as const }] : [];
      await ports.store.transaction((tx) => tx.save({ audit, jobs }));
    }
    throw error;
  }
}

/** The refusal as a row: the vocabulary's word, and users by id, name and address. */
function entryOf(tried: Try, because: RefusalReason, at: Date): AuditEntry {
  const { actor, attempted, requestId, dryRun } = tried;
  return {
    event: 'refused',
    at,
    requestId,
    actor,
    data: {
      attempted,
      reason: because.reason,
      ...('user' in because && { user: named(because.user) }),
      ...('asked' in because && { asked: because.asked }),
      ...('typed' in because && { asked: because.typed }),
      ...('why' in because && { why: because.why }),
      ...('state' in because && { state: because.state }),
      ...('requestId' in because && { openRequest: because.requestId }),
      ...(dryRun && { dryRun }),
    },
  };
}
