import { z } from 'zod';

import type { Client, Query } from './client.ts';
import { readRows, type Found, type Row } from './held-rows.ts';
import { kinds } from './kinds.ts';

/** Each comes with its paths, stages and approvers. */
const perPage = 200;

const query: Query = {
  fields: 'ID,name,approvalPaths:approvalSteps:name,approvalPaths:approvalSteps:stepApprovers:*',
  ID_Sort: 'asc',
};

const id = z.string().toLowerCase().nullish().catch(null);
const approver = z.looseObject({ userID: id, teamID: id, roleID: id });
type Approver = z.infer<typeof approver>;
const list = <T extends z.ZodType>(item: T) => z.array(item).nullish().catch(null);
const process = z.looseObject({
  name: z.string().nullish().catch(null),
  approvalPaths: list(
    z.looseObject({ approvalSteps: list(z.looseObject({ stepApprovers: list(approver) })) }),
  ),
});

/**
 * Approval processes with a stage that nobody but these people can decide: nobody could once they are gone. Workfront
 * cannot search for approvers, so all processes are read.
 * @throws WorkfrontError
 */
export async function listStages(client: Client, userIds: readonly string[]): Promise<readonly Found[]> {
  const found: Found[] = [];
  for await (const one of readRows(client, kinds.approval_stages.resource, query, { perPage })) {
    const thing = stuckWithout(one, userIds);
    if (thing) found.push(thing);
  }
  return found;
}

/** Asks once for one of them. @throws WorkfrontError */
export async function tryStages(client: Client): Promise<void> {
  const { resource } = kinds.approval_stages;
  await client.read(`/${resource}/search`, { ...query, $$LIMIT: '1' }, z.array(z.unknown()));
}

function stuckWithout(one: Row, userIds: readonly string[]): Found | null {
  const { name, approvalPaths } = process.parse(one);
  const steps = approvalPaths?.flatMap(({ approvalSteps }) => approvalSteps ?? []) ?? [];
  for (const { stepApprovers } of steps) {
    const holder = holderOf(stepApprovers ?? [], userIds);
    if (holder === null) continue;
    return {
      kind: 'approval_stages',
      id: one.ID,
      name: name?.trim() || one.ID,
      holder,
      within: null,
      path: null,
    };
  }
  return null;
}

/** The first of the approvers of a stage, if all of them are among these people. */
function holderOf(approvers: readonly Approver[], userIds: readonly string[]): string | null {
  const among = approvers.map(({ userID, teamID, roleID }) =>
    userID && !teamID && !roleID && userIds.includes(userID) ? userID : null,
  );
  return among.every((who) => who !== null) ? (among[0] ?? null) : null;
}
