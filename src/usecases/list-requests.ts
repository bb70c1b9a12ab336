import { approversOf, memberOnly, type Policy } from '../requests/policy.ts';
import type { MessageLocation, Ports } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import { waitsForItsDate, type Request, type SlackUserId } from '../requests/request.ts';
import { auditRefusals } from './audit-refusals.ts';

/**
 * Which requests are to be shown: those that are open, one's own open ones, or all about somebody (`about`:
 * part of a name or e-mail; null: anybody).
 */
export type Listing = {
  readonly which: 'open' | 'own' | 'history';
  readonly about: string | null;
  /** From 0. */
  readonly page: number;
};

export type Listed = {
  readonly request: Request;
  /** Where its card stands; null: nowhere. */
  readonly card: MessageLocation | null;
  /** Whether the person who looks may take it back now. */
  readonly mayWithdraw: boolean;
  /** Whether they may stop it, which waits for its date. */
  readonly mayStop: boolean;
};

export type Page = Listing & { readonly listed: readonly Listed[]; readonly hasMore: boolean };

const perPage = 10;
const mostPages = 50;

/**
 * One page of requests. Requesters and approvers only, since who leaves is not everybody's news; one's own
 * are shown to anybody. @throws Refusal, audited.
 */
export async function listRequests(
  ports: Pick<Ports, 'store' | 'people' | 'now'>,
  policy: Policy,
  actor: SlackUserId,
  listing: Listing,
): Promise<Page> {
  const tried = { actor, attempted: listing.which, requestId: null };
  return auditRefusals(ports, policy, tried, async (learn) => {
    if (listing.which !== 'own') {
      const insiders = await ports.people.members([...policy.requesters, ...policy.approvers]);
      const profile = await ports.people.profile(actor);
      learn({ actorName: profile?.name ?? null });
      if (!insiders.has(actor)) throw new Refusal({ reason: 'not_a_reader' });
      memberOnly(profile);
    }
    const page = Math.min(Math.max(0, listing.page), mostPages);
    const end = (page + 1) * perPage;
    const found = await find(ports, actor, listing, end + 1);
    const listed: Listed[] = [];
    for (const request of found.slice(end - perPage, end)) {
      const messages = await ports.store.listMessages(request.id);
      const card = messages.find(({ kind }) => kind === 'confirm')?.place ?? null;
      const mayWithdraw = request.requester === actor && request.state === 'pending';
      listed.push({ request, card, mayWithdraw, mayStop: await mayStop(ports, policy, request, actor) });
    }
    return { ...listing, page, listed, hasMore: found.length > end && page < mostPages };
  });
}

/** More open requests than this at the same time are not expected. */
const mostOpen = 1_000;

async function find(
  { store }: Pick<Ports, 'store'>,
  actor: SlackUserId,
  { which, about }: Listing,
  limit: number,
): Promise<readonly Request[]> {
  if (which === 'history') return store.listHistory(about, limit);
  if (which === 'open') return store.listOpenRequests(limit);
  return (await store.listOpenRequests(mostOpen)).filter(({ requester }) => requester === actor);
}

async function mayStop(
  { people }: Pick<Ports, 'people'>,
  policy: Policy,
  request: Request,
  actor: SlackUserId,
): Promise<boolean> {
  if (!waitsForItsDate(request)) return false;
  return request.requester === actor || (await people.members(approversOf(request, policy))).has(actor);
}
