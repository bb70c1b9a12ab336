import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, onTestFinished, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront } from '../../sandbox/workfront/start.ts';
import type { Exchange } from '../../sandbox/workfront/traffic.ts';
import { holdingKind } from '../../src/requests/holdings.ts';
import { kinds, type Kind } from '../../src/workfront/kinds.ts';
import { open } from './support.ts';

const tableRow = /^\|\s*`(?<kind>\w+)`\s*\|(?<found>[^|]*)\|(?<goes>[^|]*)\|\s*(?<sure>\w+)\s*\|$/u;

/** What docs/hand-over.md says of each kind. */
const documented = readFileSync('docs/hand-over.md', 'utf8')
  .split('\n')
  .flatMap((text) => {
    const groups = tableRow.exec(text)?.groups;
    return groups ? [groups] : [];
  });

describe('the documentation of kinds', () => {
  test('names each, in the order of urgency', () => {
    expect(documented.map(({ kind }) => kind)).toEqual(holdingKind.options);
  });

  test.each(holdingKind.options)('says of %s what the table says', (kind) => {
    const { resource, looks, certainty }: Kind = kinds[kind];
    const row = documented.find((one) => one['kind'] === kind);
    expect(row?.['found']).toContain(`\`${resource}\``);
    const missing = looks.filter(({ holder }) => !row?.['found']?.includes(holder));
    expect(missing.map(({ holder }) => holder)).toEqual(
      kind === 'approval_stages' ? ['approvalPaths:approvalSteps:stepApprovers:userID'] : [],
    );
    expect(row?.['sure']).toBe(certainty);
    expect(row?.['goes']).toContain(goesBy(kinds[kind]));
  });
});

/** By what a kind goes to a successor, in the words of the documentation. */
function goesBy({ moved }: Kind): string {
  if (!moved) return 'listed';
  return moved.when === 'always' ? `${moved.type}.${moved.field}` : 'HAND_OVER_ASSIGNMENTS';
}

/** Every request that the bot can send by the table, as it is seen on the way: what is asked, by what, for what. */
const requests = `
GET approvalprocess/search ID_Sort: ID,name,approvalPaths:approvalSteps:name,approvalPaths:approvalSteps:stepApprovers:*
GET assignment/count status status_Mod opTask:isComplete opTaskID opTaskID_Mod project:statusEquatesWith project:statusEquatesWith_Mod assignedToID: 
GET assignment/search ID ID_Mod ID_Sort: ID,assignedToID
GET assignment/search status status_Mod opTask:isComplete opTaskID opTaskID_Mod project:statusEquatesWith project:statusEquatesWith_Mod assignedToID ID_Sort: ID,assignedToID,opTask:name,project:name,opTaskID
GET assignment/search status status_Mod project:statusEquatesWith task:statusEquatesWith task:statusEquatesWith_Mod taskID taskID_Mod project:personal project:personal_Mod assignedToID taskID_Sort: ID,taskID,assignedToID
GET assignment/search status status_Mod project:statusEquatesWith task:statusEquatesWith task:statusEquatesWith_Mod taskID taskID_Mod project:personal project:personal_Mod assignedToID taskID_Sort: ID,taskID,assignedToID,task:name,project:name
GET assignment/search taskID taskID_Mod assignedToID assignedToID_Mod status status_Mod ID_Sort: ID,taskID,assignedToID,projectID,task:numberOfChildren
GET awaitingapproval/search approverID ID_Sort: ID,approverID
GET awaitingapproval/search approverID ID_Sort: ID,approverID,document:name,task:name,opTask:name,project:name,taskID,opTaskID,projectID
GET awaitingapproval/search userID ID_Sort: ID,userID
GET awaitingapproval/search userID ID_Sort: ID,userID,document:name,task:name,opTask:name,project:name,taskID,opTaskID,projectID
GET document/count checkedOutByID: 
GET document/search checkedOutByID ID_Sort: ID,checkedOutByID,name
GET iteration/count ownerID: 
GET iteration/search ID ID_Mod ID_Sort: ID,ownerID
GET iteration/search ownerID ID_Sort: ID,ownerID,name
GET portalsection/search publicRunAsUserID ID_Sort: ID,publicRunAsUserID
GET portalsection/search publicRunAsUserID ID_Sort: ID,publicRunAsUserID,name
GET portalsection/search runAsUserID ID_Sort: ID,runAsUserID
GET portalsection/search runAsUserID ID_Sort: ID,runAsUserID,name
GET portfolio/count isActive ownerID: 
GET portfolio/search ID ID_Mod ID_Sort: ID,ownerID
GET portfolio/search isActive ownerID ID_Sort: ID,ownerID,name
GET program/count isActive ownerID: 
GET program/search ID ID_Mod ID_Sort: ID,ownerID
GET program/search isActive ownerID ID_Sort: ID,ownerID,name
GET project/count statusEquatesWith statusEquatesWith_Mod ownerID: 
GET project/search ID ID_Mod ID_Sort: ID,ownerID
GET project/search statusEquatesWith statusEquatesWith_Mod ownerID ID_Sort: ID,ownerID,name
GET resourcemanager/search projectID projectID_Mod project:statusEquatesWith project:statusEquatesWith_Mod resourceManagerID ID_Sort: ID,resourceManagerID
GET resourcemanager/search projectID projectID_Mod project:statusEquatesWith project:statusEquatesWith_Mod resourceManagerID ID_Sort: ID,resourceManagerID,project:name,template:name,projectID,templateID
GET resourcemanager/search templateID templateID_Mod resourceManagerID ID_Sort: ID,resourceManagerID
GET resourcemanager/search templateID templateID_Mod resourceManagerID ID_Sort: ID,resourceManagerID,project:name,template:name,projectID,templateID
GET routingrule/count defaultAssignedToID: 
GET routingrule/search ID ID_Mod ID_Sort: ID,defaultAssignedToID
GET routingrule/search defaultAssignedToID ID_Sort: ID,defaultAssignedToID,name,project:name,project:ID
GET scheduledreport/count runAsUserID: 
GET scheduledreport/search runAsUserID ID_Sort: ID,runAsUserID,name
GET team/count ownerID: 
GET team/search ID ID_Mod ID_Sort: ID,ownerID
GET team/search ownerID ID_Sort: ID,ownerID,name
GET template/count isActive ownerID: 
GET template/search ID ID_Mod ID_Sort: ID,ownerID
GET template/search isActive ownerID ID_Sort: ID,ownerID,name
GET timesheet/count status status_Mod approverID: 
GET timesheet/search status status_Mod approverID ID_Sort: ID,approverID,user:name
GET timesheetprofile/count approverID: 
GET timesheetprofile/search approverID ID_Sort: ID,approverID,name
GET user/count isActive managerID: 
GET user/search ID ID_Mod ID_Sort: ID,managerID
GET user/search isActive managerID ID_Sort: ID,managerID,name
PUT assignment swapUsersOnTasks: taskIDs swapFromUserID swapToUserID swapRoleIDs lockToRole includeIssues
PUT assignment/{id}: ID,assignedToID assignedToID
PUT assignment: ID,assignedToID ID assignedToID
PUT iteration/{id}: ID,ownerID ownerID
PUT iteration: ID,ownerID ID ownerID
PUT portfolio/{id}: ID,ownerID ownerID
PUT portfolio: ID,ownerID ID ownerID
PUT program/{id}: ID,ownerID ownerID
PUT program: ID,ownerID ID ownerID
PUT project/{id}: ID,ownerID ownerID
PUT project: ID,ownerID ID ownerID
PUT routingrule/{id}: ID,defaultAssignedToID defaultAssignedToID
PUT routingrule: ID,defaultAssignedToID ID defaultAssignedToID
PUT team/{id}: ID,ownerID ownerID
PUT team: ID,ownerID ID ownerID
PUT template/{id}: ID,ownerID ownerID
PUT template: ID,ownerID ID ownerID
PUT user/{id}: ID,managerID managerID
PUT user: ID,managerID ID managerID
`;

