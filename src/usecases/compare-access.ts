import { WorkfrontFailure } from '../requests/errors.ts';
import type { Item } from '../requests/items.ts';
import type { Ports } from '../requests/ports.ts';
import { differencesOf } from '../requests/undo.ts';

/**
 * Says of people who have their access again which access level this left, since Workfront may ask for a new one,
 * and what is not as it was when the bot took the access, as far as it did. Other items are passed on as they are.
 */
export async function compareAccess(
  { store, workfront }: Pick<Ports, 'store' | 'workfront'>,
  items: readonly Item[],
): Promise<readonly Item[]> {
  // Of what changes hands no value is true.
  const ids = items
    .filter(({ to, outcome }) => to === true && outcome.result === 'done')
    .map(({ objectId }) => objectId);
  if (ids.length === 0) return items;
  try {
    const now = await workfront.readUsers(ids);
    const before = await store.findBeforeDeactivation(ids);
    return items.map((item): Item => {
      const is = now.get(item.objectId);
      if (!is || item.outcome.result !== 'done') return item;
      const was = before.get(item.objectId);
      const different = was ? differencesOf(was, is) : [];
      const { accessLevel } = is;
      return {
        ...item,
        outcome: { ...item.outcome, accessLevel, ...(different.length > 0 && { different }) },
      };
    });
  } catch (error) {
    // The access is back, which counts; what came with it can be looked up by hand.
    if (error instanceof WorkfrontFailure) return items;
    throw error;
  }
}
