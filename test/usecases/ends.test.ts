import { afterAll, beforeAll, expect, test } from 'vitest';

import { carryOut } from '../../src/usecases/carry-out.ts';
import { minutesAfterNoon, noon } from '../store/builders.ts';
import { openTestStore, type TestStore } from '../support/store.ts';
import { approved, openCompany, portsWith, type Company } from './carrying.ts';
import { policyWith } from './policy-with.ts';

let company: Company;
let opened: TestStore;
beforeAll(async () => {
  company = await openCompany();
  opened = await openTestStore('postgres');
});
afterAll(async () => {
  await company.close();
  await opened.remove();
});

test.each([
  ['refuses to show it', { kind: 'html', status: 403 }, 'blocked', 0],
  ['is elsewhere for a day', { kind: 'redirect', location: '/moved' }, 'gave_up', 25 * 60],
] as const)(
  'a request with a successor ends when Workfront %s before it is known what there is to hand over',
  async (_how, effect, reason, minutes) => {
    const [leaver, successor] = await company.leavers(2);
    if (!leaver || !successor) throw new Error('there are two');
    const targets = [{ user: leaver, slackUserId: null, successor }];
    const request = await approved(opened, [leaver], { targets });
    company.sandbox.trouble({ match: { pathIncludes: '/proj' }, effect });
    for (const now of [noon, minutesAfterNoon(minutes)]) {
      await carryOut(
        portsWith(opened, company.workfront, () => now),
        policyWith(),
        request.id,
      );
    }
    company.sandbox.clearTrouble();

    const ended = await opened.store.findRequest(request.id);
    expect(ended).toMatchObject({
      state: 'failed',
      trouble: null,
      targets: [{ outcome: { result: 'failed', reason } }],
    });
    expect(company.sandbox.directory.find(leaver.id)?.isActive).toBe(true);
  },
);

const blocked = { kind: 'html', status: 403 } as const;

test('many whose change is blocked before Workfront are told so at once', async () => {
  const request = await approved(opened, await company.leavers(60));
  company.sandbox.trouble({ match: { method: 'PUT' }, effect: blocked });
  await carryOut(portsWith(opened, company.workfront), policyWith(), request.id);
  company.sandbox.clearTrouble();
  const ended = await opened.store.findRequest(request.id);
  expect(ended).toMatchObject({ state: 'failed', trouble: null });
  expect(new Set(ended?.targets.map(({ outcome }) => JSON.stringify(outcome)))).toEqual(
    new Set([JSON.stringify({ result: 'failed', reason: 'blocked', detail: '' })]),
  );
});

test.each([1, 3])(
  '%d whose answer is lost are looked for through a day of being blocked, and then not called unchanged',
  async (count) => {
    const request = await approved(opened, await company.leavers(count));
    company.sandbox.trouble({ match: { method: 'PUT' }, effect: { kind: 'loseAnswer' } });
    company.sandbox.trouble({ match: { pathIncludes: 'fields=ID%2CisActive' }, effect: blocked });
    const after = async (minutes: number) => {
      const now = () => minutesAfterNoon(minutes);
      await carryOut(portsWith(opened, company.workfront, now), policyWith(), request.id);
      return opened.store.findRequest(request.id);
    };
    expect(await after(0)).toMatchObject({
      trouble: { code: 'blocked' },
      targets: Array.from({ length: count }, () => ({ outcome: { result: 'sending' } })),
    });
    company.sandbox.trouble({ match: { method: 'GET' }, effect: blocked });
    expect(await after(25 * 60)).toMatchObject({
      state: 'failed',
      targets: Array.from({ length: count }, () => ({ outcome: { result: 'failed', reason: 'gave_up' } })),
    });
    company.sandbox.clearTrouble();
  },
);

test('a request that waits for its next try does not wait for a clock that stepped back three hours', async () => {
  const request = await approved(opened, await company.leavers(1));
  company.sandbox.trouble({
    match: { pathIncludes: '/user' },
    effect: { kind: 'redirect', location: '/moved' },
  });
  const carryOutAt = (now: Date) =>
    carryOut(
      portsWith(opened, company.workfront, () => now),
      policyWith(),
      request.id,
    );
  await carryOutAt(noon);
  company.sandbox.clearTrouble();
  await carryOutAt(minutesAfterNoon(-180));
  expect(await opened.store.findRequest(request.id)).toMatchObject({ state: 'done', trouble: null });
});
