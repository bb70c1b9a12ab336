import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import type { TroubleRule } from '../../sandbox/workfront/trouble.ts';
import type { RequestReport } from '../../src/workfront/transport.ts';
import type { WorkfrontConnection } from '../../src/workfront/workfront.ts';
import { failureOf, open, openAt, quick, serve, silent } from './support.ts';

let sandbox: WorkfrontSandbox;
let directory: WorkfrontConnection;
let hasty: WorkfrontConnection;

beforeAll(async () => {
  sandbox = await startWorkfront({ users: 3 });
  directory = open(sandbox);
  const minutes = 120_000;
  const patient = { headersTimeout: minutes, firstBackOff: minutes, longestBackOff: minutes };
  hasty = open(sandbox, { timing: { ...quick, ...patient, callBudget: 400 } });
});

beforeEach(() => sandbox.clearTrouble());

afterAll(async () => {
  await Promise.all([directory.close(), hasty.close()]);
  await sandbox.close();
});

type Effect = TroubleRule['effect'];

test.each<[string, Effect]>([
  ['429', { kind: 'status', status: 429 }],
  ['500', { kind: 'status', status: 500 }],
  ['502', { kind: 'status', status: 502 }],
  ['503', { kind: 'status', status: 503 }],
  ['a maintenance page', { kind: 'html', status: 503 }],
  ['an empty answer', { kind: 'emptyBody' }],
  ['a cut connection', { kind: 'dropConnection' }],
  ['a lost answer', { kind: 'loseAnswer' }],
])('a read outlives %s, twice in a row', async (_, effect) => {
  sandbox.trouble({ times: 2, effect });
  expect(await directory.get(named.tyler)).toMatchObject({ id: named.tyler });
});

test('a read outlives silence', async () => {
  sandbox.trouble({ times: 1, effect: { kind: 'hang' } });
  expect(await directory.get(named.tyler)).toMatchObject({ id: named.tyler });
});

test.each<[string, Effect, string]>([
  ['401', { kind: 'status', status: 401 }, 'unauthenticated'],
  ['403', { kind: 'status', status: 403 }, 'forbidden'],
  ['400', { kind: 'status', status: 400 }, 'invalid'],
  ['422', { kind: 'status', status: 422 }, 'invalid'],
  ['410', { kind: 'status', status: 410 }, 'misconfigured'],
  ['429', { kind: 'status', status: 429 }, 'throttled'],
  ['500', { kind: 'status', status: 500 }, 'unavailable'],
  ['an error in a 200', { kind: 'errorIn200' }, 'invalid'],
  ['a page as 200', { kind: 'html', status: 200 }, 'unavailable'],
  ['a page as 404', { kind: 'html', status: 404 }, 'unavailable'],
  ['a page as 403', { kind: 'html', status: 403 }, 'blocked'],
  ['a redirect', { kind: 'redirect', location: '/elsewhere' }, 'unavailable'],
  ['a redirect to a log-in page', { kind: 'redirect' }, 'unauthenticated'],
  ['an empty answer', { kind: 'emptyBody' }, 'unavailable'],
  ['a cut connection', { kind: 'dropConnection' }, 'unavailable'],
  ['silence', { kind: 'hang' }, 'unavailable'],
  ['too much data', { kind: 'oversizedBody', bytes: 9_000_000 }, 'unavailable'],
])('%s all the time is told as %s', async (_, effect, code) => {
  sandbox.trouble({ effect });
  const path = `/attask/api/v22.0/user/${named.tyler}`;
  const error = await failureOf(hasty.get(named.tyler));
  expect(error).toMatchObject({ code, request: `GET ${path}`, maybeDone: false });
  expect(error.message).toContain(`: GET ${path}`);
});

test.each([400, 401, 403, 404, 410, 422])('%i is not asked for twice', async (status) => {
  const reports: RequestReport[] = [];
  const client = open(sandbox, { onRequest: (report) => void reports.push(report) });
  sandbox.trouble({ effect: { kind: 'status', status } });
  await client.get(named.tyler).catch(() => null);
  expect(reports).toMatchObject([{ status }]);
  await client.close();
});

test.each<[string, Effect]>([
  ['silence', { kind: 'hang' }],
  ['500', { kind: 'status', status: 500 }],
])('%s does not hold a call longer than its budget', async (_, effect) => {
  sandbox.trouble({ effect });
  // Without the budget it would take minutes, and this test would run out of time.
  expect(await failureOf(hasty.get(named.tyler))).toMatchObject({ code: 'unavailable' });
});

test('Retry-After is waited for when the budget allows', async () => {
  sandbox.trouble({ times: 1, effect: { kind: 'status', status: 429, retryAfter: 1 } });
  const start = performance.now();
  expect(await directory.get(named.tyler)).not.toBeNull();
  expect(performance.now() - start).toBeGreaterThanOrEqual(1_000);
});

test('a Retry-After beyond the budget fails at once and is passed on', async () => {
  sandbox.trouble({ effect: { kind: 'status', status: 429, retryAfter: 120 } });
  const error = await failureOf(directory.get(named.tyler));
  expect(error).toMatchObject({ code: 'throttled', retryAfterMs: 120_000 });
});

