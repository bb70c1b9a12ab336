import { escalate as askFurther } from '../requests/before-decision.ts';
import type { Ports } from '../requests/ports.ts';

/** Has further approvers asked about a request that nobody decided for long. */
export async function escalate(ports: Pick<Ports, 'store' | 'now'>, requestId: string): Promise<void> {
  await ports.store.transaction(async (tx) => {
    const request = await tx.lockRequest(requestId);
    const change = request && askFurther(request, ports.now());
    if (change) await tx.save(change);
  });
}
