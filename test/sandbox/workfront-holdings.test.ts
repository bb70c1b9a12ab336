import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import { call, count, failure, rows, send } from './workfront-calls.ts';

let sandbox: WorkfrontSandbox;
beforeEach(async () => {
  sandbox = await startWorkfront({ users: 0 });
});
afterEach(() => sandbox.close());

const { oscar, bea } = named;

test('two thousand things can be made for somebody, of each kind that can be handed over about as many', async () => {
  sandbox.objects.give(oscar, 2_000);
  const kinds = ['project', 'template', 'portfolio', 'program', 'team', 'iteration'];
  const filters = [
    ...kinds.map((kind) => `/${kind}/count?ownerID=${oscar}`),
    `/routingrule/count?defaultAssignedToID=${oscar}`,
    `/assgn/count?assignedToID=${oscar}&taskID=x&taskID_Mod=notnull&status=AA&task:isComplete=false`,
    `/assgn/count?assignedToID=${oscar}&opTaskID=x&opTaskID_Mod=notnull&status=AA&opTask:isComplete=false`,
  ];
  const counts = await Promise.all(filters.map((filter) => count(sandbox, filter)));
  // Oscar is on two tasks before that.
  expect(counts.reduce((sum, one) => sum + one, 0)).toBe(2_002);
  expect(Math.min(...counts)).toBeGreaterThan(220);
});

test('a second gift comes on top of the first, and both can be of other kinds', async () => {
  const kinds = ['AWAPVL', 'TSHET', 'TSPRO', 'RESMGR', 'DOCU', 'PTLSEC', 'SCHREP'] as const;
  sandbox.objects.give(bea, 70, kinds);
  sandbox.objects.give(bea, 70, kinds);
  const filters = [
    `awaitingapproval/count?approverID=${bea}`,
    `timesheet/count?approverID=${bea}&status=C&status_Mod=ne`,
    `timesheetprofile/count?approverID=${bea}`,
    `resourcemanager/count?resourceManagerID=${bea}&projectID=x&projectID_Mod=notnull`,
    `document/count?checkedOutByID=${bea}`,
    `portalsection/count?runAsUserID=${bea}`,
    `scheduledreport/count?runAsUserID=${bea}`,
  ];
  for (const filter of filters) expect(await count(sandbox, `/${filter}`)).toBe(20);
});

test('a hundred come in a page unless told otherwise, two thousand at most, and each once', async () => {
  sandbox.objects.give(oscar, 450, ['DOCU']);
  const filter = `/document/search?checkedOutByID=${oscar}&ID_Sort=asc`;
  expect(await rows(sandbox, filter)).toHaveLength(100);
  expect(await rows(sandbox, `${filter}&$$LIMIT=2000`)).toHaveLength(450);
  expect(failure(await call(sandbox, `${filter}&$$LIMIT=2001`))).toContain('maximum allowed limit of 2000');
  const pages = await Promise.all(
    [0, 200, 400].map((first) => rows(sandbox, `${filter}&$$LIMIT=200&$$FIRST=${first}`)),
  );
  expect(pages.map((page) => page.length)).toEqual([200, 200, 50]);
  expect(new Set(pages.flat().map(({ ID }) => ID)).size).toBe(450);
});

test('a Workfront may not know a kind of object, or a field of it', async () => {
  const older = await startWorkfront({
    users: 0,
    unknownObjects: ['ITRN'],
    unknownFields: ['RRUL.defaultAssignedToID'],
  });
  expect(failure(await call(older, '/iteration/count?ownerID=x'))).toBe(
    '422 Unknown object type: iteration in v22.0',
  );
  const refused = '422 APIModel V22_0 does not support field defaultAssignedToID (RoutingRule)';
  expect(failure(await call(older, '/rrul/count?defaultAssignedToID=x'))).toBe(refused);
  expect(failure(await call(older, '/rrul/search?fields=defaultAssignedToID'))).toBe(refused);
  const [rule] = older.objects.rows('RRUL');
  const json = { defaultAssignedToID: bea };
  expect(failure(await call(older, `/rrul/${rule?.ID}`, { method: 'PUT', json }))).toBe(refused);
  expect(await count(older, `/template/count?ownerID=${bea}`)).toBe(1);
  await older.close();
});

const control = (path: string, json?: unknown) =>
  send(`${sandbox.url}/sandbox/${path}`, json === undefined ? {} : { method: 'POST', json });
const owned = () => rows(sandbox, `/template/search?ownerID=${bea}`);
const has = (filter: string) => count(sandbox, `/${filter}`);
const statusOf = async (path: string) => (await call(sandbox, path)).status;

const template = async () => {
  const [row] = await owned();
  if (!row) throw new Error('Bea has a template');
  return String(row['ID']);
};

describe('the controls', () => {
  test('give things, move one as somebody else would, and hide one', async () => {
    await control(`gifts/${bea}`, { count: 2, kinds: ['TMPL'] });
    expect(await owned()).toHaveLength(3);
    expect((await control(`gifts/${bea}`, { count: 1, kinds: ['USER'] })).status).toBe(400);
    expect((await control(`objects/TMPL/${await template()}`, { ownerID: oscar })).status).toBe(200);
    expect(await owned()).toHaveLength(2);
    await control(`hidden/${await template()}`, {});
    expect(await owned()).toHaveLength(1);
  });

  test('set a rule of the customer, and take it back', async () => {
    const id = await template();
    const edit = () => call(sandbox, `/template/${id}`, { method: 'PUT', json: { ownerID: oscar } });
    await control(`rules/${id}`, { words: 'Only the PMO gives templates away' });
    expect(failure(await edit())).toBe('422 Only the PMO gives templates away');
    await control(`rules/${id}`, { words: null });
    expect((await edit()).status).toBe(200);
  });

  test('tell the mails that Workfront sent', async () => {
    expect((await control('mails')).json).toEqual({ mails: [] });
    const project = sandbox.objects.rows('PROJ').find(({ name }) => name === 'Spring campaign');
    await call(sandbox, `/project/${project?.ID}`, { method: 'PUT', json: { ownerID: oscar } });
    expect((await control('mails')).json).toEqual({
      mails: [{ to: oscar, subject: "You're now the project owner of Spring campaign" }],
    });
  });

  test('break one kind of object alone, by each of its names', async () => {
    const effect = { kind: 'status', status: 500 };
    await control('trouble', { match: { objCode: 'PORT', pathIncludes: '/count' }, effect });
    expect(await statusOf('/portfolio/count?ownerID=x')).toBe(500);
    expect(await statusOf('/port/count?ownerID=x')).toBe(500);
    expect(await statusOf('/portfolio/search?ownerID=x')).toBe(200);
    expect(await statusOf('/program/count?ownerID=x')).toBe(200);
  });
});

test('some of the other people hold a few things as well', async () => {
  const { morganLee, usernameOnly: pat, scheduled: noor } = named;
  expect(await has(`project/count?ownerID=${morganLee}`)).toBe(1);
  expect(await has(`routingrule/count?defaultAssignedToID=${morganLee}`)).toBe(1);
  expect(await has(`assgn/count?assignedToID=${morganLee}&status=AA`)).toBe(2);
  expect(await has(`awaitingapproval/count?approverID=${pat}`)).toBe(1);
  expect(await has(`timesheet/count?approverID=${pat}&status=C&status_Mod=ne`)).toBe(1);
  expect(await has(`resourcemanager/count?resourceManagerID=${pat}`)).toBe(1);
  expect(await has(`assgn/count?assignedToID=${noor}`)).toBe(1);
});
