import type { Database } from './database.ts';
import { groupNames } from './generate.ts';
import { assignmentsFor } from './give.ts';
import { groupId, named } from './named.ts';
import type { Row } from './schema.ts';
import { accessLevels, idFor } from './user.ts';

type Values = Omit<Row, 'ID'>;

const { tyler, bea, oscar, morganLee, usernameOnly: pat, scheduled: noor } = named;

function everybodysRows(): Record<string, Row[]> {
  const { administrator, ...others } = accessLevels;
  return {
    ACSLVL: [
      { ID: idFor(administrator.name), name: administrator.name, isAdmin: true },
      ...Object.values(others).map(({ name }) => ({ ID: idFor(name), name, isAdmin: false })),
    ],
    CMPY: [{ ID: idFor('Acme'), name: 'Acme' }],
    GROUP: groupNames.map((name) => ({
      ID: groupId(name),
      name,
      isActive: true,
      businessLeaderID: name === 'Creative' ? tyler : null,
      owners: name === 'Web' ? [tyler, bea] : [],
    })),
    TEAMOB: [{ ID: idFor('team Brand Design'), name: 'Brand Design', ownerID: tyler, isActive: true }],
  };
}

const project = { spring: idFor('project Spring'), brand: idFor('project Brand'), old: idFor('project Old') };

/** Status `CUR:A` is a current project that waits for approval: the code differs, its meaning is still CUR. */
const projects: readonly Row[] = [
  { ID: project.spring, name: 'Spring campaign', ownerID: tyler, status: 'CUR', statusEquatesWith: 'CUR' },
  { ID: project.brand, name: 'Brand refresh', ownerID: tyler, status: 'CUR:A', statusEquatesWith: 'CUR' },
  { ID: project.old, name: 'Autumn catalogue', ownerID: tyler, status: 'CPL', statusEquatesWith: 'CPL' },
].map((row) => ({
  ...row,
  sponsorID: bea,
  resourceManagerIDs: tyler,
  isComplete: row.status === 'CPL',
}));

function task(name: string, status: string, assignees: readonly string[], projectID: string): Values {
  return {
    name,
    status,
    statusEquatesWith: status,
    isComplete: status === 'CPL',
    assignedToID: assignees[0] ?? null,
    assignmentsUsersMM: assignees,
    projectID,
    actualCompletionDate: status === 'CPL' ? new Date(Date.UTC(2026, 4, 4)) : null,
  };
}

/** Tyler has three open tasks in current projects, one of them as second assignee. */
const tasks: readonly Values[] = [
  task('Draw the hero banner', 'INP', [tyler], project.spring),
  task('Choose the typefaces', 'NEW', [tyler, oscar], project.brand),
  task('Review the storyboard', 'INP', [oscar, tyler], project.spring),
  task('Close the photo shoot', 'CPL', [tyler], project.spring),
  task('Tidy the archive', 'NEW', [tyler], project.old),
  task('Write the brief', 'NEW', [bea], project.spring),
  task('Write the captions', 'INP', [morganLee], project.spring),
  task('Sort the negatives', 'NEW', [noor, pat], project.brand),
];

const issues: readonly Values[] = [
  task('Logo is cut off on phones', 'NEW', [tyler], project.spring),
  task('Wrong colour in the footer', 'INP', [tyler], project.brand),
  task('Old typo', 'CPL', [tyler], project.old),
  task('Captions are missing', 'NEW', [morganLee], project.spring),
];

