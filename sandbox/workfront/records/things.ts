import * as z from 'zod';

import type { Database } from './database.ts';
import { named } from './named.ts';
import type { Row, Value } from './schema.ts';
import { accessLevels, groupId, groupNames, idFor } from './user.ts';

type Values = Readonly<Record<string, Value>>;

const { tyler, bea, oscar, morganLee, usernameOnly: pat, scheduled: noor } = named;
const project = { spring: idFor('project Spring'), brand: idFor('project Brand'), old: idFor('project Old') };

const owned = (ownerID: string): Values => ({ ownerID, isActive: true });

/** A task or an issue; the first of its assignees is the primary one. */
function work(status: string, assignees: readonly string[], projectID: string): Values {
  return {
    status,
    statusEquatesWith: status,
    isComplete: status === 'CPL',
    assignedToID: assignees[0] ?? null,
    assignmentsUsersMM: assignees,
    projectID,
    actualCompletionDate: status === 'CPL' ? new Date(Date.UTC(2026, 4, 4)) : null,
  };
}

const inWork = (userId: string, projectID: string): Values => work('INP', [userId], projectID);

/** What makes somebody hold a thing of each kind that can be given. */
const made = {
  PROJ: (ownerID) => ({ ownerID, status: 'CUR', statusEquatesWith: 'CUR', isComplete: false }),
  TMPL: owned,
  PORT: owned,
  PRGM: owned,
  TEAMOB: owned,
  ITRN: (ownerID) => ({ ownerID, status: 'CUR' }),
  RRUL: (defaultAssignedToID, projectID) => ({ defaultAssignedToID, projectID }),
  TASK: inWork,
  OPTASK: inWork,
  AWAPVL: (approverID, projectID) => ({ approverID, userID: approverID, projectID }),
  TSHET: (approverID) => ({ approverID, approvers: [approverID], status: 'S' }),
  TSPRO: (approverID) => ({ approverID, approvers: [approverID] }),
  RESMGR: (resourceManagerID, projectID) => ({ resourceManagerID, projectID }),
  DOCU: (checkedOutByID) => ({ checkedOutByID }),
  PTLSEC: (runAsUserID) => ({ runAsUserID, isReport: true }),
  SCHREP: (runAsUserID) => ({ runAsUserID }),
} satisfies Record<string, (userId: string, projectID: string) => Values>;

export type GivenKind = keyof typeof made;
export const givenKind = z.custom<GivenKind>((kind) => Object.hasOwn(made, String(kind)));

/** Kinds of which a change of one field makes them somebody else's. */
const handedOver = ['PROJ', 'TMPL', 'PORT', 'PRGM', 'TEAMOB', 'ITRN', 'RRUL', 'TASK', 'OPTASK'] as const;

/** Status `CUR:A` is a current project that waits for approval: the code differs, its meaning is still CUR. */
function campaign(ID: string, name: string, status: string): Values {
  const meaning = { statusEquatesWith: status.slice(0, 3), isComplete: status === 'CPL' };
  return { ID, name, ownerID: tyler, sponsorID: bea, resourceManagerIDs: tyler, status, ...meaning };
}

/**
 * Rows by table: groups and levels for everybody, and what people hold. Tyler has most of it, such as three open tasks
 * in current projects, one of them as second assignee, and a step of an approval process, which is reached through it
 * alone; Morgan has a bit of each kind, Pat what others wait for.
 */
