import * as z from 'zod';

import { ApiError, notCovered, notFound } from '../errors.ts';
import { named } from '../records/named.ts';
import type { Objects } from '../records/objects.ts';
import type { Row, Value } from '../records/schema.ts';
import { userShape } from '../records/user.ts';
import type { Asked } from '../tenant.ts';

export type Change = Readonly<Record<string, Value>>;

/**
 * Throws the ApiError of an object that this caller may not edit: for want of rights, or by a business rule of the
 * customer, in their own words (AdobeDocs/workfront.en, business-rules.md).
 */
export function mayBeEdited({ objects, rights }: Asked, id: string): void {
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

/** Throws, by habit, for somebody who is on that task or issue already; the words are a guess. */
export function mayBeAssigned({ objects, habits }: Asked, assignment: Row): void {
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

/** A row of any table with a change, stored nowhere. Throws the ApiError of one that is refused. */
export function changedRow(asked: Asked, row: Row, change: Change): Row {
  return asked.schema.objCode === 'USER'
    ? changedUser(asked, row, change)
    : changedObject(asked, row, change);
}

/** Throws for people whom nobody knows, or who by habit cannot manage anybody. */
function changedUser(asked: Asked, row: Row, change: Change): Row {
  const { objects, directory, habits, now } = asked;
  for (const id of peopleIn(asked, row, change)) {
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
    return directory.changed(user, { ...change, lastUpdateDate: now(), lastUpdatedByID: named.apiUser });
  } catch (error) {
    if (error instanceof z.ZodError) throw new ApiError(422, 'Invalid data', { cause: error.message });
    throw error;
  }
}

function changedObject(asked: Asked, row: Row, change: Change): Row {
  const { objCode, name } = asked.schema;
  if ((objCode === 'TASK' || objCode === 'OPTASK') && change['assignedToID'] !== undefined)
    throw notCovered(`assignedToID of ${name}: what becomes of its other assignees is told nowhere`);
  for (const id of peopleIn(asked, row, change)) activeUser(asked.objects, id);
  const after = { ...row, ...change };
  if (objCode === 'ASSGN' && after['assignedToID'] !== row['assignedToID']) mayBeAssigned(asked, after);
  return after;
}