test('every request is one that was looked up in Workfront’s documentation', async () => {
  expect(await requestsSent()).toEqual(requests.trim().split('\n'));
});

/** What the bot never asks for: what cannot be taken back, or what decides in the name of somebody. */
const never =
  /\/replace|replaceDelete|unassign|assignMultiple|swapUsersOnProjects|(approve|reject|recall)Approval|\/share\b|checkIn|DELETE|method=/u;

test('no request that cannot be taken back stands in the client', () => {
  const files = readdirSync('src/workfront').map((file) => [
    file,
    readFileSync(`src/workfront/${file}`, 'utf8'),
  ]);
  expect(files.length).toBeGreaterThan(10);
  expect(files.flatMap(([file = '', text = '']) => (never.test(text) ? [file] : []))).toEqual([]);
});

/** Counts, lists, reads and gives away one of each kind in the sandbox, and tells the requests that this took. */
async function requestsSent(): Promise<readonly string[]> {
  const sandbox = await startWorkfront({ users: 0 });
  const workfront = open(sandbox);
  onTestFinished(async () => {
    await workfront.close();
    await sandbox.close();
  });
  const { tyler: from, bea: to } = named;
  for (const id of [named.oscar, named.mina]) sandbox.directory.change(id, { managerID: from });
  // With what is there already, two of each at least: some requests are for one, some for several.
  sandbox.objects.give(from, 9);
  await workfront.self();
  const start = sandbox.traffic.length;
  await workfront.checkKinds();
  await workfront.countHoldings([from]);
  for (const kind of holdingKind.options) {
    const [one, another] = await workfront.listHoldings(kind, [from], { first: 0, limit: 5 });
    const by = workfront.movedBy(kind);
    if (!one || !by) continue;
    const change = (id: string) => ({ id, field: by.field, from, to });
    await workfront.readValues(kind, [change(one.id)]);
    await workfront.write(kind, [change(one.id)], async () => true);
    if (another) await workfront.write(kind, [change(one.id), change(another.id)], async () => true);
  }
  return [...new Set(sandbox.traffic.slice(start).map(signatureOf))].toSorted();
}

/** A request without its values, such as `GET team/search ID ownerID: ID,name`; of a body the fields. */
function signatureOf({ method, path, requestBody }: Exchange): string {
  const { pathname, searchParams: inAddress } = new URL(path, 'http://127.0.0.1');
  const searchParams = method === 'POST' ? new URLSearchParams(requestBody) : inAddress;
  const operation = pathname.replace('/attask/api/v22.0/', '').replace(/[0-9a-f]{32}/u, '{id}');
  const names = [...new Set(searchParams.keys())].filter(
    (name) => !name.startsWith('$$') && name !== 'fields',
  );
  const action = searchParams.get('action');
  const body = requestBody === '' ? [] : [...new Set(requestBody.match(/[a-zA-Z]+(?=(?:"|%22)(?::|%3A))/gu))];
  const shown = [operation, ...names.filter((name) => name !== 'action'), action ?? '']
    .filter(Boolean)
    .join(' ');
  return `${method} ${shown}: ${[searchParams.get('fields') ?? '', ...body].filter(Boolean).join(' ')}`;
}