/** Rows by table: what Tyler holds, and less of others. Morgan has a bit of each, Pat what others wait for. */
const holdings: Readonly<Record<string, readonly Values[]>> = {
  TASK: tasks,
  OPTASK: issues,
  PROJ: [
    { name: 'Holiday cards', ownerID: morganLee, status: 'CUR', statusEquatesWith: 'CUR', isComplete: false },
  ],
  TMPL: [
    { name: 'Campaign template', ownerID: tyler, isActive: true },
    { name: 'Web template', ownerID: bea, isActive: true },
    { name: 'Newsletter template', ownerID: morganLee, isActive: true },
  ],
  PORT: [{ name: 'Brand', ownerID: tyler, isActive: true }],
  PRGM: [
    { name: 'Always on', ownerID: tyler, isActive: true },
    { name: 'Closed', ownerID: tyler, isActive: false },
  ],
  PTLSEC: [
    { name: 'Studio load', runAsUserID: tyler, enteredByID: tyler, isReport: true },
    { name: 'Public roadmap', publicRunAsUserID: tyler, enteredByID: bea, isReport: true },
  ],
  SCHREP: [{ name: 'Studio load, every Monday', runAsUserID: tyler }],
  PTLTAB: [{ name: 'My studio', userID: tyler }],
  RESMGR: [
    { projectID: project.spring, resourceManagerID: tyler },
    { templateID: idFor('TMPL 0'), resourceManagerID: pat },
  ],
  RRUL: [
    { name: 'Artwork requests', defaultAssignedToID: tyler, projectID: project.brand },
    { name: 'Copy requests', defaultAssignedToID: morganLee, projectID: project.spring },
  ],
  ARVPRC: [{ name: 'Creative sign-off', approvalObjCode: 'TASK', isPrivate: false }],
  AWAPVL: [
    { approverID: tyler, userID: tyler, projectID: project.brand, submittedByID: oscar },
    { approverID: pat, userID: pat, taskID: idFor('TASK 5'), submittedByID: bea },
  ],
  DOCAPL: [{ approverID: tyler, status: 'AWAITING' }],
  PRFAPL: [
    { approverID: tyler, isAwaitingDecision: true },
    { approverID: tyler, isAwaitingDecision: false },
  ],
  TSHET: [
    { approverID: tyler, approvers: [tyler, bea], userID: oscar, status: 'S' },
    { approverID: tyler, approvers: [tyler], userID: oscar, status: 'C' },
    { approverID: pat, approvers: [pat], userID: noor, status: 'O' },
  ],
  TSPRO: [{ name: 'Weekly', approverID: tyler, approvers: [tyler] }],
  ITRN: [{ name: 'Sprint 12', ownerID: tyler, status: 'CUR' }],
  DOCU: [
    { name: 'Styleguide.pdf', checkedOutByID: tyler, ownerID: bea },
    { name: 'Captions.docx', checkedOutByID: morganLee, ownerID: morganLee },
  ],
  TASSGN: [{ assignedToID: tyler, templateID: idFor('TMPL 0') }],
  USRDEL: [{ fromUserID: tyler, toUserID: oscar }],
};

/** An approval process that asks Tyler at its second step; steps and approvers are reached through it alone. */
const approvalSteps: Readonly<Record<string, readonly Row[]>> = {
  ARVPTH: [{ ID: idFor('path'), approvalProcessID: idFor('ARVPRC 0') }],
  ARVSTP: [
    { ID: idFor('step 1'), name: 'Copy', approvalPathID: idFor('path') },
    { ID: idFor('step 2'), name: 'Design', approvalPathID: idFor('path') },
  ],
  SPAPVR: [
    { ID: idFor('approver 1'), approvalStepID: idFor('step 1'), userID: bea },
    { ID: idFor('approver 2'), approvalStepID: idFor('step 2'), userID: tyler },
  ],
};

function putAll(database: Database, rows: Readonly<Record<string, readonly Row[]>>): void {
  for (const [objCode, list] of Object.entries(rows)) for (const row of list) database.put(objCode, row);
}

/** Fills all tables but the users': groups and levels for everybody, and work, most of it Tyler Reid's. */
export function addHoldings(database: Database): void {
  putAll(database, everybodysRows());
  putAll(database, approvalSteps);
  putAll(database, { PROJ: projects });
  for (const [objCode, list] of Object.entries(holdings)) {
    putAll(database, { [objCode]: list.map((row, index) => ({ ID: idFor(`${objCode} ${index}`), ...row })) });
  }
  for (const objCode of ['TASK', 'OPTASK'] as const) {
    for (const row of database.rows(objCode)) putAll(database, { ASSGN: assignmentsFor(objCode, row) });
  }
}
