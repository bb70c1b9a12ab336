import { ApiError, notCovered } from '../errors.ts';
import type { Habits } from '../habits.ts';
import type { Objects } from '../records/objects.ts';
import type { Row, TableSchema } from '../records/schema.ts';
import type { Rights } from './access.ts';
import { notFound, type Change } from './writes.ts';

/**
 * Throws the ApiError of an object that this caller may not edit: for want of rights, or by a business rule of the
 * customer, in their own words (AdobeDocs/workfront.en, business-rules.md).
 */
export function mayBeEdited(objects: Objects, rights: Rights, id: string): void {
  if (!rights.mayEditUsers) throw new ApiError(403);
  const rule = objects.ruleFor(id);
  if (rule !== undefined) throw new ApiError(422, rule);
}

/**
 * A user who can own things and be assigned to them, which takes an active one (modify-task-assignments-overview.md,
 * update-project-owners-and-sponsors.md). How Workfront words its refusal is told nowhere; a guess.
 */
export function activeUser(objects: Objects, id: string): Row {
  const user = objects.find('USER', id);
  if (user === undefined) throw notFound('User', id);
  if (user['isActive'] !== true) throw new ApiError(422, `${String(user['name'])} is not an active user.`);
  return user;
}

/** Throws for somebody who is on that task or issue already; that this can be refused, and these words, are a guess. */
export function alreadyOn(objects: Objects, assignment: Row): void {
  if (objects.besides(assignment) === undefined) return;
  const user = objects.find('USER', String(assignment['assignedToID']));
  throw new ApiError(422, `${String(user?.['name'])} is already assigned.`);
}

/** Fields whose value is somebody, of the fields that change. */
function peopleIn(schema: TableSchema, row: Row, change: Change): string[] {
  const isUser = (field: string): boolean =>
    [...schema.links.values()].some((link) => link.to === 'USER' && 'by' in link && link.by === field);
  return Object.entries(change).flatMap(([field, value]) =>
    isUser(field) && typeof value === 'string' && value !== row[field] ? [value] : [],
  );
}

/** Throws the ApiError of people in a user's change whom nobody knows, or who by habit cannot manage anybody. */
export function mayManage(
  schema: TableSchema,
  row: Row,
  change: Change,
  { objects, habits }: { readonly objects: Objects; readonly habits: Habits },
): void {
  for (const id of peopleIn(schema, row, change)) {
    if (habits.inactiveManager === 'refused') activeUser(objects, id);
    else if (objects.find('USER', id) === undefined) throw notFound('User', id);
  }
}

/** An object other than a user with a change, stored nowhere. Throws the ApiError of one that is refused. */
export function changedObject(
  schema: TableSchema,
  row: Row,
  change: Change,
  { objects, habits }: { readonly objects: Objects; readonly habits: Habits },
): Row {
  const { objCode } = schema;
  if ((objCode === 'TASK' || objCode === 'OPTASK') && change['assignedToID'] !== undefined) {
    throw notCovered(`assignedToID of ${schema.name}: what becomes of its other assignees is told nowhere`);
  }
  for (const id of peopleIn(schema, row, change)) activeUser(objects, id);
  const after = { ...row, ...change };
  const isNew = objCode === 'ASSGN' && after['assignedToID'] !== row['assignedToID'];
  if (isNew && habits.successorPresent === 'refused') alreadyOn(objects, after);
  return after;
}
