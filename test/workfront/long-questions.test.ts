import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';

import { usual, type Habits } from '../../sandbox/workfront/habits.ts';
import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import type { Exchange } from '../../sandbox/workfront/traffic.ts';
import { holdingKind, type HeldCount } from '../../src/requests/holdings.ts';
import { createClient } from '../../src/workfront/client.ts';
import type { WorkfrontConnection } from '../../src/workfront/workfront.ts';
import { authFor, open, openAt, serve, silent } from './support.ts';

let sandbox: WorkfrontSandbox;
/** What is counted without forms. */
let inAddresses: readonly HeldCount[];

/** Who nobody is, and in between who holds something. */
const thousand = Array.from({ length: 1_000 }, (_, index) => `${index}`.padStart(32, 'e'));
const holders = [named.tyler, named.bea, named.oscar, named.mina, named.scheduled];

beforeAll(async () => {
  sandbox = await startWorkfront({ users: 0 });
  sandbox.objects.give(named.scheduled, 150, ['PROJ', 'TASK', 'TMPL', 'AWAPVL']);
  for (const [index, id] of holders.entries()) thousand[index * 249 + 3] = id;
  sandbox.setHabits({ postedReads: 'refused' });
  const client = open(sandbox);
  inAddresses = await countSome(client);
  await client.close();
});

afterAll(() => sandbox.close());

/** A client that knows who it is, of a Workfront with this habit. */
async function openTo(
  postedReads: Habits['postedReads'],
  overrides: Parameters<typeof open>[1] = {},
): Promise<WorkfrontConnection> {
  sandbox.setHabits({ ...usual, postedReads });
  const client = open(sandbox, overrides);
  onTestFinished(async () => {
    sandbox.clearTrouble();
    await client.close();
  });
  await client.self();
  return client;
}

async function requestsOf(ask: () => Promise<unknown>) {
  const before = sandbox.traffic.length;
  await ask();
  return sandbox.traffic.slice(before);
}

/** A kind that is counted, and one of two lists. */
const some = ['projects', 'approvals'] as const;
const countSome = async (client: WorkfrontConnection) => (await client.countHoldings(thousand, some)).counts;
const ofProjects = (asked: readonly Exchange[]) =>
  asked.filter(({ path }) => path.includes('/project/count'));

describe('what a thousand people hold', () => {
  test('is counted in as many requests as what a hundred hold, or one', async () => {
    const client = await openTo('taken');
    // The first list finds out what this Workfront takes.
    expect(await countSome(client)).toEqual(inAddresses);
    const costs = [];
    for (const many of [1, 100, 1_000]) {
      const asked = await requestsOf(() => client.countHoldings(thousand.slice(0, many)));
      expect(asked.map(({ status }) => status)).toEqual(asked.map(() => 200));
      costs.push(asked.length);
    }
    expect(inAddresses.map(({ count }) => (count ?? 0) > 30)).toEqual([true, true]);
    expect(costs).toEqual([21, 21, 21]);
  });

  test.each([
    'refused',
    'counts refused',
    'not logged in',
    'long ones refused',
    'repeats dropped',
    'form ignored',
    'method ignored',
  ] as const)('is the same where long questions are: %s', async (postedReads) => {
    const client = await openTo(postedReads);
    const asked = await requestsOf(async () => expect(await countSome(client)).toEqual(inAddresses));
    // Ten for each of a hundred.
    expect(ofProjects(asked).filter(({ status }) => status === 200)).toHaveLength(10);
    const again = await requestsOf(() => client.countHoldings(thousand, some));
    expect(again.some(({ method, path }) => method === 'POST' && path.endsWith('/count'))).toBe(false);
  });

  test('is listed alike both ways, for every kind', async () => {
    const [client, other] = [await openTo('taken'), await openTo('refused')];
    for (const kind of holdingKind.options) {
      sandbox.setHabits({ postedReads: 'taken' });
      const listed = await client.listHoldings(kind, thousand, { first: 0, limit: 500 });
      sandbox.setHabits({ postedReads: 'refused' });
      expect(await other.listHoldings(kind, thousand, { first: 0, limit: 500 })).toEqual(listed);
    }
    expect(await other.listHoldings('tasks', thousand, { first: 0, limit: 500 })).not.toEqual([]);
  });
});

