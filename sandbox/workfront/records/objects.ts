import type { Habits } from '../habits.ts';
import type { Database } from './database.ts';
import { named } from './named.ts';
import type { Row, Value } from './schema.ts';
import { give, type GivenKind } from './things.ts';
import { idFor } from './user.ts';

/** A mail that Workfront would have sent. */
type Mail = { readonly to: string; readonly subject: string };

/** One object that went from somebody to somebody else. */
type Moved = { readonly id: string; readonly from: Value; readonly to: Value };

/** Everything but the users, as the API and somebody at the controls change it. */
export type Objects = ReturnType<typeof createObjects>;

/** The keeper of all objects but the users. */
export function createObjects(database: Database) {
  const rules = new Map<string, string>();
  const hidden = new Set<string>();
  const mails: Mail[] = [];
  const changes: Moved[] = [];

  /** Who works on a task or an issue. */
  const assignmentsOf = (workId: string): readonly Row[] =>
    database.rows('ASSGN').filter((row) => workIdOf(row) === workId);

  /** Who is assigned to a task or issue stands in its rows, and is told there as well. */
  function syncAssignees(id: string): void {
    const objCode = database.find('TASK', id) === undefined ? 'OPTASK' : 'TASK';
    const work = database.find(objCode, id);
    if (work === undefined) return;
    const rows = assignmentsOf(id);
    const assignmentsUsersMM = rows.flatMap(({ assignedToID: who }) =>
      typeof who === 'string' ? [who] : [],
    );
    const first = rows.find(({ isPrimary }) => isPrimary === true) ?? rows[0];
    database.put(objCode, { ...work, assignmentsUsersMM, assignedToID: first?.['assignedToID'] ?? null });
  }

  /** A task tells how many stand below it. */
  function countChildren(id: Value | undefined): void {
    const task = database.find('TASK', String(id));
    if (task === undefined) return;
    const numberOfChildren = database.rows('TASK').filter(({ parentID }) => parentID === id).length;
    database.put('TASK', { ...task, numberOfChildren });
  }

  function noteMove(before: Row | undefined, after: Row): void {
    for (const field of ['ownerID', 'defaultAssignedToID', 'assignedToID']) {
      const [from = null, to = null] = [before?.[field], after[field]];
      if (before && from !== to) changes.push({ id: after.ID, from, to });
    }
  }

  /** Stores a row in the place of another, and all that follows from it. */
  function replace(objCode: string, before: Row | undefined, after: Row): void {
    if (before !== undefined && before.ID !== after.ID) database.remove(objCode, before.ID);
    database.put(objCode, after);
    noteMove(before, after);
    mails.push(...mailsFor(database, objCode, before, after));
    if (objCode === 'ASSGN') syncAssignees(workIdOf(after));
    if (objCode === 'TASK') for (const task of [before, after]) countChildren(task?.['parentID']);
  }

  /** Another open assignment of the same person to the same work. */
  const besides = ({ ID, ...assignment }: Row): Row | undefined =>
    assignmentsOf(workIdOf(assignment)).find(
      (row) => row.ID !== ID && row['assignedToID'] === assignment['assignedToID'] && row['status'] !== 'DN',
    );

  /** Stores a changed row. */
  const save = (objCode: string, row: Row): void => replace(objCode, database.find(objCode, row.ID), row);

  return {
    /** Of any table; undefined when there is none, or it is hidden. */
    find: (objCode: string, id: string) => (hidden.has(id) ? undefined : database.find(objCode, id)),
    /** Those that nobody hides. */
    rows: (objCode: string): readonly Row[] => database.rows(objCode).filter(({ ID }) => !hidden.has(ID)),
    assignmentsOf,
    besides,
    save,
    /** Stores a changed assignment, with another id when made anew; habits say what becomes of a second one. */
    assign(assignment: Row, { successorPresent }: Habits, anew = false): void {
      const before = database.find('ASSGN', assignment.ID);
      const isNew = before?.['assignedToID'] !== assignment['assignedToID'];
      if (isNew && successorPresent === 'merged' && besides(assignment) !== undefined) {
        noteMove(before, assignment);
        database.remove('ASSGN', assignment.ID);
        syncAssignees(workIdOf(assignment));
      } else {
        const ID = idFor(`anew ${assignment.ID} ${changes.length}`);
        replace('ASSGN', before, anew ? { ...assignment, ID, status: 'AA' } : assignment);
      }
    },
    /** Changes a row as somebody in Workfront would. Throws when there is none. */
    change(objCode: string, id: string, change: Readonly<Record<string, Value>>): void {
      const row = database.find(objCode, id);
      if (row === undefined) throw new Error(`The sandbox has no ${objCode} ${id}`);
      save(objCode, { ...row, ...change });
    },
    /** From now on edits of this object are refused, in these words; null: no more. */
    refuse(id: string, words: string | null): void {
      if (words === null) rules.delete(id);
      else rules.set(id, words);
    },
    ruleFor: (id: string) => rules.get(id),
    /** The API's user does not see this object any more. */
    hide: (id: string): void => void hidden.add(id),
    /** Gives a user so many things, of each kind about as many; of those that can be handed over unless kinds are named. */
    give: (userId: string, count: number, kinds?: readonly GivenKind[]): void =>
      give(database, userId, count, kinds),
    mails: mails as readonly Mail[],
    /** Each real change of who holds something, in order. */
    changes: changes as readonly Moved[],
  };
}

/** The task or issue of an assignment. */
function workIdOf({ taskID, opTaskID }: Readonly<Record<string, Value | undefined>>): string {
  return String(taskID ?? opTaskID);
}

/**
 * The mails that follow from a change. New owners of current projects and new primary assignees of what is not complete
 * in one get mail, but not of what they did themselves (AdobeDocs/workfront.en, notifications-action-needed.md and
 * notifications-information-about-projects-i-own.md).
 */
function mailsFor(database: Database, objCode: string, before: Row | undefined, after: Row): readonly Mail[] {
  const field = objCode === 'PROJ' ? 'ownerID' : 'assignedToID';
  const to = after[field];
  if (typeof to !== 'string' || before?.[field] === to || to === named.apiUser) return [];
  const project = objCode === 'PROJ' ? after : database.find('PROJ', String(after['projectID']));
  if (String(project?.['status']).split(':')[0] !== 'CUR') return [];
  if (objCode === 'PROJ')
    return [{ to, subject: `You're now the project owner of ${String(after['name'])}` }];
  const id = workIdOf(after);
  const work = database.find('TASK', id) ?? database.find('OPTASK', id);
  const isTold = objCode === 'ASSGN' && after['isPrimary'] === true && work && work['isComplete'] !== true;
  return isTold ? [{ to, subject: `New Work Request: ${String(work['name'])}` }] : [];
}