test('a Retry-After given as a date counts from the clock', async () => {
  const server = await serve((_, response) => {
    response.writeHead(429, { 'retry-after': 'Sat, 21 Nov 2026 12:01:00 GMT' }).end('{}');
  });
  const client = openAt(server.url, { now: () => new Date('2026-11-21T12:00:00Z') });
  expect(await failureOf(client.self())).toMatchObject({ code: 'throttled', retryAfterMs: 60_000 });
  await client.close();
  await server.close();
});

const row = {
  ID: named.tyler,
  name: 'Tyler Reid',
  emailAddr: 'tyler.reid@acme.example',
  isActive: true,
  isAdmin: false,
};

function thirty(client: WorkfrontConnection) {
  return Promise.all(Array.from({ length: 30 }, () => client.get(named.tyler)));
}

describe('requests at a time', () => {
  test('are never more than configured', async () => {
    let now = 0;
    let most = 0;
    const server = await serve((_, response) => {
      now += 1;
      most = Math.max(most, now);
      setTimeout(() => {
        now -= 1;
        response.end(JSON.stringify({ data: row }));
      }, 5);
    });
    const client = openAt(server.url, { concurrency: 3 });
    expect(await thirty(client)).toHaveLength(30);
    expect(most).toBe(3);
    await client.close();
    await server.close();
  });

  test('that Workfront finds too many are all answered in the end', async () => {
    const narrow = await startWorkfront({ users: 3, maxConcurrent: 3 });
    const statuses: (number | null)[] = [];
    const onRequest = ({ status }: RequestReport) => void statuses.push(status);
    const client = open(narrow, { concurrency: 6, random: Math.random, onRequest });
    narrow.trouble({ effect: { kind: 'delay', milliseconds: 5 } });
    const users = await thirty(client);
    expect(users.every((user) => user?.id === named.tyler)).toBe(true);
    expect(statuses).toContain(429);
    await client.close();
    await narrow.close();
  });
});

async function getFrom(body: unknown, status = 200): Promise<unknown> {
  const server = await serve((_, response) => {
    response.writeHead(status).end(JSON.stringify(body));
  });
  const client = openAt(server.url);
  try {
    return await client.get(named.tyler);
  } finally {
    await client.close();
    await server.close();
  }
}

describe('an answer in an unexpected form', () => {
  test('is read when it is a list of one, or lacks what may be missing', async () => {
    expect(await getFrom({ data: [row] })).toMatchObject({ id: named.tyler, username: '', title: null });
    expect(await getFrom({ data: { ...row, manager: null, lastLoginDate: null } })).toMatchObject({
      manager: null,
      lastLoginAt: null,
    });
    const lastLoginDate = '2020-05-18T17:00:00:000-0600';
    expect(await getFrom({ data: { ...row, lastLoginDate } })).toMatchObject({
      lastLoginAt: new Date('2020-05-18T23:00:00Z'),
    });
  });

  test.each([null, undefined])('is read with an isAdmin of %s as not known', async (isAdmin) => {
    expect(await getFrom({ data: { ...row, isAdmin } })).toMatchObject({ isAdmin: null });
  });

  test.each([
    ['isActive as text', { data: { ...row, isActive: 'false' } }],
    ['another user', { data: { ...row, ID: named.mina } }],
    ['two users', { data: [row, row] }],
    ['an id that is none', { data: { ...row, ID: '../session' } }],
    ['no data', { success: true }],
    ['a text', 'hello'],
    ['an unknown field', { error: { message: 'APIModel V22_0 does not support field title (User)' } }],
  ])('is a clear error with %s', async (_, body) => {
    const error = await failureOf(getFrom(body));
    expect(error.code).toBe('misconfigured');
  });

  test('is nobody only when Workfront itself says so', async () => {
    const error = { message: 'User not found', msgKey: 'exception.norecordfound' };
    expect(await getFrom({ error }, 404)).toBeNull();
    expect(await getFrom({ error }, 422)).toBeNull();
    expect(await getFrom({ error: { message: 'no such thing' } }, 404)).toBeNull();
  });

  test('is a log-in problem by its class, whatever the status', async () => {
    const error = { message: 'nothing', class: 'com.attask.common.AuthenticationException' };
    expect(await failureOf(getFrom({ error }, 500))).toMatchObject({ code: 'unauthenticated' });
    expect(await failureOf(getFrom({ error }, 200))).toMatchObject({ code: 'unauthenticated' });
  });
});

test('each request is reported once, with its path and without its query', async () => {
  const reports: RequestReport[] = [];
  const warnings: object[] = [];
  const log = { ...silent, warn: (object: object) => void warnings.push(object) };
  const client = open(sandbox, { onRequest: (report) => void reports.push(report), log });
  sandbox.trouble({ times: 1, effect: { kind: 'dropConnection' } });
  await client.findByEmail('tyler.reid@acme.example', 5);
  const common = { method: 'GET', path: '/attask/api/v22.0/user/search', milliseconds: expect.any(Number) };
  expect(reports).toEqual([
    { ...common, status: null, error: 'UND_ERR_SOCKET' },
    { ...common, status: 200, error: null },
  ]);
  expect(warnings).toEqual([
    { request: 'GET /attask/api/v22.0/user/search', status: null, code: 'unavailable', failures: 1 },
  ]);
  await client.close();
});
