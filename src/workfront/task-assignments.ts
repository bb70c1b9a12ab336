import { z } from 'zod';

import type { FieldChange, FieldValue } from '../requests/items.ts';
import { inChunks } from './chunks.ts';
import type { Client, Query } from './client.ts';

const mostTasks = 50;
const mostRows = 2_000;

const guid = z.string().toLowerCase();
const assignment = z.object({
  taskID: guid,
  assignedToID: guid.nullish(),
  projectID: guid.nullish().catch(null),
});
/** What cannot be read as an assignment is none. */
const assignments = z
  .array(z.unknown())
  .transform((all) => all.flatMap((one) => assignment.safeParse(one).data ?? []));

/**
 * Of tasks: the values by their assignments. A task is still with `from` while an assignment of theirs is open on it;
 * assignments may be kept or made anew when somebody takes them over.
 */
export async function readAssignees(
  client: Client,
  changes: readonly FieldChange[],
): Promise<ReadonlyMap<string, FieldValue>> {
  const values = new Map<string, FieldValue>();
  for (const some of inChunks(changes, mostTasks)) {
    const rows = await openOn(client, some);
    for (const { id, from, to } of some) {
      const on = new Set(rows.filter(({ taskID }) => taskID === id).map(({ assignedToID }) => assignedToID));
      const value = [from, to].find((who) => typeof who === 'string' && on.has(who));
      if (value !== undefined) values.set(id, value);
    }
  }
  return values;
}

async function openOn(client: Client, tasks: readonly FieldChange[]) {
  const query: Query = {
    taskID: tasks.map(({ id }) => id),
    taskID_Mod: 'in',
    status: 'DN',
    status_Mod: 'ne',
    fields: 'ID,taskID,assignedToID,projectID',
    ID_Sort: 'asc',
    $$LIMIT: String(mostRows),
  };
  return client.read('/assignment/search', query, assignments);
}

/**
 * Puts one person in the place of another on these tasks, project by project, as Workfront's own bulk assignment
 * does: their hours, percentage and order stay. The answer says nothing of what was done, so nothing is shown by it.
 * Never by taking somebody off first: that would drop planned hours.
 * @see https://experienceleague.adobe.com/en/docs/workfront/using/manage-resources/workload-balancer/assign-work-in-workload-balancer-in-bulk
 */
export async function swapAssignees(
  client: Client,
  changes: readonly FieldChange[],
  options: Parameters<Client['write']>[4],
): Promise<ReadonlyMap<string, FieldValue>> {
  const rows = await openOn(client, changes);
  const projectOf = new Map(rows.map(({ taskID, projectID }) => [taskID, projectID ?? '']));
  const together = Map.groupBy(changes, ({ id, from, to }) =>
    JSON.stringify([projectOf.get(id) ?? '', from, to]),
  );
  for (const [first, ...others] of together.values()) {
    if (!first) continue;
    const updates = {
      taskIDs: [first, ...others].map(({ id }) => id),
      swapFromUserID: first.from,
      swapToUserID: first.to,
      swapRoleIDs: [],
      lockToRole: false,
      includeIssues: false,
    };
    const form = new URLSearchParams({ updates: JSON.stringify(updates) });
    await client.write('/assignment', { action: 'swapUsersOnTasks' }, form, z.unknown(), options);
  }
  return new Map();
}
