import { createServer } from 'node:http';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { WorkfrontFailure } from '../../src/requests/errors.ts';
import type { Ports } from '../../src/requests/ports.ts';
import type { Request, WorkfrontUser } from '../../src/requests/request.ts';
import { carryOut } from '../../src/usecases/carry-out.ts';
import { openTestStore, type TestStore } from '../support/store.ts';
import { authFor, openAt } from '../workfront/support.ts';
import { approved, openCompany, portsWith, type Company } from './carrying.ts';
import { policyWith } from './policy-with.ts';

let sandbox: Company['sandbox'];
let workfront: Company['workfront'];
let leavers: Company['leavers'];
let close: Company['close'];

beforeAll(async () => {
  ({ sandbox, workfront, leavers, close } = await openCompany());
});
afterAll(() => close());

async function leaver(id: string): Promise<WorkfrontUser> {
  const user = await workfront.get(id);
  if (!user) throw new Error(`${id} cannot be read`);
  return user;
}

function results({ targets }: Request): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { outcome } of targets) counts[outcome.result] = (counts[outcome.result] ?? 0) + 1;
  return counts;
}

/** How many requests went to Workfront since `from`. */
function requestsSince(from: number) {
  const sent = sandbox.traffic.slice(from);
  return { all: sent.length, puts: sent.filter(({ method }) => method === 'PUT').length };
}

function row(id: string, isActive: unknown) {
  return { ID: id, objCode: 'USER', isActive };
}

