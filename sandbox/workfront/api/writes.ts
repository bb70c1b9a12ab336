import * as z from 'zod';

import { parseJson, type Json } from '../../shared/json.ts';
import { ApiError, notCovered, notFound } from '../errors.ts';
import type { Habits } from '../habits.ts';
import { readFields, typeOf } from '../query/fields.ts';
import { readValue } from '../query/values.ts';
import { named } from '../records/named.ts';
import type { Objects } from '../records/objects.ts';
import type { Row, Value } from '../records/schema.ts';
import { userShape } from '../records/user.ts';
import { visibleRow, type Asked } from '../tenant.ts';

type Change = Readonly<Record<string, Value>>;

const updates = z.union([
  z.record(z.string(), z.unknown()).transform((one) => [one]),
  z.array(z.record(z.string(), z.unknown())),
]);

/** The most objects that one request may change. */
const greatestBatch = 100;

/** A PUT to the objects of a table: their change, of one with its id, or what is done with them. */
export function write(asked: Asked, what: string | undefined): object {
  if (what === 'replace') throw new ApiError(405, undefined, { note: 'replace is never executed' });
  const { call, schema } = asked;
  const action = what ?? call.params.get('action');
  if (schema.objCode === 'ASSGN' && action === 'swapUsersOnTasks') return swapUsersOnTasks(asked);
  if (!schema.editable) throw new ApiError(400);
  return update(asked, what);
}

/** What stands in a JSON body or, the older form, in a parameter `updates` that holds JSON. */
function written({ json, params }: Asked['call']): unknown {
  return json ?? parseJson(params.get('updates') ?? '');
}

/**
 * Changes one object, or up to 100: all or none with `atomic=true`, whose answer tells no more than success; otherwise
 * habits say what becomes of the others when one is refused. Plain parameters are not covered.
 */
function update(asked: Asked, id: string | undefined): object {
  const { call, mode, habits, schema } = asked;
  const render = readFields(asked, call.params);
  const { data: sources = [] } = updates.safeParse(written(call));
  if (sources.length === 0 || (id !== undefined && sources.length > 1))
    throw new ApiError(422, 'Invalid Parameter: updates');
  if (sources.length > greatestBatch) {
    const words = `The batch size ${sources.length} is greater than the maximum of ${greatestBatch}`;
    throw new ApiError(422, words);
  }
  const atomic = id === undefined && call.params.get('atomic') === 'true';
  const plan = (source: Json): Row => {
    const one = id ?? String(source['ID']);
    const change = readChange(asked, source);
    mayBeEdited(asked, one);
    const changed = schema.objCode === 'USER' ? changedUser : changedObject;
    return changed(asked, visibleRow(asked, one), change);
  };
  const store = (row: Row): Row => {
    if (mode === 'ignoreWrite') return visibleRow(asked, row.ID);
    if (mode === 'apply') save(asked, row);
    return row;
  };
  const whole = atomic || id !== undefined ? 'refused whole' : habits.badRecord;
  const rows = inTurn(sources, whole, plan, store).map(render);
  if (atomic) return { success: true };
  return { data: id === undefined ? rows : rows[0] };
}

/**
 * Plans and stores changes one after the other. When one is refused: all are, or those before it are done and the
 * answer is an error, or all are done but the refused ones, which the answer leaves out.
 */
function inTurn<Item, Plan, Result>(
  items: readonly Item[],
  badRecord: Habits['badRecord'],
  plan: (item: Item) => Plan,
  store: (plan: Plan) => Result,
): Result[] {
  if (badRecord === 'refused whole') return items.map(plan).map(store);
  return items.flatMap((item) => {
    try {
      return [store(plan(item))];
    } catch (error) {
      if (badRecord === 'short answer' && error instanceof ApiError) return [];
      throw error;
    }
  });
}

/**
 * Throws the ApiError of an object that this caller may not edit: for want of rights, or by a business rule of the
 * customer, in their own words (AdobeDocs/workfront.en, business-rules.md).
 */
function mayBeEdited({ objects, rights }: Asked, id: string): void {
  if (!rights.mayEditUsers) throw new ApiError(403);
  const rule = objects.ruleFor(id);
  if (rule !== undefined) throw new ApiError(422, rule);
}

/**
 * A user to own things and be assigned to them, which takes an active one (modify-task-assignments-overview.md,
 * update-project-owners-and-sponsors.md). How Workfront words its refusal is told nowhere; a guess.
 */
function userIn(objects: Objects, id: string, mayBeInactive = false): Row {
  const user = objects.find('USER', id);
  if (user === undefined) throw notFound('User', id);
  if (user['isActive'] !== true && !mayBeInactive)
    throw new ApiError(422, `${String(user['name'])} is not an active user.`);
  return user;
}

/** Throws, by habit, for somebody who is on that task or issue already; the words are a guess. */
function mayBeAssigned({ objects, habits }: Asked, assignment: Row): void {
  if (habits.successorPresent !== 'refused' || objects.besides(assignment) === undefined) return;
  const user = objects.find('USER', String(assignment['assignedToID']));
  throw new ApiError(422, `${String(user?.['name'])} is already assigned.`);
}

/** People in the fields that change. */
function peopleIn({ schema }: Asked, row: Row, change: Change): string[] {
  return Object.entries(change).flatMap(([field, value]) => {
    const isUser = schema.links.get(field.replace(/ID$/, ''))?.to === 'USER';
    return isUser && typeof value === 'string' && value !== row[field] ? [value] : [];
  });
}

