import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { WorkfrontConnection } from '../../src/workfront/workfront.ts';
import { failureOf, openAt, quick, serve } from './support.ts';

const idOf = (number: number) => number.toString(16).padStart(32, 'a');
const [ann, bea, kim] = [idOf(1), idOf(2), idOf(3)];
const userOf = (ID: string) => ({ ID, name: 'Ann Lee', isActive: true });

/** What Workfront says to each request: a status and a body, or a page. The last one goes for all that come after it. */
let answers: (readonly [number, object | string])[] = [];
let asked: { readonly request: string; readonly query: URLSearchParams; readonly body: string }[] = [];
let server: Awaited<ReturnType<typeof serve>>;
let workfront: WorkfrontConnection;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
  asked.push({
    request: `${request.method} ${pathname.replace('/attask/api/v22.0', '')}`,
    query: searchParams,
    body: await text(request),
  });
  const [status, body] = (answers.length > 1 ? answers.shift() : answers[0]) ?? [500, {}];
  response.writeHead(status, { 'Content-Type': 'application/json', 'Retry-After': '600' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

beforeAll(async () => {
  server = await serve((request, response) => void answer(request, response));
});
beforeEach(() => {
  [answers, asked] = [[], []];
  workfront = openAt(server.url);
  return () => workfront.close();
});
afterAll(() => server.close());

const says = (data: unknown) => void answers.push([200, { data }]);
const refuses = (status: number, message = 'no') => void answers.push([status, { error: { message } }]);
const requests = () => asked.map(({ request }) => request);
const always = async () => true;
const off = (...ids: string[]) =>
  ids.map((id) => ({ id, field: 'isActive', from: true, to: false }) as const);
const given = (...ids: string[]) => ids.map((id) => ({ id, field: 'ownerID', from: ann, to: bea }) as const);
const tasks = (...ids: string[]) =>
  ids.map((id) => ({ id, field: 'assignedToID', from: ann, to: bea }) as const);
const several = () => failureOf(workfront.write('access', off(ann, bea), always));

describe('a user that is read by id', () => {
  test('is found in any case, and is nobody where Workfront has no such record', async () => {
    says(userOf(ann.toUpperCase()));
    expect(await workfront.get(ann.toUpperCase())).toMatchObject({ id: ann });
    expect(requests()).toEqual([`GET /user/${ann}`]);
    answers = [];
    refuses(404);
    expect(await workfront.get(ann)).toBeNull();
  });

  test('is a failure where Workfront fails, or answers with another one', async () => {
    refuses(403);
    expect(await failureOf(workfront.get(ann))).toMatchObject({ code: 'forbidden' });
    answers = [];
    says(userOf(bea));
    expect(await failureOf(workfront.get(ann))).toMatchObject({
      code: 'misconfigured',
      message: `Workfront answered with another user: GET /attask/api/v22.0/user/${ann}`,
    });
  });

  test.each(['$$USER.ID', `${ann}a`, `x${ann}`, ''])('is not asked for by %j, which is no id', async (id) => {
    expect(await failureOf(workfront.get(id))).toMatchObject({
      code: 'invalid',
      message: 'A Workfront id has 32 hexadecimal digits: GET /user',
    });
    expect(await workfront.readUsers([id])).toEqual(new Map());
    expect(asked).toEqual([]);
  });
});

describe('users that are read by id', () => {
  test('are asked for by hundreds, each once, and nobody else is among them', async () => {
    const ids = Array.from({ length: 101 }, (_, number) => idOf(number));
    says([userOf(ids[0] ?? ''), userOf(idOf(999))]);
    says([userOf(ids[100] ?? '')]);
    const found = await workfront.readUsers([...ids, ids[0] ?? '']);
    expect([...found.keys()]).toEqual([ids[0], ids[100]]);
    expect(requests()).toEqual(['GET /user/search', 'GET /user/search']);
    expect(asked[0]?.query.getAll('ID')).toEqual(ids.slice(0, 100));
    const wanted = {
      ID_Mod: 'in',
      ID_Sort: 'asc',
      $$LIMIT: '100',
      fields: expect.stringContaining('emailAddr'),
    };
    expect(Object.fromEntries(asked[0]?.query ?? [])).toMatchObject(wanted);
  });
});

describe('whose the credential is', () => {
  test('is asked once, with every field of a user', async () => {
    says({ userID: ann, isAdmin: true });
    says(userOf(ann));
    for (const _ of [1, 2]) expect(await workfront.self()).toEqual({ id: ann, isAdmin: true });
    expect(requests()).toEqual(['GET /session', `GET /user/${ann}`]);
    expect(asked[1]?.query.get('fields')).toContain('emailAddr');
  });

  test('is no administrator unless Workfront says so, and speaks the versions that it tells', async () => {
    says({ userID: ann, versionInformation: { apiVersions: ['v22.0'] } });
    says(userOf(ann));
    expect(await workfront.check()).toEqual({ userId: ann, isAdmin: false, apiVersions: ['22.0'] });
    answers = [];
    says({ userID: ann });
    says(userOf(ann));
    expect(await workfront.check()).toEqual({ userId: ann, isAdmin: false, apiVersions: [] });
  });
});

describe('values that are read', () => {
  test('are asked for by hundreds, with the fields in question', async () => {
    const changes = given(...Array.from({ length: 101 }, (_, number) => idOf(number)));
    says([{ ID: idOf(0).toUpperCase(), ownerID: bea.toUpperCase() }]);
    says([{ ID: idOf(100), ownerID: 'Not an ID' }]);
    expect(await workfront.readValues('projects', changes)).toEqual(
      new Map([
        [idOf(0), bea],
        [idOf(100), 'Not an ID'],
      ]),
    );
    expect(requests()).toEqual(['GET /project/search', 'GET /project/search']);
    expect(asked[0]?.query.getAll('ID')).toEqual(changes.slice(0, 100).map(({ id }) => id));
    const wanted = { ID_Mod: 'in', ID_Sort: 'asc', $$LIMIT: '100', fields: 'ID,ownerID' };
    expect(Object.fromEntries(asked[0]?.query ?? [])).toMatchObject(wanted);
  });

  test('are of what was asked for alone, as far as they are values', async () => {
    const changes = given(ann, bea, kim);
    says([
      { ID: ann, ownerID: null },
      { ID: bea, ownerID: { ID: kim } },
      { ID: idOf(9), ownerID: kim },
      'no row',
      { ownerID: kim },
    ]);
    expect(await workfront.readValues('projects', changes)).toEqual(new Map([[ann, null]]));
  });
});

describe('a change', () => {
  test('is shown by a record or a list of one, and by nothing else', async () => {
    says({ ID: ann, isActive: false });
    expect(await workfront.write('access', off(ann), always)).toEqual(new Map([[ann, false]]));
    answers = [];
    says([{ ID: ann, isActive: false }]);
    expect(await workfront.write('access', off(ann), always)).toEqual(new Map([[ann, false]]));
    answers = [];
    says({ ID: bea, isActive: false });
    expect(await workfront.write('access', off(ann), always)).toEqual(new Map());
  });

  test('asks for what it changes, and of access for the level too', async () => {
    says({});
    await workfront.write('access', off(ann), always);
    await workfront.write('projects', given(ann), always);
    await workfront.write('projects', given(ann, bea), always);
    expect(asked.map(({ request, query, body }) => [request, query.get('fields'), JSON.parse(body)])).toEqual(
      [
        [`PUT /user/${ann}`, 'ID,isActive,accessLevelID', { isActive: false }],
        [`PUT /project/${ann}`, 'ID,ownerID', { ownerID: bea }],
        ['PUT /project', 'ID,ownerID', [ann, bea].map((ID) => ({ ID, ownerID: bea }))],
      ],
    );
  });

  test('of a hundred is one request, of none or more is none', async () => {
    says([]);
    const ids = Array.from({ length: 101 }, (_, number) => idOf(number));
    expect(await workfront.write('access', off(...ids.slice(1)), always)).toEqual(new Map());
    expect(asked).toHaveLength(1);
    for (const odd of [ids, [], [ann, ann], [ann, '$$USER.ID']])
      expect(await failureOf(workfront.write('access', off(...odd), always))).toMatchObject({
        code: 'invalid',
        message: 'This is no list of changes: PUT',
      });
    expect(asked).toHaveLength(1);
  });
});

describe('what refuses a change of several', () => {
  test.each([
    [400, 'invalid', true],
    [403, 'forbidden', true],
    [401, 'unauthenticated', false],
    [429, 'throttled', false],
  ] as const)('may have let some of it through: HTTP %s, %s: %s', async (status, code, maybeDone) => {
    refuses(status, 'the words of Workfront');
    const failure = await several();
    expect(failure).toMatchObject({ code, status, maybeDone, retryAfterMs: 600_000 });
    expect(failure.detail).toBe(status === 401 ? '' : 'the words of Workfront');
    const what = maybeDone ? 'Some of the changes may be made' : 'Workfront did not|Workfront has too many';
    expect(failure.message).toMatch(
      new RegExp(`^(${what}).* \\(HTTP ${status}\\): PUT /attask/api/v22.0/user$`),
    );
  });

  test('let none of it through where a page before Workfront answers, or nobody can be reached', async () => {
    answers = [[403, '<html>']];
    expect(await several()).toMatchObject({ code: 'blocked', maybeDone: false });
    const gone = await serve(() => {});
    await gone.close();
    const away = openAt(gone.url, { timing: { ...quick, callBudget: 1 } });
    expect(await failureOf(away.write('access', off(ann, bea), always))).toMatchObject({
      code: 'unavailable',
      status: null,
      maybeDone: false,
    });
    await away.close();
  });

  test('is passed on as it is where nothing was answered', async () => {
    const failure = await failureOf(workfront.write('access', off(ann, bea), async () => false));
    expect(failure).toMatchObject({ code: 'outcome_unknown', status: null });
    const odd = new Error('ours');
    const stops = workfront.write('access', off(ann, bea), () => Promise.reject(odd));
    await expect(stops).rejects.toBe(odd);
  });

  test('refused one alone for certain', async () => {
    refuses(400);
    expect(await failureOf(workfront.write('access', off(ann), always))).toMatchObject({ maybeDone: false });
  });
});

describe('tasks that change hands', () => {
  const assigned = (...tasksIn: (readonly [string, string])[]) =>
    tasksIn.map(([taskID, projectID], number) => ({
      ID: idOf(50 + number),
      taskID,
      assignedToID: ann,
      projectID,
    }));
  const both = assigned([idOf(11), idOf(91)], [idOf(12), idOf(92)]);

  test('are swapped one project after the other, and what came before a refusal may be done', async () => {
    says(both);
    says({});
    refuses(403);
    const failure = await failureOf(workfront.write('tasks', tasks(idOf(11), idOf(12)), always));
    expect(failure).toMatchObject({ code: 'forbidden', maybeDone: true });
    expect(requests()).toEqual(['GET /assignment/search', 'PUT /assignment', 'PUT /assignment']);
  });

  test('may be done in part where the first request names several, and are not where it names one', async () => {
    says(assigned([idOf(11), idOf(91)], [idOf(12), idOf(91)]));
    refuses(403);
    expect(await failureOf(workfront.write('tasks', tasks(idOf(11), idOf(12)), always))).toMatchObject({
      maybeDone: true,
    });
    answers = [];
    says(both.slice(0, 1));
    refuses(403);
    expect(await failureOf(workfront.write('tasks', tasks(idOf(11)), always))).toMatchObject({
      maybeDone: false,
    });
  });

  const odd = new Error('ours');
  test.each([
    ['may not leave', async () => false, { code: 'outcome_unknown', maybeDone: false }],
    ['fails by an error of ours', () => Promise.reject(odd), odd],
  ])('of which the second %s, fail by just that', async (_why, second, failure) => {
    says(both);
    says({});
    const may = [always, second];
    const moving = workfront.write('tasks', tasks(idOf(11), idOf(12)), () => may.shift()?.() ?? always());
    expect(await moving.catch((error: unknown) => error)).toMatchObject(failure);
    expect(requests()).toEqual(['GET /assignment/search', 'PUT /assignment']);
  });

  test('are with whom their assignments show', async () => {
    says(both);
    expect(await workfront.readValues('tasks', tasks(idOf(11), idOf(13)))).toEqual(
      new Map([[idOf(11), ann]]),
    );
    expect(requests()).toEqual(['GET /assignment/search']);
  });

  test.each([
    ['first', []],
    ['second', [{}]],
  ])('are all as they were only where the log-in is refused at the first one: %s', async (at, before) => {
    says(both);
    for (const one of before) says(one);
    refuses(401);
    expect(await failureOf(workfront.write('tasks', tasks(idOf(11), idOf(12)), always))).toMatchObject({
      code: 'unauthenticated',
      maybeDone: at === 'second',
    });
  });
});