/** A Workfront whose answer to a change of several people is 200 and `answer`, whether it was made or not. */
async function oddWorkfront(behind: Company['sandbox'], answer: () => unknown, isDone: boolean) {
  const server = createServer((request, response) => {
    void (async () => {
      const { method = 'GET', url = '/', headers } = request;
      const sent = Buffer.concat(await Array.fromAsync(request));
      const isBulk = method === 'PUT' && sent.toString().startsWith('[');
      const key = { apikey: String(headers.apikey), 'content-type': 'application/json' };
      const body = sent.length > 0 ? { body: new Uint8Array(sent) } : {};
      const real =
        isBulk && !isDone ? null : await fetch(behind.url + url, { method, headers: key, ...body });
      const text = (await real?.text()) ?? '';
      const odd = answer();
      response.writeHead(isBulk ? 200 : (real?.status ?? 200), { 'content-type': 'application/json' });
      response.end(isBulk ? (typeof odd === 'string' ? odd : JSON.stringify(odd)) : text);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const connection = openAt(`http://127.0.0.1:${address.port}`, { auth: authFor(behind, 'api-key') });
  return {
    workfront: connection,
    close: async () => {
      await connection.close();
      server.close();
    },
  };
}

const never = policyWith({ hourlyLimit: 0, allowAdminTargets: true });

describe('many people in one request', () => {
  let opened: TestStore;
  beforeAll(async () => {
    opened = await openTestStore('postgres');
  });
  afterAll(() => opened.remove());

  const stored = async ({ id }: Request): Promise<Request> => {
    const request = await opened.store.findRequest(id);
    if (!request) throw new Error(`${id} is not stored`);
    return request;
  };
  const run = (request: Request, port: Ports['workfront'] = workfront, now?: () => Date) =>
    carryOut(portsWith(opened, port, now), never, request.id);

  test.each(['refused whole', 'partly done', 'short answer'] as const)(
    'one of whom Workfront refuses is told with its words, the others are done, for few requests: %s',
    async (badRecord) => {
      sandbox.setHabits({ badRecord });
      const others = await leavers(69);
      const bad = await leaver(named.adminEmail);
      const request = await approved(opened, [...others.slice(0, 30), bad, ...others.slice(30)]);
      const from = sandbox.traffic.length;
      await run(request);
      const after = await stored(request);
      expect(results(after)).toEqual({ done: 69, failed: 1 });
      expect(after.targets[30]?.outcome).toEqual({
        result: 'failed',
        reason: 'rejected',
        detail: expect.stringContaining('Admin Email'),
      });
      expect(requestsSince(from).puts).toBeLessThanOrEqual(16);
      const ids = new Set(others.map(({ id }) => id));
      const changes = sandbox.stateChanges.filter(({ userId }) => ids.has(userId));
      expect(changes).toHaveLength(69);
    },
  );

  test('one of whom gets no clear answer is tried on, and holds nobody back', async () => {
    const users = await leavers(120);
    const stuck = users[3];
    const request = await approved(opened, users);
    const from = sandbox.traffic.length;
    await run(request, {
      ...workfront,
      write: async (type, changes, mayLeave) => {
        if (!changes.some(({ id }) => id === stuck?.id)) return workfront.write(type, changes, mayLeave);
        throw new WorkfrontFailure('unavailable', 'no answer', { maybeDone: true });
      },
    });
    expect(requestsSince(from).puts).toBeLessThanOrEqual(20);
    const waiting = await stored(request);
    expect(results(waiting)).toEqual({ done: 119, sending: 1 });
    expect(waiting).toMatchObject({ state: 'executing', trouble: { code: 'outcome_unknown' } });

    await run(request, workfront, () => new Date(Date.now() + 600_000));
    expect(await stored(request)).toMatchObject({ state: 'done', trouble: null });
  });

  test('all of whom get no clear answer cost few requests', async () => {
    const request = await approved(opened, await leavers(60));
    let writes = 0;
    await run(request, {
      ...workfront,
      write: async () => {
        writes += 1;
        throw new WorkfrontFailure('unavailable', 'no answer', { maybeDone: true });
      },
    });
    expect(writes).toBeLessThanOrEqual(8);
    expect(await stored(request)).toMatchObject({ state: 'executing', trouble: { code: 'outcome_unknown' } });
  });

  test.each([undefined, 120_000])(
    'whom Workfront is too busy for wait as long as it says: %s ms',
    async (wait) => {
      const request = await approved(opened, await leavers(60));
      const began = Date.now();
      let writes = 0;
      await run(
        request,
        {
          ...workfront,
          write: async (...sending) => {
            writes += 1;
            if (writes === 1) return workfront.write(...sending);
            const told = wait === undefined ? {} : { retryAfterMs: wait };
            throw new WorkfrontFailure('throttled', 'too many at once', told);
          },
        },
        () => new Date(began),
      );
      const waiting = await stored(request);
      expect(results(waiting)).toEqual({ done: 50, sending: 10 });
      expect(waiting.trouble?.nextTryAt.getTime()).toBe(began + (wait ?? 1_000));
      await run(request, workfront, () => new Date(began + 130_000));
      expect(results(await stored(request))).toEqual({ done: 60 });
    },
  );

  test('who are judged and who are about to be sent are noted together', async () => {
    const users = await leavers(3);
    const [gone] = users;
    const request = await approved(opened, users);
    sandbox.directory.change(gone?.id ?? '', { isActive: false });
    let seen: Request | null = null;
    await run(request, {
      ...workfront,
      write: async (...sending) => {
        seen ??= await stored(request);
        return workfront.write(...sending);
      },
    });
    expect(seen).toMatchObject({
      version: request.version + 2,
      targets: [
        { outcome: { result: 'already' } },
        { outcome: { result: 'sending' } },
        { outcome: { result: 'sending' } },
      ],
    });
  });

  // The benchmark of many people plays the same on the embedded engine.
  test('a thousand of them take at most sixty requests', { timeout: 60_000 }, async () => {
    const request = await approved(opened, await leavers(1_000));
    const from = sandbox.traffic.length;
    await carryOut(portsWith(opened, workfront), never, request.id);
    const after = await opened.store.findRequest(request.id);
    expect(after && results(after)).toEqual({ done: 1_000 });
    expect(requestsSince(from).all).toBeLessThanOrEqual(60);
  });

  test.each<readonly [string, (ids: readonly string[]) => unknown]>([
    ['nothing', () => ''],
    ['a web page', () => '<html>Maintenance</html>'],
    ['a list without data around it', (ids) => ids.map((id) => row(id, false))],
    ['an empty list', () => ({ data: [] })],
    ['an empty object', () => ({})],
    ['one object', () => ({ data: { success: true } })],
    ['null', () => ({ data: null })],
    ['rows without ids', (ids) => ({ data: ids.map(() => ({ isActive: false })) })],
    ['rows of others', (ids) => ({ data: ids.map((_, one) => row(String(one).padStart(32, 'f'), false)) })],
    ['texts for states', (ids) => ({ data: ids.map((id) => row(id, 'false')) })],
    ['the states before', (ids) => ({ data: ids.map((id) => row(id, true)) })],
    [
      'another order and one missing',
      (ids) => ({
        data: ids
          .toReversed()
          .slice(1)
          .map((id) => row(id, false)),
      }),
    ],
    ['an error', () => ({ error: { message: 'odd', class: 'java.lang.UnsupportedOperationException' } })],
  ])('of whom Workfront answers 200 with %s are each found out about', async (what, answer) => {
    for (const isDone of [true, false]) {
      // Rows that show the new state are believed, so the others alone may be left undone.
      if (!isDone && what.startsWith('another order')) continue;
      const users = await leavers(6);
      const ids = users.map(({ id }) => id);
      const request = await approved(opened, users);
      const odd = await oddWorkfront(sandbox, () => answer(ids), isDone);
      await carryOut(portsWith(opened, odd.workfront), never, request.id);
      await odd.close();
      const after = await opened.store.findRequest(request.id);
      expect(after && results(after)).toEqual({ done: 6 });
      expect(sandbox.stateChanges.filter(({ userId }) => ids.includes(userId))).toHaveLength(6);
    }
  });
});
