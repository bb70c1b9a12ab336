import { WorkfrontFailure } from '../requests/errors.ts';
import type { Item } from '../requests/items.ts';
import type { Ports } from '../requests/ports.ts';
import type { WorkfrontUser } from '../requests/request.ts';

/**
 * The items, and with those that gave somebody access again the access level that this left, since Workfront may
 * ask for a new one. Where that cannot be read, the outcome stands without it.
 */
export async function withAccessLevels(
  ports: Pick<Ports, 'workfront'>,
  items: readonly Item[],
): Promise<readonly Item[]> {
  const again = items.filter(({ to, outcome }) => to === true && outcome.result === 'done');
  if (again.length === 0) return items;
  const users = await readUsers(ports, again);
  return items.map((item) => {
    const user = again.includes(item) ? users.get(item.objectId) : undefined;
    if (!user || item.outcome.result !== 'done') return item;
    return { ...item, outcome: { ...item.outcome, accessLevel: user.accessLevel } };
  });
}

async function readUsers(
  { workfront }: Pick<Ports, 'workfront'>,
  items: readonly Item[],
): Promise<ReadonlyMap<string, WorkfrontUser>> {
  try {
    return await workfront.readUsers(items.map(({ objectId }) => objectId));
  } catch (error) {
    if (error instanceof WorkfrontFailure) return new Map();
    throw error;
  }
}
