import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import type { Row } from '../../sandbox/workfront/records/schema.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import { call, count, data, failure } from './workfront-calls.ts';

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

describe('a person’s manager', () => {
  test('is changed as an owner is, and by no rule against it', async () => {
    expect((await put(`/user`, [{ ID: tyler, managerID: oscar }])).status).toBe(200);
    expect(sandbox.directory.find(tyler)?.managerID).toBe(oscar);
    sandbox.objects.refuse(tyler, 'Managers are set by HR');
    expect(failure(await put(`/user/${tyler}`, { managerID: bea }))).toBe('422 Managers are set by HR');
    expect(sandbox.directory.find(tyler)?.managerID).toBe(oscar);
  });

  test.each([
    ['refused', '422 Priya Nair is not an active user.', bea],
    ['accepted', 200, named.inactive],
  ] as const)('who is inactive is %s, which is told nowhere', async (inactiveManager, answered, after) => {
    sandbox.setHabits({ inactiveManager });
    const answer = await put('/user', [{ ID: tyler, managerID: named.inactive }]);
    expect(answer.status === 200 ? answer.status : failure(answer)).toBe(answered);
    expect(sandbox.directory.find(tyler)?.managerID).toBe(after);
  });

  test('who left since stays the manager through other edits', async () => {
    sandbox.directory.change(bea, { isActive: false });
    expect((await put(`/user/${tyler}`, { managerID: bea, title: 'Producer' })).status).toBe(200);
    expect(sandbox.directory.find(tyler)).toMatchObject({ managerID: bea, title: 'Producer' });
  });

  test('is somebody who is there, and who is hidden is changed by nobody', async () => {
    expect((await put(`/user/${tyler}`, { managerID: 'f'.repeat(32) })).status).toBe(404);
    sandbox.objects.hide(tyler);
    expect((await put(`/user/${tyler}`, { managerID: oscar })).status).toBe(404);
    expect(await count(sandbox, `/user/count?managerID=${bea}`)).toBe(0);
    expect(sandbox.directory.find(tyler)?.managerID).toBe(bea);
  });
});

describe('what no PUT changes', () => {
  test.each(['RESMGR', 'AWAPVL', 'ARVPTH', 'PRFAPL'])(
    '%s, which has no operation for it',
    async (objCode) => {
      const [row] = sandbox.objects.rows(objCode);
      expect(failure(await put(`/${objCode}/${row?.ID}`, {}))).toBe('400 Operation not supported');
      expect((await put(`/${objCode}`, [{ ID: row?.ID }])).status).toBe(400);
    },
  );

  test.each(['ARVSTP', 'SPAPVR'])('%s, which is reached through another object alone', async (objCode) => {
    const [row] = sandbox.objects.rows(objCode);
    expect(failure(await put(`/${objCode}/${row?.ID}`, {}))).toBe(
      `422 ${objCode} is not a top level object and can't be requested directly in internal`,
    );
  });

  test('keys for searching, and who is first on a task, since its others are not told of', async () => {
    const spring = rowOf('PROJ', 'Spring campaign');
    expect(failure(await put(`/project/${spring.ID}`, { statusEquatesWith: 'CPL' }))).toContain(
      'does not support field statusEquatesWith',
    );
    const task = rowOf('TASK', 'Draw the hero banner');
    expect((await put(`/task/${task.ID}`, { assignedToID: bea })).status).toBe(400);
    expect(sandbox.traffic.at(-1)?.note).toContain('not covered');
  });

  test('anything, for a caller without rights', async () => {
    const limited = await startWorkfront({ users: 0, apiUser: { isAdmin: false, seesOthers: true } });
    const [project] = limited.objects.rows('PROJ');
    const answer = await call(limited, `/project/${project?.ID}`, { method: 'PUT', json: { ownerID: bea } });
    expect(answer.status).toBe(403);
    expect(limited.objects.changes).toEqual([]);
    await limited.close();
  });

  test('more than a hundred at once', async () => {
    const { ID } = rowOf('PROJ', 'Spring campaign');
    const list = Array.from({ length: 101 }, () => ({ ID, ownerID: bea }));
    expect((await put('/project', list)).status).toBe(422);
    expect(sandbox.objects.find('PROJ', ID)?.['ownerID']).toBe(tyler);
  });
});

describe('an assignment that goes to somebody who has one there', () => {
  /** The assignments of Tyler and of Oscar to one issue. */
  async function both() {
    const issue = rowOf('OPTASK', 'Wrong colour in the footer');
    const [row] = sandbox.objects.assignmentsOf(issue.ID);
    if (!row) throw new Error('somebody is assigned');
    sandbox.objects.save('ASSGN', { ...row, ID: 'e'.repeat(32), assignedToID: oscar, isPrimary: false });
    return { issue, row };
  }

  test.each([
    ['second row', 200, [oscar, oscar]],
    ['merged', 200, [oscar]],
    ['refused', 422, [tyler, oscar]],
  ] as const)('%s', async (successorPresent, status, after) => {
    sandbox.setHabits({ successorPresent });
    const { issue, row } = await both();
    expect((await put(`/assgn/${row.ID}`, { assignedToID: oscar })).status).toBe(status);
    expect(sandbox.objects.find('OPTASK', issue.ID)?.['assignmentsUsersMM']).toEqual(after);
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
  const assign = async (work: Row, index: number, assignedToID: string) => {
    const row = sandbox.objects.assignmentsOf(work.ID)[index];
    expect((await put(`/assgn/${row?.ID}`, { assignedToID })).status).toBe(200);
  };
  await assign(issue, 0, oscar);
  // No mail: complete, not the first assignee, in a project that is over, and what somebody did themselves.
  await assign(rowOf('TASK', 'Close the photo shoot'), 0, bea);
  await assign(rowOf('TASK', 'Review the storyboard'), 1, bea);
  await assign(rowOf('TASK', 'Tidy the archive'), 0, bea);
  await assign(rowOf('TASK', 'Draw the hero banner'), 0, named.apiUser);
  expect(sandbox.objects.mails).toEqual([
    { to: bea, subject: "You're now the project owner of Spring campaign" },
    { to: oscar, subject: 'New Work Request: Logo is cut off on phones' },
  ]);
  expect(sandbox.objects.find('OPTASK', issue.ID)?.['assignedToID']).toBe(oscar);
});
