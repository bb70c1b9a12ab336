import { describe, expect, test } from 'vitest';

import { WorkfrontFailure } from '../../src/requests/errors.ts';
import type { Item } from '../../src/requests/items.ts';
import type { Outcome } from '../../src/requests/request.ts';
import { compareAccess } from '../../src/usecases/compare-access.ts';
import { judgeHeld, type Takers } from '../../src/usecases/judge-held.ts';
import { aRequest, aUser } from '../store/builders.ts';
import { failing, storeOf, workfrontOf } from './in-memory.ts';
import { policyWith } from './policy-with.ts';

const noon = new Date('2026-11-26T12:00:00Z');
const from = 'a'.repeat(32);
const to = 'b'.repeat(32);
const third = 'c'.repeat(32);
/** Of whom Workfront, or an open request, says something about their own access. */
const dated = { ahead: '1'.repeat(32), past: '2'.repeat(32) };
const requested = { off: '3'.repeat(32), on: '4'.repeat(32) };

function anItem(objectId: string, changes: Partial<Item> = {}): Item {
  return {
    phase: 'hand_over',
    position: 0,
    kind: 'projects',
    type: 'PROJ',
    objectId,
    name: 'Spring',
    field: 'ownerID',
    from,
    to,
    outcome: { result: 'waiting' },
    retry: null,
    settledAt: null,
    link: null,
    ...changes,
  };
}

describe('what a read says of a thing that is to change hands', () => {
  type Rules = Partial<{ dryRun: boolean; policyDryRun: boolean; isApproved: boolean; takers: Takers }>;

  async function judged(item: Item, now: string | null | undefined, rules: Rules = {}) {
    const users = [
      aUser({ id: to }),
      aUser({ id: third, isActive: false }),
      aUser({ id: dated.ahead, scheduledDeactivationAt: new Date(Number(noon) + 1) }),
      aUser({ id: dated.past, scheduledDeactivationAt: new Date(Number(noon) - 1) }),
      ...Object.values(requested).map((id) => aUser({ id })),
    ];
    const workfront = workfrontOf(users, {
      readValues: async () => new Map(now === undefined ? [] : [[item.objectId, now]]),
    });
    const { dryRun = false, policyDryRun = false, isApproved = true, takers = new Map() } = rules;
    const request = aRequest({ dryRun });
    const policy = policyWith({ dryRun: policyDryRun });
    const about: string[] = [];
    const open = new Map(Object.values(requested).map((id) => [id, id]));
    const store = storeOf({
      async findOpenRequestsFor(ids) {
        about.push(...ids);
        return new Map([...open].filter(([id]) => ids.includes(id)));
      },
      findRequest: async (id) => aRequest({ id, action: id === requested.off ? 'deactivate' : 'reactivate' }),
    });
    const [after] = await judgeHeld({ workfront, store, now: () => noon }, item.kind, [item], {
      policy,
      request,
      isApproved,
      takers,
    });
    return { after, asked: workfront.asked, about };
  }

  test.each<readonly [string, Item, string | null | undefined, Rules, Outcome]>([
    ['gone', anItem('1'), undefined, {}, { result: 'skipped', reason: 'gone' }],
    ['moved by somebody else', anItem('1'), to, {}, { result: 'already', since: null }],
    [
      'moved by what was sent',
      anItem('1', { outcome: { result: 'sending' } }),
      to,
      {},
      { result: 'done', confirmedBy: 'read' },
    ],
    ['with a third', anItem('1'), third, {}, { result: 'skipped', reason: 'changed' }],
    ['with nobody', anItem('1'), null, {}, { result: 'skipped', reason: 'changed' }],
    ['not approved', anItem('1'), from, { isApproved: false }, { result: 'skipped', reason: 'not_approved' }],
    [
      'for somebody who is inactive',
      anItem('1', { to: third }),
      from,
      {},
      { result: 'skipped', reason: 'successor_gone' },
    ],
    [
      'for somebody who is gone',
      anItem('1', { to: 'd'.repeat(32) }),
      from,
      {},
      { result: 'skipped', reason: 'successor_gone' },
    ],
    [
      'for somebody whose access Workfront takes on a date',
      anItem('1', { to: dated.ahead }),
      from,
      {},
      { result: 'skipped', reason: 'successor_leaving' },
    ],
    ['for somebody whose date is over', anItem('1', { to: dated.past }), from, {}, { result: 'waiting' }],
    [
      'for somebody whose access an open request is to take',
      anItem('1', { to: requested.off }),
      from,
      {},
      { result: 'skipped', reason: 'successor_leaving' },
    ],
    [
      'for somebody whose access an open request is to give back',
      anItem('1', { to: requested.on }),
      from,
      {},
      { result: 'waiting' },
    ],
    [
      'given back to somebody whose access Workfront takes on a date',
      anItem('1', { to: dated.ahead, phase: 'give_back' }),
      from,
      {},
      { result: 'waiting' },
    ],
    ['asked as a dry run', anItem('1'), from, { dryRun: true }, { result: 'skipped', reason: 'dry_run' }],
    ['in a dry run now', anItem('1'), from, { policyDryRun: true }, { result: 'skipped', reason: 'dry_run' }],
    ['due', anItem('1'), from, {}, { result: 'waiting' }],
    ['to be with nobody', anItem('1', { to: null }), from, {}, { result: 'waiting' }],
  ])('%s', async (_what, item, now, rules, outcome) => {
    expect((await judged(item, now, rules)).after).toEqual({ ...item, outcome });
  });

  test('nobody is asked about where nobody takes over, and who gets it back about no leaving', async () => {
    expect(await judged(anItem('1', { to: null }), from)).toMatchObject({ asked: [], about: [] });
    const back = await judged(anItem('1', { phase: 'give_back' }), from);
    expect(back).toMatchObject({ asked: ['ids 1'], about: [] });
    expect((await judged(anItem('1'), from)).about).toEqual([to]);
  });

  test('who takes over is read once for a run', async () => {
    const takers: Takers = new Map();
    const first = await judged(anItem('1'), from, { takers });
    const second = await judged(anItem('2'), from, { takers });
    expect(first.asked).toEqual(['ids 1']);
    expect(second.asked).toEqual([]);
    expect(takers).toEqual(new Map([[to, null]]));
  });
});

