import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import type { Row } from '../../sandbox/workfront/records/schema.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import { call, count, data, failure, rows } from './workfront-calls.ts';

let sandbox: WorkfrontSandbox;
beforeEach(async () => {
  sandbox = await startWorkfront({ users: 0 });
});
afterEach(() => sandbox.close());

const { tyler, bea, oscar } = named;

/** The row of that name. */
function rowOf(objCode: string, name: string): Row {
  const found = sandbox.objects.rows(objCode).find((row) => row['name'] === name);
  if (!found) throw new Error(`there is no ${objCode} ${name}`);
  return found;
}

const put = (path: string, json: unknown) => call(sandbox, path, { method: 'PUT', json });

describe('an object that somebody owns', () => {
  test('gets another owner, alone or in a list, and the answer shows what was asked for', async () => {
    const spring = rowOf('PROJ', 'Spring campaign');
    const brand = rowOf('PROJ', 'Brand refresh');
    const alone = await put(`/project/${spring.ID}?fields=ownerID`, { ownerID: bea });
    expect(data(alone)['ownerID']).toBe(bea);
    const list = [spring, brand].map(({ ID }) => ({ ID, ownerID: oscar }));
    expect((await put('/proj', list)).status).toBe(200);
    expect(await count(sandbox, `/project/count?ownerID=${oscar}`)).toBe(2);
  });

  test('is changed by the older form as well', async () => {
    const { ID } = rowOf('TMPL', 'Campaign template');
    const form = { updates: JSON.stringify([{ ID, ownerID: bea }]) };
    expect((await call(sandbox, '/tmpl', { method: 'PUT', form })).status).toBe(200);
    expect(sandbox.objects.find('TMPL', ID)?.['ownerID']).toBe(bea);
  });

  test('goes to nobody who is inactive or unknown', async () => {
    const { ID } = rowOf('PORT', 'Brand');
    expect(failure(await put(`/portfolio/${ID}`, { ownerID: named.inactive }))).toContain(
      'is not an active user',
    );
    expect((await put(`/portfolio/${ID}`, { ownerID: 'f'.repeat(32) })).status).toBe(404);
    expect((await put(`/portfolio/${ID}`, { owner: bea })).status).toBe(422);
    expect(sandbox.objects.find('PORT', ID)?.['ownerID']).toBe(tyler);
  });

  test('keeps its owner where a business rule says so, in the customer’s words', async () => {
    const { ID } = rowOf('PROJ', 'Brand refresh');
    const words = 'Projects in portfolio "Brand" may only be given away by the PMO';
    sandbox.objects.refuse(ID, words);
    expect(failure(await put(`/project/${ID}`, { ownerID: bea }))).toBe(`422 ${words}`);
    sandbox.objects.refuse(ID, null);
    expect((await put(`/project/${ID}`, { ownerID: bea })).status).toBe(200);
  });

  test.each([
    ['refused whole', 422, 0],
    ['partly done', 422, 1],
    ['short answer', 200, 2],
  ] as const)('in a list with a bad record: %s', async (badRecord, status, done) => {
    sandbox.setHabits({ badRecord });
    const things = [
      rowOf('PROJ', 'Spring campaign'),
      rowOf('PROJ', 'Brand refresh'),
      rowOf('PROJ', 'Autumn catalogue'),
    ];
    sandbox.objects.refuse(things[1]?.ID ?? '', 'no');
    const answer = await put(
      '/proj',
      things.map(({ ID }) => ({ ID, ownerID: bea })),
    );
    expect(answer.status).toBe(status);
    expect(await count(sandbox, `/project/count?ownerID=${bea}`)).toBe(done);
  });

  test('that is hidden is found by nobody', async () => {
    const { ID } = rowOf('PROJ', 'Brand refresh');
    sandbox.objects.hide(ID);
    expect(await count(sandbox, `/project/count?ownerID=${tyler}&status=CPL&status_Mod=ne`)).toBe(1);
    expect((await put(`/project/${ID}`, { ownerID: bea })).status).toBe(404);
  });
});

