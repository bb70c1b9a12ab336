import { describe, expect, test } from 'vitest';

import { WorkfrontFailure } from '../../src/requests/errors.ts';
import { holdingKind, type Held, type HoldingKind } from '../../src/requests/holdings.ts';
import type { Item } from '../../src/requests/items.ts';
import type { Ports } from '../../src/requests/ports.ts';
import { handOverItems } from '../../src/usecases/hand-over-items.ts';
import { aRequest, aTarget, aUser } from '../store/builders.ts';
import { failing, storeOf, workfrontOf } from './in-memory.ts';

const leaver = aUser({ id: 'a'.repeat(32), managerId: 'c'.repeat(32) });
const successor = aUser({ id: 'b'.repeat(32) });
const request = aRequest({ targets: [aTarget(leaver, { successor })] });
const handed: ReadonlySet<string> = new Set(['projects', 'direct_reports', 'tasks']);

const thing = (kind: HoldingKind, id: string, changes: Partial<Held> = {}): Held => ({
  kind,
  id,
  name: `${kind} ${id}`,
  holder: leaver.id,
  within: null,
  link: null,
  ...changes,
});

function planned(held: readonly Held[], own: Partial<Ports['workfront']> = {}, of = request) {
  const looks: string[] = [];
  const workfront = workfrontOf([], {
    movedBy: (kind) => (handed.has(kind) ? { type: 'PROJ', field: 'ownerID' } : null),
    async listHoldings(kind, userIds, { first, limit }) {
      looks.push(`${kind} of ${userIds.length}, ${first}+${limit}`);
      return held.filter((one) => one.kind === kind).slice(first, first + limit);
    },
    ...own,
  });
  const plan = handOverItems({ workfront, store: storeOf({}) }, of);
  return {
    looks,
    plan,
    get items() {
      return plan.then(({ items }) => items);
    },
  };
}

describe('of a deactivation', () => {
  test('what is moved comes first, in the order of moving, and what is only listed after it', async () => {
    const { items } = planned([
      thing('reports', '1'),
      thing('tasks', '2', { within: 'Spring' }),
      thing('projects', '3'),
    ]);
    const common = { phase: 'hand_over', type: 'PROJ', field: 'ownerID', from: leaver.id, to: successor.id };
    const open = { retry: null, settledAt: null, link: null };
    expect(await items).toEqual([
      {
        ...common,
        ...open,
        position: 0,
        kind: 'projects',
        objectId: '3',
        name: 'projects 3',
        outcome: { result: 'waiting' },
      },
      {
        ...common,
        ...open,
        position: 1,
        kind: 'tasks',
        objectId: '2',
        name: 'tasks 2 (Spring)',
        outcome: { result: 'waiting' },
      },
      {
        ...common,
        ...open,
        position: 2,
        kind: 'reports',
        type: 'USER',
        objectId: '1',
        name: 'reports 1',
        outcome: { result: 'skipped', reason: 'by_hand' },
      },
    ]);
  });

  test('every kind is asked for once, for those who hand something over and are not left out', async () => {
    const out = aTarget(aUser(), { successor, leftOutBy: 'U0ALAN' });
    const nobody = aTarget(aUser());
    const { items, looks } = planned([], {}, aRequest({ targets: [...request.targets, out, nobody] }));
    expect(await items).toEqual([]);
    expect(looks.toSorted()).toEqual(holdingKind.options.map((kind) => `${kind} of 1, 0+2000`).toSorted());
    expect(looks[0]).toBe('routing_rules of 1, 0+2000');
  });

  test('a successor who reports to the leaver gets the leaver’s manager, everybody else the successor', async () => {
    const { items } = planned([
      thing('direct_reports', successor.id),
      thing('direct_reports', 'd'),
      thing('projects', successor.id),
    ]);
    expect((await items).map(({ kind, objectId, to }) => [kind, objectId, to])).toEqual([
      ['projects', successor.id, successor.id],
      ['direct_reports', successor.id, leaver.managerId],
      ['direct_reports', 'd', successor.id],
    ]);
  });

  test('pages are read until one is not full, and what two pages show is one thing', async () => {
    const many = Array.from({ length: 2_000 }, (_, index) => thing('projects', `${index}`));
    const { items, looks } = planned([...many, thing('projects', '0'), thing('projects', 'last')]);
    expect((await items).map(({ objectId }) => objectId)).toEqual([...many.map(({ id }) => id), 'last']);
    expect(looks.filter((look) => look.startsWith('projects'))).toEqual([
      'projects of 1, 0+2000',
      'projects of 1, 2000+2000',
    ]);
  });

  test('one thing of two leavers is two items, and that of somebody else is none', async () => {
    const second = aUser();
    const both = aRequest({ targets: [...request.targets, aTarget(second, { successor })] });
    const held = [
      thing('tasks', '1'),
      thing('tasks', '1', { holder: second.id }),
      thing('tasks', '2', { holder: 'e' }),
    ];
    const items = await planned(held, {}, both).items;
    expect(items.map(({ objectId, from }) => [objectId, from])).toEqual([
      ['1', leaver.id],
      ['1', second.id],
    ]);
  });

  test.each(['invalid', 'forbidden', 'not_found', 'misconfigured'] as const)(
    'a kind that Workfront refuses to show with %s is told apart',
    async (code) => {
      const listHoldings = (kind: HoldingKind) =>
        ['tasks', 'reports'].includes(kind)
          ? Promise.reject(new WorkfrontFailure(code, 'no'))
          : Promise.resolve([]);
      expect(await planned([], { listHoldings }).plan).toEqual({
        items: [],
        unread: [
          { kind: 'tasks', count: null, moves: true },
          { kind: 'reports', count: null, moves: false },
        ],
      });
    },
  );

  test('while Workfront is away nothing is planned', async () => {
    const listHoldings = failing(new WorkfrontFailure('unavailable', 'away'));
    await expect(planned([], { listHoldings }).plan).rejects.toThrow('away');
  });
});

test('a reactivation takes the names the other way round, for those who are not left out', async () => {
  const moved: Item = {
    phase: 'hand_over',
    position: 7,
    kind: 'projects',
    type: 'PROJ',
    objectId: 'd'.repeat(32),
    name: 'Spring',
    field: 'ownerID',
    from: leaver.id,
    to: successor.id,
    outcome: { result: 'done', confirmedBy: 'read' },
    retry: null,
    settledAt: new Date(),
    link: null,
  };
  const asked: (readonly string[])[] = [];
  const store = storeOf({
    async listHandedOver(ids) {
      asked.push(ids);
      return [moved, moved].map((item) => ({ requestId: 'r1', item }));
    },
  });
  const targets = [aTarget(leaver), aTarget(aUser(), { leftOutBy: 'U0ALAN' })];
  const { items, unread } = await handOverItems(
    { workfront: workfrontOf([]), store },
    aRequest({ action: 'reactivate', targets }),
  );
  expect(asked).toEqual([[leaver.id]]);
  expect(unread).toEqual([]);
  const back = {
    ...moved,
    phase: 'give_back',
    from: successor.id,
    to: leaver.id,
    outcome: { result: 'waiting' },
    settledAt: null,
  };
  expect(items).toEqual([
    { ...back, position: 0 },
    { ...back, position: 1 },
  ]);
});
