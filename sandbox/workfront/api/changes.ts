import * as z from 'zod';

import { ApiError, notCovered } from '../errors.ts';
import type { Habits } from '../habits.ts';
import type { Directory } from '../records/directory.ts';
import { named } from '../records/named.ts';
import type { Objects } from '../records/objects.ts';
import type { Row, TableSchema, Value } from '../records/schema.ts';
import { userShape } from '../records/user.ts';
import type { Rights } from './access.ts';

export type Change = Readonly<Record<string, Value>>;

/** All that says what becomes of a change, and whose change it is. */
export type Setting = {
  readonly objects: Objects;
  readonly directory: Directory;
  readonly rights: Rights;
  readonly habits: Habits;
  readonly now: Date;
};

/** The error for an ID that no object has, or none that the caller may see. */
export function notFound(object: string, id: string): ApiError {
  return new ApiError(404, `${object} with primary key value(s) "${id}" not found`, {
    title: null,
    msgKey: 'exception.norecordfound',
    attributes: [object, id],
    code: 0,
  });
}

/**
 * Throws the ApiError of an object that this caller may not edit: for want of rights, or by a business rule of the
 * customer, in their own words (AdobeDocs/workfront.en, business-rules.md).
 */
export function mayBeEdited({ objects, rights }: Setting, id: string): void {
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

/** People in the fields that change. */
function peopleIn(schema: TableSchema, row: Row, change: Change): string[] {
  const isUser = (field: string): boolean =>
    [...schema.links.values()].some((link) => link.to === 'USER' && 'by' in link && link.by === field);
  return Object.entries(change).flatMap(([field, value]) =>
    isUser(field) && typeof value === 'string' && value !== row[field] ? [value] : [],
  );
}

/** A row of any table with a change, stored nowhere. Throws the ApiError of one that is refused. */
export function changedRow(setting: Setting, schema: TableSchema, row: Row, change: Change): Row {
  return schema.objCode === 'USER'
    ? changedUser(setting, schema, row, change)
    : changedObject(setting, schema, row, change);
}

/** Throws for people whom nobody knows, or who by habit cannot manage anybody. */
function changedUser(
  { objects, directory, habits, now }: Setting,
  schema: TableSchema,
  row: Row,
  change: Change,
): Row {
  for (const id of peopleIn(schema, row, change)) {
    if (habits.inactiveManager === 'refused') activeUser(objects, id);
    else if (objects.find('USER', id) === undefined) throw notFound('User', id);
  }
  const user = userShape.parse(row);
  if (user.ID === named.adminEmail && change['isActive'] === false)
    throw new ApiError(422, 'The main administrator (Admin Email) cannot be deactivated.');
  const isReactivated = change['isActive'] === true && !user.isActive;
  if (isReactivated && habits.reactivation === 'needs access level' && change['accessLevelID'] === undefined)
    throw new ApiError(422, 'An access level is required to activate a user.');
  try {
    return directory.changed(user, { ...change, lastUpdateDate: now, lastUpdatedByID: named.apiUser });
  } catch (error) {
    if (error instanceof z.ZodError) throw new ApiError(422, 'Invalid data', { cause: error.message });
    throw error;
  }
}

function changedObject({ objects, habits }: Setting, schema: TableSchema, row: Row, change: Change): Row {
  const { objCode, name } = schema;
  if ((objCode === 'TASK' || objCode === 'OPTASK') && change['assignedToID'] !== undefined)
    throw notCovered(`assignedToID of ${name}: what becomes of its other assignees is told nowhere`);
  for (const id of peopleIn(schema, row, change)) activeUser(objects, id);
  const after = { ...row, ...change };
  const isNew = objCode === 'ASSGN' && after['assignedToID'] !== row['assignedToID'];
  if (isNew && habits.successorPresent === 'refused') alreadyOn(objects, after);
  return after;
}
