import type { Item } from '../requests/items.ts';
import type { Policy } from '../requests/policy.ts';
import type { Ports, Store } from '../requests/ports.ts';
import type { Request } from '../requests/request.ts';
import { markSending } from '../requests/transitions.ts';

const hourMs = 3_600_000;

/** What is about to be sent, and what the rules say about it. */
type Due = {
  readonly policy: Policy;
  readonly request: Request;
  readonly open: readonly Item[];
  readonly now: Date;
};

/**
 * How many people besides these were changed within the last hour, or may have been, and how many of these may be
 * changed now.
 */
export async function roomWithinHour(
  counting: Pick<Store, 'countChangedSince'>,
  { policy: { hourlyLimit }, request: { lifted }, open, now }: Due,
): Promise<{ readonly changed: number; readonly room: number }> {
  if (hourlyLimit === 0 || lifted !== null || open.length === 0) return { changed: 0, room: open.length };
  const all = await counting.countChangedSince(new Date(now.getTime() - hourMs));
  const changed = all - open.filter(isSent).length;
  return { changed, room: Math.max(0, hourlyLimit - changed) };
}

/** Items that are due, and those that are over without being sent. */
export type Judged = { readonly open: readonly Item[]; readonly through: readonly Item[] };

/**
 * As many as the limit for an hour has room for; the others' turn comes in a later step. Counted in the same
 * transaction, so that what others send at this moment counts too. Null: another runner took over.
 */
export async function noteSending(
  { store, now }: Pick<Ports, 'store' | 'now'>,
  policy: Policy,
  { id, version }: Request,
  { open, through }: Judged,
): Promise<{ readonly noted: Request; readonly items: readonly Item[] } | null> {
  return store.transaction(async (tx) => {
    const request = await tx.lockRequest(id);
    if (!request || request.version !== version) return null;
    const { room } = await roomWithinHour(tx, { policy, request, open, now: now() });
    const items = sentFirst(open).slice(0, room);
    const change = markSending(request, items, through, now());
    await tx.save(change);
    return { noted: change.request, items };
  });
}

/** Those that were sent before come first: they count already. */
function sentFirst(open: readonly Item[]): readonly Item[] {
  return [...open.filter(isSent), ...open.filter((item) => !isSent(item))];
}

/** Of what changes hands nothing counts. */
function isSent({ phase, outcome }: Item): boolean {
  return phase === 'access' && outcome.result === 'sending';
}
