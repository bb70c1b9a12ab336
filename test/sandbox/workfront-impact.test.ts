import { afterAll, beforeAll, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import { call, count, failure, rows } from './workfront-calls.ts';

let sandbox: WorkfrontSandbox;

beforeAll(async () => {
  sandbox = await startWorkfront({ users: 0 });
});

afterAll(async () => {
  await sandbox.close();
});

const id = named.tyler;

test.each([
  [
    `assgn/count?assignedToID=${id}&status=DN&status_Mod=ne&task:statusEquatesWith=CPL&task:statusEquatesWith_Mod=ne` +
      '&project:statusEquatesWith=CUR&taskID=x&taskID_Mod=notnull',
    3,
  ],
  [
    `task/count?assignmentsUsersMM:ID=${id}&assignmentsUsersMM:ID_Mod=in&project:statusEquatesWith=CUR&isComplete=false`,
    3,
  ],
  [`task/count?assignedToID=${id}&project:statusEquatesWith=CUR&isComplete=false`, 2],
  [`optask/count?assignmentsUsersMM:ID=${id}&isComplete=false`, 2],
  [`issue/count?assignmentsUsersMM:ID=${id}&actualCompletionDate=x&actualCompletionDate_Mod=isnull`, 2],
  [`project/count?ownerID=${id}&statusEquatesWith=CUR`, 2],
  [`project/count?ownerID=${id}&status=CUR`, 1],
  [`project/count?ownerID=${id}&status=CPL&status=DED&status_Mod=notin`, 2],
  [`template/count?ownerID=${id}`, 1],
  [`portfolio/count?ownerID=${id}&isActive=true`, 1],
  [`program/count?ownerID=${id}&isActive=true`, 1],
  [`portalsection/count?runAsUserID=${id}`, 1],
  [`portalsection/count?publicRunAsUserID=${id}`, 1],
  [`scheduledreport/count?runAsUserID=${id}`, 1],
  [`portaltab/count?userID=${id}`, 1],
  [`resourcemanager/count?resourceManagerID=${id}&projectID_Mod=notnull&projectID=x`, 1],
  [`routingrule/count?defaultAssignedToID=${id}`, 1],
  [`awaitingapproval/count?approverID=${id}`, 1],
  [`documentapproval/count?approverID=${id}&status=AWAITING`, 1],
  [`proofapproval/count?approverID=${id}&isAwaitingDecision=true`, 1],
  [`timesheet/count?approvers:ID=${id}&status=S`, 1],
  [`timesheetprofile/count?approverID=${id}`, 1],
  [`user/count?managerID=${named.bea}&isActive=true`, 1],
  [`team/count?ownerID=${id}`, 1],
  [`group/count?businessLeaderID=${id}`, 1],
  [`group/count?owners:ID=${id}`, 1],
  [`iteration/count?ownerID=${id}`, 1],
  [`document/count?checkedOutByID=${id}`, 1],
  [`templateassignment/count?assignedToID=${id}`, 1],
  [`userdelegation/count?fromUserID=${id}`, 1],
])('%s gives %i', async (path, expected) => {
  expect(await count(sandbox, `/${path}`)).toBe(expected);
});

test('approvers are found through the approval process, four levels deep and no deeper', async () => {
  const path = '/approvalprocess/search?fields=approvalPaths:approvalSteps:stepApprovers:userID';
  const [process] = await rows(sandbox, path);
  expect(process).toMatchObject({
    name: 'Creative sign-off',
    approvalPaths: [
      {
        approvalSteps: [
          { stepApprovers: [{ userID: named.bea }] },
          { stepApprovers: [{ userID: named.tyler }] },
        ],
      },
    ],
  });
  const deeper = '/approvalprocess/search?fields=approvalPaths:approvalSteps:stepApprovers:user:name';
  expect((await call(sandbox, deeper)).status).toBe(422);
});

test('keys for searching are no fields, and reports have no owner', async () => {
  expect(failure(await call(sandbox, '/project/search?fields=statusEquatesWith'))).toContain(
    'statusEquatesWith',
  );
  expect(failure(await call(sandbox, `/portalsection/count?ownerID=${id}`))).toBe(
    '422 APIModel V22_0 does not support field ownerID (PortalSection)',
  );
});

test('an API user without rights counts nothing and is told nothing of it', async () => {
  const limited = await startWorkfront({ users: 0, apiUser: { isAdmin: false } });
  expect(await count(limited, `/task/count?assignedToID=${id}`)).toBe(0);
  await limited.close();
});
