import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { WorkfrontFailure } from '../../src/requests/errors.ts';
import { Refusal, type RefusalReason } from '../../src/requests/refusal.ts';
import type { Request } from '../../src/requests/request.ts';
import { readAudit } from '../../src/store/audit-log.ts';
import { carryOut } from '../../src/usecases/carry-out.ts';
import { liftLimit } from '../../src/usecases/lift-limit.ts';
import { all, minutesAfterNoon, noon } from '../store/builders.ts';
import { openTestStore, type TestStore } from '../support/store.ts';
import { approved, openCompany, portsWith, type Company } from './carrying.ts';
import { policyWith } from './policy-with.ts';

let workfront: Company['workfront'];
let leavers: Company['leavers'];
let close: Company['close'];

beforeAll(async () => {
  ({ workfront, leavers, close } = await openCompany());
});
afterAll(() => close());

async function refusalOf(work: Promise<unknown>): Promise<RefusalReason | null> {
  return work.then(
    () => null,
    (error: unknown) => (error instanceof Refusal ? error.because : null),
  );
}

function countDone({ targets }: Request): number {
  return targets.filter(({ outcome }) => outcome.result === 'done').length;
}

const noAnswer = new WorkfrontFailure('unavailable', 'no answer', { maybeDone: true });

const limited = policyWith({ hourlyLimit: 60, approvers: ['U01ALAN', 'U01BEA'] });

describe('the limit for an hour', () => {
  let opened: TestStore;
  let time = noon;
  beforeAll(async () => {
    opened = await openTestStore('postgres');
  });
  afterAll(() => opened.remove());

  const ports = () => portsWith(opened, workfront, () => time);
  const run = async ({ id }: Request, policy = limited): Promise<Request> => {
    await carryOut(ports(), policy, id);
    const request = await opened.store.findRequest(id);
    if (!request) throw new Error(`${id} is not stored`);
    return request;
  };
  const events = async ({ id }: Request) =>
    (await all(readAudit(opened.db)))
      .filter(({ requestId }) => requestId === id)
      .map(({ event }) => event)
      .filter((event) => event === 'paused' || event === 'limit_lifted');

  test('pauses what is next until an hour is over, and says so once', async () => {
    time = noon;
    const request = await approved(opened, await leavers(100));
    const paused = await run(request);
    expect(countDone(paused)).toBe(60);
    expect(paused).toMatchObject({ state: 'executing', trouble: { code: 'hourly_limit' } });
    time = minutesAfterNoon(5);
    expect(countDone(await run(request))).toBe(60);
    expect(await events(request)).toEqual(['paused']);

    time = minutesAfterNoon(61);
    const ended = await run(request);
    expect(countDone(ended)).toBe(100);
    expect(ended).toMatchObject({ state: 'done', trouble: null });
  });

  test('is lifted by an approver who approved none of the last hour’s requests', async () => {
    time = minutesAfterNoon(600);
    const before = await approved(opened, await leavers(60));
    await run(before);
    const request = await approved(opened, await leavers(3), {}, 'U01BEA');
    expect(countDone(await run(request))).toBe(0);

    const three = { ...limited, approvers: ['U01ALAN', 'U01BEA', 'U01CARL'] };
    const click = (actor: string, policy = three) =>
      liftLimit(ports(), policy, { requestId: request.id, actor });
    const others = { reason: 'approved_lately', others: ['U01CARL'] };
    expect(await refusalOf(click('U01ALAN'))).toEqual(others);
    expect(await refusalOf(click('U01BEA'))).toEqual(others);
    expect(await refusalOf(click('U01RITA'))).toEqual({ reason: 'not_an_approver' });
    await click('U01CARL');
    expect(countDone(await run(request))).toBe(3);
    expect(await events(request)).toEqual(['paused', 'limit_lifted']);
    expect(await refusalOf(click('U01CARL'))).toMatchObject({ reason: 'already_decided', state: 'done' });
  });

  test('is lifted by any approver where all have approved of late', async () => {
    time = minutesAfterNoon(1_200);
    await run(await approved(opened, await leavers(60)));
    const request = await approved(opened, await leavers(2), {}, 'U01BEA');
    await run(request);
    await liftLimit(ports(), limited, { requestId: request.id, actor: 'U01ALAN' });
    expect(countDone(await run(request))).toBe(2);
  });

  test('holds for requests that are carried out at the same moment', async () => {
    time = minutesAfterNoon(1_800);
    const requests = await Promise.all([1, 2, 3].map(async () => approved(opened, await leavers(30))));
    const ended = await Promise.all(requests.map((request) => run(request)));
    expect(ended.map(countDone).reduce((sum, count) => sum + count, 0)).toBe(60);
    expect(ended.map(({ state }) => state).toSorted()).toEqual(['done', 'done', 'executing']);
  });

  test('counts those too of whom no answer told whether they were changed', async () => {
    time = minutesAfterNoon(2_400);
    const fifty = { ...limited, hourlyLimit: 50 };
    const unclear = await approved(opened, await leavers(50));
    const lost = {
      ...workfront,
      write: () => Promise.reject(noAnswer),
      readValues: () => Promise.reject(noAnswer),
    };
    await carryOut(
      portsWith(opened, lost, () => time),
      fifty,
      unclear.id,
    );
    const next = await run(await approved(opened, await leavers(1)), fifty);
    expect(next).toMatchObject({ state: 'executing', trouble: { code: 'hourly_limit' } });
    // They are the first to be tried again, and do not stand in their own way.
    time = minutesAfterNoon(2_410);
    expect(await run(unclear, fifty)).toMatchObject({ state: 'done' });
  });
});
