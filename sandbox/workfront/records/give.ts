import type { Database } from './database.ts';
import type { Row, Value } from './schema.ts';
import { idFor } from './user.ts';

type Values = Readonly<Record<string, Value>>;

/** The rows that say who works on a task or an issue: one for each assignee, the first as the primary one. */
export function assignmentsFor(objCode: 'TASK' | 'OPTASK', work: Row): Row[] {
  const { assignmentsUsersMM: assignees = [] } = work;
  return (Array.isArray(assignees) ? assignees : []).map((assignedToID) => ({
    ID: idFor(`assignment ${work.ID} ${assignedToID}`),
    assignedToID,
    [objCode === 'TASK' ? 'taskID' : 'opTaskID']: work.ID,
    projectID: work['projectID'] ?? null,
    status: work['isComplete'] === true ? 'DN' : 'AA',
    isPrimary: assignedToID === work['assignedToID'],
  }));
}

const owned = (ownerID: string): Values => ({ ownerID, isActive: true });
const work = (userId: string, projectID: string): Values => ({
  status: 'INP',
  statusEquatesWith: 'INP',
  isComplete: false,
  projectID,
  assignedToID: userId,
  assignmentsUsersMM: [userId],
});

/** Kinds of which a change of one field makes them somebody else's. */
const handedOver = ['PROJ', 'TMPL', 'PORT', 'PRGM', 'TEAMOB', 'ITRN', 'RRUL', 'TASK', 'OPTASK'] as const;
/** All that can be given. */
export const givenKinds = [
  ...handedOver,
  ...(['AWAPVL', 'TSHET', 'TSPRO', 'RESMGR', 'DOCU', 'PTLSEC', 'SCHREP'] as const),
] as const;
export type GivenKind = (typeof givenKinds)[number];

/** What makes somebody hold a thing of each kind. */
const made: Readonly<Record<GivenKind, (userId: string, projectID: string) => Values>> = {
  PROJ: (ownerID) => ({ ownerID, status: 'CUR', statusEquatesWith: 'CUR', isComplete: false }),
  TMPL: owned,
  PORT: owned,
  PRGM: owned,
  TEAMOB: owned,
  ITRN: (ownerID) => ({ ownerID, status: 'CUR' }),
  RRUL: (defaultAssignedToID, projectID) => ({ defaultAssignedToID, projectID }),
  TASK: work,
  OPTASK: work,
  AWAPVL: (approverID, projectID) => ({ approverID, userID: approverID, projectID }),
  TSHET: (approverID) => ({ approverID, approvers: [approverID], status: 'S' }),
  TSPRO: (approverID) => ({ approverID, approvers: [approverID] }),
  RESMGR: (resourceManagerID, projectID) => ({ resourceManagerID, projectID }),
  DOCU: (checkedOutByID) => ({ checkedOutByID }),
  PTLSEC: (runAsUserID) => ({ runAsUserID, isReport: true }),
  SCHREP: (runAsUserID) => ({ runAsUserID }),
};

/** Makes so many things for somebody, kind after kind; what belongs to a project belongs to the first of them. */
export function give(
  database: Database,
  userId: string,
  count: number,
  kinds: readonly GivenKind[] = handedOver,
): void {
  let projectID = idFor('project Spring');
  for (let index = 0; index < count; index += 1) {
    const objCode = kinds[index % kinds.length] ?? 'PROJ';
    const ID = idFor(`given ${objCode} ${[...database.rows(objCode)].length} ${userId}`);
    const row: Row = { ID, name: `Thing ${index + 1}`, ...made[objCode](userId, projectID) };
    database.put(objCode, row);
    if (objCode === 'PROJ' && index === 0) projectID = ID;
    if (objCode === 'TASK' || objCode === 'OPTASK')
      for (const assignment of assignmentsFor(objCode, row)) database.put('ASSGN', assignment);
  }
}
