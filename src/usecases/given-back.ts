import { isFinal } from '../requests/request.ts';
import type { Delivery } from './undelivered.ts';

/** Who has the access again that a request took. */
export async function backAgain({ ports, request }: Delivery): Promise<readonly string[]> {
  const isTaken = request.action === 'deactivate' && isFinal(request.state);
  return isTaken ? ports.store.listBackAgain(request.id) : [];
}

/** Of a reactivation: has it told, wherever it stands as something to do or to undo, who has access again. */
export async function showTakers({ ports, request }: Delivery): Promise<void> {
  if (request.action !== 'reactivate') return;
  const takers = await ports.store.listTakers(request.id);
  const jobs = takers.map((requestId) => ({ job: { name: 'notify', requestId, repair: true } as const }));
  if (jobs.length > 0) await ports.store.transaction((tx) => tx.save({ jobs }));
}
