import type { AuditRow } from '../requests/audit.ts';
import { DeliveryError } from '../requests/errors.ts';
import type { Ports } from '../requests/ports.ts';
import { reportUndelivered } from './undelivered.ts';

const batch = 50;

/**
 * Posts the audit lines that are still to be posted, in order; one runs at a time.
 * @throws DeliveryError when Slack does not take a line for now.
 */
export async function announce(ports: Pick<Ports, 'store' | 'messenger' | 'now'>): Promise<void> {
  for (;;) {
    const rows = await ports.store.listUnannounced(batch);
    for (const row of rows) {
      try {
        await ports.messenger.postAuditLine(row);
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        if (!error.permanent) {
          if (error.retryAfterMs === null) throw error;
          const startAfter = new Date(ports.now().getTime() + error.retryAfterMs);
          const again = { job: { name: 'announce' }, startAfter } as const;
          await ports.store.transaction((tx) => tx.save({ jobs: [again] }));
          return;
        }
        await giveUp(ports, row, error);
      }
      await ports.store.transaction((tx) => tx.recordAnnounced(row.number));
    }
    if (rows.length < batch) return;
  }
}

async function giveUp(
  ports: Pick<Ports, 'store' | 'now'>,
  row: AuditRow,
  { code }: DeliveryError,
): Promise<void> {
  // A line about a line that could not be posted could not be posted either: no row about that one.
  if (row.event === 'message_not_delivered' && row.data.message === 'audit_line') return;
  await reportUndelivered(ports, row.requestId, { message: 'audit_line', row: row.number, code });
}
