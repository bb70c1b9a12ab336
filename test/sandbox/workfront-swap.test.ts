import { afterEach, beforeEach, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import type { Row } from '../../sandbox/workfront/records/schema.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import { call, failure, rows } from './workfront-calls.ts';

let sandbox: WorkfrontSandbox;
beforeEach(async () => {
  sandbox = await startWorkfront({ users: 0 });
});
afterEach(() => sandbox.close());

const { tyler, bea, oscar } = named;
const users = { swapFromUserID: tyler, swapToUserID: bea };

function taskOf(name: string): Row {
  const found = sandbox.objects.rows('TASK').find((row) => row['name'] === name);
  if (!found) throw new Error(`there is no task ${name}`);
  return found;
}

const assigneesOf = (objCode: string, { ID }: Row) =>
  sandbox.objects.find(objCode, ID)?.['assignmentsUsersMM'];

const swap = (updates: object) =>
  call(sandbox, '/assgn?action=swapUsersOnTasks', {
    method: 'PUT',
    form: { updates: JSON.stringify(updates) },
  });
const openOf = (id: string) =>
  rows(
    sandbox,
    `/assgn/search?assignedToID=${id}&taskID=x&taskID_Mod=notnull&status=DN&status_Mod=ne&fields=ID,taskID,status`,
  );

test.each(['kept', 'made anew'] as const)(
  'one comes in the place of another; rows are %s',
  async (swappedRows) => {
    sandbox.setHabits({ swappedRows });
    const before = await openOf(tyler);
    const taskIDs = before.map((row) => String(row['taskID']));
    const answer = await swap({ taskIDs, ...users });
    expect(answer.json).toEqual({ data: { result: null } });
    expect(await openOf(tyler)).toEqual([]);
    const after = await openOf(bea);
    expect(after.map(({ taskID }) => taskID)).toEqual(expect.arrayContaining(taskIDs));
    const kept = new Set(after.map(({ ID }) => ID));
    expect(before.every(({ ID }) => kept.has(ID))).toBe(swappedRows === 'kept');
    expect(assigneesOf('TASK', taskOf('Draw the hero banner'))).toEqual([bea]);
  },
);

test('the action stands in the path as well, with a JSON body', async () => {
  const { ID } = taskOf('Draw the hero banner');
  const json = { taskIDs: [ID], ...users };
  const answer = await call(sandbox, '/assignment/swapUsersOnTasks', { method: 'PUT', json });
  expect(answer.json).toEqual({ data: { result: null } });
  expect(assigneesOf('TASK', { ID })).toEqual([bea]);
});

test('what is complete and what somebody is done with stays', async () => {
  const done = taskOf('Close the photo shoot');
  await swap({ taskIDs: [done.ID], ...users });
  expect(assigneesOf('TASK', done)).toEqual([tyler]);
  const shared = taskOf('Choose the typefaces');
  const row = sandbox.objects.assignmentsOf(shared.ID).find((one) => one['assignedToID'] === tyler);
  sandbox.objects.change('ASSGN', row?.ID ?? '', { status: 'DN' });
  await swap({ taskIDs: [shared.ID], ...users });
  expect(assigneesOf('TASK', shared)).toEqual([tyler, oscar]);
});

test('odd arguments are refused', async () => {
  const { ID } = taskOf('Draw the hero banner');
  expect(failure(await swap({ taskIDs: ID, ...users }))).toBe('422 argument type mismatch');
  expect(failure(await swap({ taskIDs: [ID], ...users, IDs: [] }))).toBe(
    '422 action swapUsersOnTasks does not support argument named IDs',
  );
  const to = (swapToUserID: string) => swap({ taskIDs: [ID], ...users, swapToUserID });
  expect(failure(await to(named.inactive))).toBe('422 Priya Nair is not an active user.');
  expect((await to('f'.repeat(32))).status).toBe(404);
  expect(assigneesOf('TASK', { ID })).toEqual([tyler]);
});

test.each([
  ['second row', 200, [bea, bea]],
  ['merged', 200, [bea]],
  ['refused', 422, [tyler, bea]],
] as const)('a successor who is on the task already: %s', async (successorPresent, status, after) => {
  sandbox.setHabits({ successorPresent });
  const task = taskOf('Draw the hero banner');
  const [row] = sandbox.objects.assignmentsOf(task.ID);
  if (!row) throw new Error('Tyler is assigned');
  sandbox.objects.save('ASSGN', { ...row, ID: 'e'.repeat(32), assignedToID: bea, isPrimary: false });
  expect((await swap({ taskIDs: [task.ID], ...users })).status).toBe(status);
  expect(assigneesOf('TASK', task)).toEqual(after);
});

test.each([
  ['refused whole', 422, [tyler], [oscar, tyler]],
  ['partly done', 422, [bea], [oscar, tyler]],
  ['short answer', 200, [bea], [oscar, bea]],
] as const)('a task that a business rule holds back: %s', async (badRecord, status, first, last) => {
  sandbox.setHabits({ badRecord });
  const tasks = ['Draw the hero banner', 'Choose the typefaces', 'Review the storyboard'].map(taskOf);
  const [one, held, other] = tasks;
  if (!one || !held || !other) throw new Error('there are three');
  sandbox.objects.refuse(held.ID, 'no');
  const answer = await swap({ taskIDs: tasks.map(({ ID }) => ID), ...users });
  expect(answer.status).toBe(status);
  expect(assigneesOf('TASK', one)).toEqual(first);
  expect(assigneesOf('TASK', held)).toEqual([tyler, oscar]);
  expect(assigneesOf('TASK', other)).toEqual(last);
});

test('a hidden task is left out without a word', async () => {
  const { ID } = taskOf('Draw the hero banner');
  sandbox.objects.hide(ID);
  expect((await swap({ taskIDs: [ID], ...users })).status).toBe(200);
  expect(sandbox.objects.assignmentsOf(ID)[0]?.['assignedToID']).toBe(tyler);
});

test('who lacks the role of the other comes in with their own, unless it is locked; other roles can be left', async () => {
  const task = taskOf('Draw the hero banner');
  const [row] = sandbox.objects.assignmentsOf(task.ID);
  sandbox.directory.change(bea, { roleID: 'lead' });
  const designer = () =>
    sandbox.objects.change('ASSGN', row?.ID ?? '', { assignedToID: tyler, roleID: 'design' });
  const roles = () =>
    sandbox.objects.assignmentsOf(task.ID).map((one) => [one['assignedToID'], one['roleID']]);
  const taskIDs = [task.ID];
  designer();
  await swap({ taskIDs, ...users, swapRoleIDs: ['copy'] });
  expect(roles()).toEqual([[tyler, 'design']]);
  await swap({ taskIDs, ...users, swapRoleIDs: ['design'], lockToRole: true });
  expect(roles()).toEqual([[bea, 'design']]);
  designer();
  await swap({ taskIDs, ...users });
  expect(roles()).toEqual([[bea, 'lead']]);
});

test('issues of a task go with it if asked for, sub-tasks by habit', async () => {
  const task = taskOf('Draw the hero banner');
  const below = taskOf('Review the storyboard');
  const issue = sandbox.objects.rows('OPTASK').find(({ name }) => name === 'Logo is cut off on phones');
  if (!issue) throw new Error('there is an issue');
  sandbox.objects.change('OPTASK', issue.ID, { sourceTaskID: task.ID });
  sandbox.objects.change('TASK', below.ID, { parentID: task.ID });
  await swap({ taskIDs: [task.ID], ...users });
  expect(assigneesOf('OPTASK', issue)).toEqual([tyler]);
  expect(assigneesOf('TASK', below)).toEqual([oscar, tyler]);
  await swap({ taskIDs: [task.ID], ...users, includeIssues: true });
  expect(assigneesOf('OPTASK', issue)).toEqual([bea]);
  sandbox.setHabits({ swapReaches: 'sub-tasks too' });
  await swap({ taskIDs: [task.ID], ...users });
  expect(assigneesOf('TASK', below)).toEqual([oscar, bea]);
});

test('faults and rights count for it as for any change', async () => {
  const { ID } = taskOf('Draw the hero banner');
  sandbox.trouble({ match: { method: 'PUT' }, times: 1, effect: { kind: 'pretendWrite' } });
  expect((await swap({ taskIDs: [ID], ...users })).json).toEqual({ data: { result: null } });
  expect(assigneesOf('TASK', { ID })).toEqual([tyler]);
  const limited = await startWorkfront({ users: 0, apiUser: { isAdmin: false, seesOthers: true } });
  const json = { taskIDs: [ID], ...users };
  expect((await call(limited, '/assgn/swapUsersOnTasks', { method: 'PUT', json })).status).toBe(403);
  await limited.close();
});
