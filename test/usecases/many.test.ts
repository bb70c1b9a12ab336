import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { WorkfrontFailure } from '../../src/requests/errors.ts';
import type { Ports } from '../../src/requests/ports.ts';
import type { Request, WorkfrontUser } from '../../src/requests/request.ts';
import { carryOut } from '../../src/usecases/carry-out.ts';
import { engines, openTestStore, type TestStore } from '../support/store.ts';
import { approved, openCompany, policyWith, portsWith, type Company } from './carrying.ts';

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

const never = policyWith({ hourlyLimit: 0, allowAdminTargets: true });

describe.each(engines)('many people in one request, on %s', (engine) => {
  let opened: TestStore;
  beforeAll(async () => {
    opened = await openTestStore(engine);
  });
  afterAll(() => opened.remove());

  const stored = async ({ id }: Request): Promise<Request> => {
    const request = await opened.store.findRequest(id);
    if (!request) throw new Error(`${id} is not stored`);
    return request;
  };
  const run = (request: Request, port: Ports['workfront'] = workfront, now?: () => Date) =>
    carryOut(portsWith(opened, port, now), never, request.id);

  test('a thousand of them take at most sixty requests', { timeout: 60_000 }, async () => {
    const request = await approved(opened, await leavers(1_000));
    const from = sandbox.traffic.length;
    await run(request);
    expect(results(await stored(request))).toEqual({ done: 1_000 });
    expect(requestsSince(from).all).toBeLessThanOrEqual(60);
  });

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
});
