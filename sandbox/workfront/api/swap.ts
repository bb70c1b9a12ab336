import * as z from 'zod';

import { ApiError } from '../errors.ts';
import type { Row } from '../records/schema.ts';
import type { Call, WriteMode } from './call.ts';
import { activeUser, alreadyOn, mayBeEdited, type Setting } from './changes.ts';
import { readForm } from './writes.ts';

/** https://github.com/AdobeDocs/workfront-apis static/workflow.json: the arguments of assignment/swapUsersOnTasks. */
const swapArguments = z.strictObject({
  taskIDs: z.array(z.string()),
  swapFromUserID: z.string(),
  swapToUserID: z.string(),
  swapRoleIDs: z.array(z.string()).optional(),
  lockToRole: z.boolean().optional(),
  includeIssues: z.boolean().optional(),
});

type Swap = z.output<typeof swapArguments>;

/**
 * Puts one user in the place of another on these tasks, as the Workload Balancer's bulk assignment does
 * (AdobeDocs/workfront.en, assign-work-in-workload-balancer-in-bulk.md): complete tasks are skipped, and who does not
 * have the role of the other comes in with their own. That `lockToRole` keeps the role and `swapRoleIDs` leaves other
 * roles alone is a guess. The answer is void (Thousand-Cuts/wf-toolkit, api/05), also when a part was dropped.
 */
export function swapUsersOnTasks(call: Call, mode: WriteMode, setting: Setting): object {
  const { objects, habits } = setting;
  const swap = readSwap(call);
  const { swapFromUserID: from, swapToUserID: to, swapRoleIDs = [], lockToRole = false } = swap;
  const { roleID = null } = activeUser(objects, to);
  const isSwapped = (row: Row): boolean =>
    row['assignedToID'] === from &&
    row['status'] !== 'DN' &&
    (swapRoleIDs.length === 0 || swapRoleIDs.includes(String(row['roleID'])));
  const planOf = (work: Row): readonly Row[] => {
    mayBeEdited(setting, work.ID);
    return objects
      .assignmentsOf(work.ID)
      .filter(isSwapped)
      .map((row) => {
        const after = { ...row, assignedToID: to, roleID: lockToRole ? (row['roleID'] ?? null) : roleID };
        if (habits.successorPresent === 'refused') alreadyOn(objects, after);
        return after;
      });
  };
  const apply = (rows: readonly Row[]): void => {
    if (mode === 'apply')
      for (const row of rows) objects.assign(row, habits, habits.swappedRows === 'made anew');
  };
  const work = workOf(swap, setting);
  if (habits.badRecord === 'refused whole') work.map(planOf).forEach(apply);
  else
    for (const one of work) {
      try {
        apply(planOf(one));
      } catch (error) {
        if (habits.badRecord === 'partly done' || !(error instanceof ApiError)) throw error;
      }
    }
  return { data: { result: null } };
}

/** How odd arguments are refused was seen by Thousand-Cuts/wf-toolkit, api/05. */
function readSwap(call: Call): Swap {
  const parsed = swapArguments.safeParse(readForm(call) ?? call.json);
  if (parsed.success) return parsed.data;
  const unknown = parsed.error.issues.find(({ code }) => code === 'unrecognized_keys');
  const key = unknown && 'keys' in unknown ? String(unknown.keys) : '';
  throw new ApiError(
    422,
    unknown ? `action swapUsersOnTasks does not support argument named ${key}` : 'argument type mismatch',
  );
}

/** The tasks that are named, and what hangs on them: sub-tasks by habit, issues if asked for. Complete work is skipped. */
function workOf({ taskIDs, includeIssues = false }: Swap, { objects, habits }: Setting): readonly Row[] {
  const ids = new Set(taskIDs);
  const tasks = objects.rows('TASK');
  if (habits.swapReaches === 'sub-tasks too') {
    // A set that grows while it is walked is walked to its new end.
    for (const id of ids) for (const task of tasks) if (task['parentID'] === id) ids.add(task.ID);
  }
  const issues = includeIssues ? objects.rows('OPTASK') : [];
  return [
    ...tasks.filter(({ ID }) => ids.has(ID)),
    ...issues.filter((issue) => ids.has(String(issue['sourceTaskID']))),
  ].filter((work) => work['statusEquatesWith'] !== 'CPL');
}
