import type { Ports } from '../../requests/ports.ts';
import { expire as lapse } from '../../requests/transitions.ts';
import { saveChange } from '../save-change.ts';

/** Lets a request expire that nobody decided in time; asks again later when it is not due yet. */
export async function expire(ports: Pick<Ports, 'store' | 'now'>, requestId: string): Promise<void> {
  await ports.store.transaction(async (tx) => {
    const request = await tx.lockRequest(requestId);
    if (request?.state !== 'pending') return;
    const change = lapse(request, ports.now());
    if (change) await saveChange(tx, change);
    // The database's clock and ours may differ a little.
    else await tx.enqueue({ name: 'expire', requestId }, { startAfter: request.expiresAt });
  });
}
