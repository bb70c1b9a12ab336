import * as z from 'zod';

import { ApiError } from '../errors.ts';
import type { Habits } from '../habits.ts';
import type { Objects } from '../records/objects.ts';
import type { Row, TableSchema } from '../records/schema.ts';
import type { Rights } from './access.ts';
import type { Call } from './call.ts';
import { notFound, readForm, type Change } from './writes.ts';

/**
 * An object other than a user with a change, stored nowhere. Throws the ApiError of one that is refused: by a business
 * rule of the customer, in their own words (AdobeDocs/workfront.en, business-rules.md), or since it goes to somebody
 * inactive, who can neither own nor be assigned anything (modify-task-assignments-overview.md, update-project-owners).
 * How Workfront words the latter is told nowhere; a guess.
 */
export function changedObject(
  schema: TableSchema,
  id: string,
  change: Change,
  { objects, rights }: { readonly objects: Objects; readonly rights: Rights },
): Row {
  const row = objects.find(schema.objCode, id);
  if (row === undefined) throw notFound(schema.name, id);
  if (!rights.mayEditUsers) throw new ApiError(403);
  const rule = objects.ruleFor(id);
  if (rule !== undefined) throw new ApiError(422, rule);
  for (const [field, value] of Object.entries(change)) {
    const link = [...schema.links.values()].find((one) => 'by' in one && one.by === field);
    if (link?.to !== 'USER' || value === null || value === row[field]) continue;
    const user = objects.find('USER', String(value));
    if (user === undefined) throw notFound('User', String(value));
    if (user['isActive'] !== true) throw new ApiError(422, `${String(user['name'])} is not an active user.`);
  }
  return { ...row, ...change };
}

/** https://github.com/AdobeDocs/workfront-apis static/workflow.json: the arguments of assignment/swapUsersOnTasks. */
const swapArguments = z.strictObject({
  taskIDs: z.array(z.string()),
  swapFromUserID: z.string(),
  swapToUserID: z.string(),
  swapRoleIDs: z.array(z.string()).optional(),
  lockToRole: z.boolean().optional(),
  includeIssues: z.boolean().optional(),
});

/**
 * Puts one user in the place of another on these tasks, as the Workload Balancer's bulk assignment does
 * (assign-work-in-workload-balancer-in-bulk.md): complete tasks are skipped. The answer is void
 * (Thousand-Cuts/wf-toolkit, api/05). Whether rows are kept or made anew is told nowhere: a habit.
 */
export function swapUsersOnTasks(
  call: Call,
  { objects, habits }: { readonly objects: Objects; readonly habits: Habits },
): object {
  const parsed = swapArguments.safeParse(readForm(call) ?? call.json);
  if (!parsed.success) {
    const unknown = parsed.error.issues.find(({ code }) => code === 'unrecognized_keys');
    const key = unknown && 'keys' in unknown ? String(unknown.keys) : '';
    throw new ApiError(
      422,
      unknown ? `action swapUsersOnTasks does not support argument named ${key}` : 'argument type mismatch',
    );
  }
  const { taskIDs, swapFromUserID: from, swapToUserID: to } = parsed.data;
  const successor = objects.find('USER', to);
  if (successor?.['isActive'] !== true) throw new ApiError(422, `${to} is not an active user.`);
  for (const taskId of taskIDs) {
    const task = objects.find('TASK', taskId);
    const rule = objects.ruleFor(taskId);
    if (rule !== undefined) throw new ApiError(422, rule);
    if (task === undefined || task['statusEquatesWith'] === 'CPL') continue;
    objects.reassign(taskId, from, to, habits.swappedRows === 'made anew');
  }
  return { data: { result: null } };
}