/** A user with a change, stored nowhere. Throws for people whom nobody knows, or who by habit cannot manage anybody. */
function changedUser(asked: Asked, row: Row, change: Change): Row {
  const { objects, directory, habits, now } = asked;
  for (const id of peopleIn(asked, row, change)) userIn(objects, id, habits.inactiveManager === 'accepted');
  const user = userShape.parse(row);
  if (user.ID === named.adminEmail && change['isActive'] === false)
    throw new ApiError(422, 'The main administrator (Admin Email) cannot be deactivated.');
  const isReactivated = change['isActive'] === true && !user.isActive;
  if (isReactivated && habits.reactivation === 'needs access level' && change['accessLevelID'] === undefined)
    throw new ApiError(422, 'An access level is required to activate a user.');
  try {
    return directory.changed(user, { ...change, lastUpdateDate: now(), lastUpdatedByID: named.apiUser });
  } catch (error) {
    if (error instanceof z.ZodError) throw new ApiError(422, 'Invalid data', { cause: error.message });
    throw error;
  }
}

/** Any other object with a change, stored nowhere. Throws the ApiError of one that is refused. */
function changedObject(asked: Asked, row: Row, change: Change): Row {
  const { objCode, name } = asked.schema;
  if ((objCode === 'TASK' || objCode === 'OPTASK') && change['assignedToID'] !== undefined)
    throw notCovered(`assignedToID of ${name}: what becomes of its other assignees is told nowhere`);
  for (const id of peopleIn(asked, row, change)) userIn(asked.objects, id);
  const after = { ...row, ...change };
  if (objCode === 'ASSGN' && after['assignedToID'] !== row['assignedToID']) mayBeAssigned(asked, after);
  return after;
}

function save({ directory, objects, schema, habits }: Asked, row: Row): void {
  if (schema.objCode === 'USER') directory.save(userShape.parse(row), 'api');
  else if (schema.objCode === 'ASSGN') objects.assign(row, habits);
  else objects.save(schema.objCode, row);
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);

function readChange(asked: Asked, source: Json): Change {
  const change: Record<string, Value> = {};
  for (const [field, given] of Object.entries(source)) {
    if (field === 'ID' || field === 'objCode') continue;
    const type = typeOf(asked, field);
    const { data } = (type === 'string' ? z.string() : scalar).nullable().safeParse(given);
    const value = data === undefined || data === null ? data : readValue(type, String(data));
    if (value === undefined) throw new ApiError(422, `Invalid Parameter: ${field} value "${String(given)}"`);
    change[field] = value;
  }
  return change;
}

/** https://github.com/AdobeDocs/workfront-apis static/workflow.json: the arguments of assignment/swapUsersOnTasks. */
const swapArguments = z.strictObject({
  taskIDs: z.array(z.string()),
  swapFromUserID: z.string(),
  swapToUserID: z.string(),
  swapRoleIDs: z.array(z.string()).default([]),
  lockToRole: z.boolean().default(false),
  includeIssues: z.boolean().default(false),
});

type Swap = z.output<typeof swapArguments>;

/**
 * Puts one user in the place of another on these tasks, as the Workload Balancer's bulk assignment does
 * (AdobeDocs/workfront.en, assign-work-in-workload-balancer-in-bulk.md): complete tasks are skipped, and who does not
 * have the role of the other comes in with their own. That `lockToRole` keeps the role and `swapRoleIDs` leaves other
 * roles alone is a guess. The answer is void (Thousand-Cuts/wf-toolkit, api/05), also when a part was dropped.
 */
function swapUsersOnTasks(asked: Asked): object {
  const { objects, habits, mode } = asked;
  const swap = readSwap(asked);
  const { swapFromUserID: from, swapToUserID: to, swapRoleIDs, lockToRole } = swap;
  const { roleID = null } = userIn(objects, to);
  const isSwapped = (row: Row): boolean =>
    row['assignedToID'] === from &&
    row['status'] !== 'DN' &&
    (swapRoleIDs.length === 0 || swapRoleIDs.includes(String(row['roleID'])));
  const plan = (work: Row): readonly Row[] => {
    mayBeEdited(asked, work.ID);
    const rows = objects.assignmentsOf(work.ID).filter(isSwapped);
    const after = rows.map((row) => ({
      ...row,
      assignedToID: to,
      roleID: lockToRole ? (row['roleID'] ?? null) : roleID,
    }));
    for (const row of after) mayBeAssigned(asked, row);
    return after;
  };
  const store = (rows: readonly Row[]): void => {
    if (mode !== 'apply') return;
    for (const row of rows) objects.assign(row, habits, habits.swappedRows === 'made anew');
  };
  inTurn(workOf(swap, asked), habits.badRecord, plan, store);
  return { data: { result: null } };
}

/** How odd arguments are refused was seen by Thousand-Cuts/wf-toolkit, api/05. */
function readSwap({ call }: Asked): Swap {
  const { data, error } = swapArguments.safeParse(written(call));
  if (data !== undefined) return data;
  const [key] = error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  throw new ApiError(
    422,
    key === undefined
      ? 'argument type mismatch'
      : `action swapUsersOnTasks does not support argument named ${key}`,
  );
}

/** The tasks that are named, and what hangs on them: sub-tasks by habit, issues if asked for. Complete work is skipped. */
function workOf({ taskIDs, includeIssues }: Swap, { objects, habits }: Asked): readonly Row[] {
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
