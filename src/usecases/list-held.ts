import { holdingKind, type Held, type HeldCount, type HoldingKind } from '../requests/holdings.ts';
import type { Item } from '../requests/items.ts';
import type { Ports } from '../requests/ports.ts';
import { wantedTargets, type Outcome, type Request } from '../requests/request.ts';

/** One page of what people hold, or of what became of it. */
export type HeldPage = {
  /** The id of the request whose people they are, or of the one Workfront user it is about. */
  readonly of: string;
  /** It changed hands, or was to: what came of it is shown. */
  readonly isOver: boolean;
  /** Those of which there is something, the most urgent first. */
  readonly kinds: readonly { readonly kind: HoldingKind; readonly count: number }[];
  /** Null: there is nothing. */
  readonly kind: HoldingKind | null;
  readonly things: readonly (Pick<Held, 'kind' | 'name' | 'link'> & { readonly outcome: Outcome | null })[];
  /** From 0. */
  readonly page: number;
  /** How many things come before this page, and how many there are of this kind. */
  readonly first: number;
  readonly total: number;
};

const perPage = 25;

/**
 * Lists one kind of what the people of a request hold: from Workfront before anything changes hands, and what came of
 * it afterwards. `kind` null: the most urgent. @throws WorkfrontFailure
 */
export async function listHeld(
  ports: Pick<Ports, 'store' | 'workfront'>,
  request: Request,
  wanted: Wanted,
): Promise<HeldPage> {
  const page = Math.max(0, wanted.page);
  return request.handOver?.plannedAt
    ? whatCameOfIt(ports, request, { ...wanted, page })
    : listHeldBy(
        ports,
        {
          of: request.id,
          userIds: wantedTargets(request).map(({ user }) => user.id),
          counts: request.impact?.counts ?? [],
        },
        { ...wanted, page },
      );
}

export type Wanted = { readonly kind: HoldingKind | null; readonly page: number };

/** The same of what these people hold now, of the kinds that were counted. @throws WorkfrontFailure */
export async function listHeldBy(
  { workfront }: Pick<Ports, 'workfront'>,
  {
    of,
    userIds,
    counts,
  }: { readonly of: string; readonly userIds: readonly string[]; readonly counts: readonly HeldCount[] },
  { kind, page }: Wanted,
): Promise<HeldPage> {
  const kinds = counts.flatMap((one) => (one.count ? [{ kind: one.kind, count: one.count }] : []));
  const chosen = kinds.find((one) => one.kind === kind) ?? kinds[0];
  const at = { of, isOver: false, kinds, page, first: page * perPage };
  if (!chosen) return { ...at, kind: null, things: [], total: 0 };
  const held = await workfront.listHoldings(chosen.kind, userIds, { first: at.first, limit: perPage });
  return {
    ...at,
    kind: chosen.kind,
    things: held.map((one) => ({ ...one, outcome: null })),
    total: held.length < perPage ? at.first + held.length : Math.max(chosen.count, at.first + held.length),
  };
}

async function whatCameOfIt(
  { store }: Pick<Ports, 'store'>,
  request: Request,
  { kind, page }: Wanted,
): Promise<HeldPage> {
  const items = (await store.listItems(request.id)).toSorted((one, other) => rankOf([one]) - rankOf([other]));
  const byKind = Map.groupBy(items, (item) => item.kind);
  const kinds = holdingKind.options
    .flatMap((one) => {
      const ofKind = byKind.get(one);
      return ofKind ? [{ kind: one, ofKind, count: ofKind.length }] : [];
    })
    .toSorted((one, other) => rankOf(one.ofKind) - rankOf(other.ofKind));
  const chosen = kinds.find((one) => one.kind === kind) ?? kinds[0];
  const at = { of: request.id, isOver: true, kinds, page, first: page * perPage };
  if (!chosen) return { ...at, kind: null, things: [], total: 0 };
  const shown = chosen.ofKind.slice(at.first, at.first + perPage);
  const things = shown.map(({ name, link, outcome }) => ({ kind: chosen.kind, name, link, outcome }));
  return { ...at, kind: chosen.kind, things, total: chosen.count };
}

/** What was not moved needs somebody to look at it, so it comes first. */
function rankOf(items: readonly Item[]): number {
  return items.some(({ outcome: { result } }) => result === 'failed' || result === 'skipped') ? 0 : 1;
}
