import { countHeld } from '../requests/hand-over.ts';
import type { Ports } from '../requests/ports.ts';
import { wantedTargets } from '../requests/request.ts';

/**
 * Counts what the people of a pending request hold, so that the card can show it before anybody decides. The card
 * does not wait for this. @throws WorkfrontFailure when nothing at all could be read; then it is tried again.
 */
export async function previewImpact(
  { store, workfront }: Pick<Ports, 'store' | 'workfront'>,
  requestId: string,
): Promise<void> {
  const request = await store.findRequest(requestId);
  if (request?.state !== 'pending' || request.impact !== null) return;
  const impact = await workfront.countHoldings(wantedTargets(request).map(({ user }) => user.id));
  await store.transaction(async (tx) => {
    const stored = await tx.lockRequest(requestId);
    const change = stored && countHeld(stored, impact);
    if (change) await tx.save(change);
  });
}