const holdings: Readonly<Record<string, readonly Values[]>> = {
  ACSLVL: Object.entries(accessLevels).map(([level, { name }]) => ({
    ID: idFor(name),
    name,
    isAdmin: level === 'administrator',
  })),
  CMPY: [{ ID: idFor('Acme'), name: 'Acme' }],
  GROUP: groupNames.map((name) => ({
    ID: groupId(name),
    name,
    isActive: true,
    businessLeaderID: name === 'Creative' ? tyler : null,
    owners: name === 'Web' ? [tyler, bea] : [],
  })),
  TEAMOB: [{ ID: idFor('team Brand Design'), name: 'Brand Design', ...owned(tyler) }],
  PROJ: [
    campaign(project.spring, 'Spring campaign', 'CUR'),
    campaign(project.brand, 'Brand refresh', 'CUR:A'),
    campaign(project.old, 'Autumn catalogue', 'CPL'),
    { name: 'Holiday cards', ...made.PROJ(morganLee) },
  ],
  TASK: [
    { name: 'Draw the hero banner', ...work('INP', [tyler], project.spring) },
    { name: 'Choose the typefaces', ...work('NEW', [tyler, oscar], project.brand) },
    { name: 'Review the storyboard', ...work('INP', [oscar, tyler], project.spring) },
    { name: 'Close the photo shoot', ...work('CPL', [tyler], project.spring) },
    { name: 'Tidy the archive', ...work('NEW', [tyler], project.old) },
    { name: 'Write the brief', ...work('NEW', [bea], project.spring) },
    { name: 'Write the captions', ...work('INP', [morganLee], project.spring) },
    { name: 'Sort the negatives', ...work('NEW', [noor, pat], project.brand) },
  ],
  OPTASK: [
    { name: 'Logo is cut off on phones', ...work('NEW', [tyler], project.spring) },
    { name: 'Wrong colour in the footer', ...work('INP', [tyler], project.brand) },
    { name: 'Old typo', ...work('CPL', [tyler], project.old) },
    { name: 'Captions are missing', ...work('NEW', [morganLee], project.spring) },
  ],
  TMPL: [
    { name: 'Campaign template', ...owned(tyler) },
    { name: 'Web template', ...owned(bea) },
    { name: 'Newsletter template', ...owned(morganLee) },
  ],
  PORT: [{ name: 'Brand', ...owned(tyler) }],
  PRGM: [
    { name: 'Always on', ...owned(tyler) },
    { name: 'Closed', ownerID: tyler, isActive: false },
  ],
  PTLSEC: [
    { name: 'Studio load', enteredByID: tyler, ...made.PTLSEC(tyler) },
    { name: 'Public roadmap', publicRunAsUserID: tyler, enteredByID: bea, isReport: true },
  ],
  SCHREP: [{ name: 'Studio load, every Monday', ...made.SCHREP(tyler) }],
  PTLTAB: [{ name: 'My studio', userID: tyler }],
  RESMGR: [made.RESMGR(tyler, project.spring), { templateID: idFor('TMPL 0'), resourceManagerID: pat }],
  RRUL: [
    { name: 'Artwork requests', ...made.RRUL(tyler, project.brand) },
    { name: 'Copy requests', ...made.RRUL(morganLee, project.spring) },
  ],
  ARVPRC: [{ name: 'Creative sign-off', approvalObjCode: 'TASK', isPrivate: false }],
  ARVPTH: [{ approvalProcessID: idFor('ARVPRC 0') }],
  ARVSTP: ['Copy', 'Design'].map((name) => ({ name, approvalPathID: idFor('ARVPTH 0') })),
  SPAPVR: [bea, tyler].map((userID, index) => ({ userID, approvalStepID: idFor(`ARVSTP ${index}`) })),
  AWAPVL: [
    { submittedByID: oscar, ...made.AWAPVL(tyler, project.brand) },
    { approverID: pat, userID: pat, taskID: idFor('TASK 5'), submittedByID: bea },
  ],
  DOCAPL: [{ approverID: tyler, status: 'AWAITING' }],
  PRFAPL: [true, false].map((isAwaitingDecision) => ({ approverID: tyler, isAwaitingDecision })),
  TSHET: [
    { approverID: tyler, approvers: [tyler, bea], userID: oscar, status: 'S' },
    { approverID: tyler, approvers: [tyler], userID: oscar, status: 'C' },
    { approverID: pat, approvers: [pat], userID: noor, status: 'O' },
  ],
  TSPRO: [{ name: 'Weekly', ...made.TSPRO(tyler) }],
  ITRN: [{ name: 'Sprint 12', ...made.ITRN(tyler) }],
  DOCU: [
    { name: 'Styleguide.pdf', ownerID: bea, ...made.DOCU(tyler) },
    { name: 'Captions.docx', ownerID: morganLee, ...made.DOCU(morganLee) },
  ],
  TASSGN: [{ assignedToID: tyler, templateID: idFor('TMPL 0') }],
  USRDEL: [{ fromUserID: tyler, toUserID: oscar }],
};

/** Stores a thing; with a task or an issue an assignment for each assignee, the first as the primary one. */
function add(database: Database, objCode: string, thing: Row): void {
  database.put(objCode, thing);
  const { ID, assignmentsUsersMM: assignees, projectID = null } = thing;
  if (!Array.isArray(assignees)) return;
  for (const assignedToID of assignees) {
    database.put('ASSGN', {
      ID: idFor(`assignment ${ID} ${assignedToID}`),
      assignedToID,
      [objCode === 'TASK' ? 'taskID' : 'opTaskID']: ID,
      projectID,
      status: thing['isComplete'] === true ? 'DN' : 'AA',
      isPrimary: assignedToID === assignees[0],
    });
  }
}

/** Fills all tables but the users'. */
export function addHoldings(database: Database): void {
  for (const [objCode, rows] of Object.entries(holdings))
    for (const [index, row] of rows.entries())
      add(database, objCode, { ID: idFor(`${objCode} ${index}`), ...row });
}

/** Makes so many things for somebody, kind after kind; what belongs to a project belongs to the first of them. */
export function give(
  database: Database,
  userId: string,
  count: number,
  kinds: readonly GivenKind[] = handedOver,
): void {
  let projectID = project.spring;
  for (let index = 0; index < count; index += 1) {
    const objCode = kinds[index % kinds.length] ?? 'PROJ';
    const ID = idFor(`given ${objCode} ${database.rows(objCode).length} ${userId}`);
    add(database, objCode, { ID, name: `Thing ${index + 1}`, ...made[objCode](userId, projectID) });
    if (objCode === 'PROJ' && index === 0) projectID = ID;
  }
}