describe('a long question', () => {
  test('goes in halves where no more than a thousand parameters are read', async () => {
    const client = await openTo('long ones cut');
    await countSome(client);
    const asked = await requestsOf(async () => expect(await countSome(client)).toEqual(inAddresses));
    expect(ofProjects(asked).map(({ method }) => method)).toEqual(['POST', 'POST']);
  });

  test('that was taken before and is refused now is asked piece by piece for ten minutes', async () => {
    let now = new Date();
    const client = await openTo('taken', { now: () => now });
    await countSome(client);
    sandbox.trouble({
      times: 1,
      match: { method: 'POST', pathIncludes: '/project/count' },
      effect: { kind: 'status', status: 413 },
    });
    expect(await countSome(client)).toEqual(inAddresses);
    const later = await requestsOf(async () => expect(await countSome(client)).toEqual(inAddresses));
    expect(later.some(({ method, path }) => method === 'POST' && path.endsWith('/count'))).toBe(false);
    now = new Date(now.getTime() + 10 * 60_000);
    const again = await requestsOf(async () => expect(await countSome(client)).toEqual(inAddresses));
    expect(ofProjects(again).map(({ method }) => method)).toEqual(['POST']);
  });

  test('that is read wrongly all of a sudden is found out after ten minutes', async () => {
    let now = new Date();
    const client = await openTo('taken', { now: () => now });
    await countSome(client);
    sandbox.setHabits({ postedReads: 'form ignored' });
    now = new Date(now.getTime() + 10 * 60_000);
    expect(await countSome(client)).toEqual(inAddresses);
  });

  test('that gets no answer is waited for once, and asked piece by piece for ten minutes', async () => {
    const client = await openTo('taken', { timing: { headersTimeout: 100, callBudget: 300 } });
    sandbox.trouble({ match: { method: 'POST' }, effect: { kind: 'hang' } });
    expect(await countSome(client)).toEqual(inAddresses);
    const later = await requestsOf(async () => expect(await countSome(client)).toEqual(inAddresses));
    expect(new Set(later.map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  test.each([
    { kind: 'html', status: 200 },
    { kind: 'html', status: 403 },
    { kind: 'errorIn200' },
    { kind: 'redirect', location: '/elsewhere' },
  ] as const)('that is answered by %o is not asked in one piece again, and nothing waits', async (effect) => {
    const client = await openTo('taken');
    sandbox.trouble({ match: { method: 'POST' }, effect });
    const asked = await requestsOf(async () => expect(await countSome(client)).toEqual(inAddresses));
    // Two sizes of counts and of searches.
    expect(asked.filter(({ method }) => method === 'POST')).toHaveLength(4);
    sandbox.clearTrouble();
    const later = await requestsOf(async () => expect(await countSome(client)).toEqual(inAddresses));
    expect(new Set(later.map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  test('that is not taken is told in the log once, with why', async () => {
    const logged: object[] = [];
    const warn = (facts: object) => void logged.push(facts);
    const client = await openTo('refused', { log: { ...silent, warn } });
    await client.countHoldings(thousand);
    const words = expect.stringContaining('(HTTP 405)');
    expect(logged).toHaveLength(2);
    expect(logged).toEqual(
      expect.arrayContaining([
        { operation: 'count', words },
        { operation: 'search', words },
      ]),
    );

    logged.length = 0;
    const other = await openTo('taken', { log: { ...silent, warn } });
    await other.countHoldings(thousand);
    sandbox.trouble({ match: { method: 'POST' }, effect: { kind: 'html', status: 403 } });
    await other.countHoldings(thousand);
    expect(logged).toHaveLength(2);
  });

  test('that an outage kept from being tried is tried at the next list', async () => {
    const client = await openTo('taken');
    sandbox.trouble({ effect: { kind: 'status', status: 503, retryAfter: 60 } });
    await expect(countSome(client)).rejects.toThrow('503');
    sandbox.clearTrouble();
    const asked = await requestsOf(() => client.countHoldings(thousand, some));
    expect(ofProjects(asked)).toHaveLength(1);
  });

  test('waits out an outage as every question does, and is then answered in one piece', async () => {
    const client = await openTo('taken');
    await countSome(client);
    sandbox.trouble({
      times: 2,
      match: { method: 'POST', pathIncludes: '/project/count' },
      effect: { kind: 'status', status: 503 },
    });
    const asked = await requestsOf(() => client.countHoldings(thousand, some));
    const statuses = ofProjects(asked).map(({ status }) => status);
    expect(statuses).toEqual([503, 503, 200]);
  });

  test('outlives a session', async () => {
    const client = await openTo('taken', { auth: authFor(sandbox, 'jwt') });
    await countSome(client);
    sandbox.trouble({ times: 1, match: { method: 'POST' }, effect: { kind: 'expireSessions' } });
    const asked = await requestsOf(async () => expect(await countSome(client)).toEqual(inAddresses));
    expect(ofProjects(asked).filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test.each(['401', 'redirect'] as const)(
    'that is refused as a stranger’s by %s says nothing of the log-in',
    async (refusal) => {
      const client = await openTo('not logged in', {
        timing: { firstRefusalPause: 60_000, longestRefusalPause: 60_000 },
      });
      sandbox.setHabits({ refusal });
      expect((await countSome(client)).every(({ count }) => count !== null)).toBe(true);
      expect(client.lastRefusal()).toBeNull();
    },
  );
});

const bytesOf = (form: readonly (readonly [string, string])[]) =>
  new URLSearchParams(form.map(([name, value]): [string, string] => [name, value])).toString().length;

test('nothing is asked in a form that could make anything, or that is longer than what was tried', async () => {
  const forms: { readonly path: string; readonly form: readonly (readonly [string, string])[] }[] = [];
  const own = { ID: named.apiUser, userID: named.apiUser, name: 'Bot', isActive: true, isAdmin: true };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const form = [...new URLSearchParams(await text(request))];
    if (request.method !== 'GET') forms.push({ path, form });
    const found = path.endsWith('/count') ? { count: 1 } : [own];
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data: /\/(count|search)$/.test(path) ? found : own }));
  };
  const server = await serve((request, response) => void answer(request, response));
  const client = openAt(server.url);
  onTestFinished(async () => {
    await client.close();
    await server.close();
  });
  await client.checkKinds();
  await client.countHoldings(thousand.slice(0, 100));
  expect(forms).toEqual([]);
  await client.countHoldings(thousand);
  const isTry = ({ form }: (typeof forms)[number]) => form.some(([name]) => name === 'ID');
  const tried = forms.filter(isTry);
  expect(tried.map(({ path }) => path).toSorted()).toEqual([
    '/attask/api/v22.0/user/count',
    '/attask/api/v22.0/user/search',
  ]);
  for (const kind of holdingKind.options) await client.listHoldings(kind, thousand, { first: 0, limit: 5 });
  expect(new Set(forms.map(({ path }) => path.split('/')[4])).size).toBeGreaterThan(14);
  for (const { path, form } of forms.filter((one) => !isTry(one))) {
    // Adobe's API makes objects at `/<object>`, and nothing at what is below it.
    expect(path).toMatch(/^\/attask\/api\/v22\.0\/[a-z]+\/(search|count)$/);
    expect(form[0]).toEqual(['method', 'GET']);
    const names = form.slice(1).map(([name]) => name);
    expect(names).not.toContain('method');
    expect(names).not.toContain('updates');
    expect(names).not.toContain('action');
    expect(names).not.toContain('name');
    expect(form.length).toBeLessThan(Math.min(...tried.map(({ form: { length } }) => length)));
    expect(bytesOf(form)).toBeLessThan(Math.min(...tried.map((one) => bytesOf(one.form))));
  }
});

test('nothing but a search or a count can be asked in a form', async () => {
  const auth = { method: 'api-key', apiKey: 'k' } as const;
  const client = createClient({
    url: 'http://127.0.0.1:9',
    apiVersion: '22.0',
    auth,
    concurrency: 1,
    log: silent,
  });
  for (const resource of [
    '/task',
    '/task/searches',
    `/task/${named.tyler}`,
    '/search',
    '/task/count/search',
  ]) {
    await expect(client.read(resource, {}, z.unknown(), { inForm: true })).rejects.toThrow(TypeError);
  }
  await client.close();
});
