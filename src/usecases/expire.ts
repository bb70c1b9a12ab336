import type { Ports } from '../requests/ports.ts';
import { expire as endUndecided } from '../requests/transitions.ts';

/** Lets a request expire that nobody decided in time; asks again later when it is not due yet. */
export async function expire(ports: Pick<Ports, 'store' | 'now'>, requestId: string): Promise<void> {
  await ports.store.transaction(async (tx) => {
    const request = await tx.lockRequest(requestId);
    if (request?.state !== 'pending') return;
    const change = endUndecided(request, ports.now());
    // The database's clock and ours may differ a little.
    const again = { job: { name: 'expire', requestId }, startAfter: request.expiresAt } as const;
    await tx.save(change ?? { jobs: [again] });
  });
}