const swap = (updates: object) =>
  call(sandbox, '/assgn?action=swapUsersOnTasks', {
    method: 'PUT',
    form: { updates: JSON.stringify(updates) },
  });
const openOf = (id: string) =>
  rows(
    sandbox,
    `/assgn/search?assignedToID=${id}&taskID=x&taskID_Mod=notnull&status=DN&status_Mod=ne&fields=ID,taskID`,
  );

describe('the action that swaps users on tasks', () => {
  test.each(['kept', 'made anew'] as const)(
    'puts one in the place of another; rows are %s',
    async (swappedRows) => {
      sandbox.setHabits({ swappedRows });
      const before = await openOf(tyler);
      const taskIDs = before.map((row) => String(row['taskID']));
      const answer = await swap({ taskIDs, swapFromUserID: tyler, swapToUserID: bea });
      expect(answer.json).toEqual({ data: { result: null } });
      expect(await openOf(tyler)).toEqual([]);
      const after = await openOf(bea);
      expect(after.map(({ taskID }) => taskID)).toEqual(expect.arrayContaining(taskIDs));
      const kept = new Set(after.map(({ ID }) => ID));
      expect(before.every(({ ID }) => kept.has(ID))).toBe(swappedRows === 'kept');
      const task = sandbox.objects.find('TASK', taskIDs[0] ?? '');
      expect(task?.['assignmentsUsersMM']).toContain(bea);
    },
  );

  test('skips what is complete, and refuses odd arguments', async () => {
    const done = rowOf('TASK', 'Close the photo shoot');
    await swap({ taskIDs: [done.ID], swapFromUserID: tyler, swapToUserID: bea });
    expect(sandbox.objects.find('TASK', done.ID)?.['assignedToID']).toBe(tyler);
    const users = { swapFromUserID: tyler, swapToUserID: bea };
    expect(failure(await swap({ taskIDs: done.ID, ...users }))).toBe('422 argument type mismatch');
    expect(failure(await swap({ taskIDs: [], ...users, IDs: [] }))).toBe(
      '422 action swapUsersOnTasks does not support argument named IDs',
    );
    expect(failure(await swap({ taskIDs: [], ...users, swapToUserID: named.inactive }))).toContain('active');
  });
});

test('mail goes to new owners of current projects and to new assignees, and to nobody else', async () => {
  const { ID } = rowOf('PROJ', 'Spring campaign');
  const old = rowOf('PROJ', 'Autumn catalogue');
  const template = rowOf('TMPL', 'Campaign template');
  await put(`/project/${ID}`, { ownerID: bea });
  await put(`/project/${ID}`, { ownerID: bea });
  await put(`/project/${old.ID}`, { ownerID: bea });
  await put(`/template/${template.ID}`, { ownerID: bea });
  const issue = rowOf('OPTASK', 'Logo is cut off on phones');
  const row = sandbox.objects.rows('ASSGN').find((one) => one['opTaskID'] === issue.ID);
  await put(`/assgn/${row?.ID}`, { assignedToID: oscar });
  expect(sandbox.objects.mails).toEqual([
    { to: bea, subject: "You're now the project owner of Spring campaign" },
    { to: oscar, subject: 'New Work Request: Logo is cut off on phones' },
  ]);
  expect(sandbox.objects.find('OPTASK', issue.ID)?.['assignedToID']).toBe(oscar);
});

test('two thousand things can be made for somebody', async () => {
  sandbox.objects.give(oscar, 2_000);
  const projects = await count(sandbox, `/project/count?ownerID=${oscar}`);
  const tasks = await count(sandbox, `/assgn/count?assignedToID=${oscar}&taskID=x&taskID_Mod=notnull`);
  expect(projects).toBeGreaterThan(200);
  expect(tasks).toBeGreaterThan(200);
});

test('a Workfront may not know a kind of object', async () => {
  const older = await startWorkfront({ users: 0, unknownObjects: ['ITRN'] });
  expect(failure(await call(older, '/iteration/count?ownerID=x'))).toContain('Unknown object type');
  await older.close();
});
