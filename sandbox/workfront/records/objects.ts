import type { Database } from './database.ts';
import type { Row, Value } from './schema.ts';
import { idFor } from './user.ts';

/** A mail that Workfront would have sent. */
export type Mail = { readonly to: string; readonly subject: string };

/** One object that went from somebody to somebody else over the API. */
export type Moved = { readonly id: string; readonly from: Value; readonly to: Value };

/** Everything but the users, as the API and somebody at the controls change it. */
export type Objects = {
  /** Of any table; undefined when there is none, or it is hidden. */
  find(objCode: string, id: string): Row | undefined;
  /** Those that nobody hides. */
  rows(objCode: string): readonly Row[];
  /** Stores a changed row, and all that follows from it. */
  save(objCode: string, row: Row): void;
  /** Changes a row as somebody in Workfront would. Throws when there is none. */
  change(objCode: string, id: string, change: Readonly<Record<string, Value>>): void;
  /** Puts one user in the place of another on a task. */
  reassign(taskId: string, from: string, to: string, anew: boolean): void;
  /** From now on edits of this object are refused, in these words; null: no more. */
  refuse(id: string, words: string | null): void;
  ruleFor(id: string): string | undefined;
  /** The API's user does not see this object any more. */
  hide(id: string): void;
  /** Gives a user so many things that can be handed over, of each kind about as many. */
  give(userId: string, count: number): void;
  readonly mails: readonly Mail[];
  /** Each real change of who holds something, in order. */
  readonly changes: readonly Moved[];
};

/** Tables whose objects have an owner, as they are made. */
const owned = ['PROJ', 'TMPL', 'PORT', 'PRGM', 'TEAMOB', 'ITRN'] as const;

export function createObjects(database: Database): Objects {
  const rules = new Map<string, string>();
  const hidden = new Set<string>();
  const mails: Mail[] = [];
  const changes: Moved[] = [];
  let made = 0;

  const find = (objCode: string, id: string) => (hidden.has(id) ? undefined : database.find(objCode, id));

  /** Who is assigned to a task or issue stands in its rows, and is told there as well. */
  function syncAssignees(objCode: 'TASK' | 'OPTASK', id: string): void {
    const work = database.find(objCode, id);
    if (work === undefined) return;
    const key = objCode === 'TASK' ? 'taskID' : 'opTaskID';
    const rows = [...database.rows('ASSGN')].filter((row) => row[key] === id);
    const assignees = rows.flatMap(({ assignedToID: who }) => (typeof who === 'string' ? [who] : []));
    database.put(objCode, {
      ...work,
      assignmentsUsersMM: assignees,
      assignedToID: assignees[0] ?? null,
    });
  }

  function noteMove(before: Row | undefined, after: Row): void {
    for (const field of ['ownerID', 'defaultAssignedToID', 'assignedToID'] as const) {
      const [from = null, to = null] = [before?.[field], after[field]];
      if (before && from !== to) changes.push({ id: after.ID, from, to });
    }
  }

  /** New owners of current projects and new assignees get mail (notifications-action-needed.md and others). */
  function notify(objCode: string, before: Row | undefined, after: Row): void {
    const projectId = objCode === 'PROJ' ? after.ID : String(after['projectID'] ?? '');
    if (String(database.find('PROJ', projectId)?.['status'] ?? '').split(':')[0] !== 'CUR') return;
    const name = String(after['name'] ?? '');
    if (
      objCode === 'PROJ' &&
      typeof after['ownerID'] === 'string' &&
      before?.['ownerID'] !== after['ownerID']
    ) {
      mails.push({ to: after['ownerID'], subject: `You're now the project owner of ${name}` });
    }
    const who = after['assignedToID'];
    if (objCode === 'ASSGN' && typeof who === 'string' && before?.['assignedToID'] !== who) {
      const work =
        database.find('TASK', String(after['taskID'] ?? '')) ??
        database.find('OPTASK', String(after['opTaskID'] ?? ''));
      mails.push({ to: who, subject: `New Work Request: ${String(work?.['name'] ?? '')}` });
    }
  }

  function save(objCode: string, row: Row): void {
    const before = database.find(objCode, row.ID);
    database.put(objCode, row);
    noteMove(before, row);
    notify(objCode, before, row);
    if (objCode !== 'ASSGN') return;
    if (typeof row['taskID'] === 'string') syncAssignees('TASK', row['taskID']);
    if (typeof row['opTaskID'] === 'string') syncAssignees('OPTASK', row['opTaskID']);
  }

  function add(objCode: string, values: Readonly<Record<string, Value>>): string {
    made += 1;
    const ID = idFor(`made ${objCode} ${made}`);
    database.put(objCode, { ID, ...values });
    return ID;
  }

  function addOne(kind: number, userId: string, projectID: string): void {
    const name = `Thing ${made + 1}`;
    const objCode = owned[kind];
    if (objCode !== undefined) {
      const state = objCode === 'PROJ' ? { status: 'CUR', statusEquatesWith: 'CUR' } : { isActive: true };
      add(objCode, { name, ownerID: userId, ...(objCode === 'ITRN' ? { status: 'CUR' } : state) });
    } else if (kind === owned.length) {
      add('RRUL', { name, defaultAssignedToID: userId, projectID });
    } else {
      const isTask = kind === owned.length + 1;
      const work = { name, status: 'INP', statusEquatesWith: 'INP', isComplete: false, projectID };
      const id = add(isTask ? 'TASK' : 'OPTASK', {
        ...work,
        assignedToID: userId,
        assignmentsUsersMM: [userId],
      });
      add('ASSGN', {
        assignedToID: userId,
        [isTask ? 'taskID' : 'opTaskID']: id,
        projectID,
        status: 'AA',
        isPrimary: true,
      });
    }
  }

  return {
    find,
    save,
    rows: (objCode) => [...database.rows(objCode)].filter(({ ID }) => !hidden.has(ID)),
    change(objCode, id, change) {
      const row = database.find(objCode, id);
      if (row === undefined) throw new Error(`The sandbox has no ${objCode} ${id}`);
      save(objCode, { ...row, ...change });
    },
    reassign(taskId, from, to, anew) {
      const rows = [...database.rows('ASSGN')].filter(
        (row) => row['taskID'] === taskId && row['assignedToID'] === from && row['status'] !== 'DN',
      );
      for (const row of rows) {
        if (anew) {
          database.remove('ASSGN', row.ID);
          made += 1;
          changes.push({ id: row.ID, from, to });
        }
        save('ASSGN', {
          ...row,
          ...(anew && { ID: idFor(`made ASSGN ${made}`), status: 'AA' }),
          assignedToID: to,
        });
      }
    },
    refuse(id, words) {
      if (words === null) rules.delete(id);
      else rules.set(id, words);
    },
    ruleFor: (id) => rules.get(id),
    hide: (id) => void hidden.add(id),
    give(userId, count) {
      const projectID = add('PROJ', {
        name: 'A project of many things',
        ownerID: userId,
        status: 'CUR',
        statusEquatesWith: 'CUR',
      });
      for (let index = 1; index < count; index += 1) addOne(index % (owned.length + 3), userId, projectID);
    },
    mails,
    changes,
  };
}
