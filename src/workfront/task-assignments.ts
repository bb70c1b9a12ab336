import { z } from 'zod';

import type { FieldChange, FieldValue } from '../requests/items.ts';
import { inChunks } from './chunks.ts';
import type { Client, Query } from './client.ts';

const mostTasks = 50;
/** The most objects that one request may change. */
const mostAtOnce = 100;
const mostRows = 2_000;

const guid = z.string().toLowerCase();
const assignment = z.object({
  ID: guid,
  taskID: guid,
  assignedToID: guid.nullish(),
  projectID: guid.nullish().catch(null),
  task: z
    .object({ numberOfChildren: z.number().nullish().catch(null) })
    .nullish()
    .catch(null),
});
type Assignment = z.infer<typeof assignment>;
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
  const rows = await openOn(client, changes);
  return new Map(
    changes.flatMap(({ id, from, to }): [string, FieldValue][] => {
      const on = new Set(rows.filter(({ taskID }) => taskID === id).map(({ assignedToID }) => assignedToID));
      const value = [from, to].find((who) => typeof who === 'string' && on.has(who));
      return value === undefined ? [] : [[id, value]];
    }),
  );
}

/** The open assignments of those whom the changes are about, and of nobody else. */
async function openOn(client: Client, changes: readonly FieldChange[]): Promise<readonly Assignment[]> {
  const found: Assignment[] = [];
  for (const some of inChunks(changes, mostTasks)) {
    const people = some.flatMap(({ from, to }) => [from, to]).filter((who) => typeof who === 'string');
    const query: Query = {
      taskID: some.map(({ id }) => id),
      taskID_Mod: 'in',
      assignedToID: [...new Set(people)],
      assignedToID_Mod: 'in',
      status: 'DN',
      status_Mod: 'ne',
      fields: 'ID,taskID,assignedToID,projectID,task:numberOfChildren',
      ID_Sort: 'asc',
      $$LIMIT: String(mostRows),
    };
    found.push(...(await client.read('/assignment/search', query, assignments)));
  }
  return found;
}

type Send = () => Promise<unknown>;

/**
 * The requests that put one person in the place of another on these tasks, project by project, as Workfront's own bulk
 * assignment does: their hours, percentage and order stay. The answers say nothing of what was done. Never by taking
 * somebody off first: that would drop planned hours.
 * A swap may reach the tasks below those that it names, so of a task that has some the assignments themselves change.
 * @see https://experienceleague.adobe.com/en/docs/workfront/using/manage-resources/workload-balancer/assign-work-in-workload-balancer-in-bulk
 * @throws WorkfrontError
 */
export async function planSwaps(
  client: Client,
  changes: readonly FieldChange[],
  options: Parameters<Client['write']>[4],
): Promise<readonly Send[]> {
  const rows = await openOn(client, changes);
  const projectOf = new Map(rows.map(({ taskID, projectID }) => [taskID, projectID ?? '']));
  const above = new Set(rows.filter(({ task }) => task?.numberOfChildren).map(({ taskID }) => taskID));
  const together = Map.groupBy(
    changes.filter(({ id }) => !above.has(id)),
    ({ id, from, to }) => JSON.stringify([projectOf.get(id) ?? '', from, to]),
  );
  const swaps = [...together.values()].flatMap((ofProject) => inChunks(ofProject, mostTasks));
  const edits = changes.flatMap(({ id, from, to }) =>
    rows
      .filter(({ taskID, assignedToID }) => above.has(id) && taskID === id && assignedToID === from)
      .map(({ ID }) => ({ ID, assignedToID: to })),
  );
  return [
    ...swaps.map((swap) => () => sendSwap(client, swap, options)),
    ...inChunks(edits, mostAtOnce).map(
      (some) => () => client.write('/assignment', { fields: 'ID,assignedToID' }, some, z.unknown(), options),
    ),
  ];
}

function sendSwap(
  client: Client,
  swap: readonly FieldChange[],
  options: Parameters<Client['write']>[4],
): Promise<unknown> {
  const updates = {
    taskIDs: swap.map(({ id }) => id),
    swapFromUserID: swap[0]?.from,
    swapToUserID: swap[0]?.to,
    swapRoleIDs: [],
    lockToRole: false,
    includeIssues: false,
  };
  const form = new URLSearchParams({ updates: JSON.stringify(updates) });
  return client.write('/assignment', { action: 'swapUsersOnTasks' }, form, z.unknown(), options);
}
