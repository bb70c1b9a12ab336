import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import { version } from '../../src/version.ts';
import type { WorkfrontConnection } from '../../src/workfront/workfront.ts';
import { authFor, failureOf, methods, open, openAt, quick, serve, deactivate } from './support.ts';

let sandbox: WorkfrontSandbox;
let directory: WorkfrontConnection;

beforeAll(async () => {
  sandbox = await startWorkfront({ users: 3 });
  directory = open(sandbox);
});

beforeEach(() => sandbox.directory.change(named.tyler, { isActive: true }));

afterAll(async () => {
  await directory.close();
  await sandbox.close();
});

describe.each(['gzip', 'br', 'deflate'] as const)('with answers in %s that nobody asked for', (compress) => {
  beforeAll(() => sandbox.setHabits({ compress }));

  test.each(methods)('the bot starts with %s, looks up and deactivates', async (method) => {
    const client = open(sandbox, { auth: authFor(sandbox, method) });
    expect(await client.check()).toMatchObject({ userId: named.apiUser });
    expect(await client.findByEmail('tyler.reid@acme.example', 5)).toMatchObject([{ id: named.tyler }]);
    expect(await deactivate(client, named.tyler)).toEqual(new Map([[named.tyler, false]]));
    await client.close();
  });

  test('a refusal keeps its words', async () => {
    expect(await failureOf(deactivate(directory, named.adminEmail))).toMatchObject({
      code: 'invalid',
      status: 422,
      detail: expect.stringContaining('Admin Email'),
    });
  });
});

test.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
  ['gzip, gzip', (plain: Buffer) => gzipSync(gzipSync(plain))],
] as const)('a bomb in %s is cut off while it is decoded', async (encoding, compress) => {
  const bomb = compress(Buffer.alloc(32 * 1024 * 1024));
  let requests = 0;
  const server = await serve((_, response) => {
    requests += 1;
    response.writeHead(200, { 'content-encoding': encoding }).end(bomb);
  });
  const client = openAt(server.url);
  const error = await failureOf(client.get(named.tyler));
  expect(error).toMatchObject({ code: 'unavailable' });
  expect(error.message).toContain('Workfront answered with too much data');
  expect(requests).toBe(1);
  await client.close();
  await server.close();
});

test.each([
  [401, {}, 'unauthenticated'],
  [403, {}, 'blocked'],
  [302, { location: '/login' }, 'unauthenticated'],
  [410, {}, 'misconfigured'],
] as const)(
  'a status %d counts although its body is said to be compressed and is empty',
  async (status, more, code) => {
    const server = await serve((_, response) => {
      response.writeHead(status, { 'content-encoding': 'gzip', ...more }).end();
    });
    const client = openAt(server.url);
    expect(await failureOf(client.get(named.tyler))).toMatchObject({ code, status });
    await client.close();
    await server.close();
  },
);

test('a body that cannot be decoded leaves the outcome of a change open', async () => {
  const server = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end('{"data":{}}');
  });
  const client = openAt(server.url, { timing: { ...quick, callBudget: 100, changeBudget: 200 } });
  expect(await failureOf(deactivate(client, named.tyler))).toMatchObject({ maybeDone: true });
  await client.close();
  await server.close();
});

test('every request says who asks and wants a plain answer, to Adobe as well', async () => {
  const seen: unknown[] = [];
  const server = await serve((request, response) => {
    seen.push([request.headers['user-agent'], request.headers['accept-encoding']]);
    const isToken = request.url === '/ims/token/v3';
    response.end(JSON.stringify(isToken ? { access_token: 't' } : { data: { userID: named.apiUser } }));
  });
  const ims = { ...authFor(sandbox, 'ims'), tokenUrl: `${server.url}/ims/token/v3` };
  const client = openAt(server.url, { auth: ims });
  await client.self().catch(() => null);
  expect(seen.length).toBeGreaterThan(1);
  expect(new Set(seen.map(String))).toEqual(new Set([`wf-deactivate/${version},identity`]));
  await client.close();
  await server.close();
});