describe('an access that was given back', () => {
  const done: Outcome = { result: 'done', confirmedBy: 'answer' };
  const person = aUser({ id: from, accessLevel: 'Standard', homeGroup: 'Sales' });
  const access = (changes: Partial<Item> = {}) =>
    anItem(person.id, {
      phase: 'access',
      kind: 'access',
      type: 'USER',
      field: 'isActive',
      from: false,
      to: true,
      outcome: done,
      ...changes,
    });

  async function compared(items: readonly Item[], before: readonly ReturnType<typeof aUser>[] = []) {
    const workfront = workfrontOf([person]);
    const store = storeOf({
      findBeforeDeactivation: async () => new Map(before.map((user) => [user.id, user])),
    });
    return { after: await compareAccess({ workfront, store }, items), asked: workfront.asked };
  }

  test('says its level, and what is not as it was', async () => {
    const { after } = await compared([access()], [{ ...person, homeGroup: 'IT' }]);
    const different = [{ field: 'homeGroup' as const, before: 'IT', now: 'Sales' }];
    expect(after).toEqual([access({ outcome: { ...done, accessLevel: 'Standard', different } })]);
  });

  test('says its level alone where nothing differs, or the bot never took it', async () => {
    const told = [access({ outcome: { ...done, accessLevel: 'Standard' } })];
    expect((await compared([access()], [person])).after).toEqual(told);
    expect((await compared([access()])).after).toEqual(told);
  });

  test.each<readonly [string, Item]>([
    ['a deactivation', access({ to: false })],
    ['what did not happen', access({ outcome: { result: 'failed', reason: 'forbidden', detail: '' } })],
    ['a thing that changed hands', anItem('1', { outcome: done, to: 'x' })],
  ])('%s is passed on, and nothing is asked', async (_what, item) => {
    const { after, asked } = await compared([item]);
    expect(after).toEqual([item]);
    expect(asked).toEqual([]);
  });

  test('beside it, others are passed on as they are', async () => {
    const failed = access({ outcome: { result: 'failed', reason: 'forbidden', detail: '' } });
    const gone = access({ objectId: 'd'.repeat(32) });
    const { after } = await compared([access(), failed, gone], [person]);
    expect(after).toEqual([access({ outcome: { ...done, accessLevel: 'Standard' } }), failed, gone]);
  });

  test('counts although Workfront does not say more; any other error is one', async () => {
    const asked = (failure: Error) =>
      compareAccess({ workfront: workfrontOf([], { readUsers: failing(failure) }), store: storeOf({}) }, [
        access(),
      ]);
    expect(await asked(new WorkfrontFailure('unavailable', 'away'))).toEqual([access()]);
    await expect(asked(new Error('a bug'))).rejects.toThrow('a bug');
  });
});
