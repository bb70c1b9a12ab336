import { WorkfrontFailure } from '../requests/errors.ts';
import { orderOfMoving, type HandOverPlan } from '../requests/hand-over.ts';
import { holdingKind, type Held, type HeldCount, type HoldingKind } from '../requests/holdings.ts';
import type { Item } from '../requests/items.ts';
import type { Ports } from '../requests/ports.ts';
import { wantedTargets, type Request, type WorkfrontUser } from '../requests/request.ts';

/** How many things one look asks for. */
const pageSize = 2_000;

/**
 * The work items by which things change hands with this request: of a deactivation everything that its people hold,
 * of a reactivation what went to others. What only a person can move is listed with it, and is over. Kinds that
 * Workfront refuses to show are told apart: nobody knows what there is.
 * @throws WorkfrontFailure while Workfront does not answer.
 */
export async function handOverItems(
  ports: Pick<Ports, 'workfront' | 'store'>,
  request: Request,
): Promise<HandOverPlan> {
  return request.action === 'deactivate'
    ? itemsToHandOver(ports, request)
    : { items: await itemsToGiveBack(ports, request), unread: [] };
}

async function itemsToHandOver(
  { workfront }: Pick<Ports, 'workfront'>,
  request: Request,
): Promise<HandOverPlan> {
  const leavers = new Map(
    wantedTargets(request).flatMap(({ user, successor }) =>
      successor ? [[user.id, { user, successor }] as const] : [],
    ),
  );
  const items: Omit<Item, 'position'>[] = [];
  const unread: HeldCount[] = [];
  for (const kind of inOrder()) {
    const all = await listAll(workfront, kind, [...leavers.keys()]);
    if (all === null) {
      unread.push({ kind, count: null, moves: workfront.movedBy(kind) !== null });
      continue;
    }
    for (const held of all) {
      const leaver = leavers.get(held.holder);
      if (leaver) items.push(itemFor(workfront, held, leaver));
    }
  }
  return { items: items.map((item, position) => ({ ...item, position })), unread };
}

/** First what is moved, as it is moved; then what is listed, the most urgent first. */
function inOrder(): readonly HoldingKind[] {
  return [...orderOfMoving, ...holdingKind.options.filter((kind) => !orderOfMoving.includes(kind))];
}

function itemFor(
  workfront: Pick<Ports['workfront'], 'movedBy'>,
  { kind, id, name, within, holder, link }: Held,
  { user, successor }: { readonly user: WorkfrontUser; readonly successor: WorkfrontUser },
): Omit<Item, 'position'> {
  const by = workfront.movedBy(kind);
  // Who is one of the leaver's reports gets the leaver's manager: nobody can be their own.
  const isOwnManager = kind === 'direct_reports' && id === successor.id;
  const to = isOwnManager ? user.managerId : successor.id;
  return {
    phase: 'hand_over',
    kind,
    type: by?.type ?? 'USER',
    objectId: id,
    name: within === null ? name : `${name} (${within})`,
    link,
    field: by?.field ?? 'ownerID',
    from: holder,
    to,
    outcome: by ? { result: 'waiting' } : { result: 'skipped', reason: 'by_hand' },
    retry: null,
    settledAt: null,
  };
}

/** All of a kind; null: Workfront refuses to show it. @throws WorkfrontFailure while it does not answer. */
async function listAll(
  workfront: Pick<Ports['workfront'], 'listHoldings'>,
  kind: HoldingKind,
  userIds: readonly string[],
): Promise<readonly Held[] | null> {
  const all = new Map<string, Held>();
  for (let first = 0; ; first += pageSize) {
    const page = await workfront
      .listHoldings(kind, userIds, { first, limit: pageSize })
      .catch((error: unknown) => (isRefused(error) ? null : Promise.reject(error)));
    if (page === null) return null;
    for (const held of page) all.set(`${held.id} ${held.holder}`, held);
    if (page.length < pageSize) return [...all.values()];
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof WorkfrontFailure && refused.has(error.code);
}

const refused: ReadonlySet<string> = new Set(['invalid', 'forbidden', 'not_found', 'misconfigured']);

/** The same things with the names exchanged. */
async function itemsToGiveBack({ store }: Pick<Ports, 'store'>, request: Request): Promise<readonly Item[]> {
  const back = wantedTargets(request).map(({ user }) => user.id);
  const moved = await store.listHandedOver(back);
  return moved.map(({ item }, position) => ({
    ...item,
    phase: 'give_back',
    position,
    from: item.to,
    to: item.from,
    outcome: { result: 'waiting' },
    retry: null,
    settledAt: null,
  }));
}
