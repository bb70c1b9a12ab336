import { changeOf, type FieldValue, type Item, type ItemKind } from '../requests/items.ts';
import type { Policy } from '../requests/policy.ts';
import type { Ports } from '../requests/ports.ts';
import type { Outcome, Request } from '../requests/request.ts';

/** Whether those who take over are active, by id; kept for one run. */
export type Takers = Map<string, boolean>;

/**
 * Items by which things of one kind change hands, with what a read shows: those that need nothing to be sent are
 * settled by it. @throws WorkfrontFailure
 */
export async function judgeHeld(
  { workfront }: Pick<Ports, 'workfront'>,
  kind: ItemKind,
  items: readonly Item[],
  rules: {
    readonly policy: Policy;
    readonly request: Request;
    readonly isApproved: boolean;
    readonly takers: Takers;
  },
): Promise<readonly Item[]> {
  const values = await workfront.readValues(kind, items.map(changeOf));
  await readTakers(workfront, items, rules.takers);
  return items.map((item) => {
    const outcome = outcomeBefore(item, values.get(item.objectId), rules);
    return outcome ? { ...item, outcome } : item;
  });
}

/** Why nothing needs to be sent, or null when the change is due. */
function outcomeBefore(
  item: Item,
  now: FieldValue | undefined,
  { policy, request, isApproved, takers }: Parameters<typeof judgeHeld>[3],
): Outcome | null {
  if (now === undefined) return { result: 'skipped', reason: 'gone' };
  if (now === item.to) {
    // Sent before, by a runner that could not see the answer: the state tells.
    return item.outcome.result === 'sending'
      ? { result: 'done', confirmedBy: 'read' }
      : { result: 'already', since: null };
  }
  if (now !== item.from) return { result: 'skipped', reason: 'changed' };
  if (!isApproved) return { result: 'skipped', reason: 'not_approved' };
  if (item.to !== null && takers.get(String(item.to)) !== true) {
    return { result: 'skipped', reason: 'successor_gone' };
  }
  return request.dryRun || policy.dryRun ? { result: 'skipped', reason: 'dry_run' } : null;
}

async function readTakers(
  workfront: Ports['workfront'],
  items: readonly Item[],
  takers: Takers,
): Promise<void> {
  const ids = new Set(items.flatMap(({ to }) => (typeof to === 'string' && !takers.has(to) ? [to] : [])));
  if (ids.size === 0) return;
  const users = await workfront.readUsers([...ids]);
  for (const id of ids) takers.set(id, users.get(id)?.isActive ?? false);
}
