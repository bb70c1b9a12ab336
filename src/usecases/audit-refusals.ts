import type { JsonValue, Ports } from '../requests/ports.ts';
import { Refusal, type RefusalReason } from '../requests/refusal.ts';
import type { SlackUserId } from '../requests/request.ts';

/** Who tried what, for the audit row of a refusal. */
export type Attempt = {
  readonly actor: SlackUserId;
  readonly attempted: string;
  readonly requestId: string | null;
  readonly dryRun: boolean;
};

/** Runs `work`; when it is refused, writes that to the audit log and passes the refusal on. */
export async function auditRefusals<T>(
  ports: Pick<Ports, 'store' | 'now'>,
  attempt: Attempt,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) {
      const { actor, attempted, requestId, dryRun } = attempt;
      const data = { attempted, ...refusalData(error.because), ...(dryRun ? { dryRun } : {}) };
      const entry = { at: ports.now(), event: 'refused', requestId, actor, data } as const;
      await ports.store.transaction((tx) => tx.appendAudit(entry));
    }
    throw error;
  }
}

/** The refusal as data: the vocabulary's word, and users by id and e-mail. */
function refusalData(because: RefusalReason): { readonly [key: string]: JsonValue } {
  const data: Record<string, JsonValue> = { reason: because.reason };
  if ('user' in because) data['user'] = { id: because.user.id, email: because.user.email };
  if ('asked' in because) data['asked'] = because.asked;
  if ('typed' in because) data['asked'] = because.typed;
  if ('why' in because) data['why'] = because.why;
  if ('state' in because) data['state'] = because.state;
  if ('requestId' in because) data['openRequest'] = because.requestId;
  return data;
}
