import { changeOf, type FieldValue, type Item, type ItemKind } from '../requests/items.ts';
import { isAboutToLeave, type Policy } from '../requests/policy.ts';
import type { Ports } from '../requests/ports.ts';
import type { Outcome, Request, SkipReason } from '../requests/request.ts';
import { leavingAmong } from './take-over.ts';

/** Why those who were to take over cannot, by id; null: they can. Kept for one run. */
export type Takers = Map<string, SkipReason | null>;

type JudgePorts = Pick<Ports, 'workfront' | 'store' | 'now'>;

/**
 * Items by which things of one kind change hands, with what a read shows: those that need nothing to be sent are
 * settled by it. @throws WorkfrontFailure
 */
export async function judgeHeld(
  ports: JudgePorts,
  kind: ItemKind,
  items: readonly Item[],
  rules: {
    readonly policy: Policy;
    readonly request: Request;
    readonly isApproved: boolean;
    readonly takers: Takers;
  },
): Promise<readonly Item[]> {
  const values = await ports.workfront.readValues(kind, items.map(changeOf));
  await readTakers(ports, items, rules.takers);
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
  const problem = takers.get(String(item.to));
  if (problem) return { result: 'skipped', reason: problem };
  return request.dryRun || policy.dryRun ? { result: 'skipped', reason: 'dry_run' } : null;
}

/** Who gets something back is asked about no leaving: it is theirs. */
async function readTakers(ports: JudgePorts, items: readonly Item[], takers: Takers): Promise<void> {
  const fresh = items.flatMap(({ to, phase }) =>
    typeof to === 'string' && !takers.has(to) ? [{ to, phase }] : [],
  );
  if (fresh.length === 0) return;
  const users = await ports.workfront.readUsers([...new Set(fresh.map(({ to }) => to))]);
  const takingOver = fresh.filter(({ phase }) => phase === 'hand_over').map(({ to }) => to);
  const leaving = await leavingAmong(ports, [...new Set(takingOver)]);
  const now = ports.now();
  for (const { to, phase } of fresh) {
    const user = users.get(to);
    const leaves = user && phase === 'hand_over' && isAboutToLeave(user, { isLeaving: leaving.has(to), now });
    takers.set(to, user?.isActive ? (leaves ? 'successor_leaving' : null) : 'successor_gone');
  }
}
