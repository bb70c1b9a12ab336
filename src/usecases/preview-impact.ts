import { WorkfrontFailure } from '../requests/errors.ts';
import { countHeld } from '../requests/hand-over.ts';
import { unreadIn, type Impact } from '../requests/holdings.ts';
import type { Ports } from '../requests/ports.ts';
import { wantedTargets, type Request } from '../requests/request.ts';

/**
 * Counts what the people of a pending request hold, so that the card can show it before anybody decides. The card
 * does not wait for this. Called again it counts only what could not be read before. @throws WorkfrontFailure when
 * nothing at all could be read; then it is tried again.
 */
export async function previewImpact(
  { store, workfront, now }: Pick<Ports, 'store' | 'workfront' | 'now'>,
  requestId: string,
): Promise<void> {
  const request = await store.findRequest(requestId);
  if (request?.state !== 'pending') return;
  const { impact: before } = request;
  const unread = before ? unreadIn(before) : undefined;
  if (unread?.length === 0) return;
  const userIds = wantedOf(request);
  const counted = await countOr(before, () => workfront.countHoldings(userIds, unread));
  await store.transaction(async (tx) => {
    const stored = await tx.lockRequest(requestId);
    // Who was left out meanwhile is not to be counted; then there is another job.
    if (!stored || wantedOf(stored).join() !== userIds.join()) return;
    const change = countHeld(stored, counted, now());
    if (change) await tx.save(change);
  });
}

function wantedOf(request: Request): readonly string[] {
  return wantedTargets(request).map(({ user }) => user.id);
}

/** What is known already, when nothing more can be read for now. */
async function countOr(before: Impact | null, count: () => Promise<Impact>): Promise<Impact> {
  try {
    return await count();
  } catch (error) {
    if (!before || !(error instanceof WorkfrontFailure)) throw error;
    return before;
  }
}
