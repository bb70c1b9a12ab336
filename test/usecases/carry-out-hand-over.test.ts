import { describe, expect, test } from 'vitest';

import { WorkfrontFailure } from '../../src/requests/errors.ts';
import type { Held, HoldingKind } from '../../src/requests/holdings.ts';
import { accessItems, type Item } from '../../src/requests/items.ts';
import type { Ports } from '../../src/requests/ports.ts';
import type { HandOver, Outcome } from '../../src/requests/request.ts';
import { aTarget, aUser, noon } from '../store/builders.ts';
import { approved, bea, byAnswer, run, tyler, type Stage } from './carrying-out.ts';
import { failing } from './in-memory.ts';

const sam = aUser({ name: 'Sam Roy', email: 'sam.roy@acme.example' });
const users = [tyler, sam];
const nothingDone: HandOver = {
  isWanted: true,
  onlyIfAll: false,
  back: null,
  plannedAt: null,
  reportedAt: null,
};

const thing = (id: string, kind: HoldingKind = 'projects'): Held => ({
  kind,
  id,
  name: id,
  holder: tyler.id,
  within: null,
  link: null,
});

const leaving = (handOver: Partial<HandOver> = {}) =>
  approved({
    targets: [aTarget(tyler, { successor: sam })],
    handOver: { ...nothingDone, ...handOver },
  });

/** Atlas on its way from Tyler to Sam. */
const move = (outcome: Outcome): Item => ({
  phase: 'hand_over',
  position: 0,
  kind: 'projects',
  type: 'PROJ',
  objectId: 'Atlas',
  name: 'Atlas',
  link: null,
  field: 'ownerID',
  from: tyler.id,
  to: sam.id,
  outcome,
  retry: null,
  settledAt: null,
});

/** Workfront changes everything else. */
const refuseBora: Ports['workfront']['write'] = async (_, changes) => {
  if (changes.some(({ id }) => id === 'Bora')) throw new WorkfrontFailure('forbidden', 'no');
  return new Map(changes.map(({ id, to }) => [id, to]));
};

const skipped = { result: 'skipped', reason: 'not_handed_over' };

describe('what a leaver holds', () => {
  test('is looked for, moved and logged, before the access goes', async () => {
    const held = [thing('Atlas'), thing('Bora'), thing('Ceres', 'tasks')];
    const came = await run(leaving(), { users, held });
    expect(came).toMatchObject({ thrown: null, request: { state: 'done' }, outcomes: [byAnswer] });
    expect(came.sent).toEqual([['Atlas', 'Bora'], ['Ceres'], ['Tyler Reid']]);
    expect(came.events).toEqual([
      'execution_started',
      'hand_over_planned',
      'handed_over',
      'handed_over',
      'target_settled',
      'finished',
    ]);
    const logged = came.rows.flatMap(({ event, data }) => (event === 'handed_over' ? [data] : []));
    expect(logged).toMatchObject([
      { kind: 'projects', moved: [{ id: 'Atlas', from: tyler.id, to: sam.id }, { id: 'Bora' }], stay: [] },
      { kind: 'tasks', moved: [{ id: 'Ceres' }], stay: [] },
    ]);
  });

  test('goes twenty-five at a time, people fifty', async () => {
    const held = Array.from({ length: 30 }, (_, index) => thing(`project ${index}`));
    const came = await run(leaving(), { users, held });
    expect(came.sent.map(({ length }) => length)).toEqual([25, 5, 1]);
  });

  test('is reported once, also where there is nothing', async () => {
    const came = await run(leaving(), { users });
    expect(came.events).toEqual(['execution_started', 'hand_over_planned', 'target_settled', 'finished']);
    expect(came.request.handOver).toMatchObject({
      plannedAt: expect.any(Date),
      reportedAt: expect.any(Date),
    });
  });

  test('is not looked for again, nor asked for again, once it was planned', async () => {
    const plannedAt = noon;
    const listed = failing(new TypeError('it was planned'));
    const begun = {
      ...leaving({ plannedAt, reportedAt: noon }),
      state: 'executing',
      startedAt: noon,
    } as const;
    const onlyBea = { members: async () => new Set<string>([bea]) };
    const came = await run(begun, { users, own: { listHoldings: listed }, people: onlyBea });
    expect(came).toMatchObject({ thrown: null, sent: [], outcomes: [{ reason: 'not_approved' }] });
  });

  test('waits where Workfront does not show it now, and the access with it', async () => {
    const away = failing(new WorkfrontFailure('unavailable', 'away'));
    const came = await run(leaving(), { users, own: { listHoldings: away } });
    expect(came).toMatchObject({
      sent: [],
      request: { state: 'executing', trouble: { code: 'unavailable' } },
    });
    expect(came.events).toEqual(['execution_started']);
  });

  test('also waits for room within the hour, of which it takes none', async () => {
    const begun = { ...leaving({ plannedAt: noon }), state: 'executing', startedAt: noon } as const;
    const full = {
      users,
      held: [thing('Atlas')],
      items: [move({ result: 'sending' })],
      policy: { hourlyLimit: 5 },
    };
    const paused = { sent: [], request: { trouble: { code: 'hourly_limit' } } };
    expect(await run(begun, { ...full, changed: 5 })).toMatchObject(paused);
  });
});

describe('a request that wants everything moved first', () => {
  const held = [thing('Bora')];
  const stuck: Stage = { users, held, own: { write: refuseBora } };

  test('leaves the access alone where something stays', async () => {
    const came = await run(leaving({ onlyIfAll: true }), stuck);
    expect(came).toMatchObject({ outcomes: [skipped], request: { state: 'failed' } });
    const logged = came.rows.find(({ event }) => event === 'handed_over')?.data;
    expect(logged).toMatchObject({ moved: [], stay: [{ id: 'Bora', why: 'forbidden' }] });
  });

  test('takes it where all was moved, and any other request does so regardless', async () => {
    const all = await run(leaving({ onlyIfAll: true }), { users, held });
    expect(all).toMatchObject({ outcomes: [byAnswer], sent: [['Bora'], ['Tyler Reid']] });
    const regardless = await run(leaving(), stuck);
    expect(regardless.outcomes).toEqual([byAnswer]);
  });
});

describe('what was handed over', () => {
  const back = { of: ['r1'], count: 1 };
  const inactive = { ...tyler, isActive: false, deactivatedAt: noon };

  test('comes back after the access, and is logged before the end, whatever was wanted before', async () => {
    const request = approved({
      action: 'reactivate',
      targets: [aTarget(inactive)],
      handOver: { ...nothingDone, onlyIfAll: true, back },
    });
    const came = await run(request, {
      users: [inactive, sam],
      held: [{ ...thing('Atlas'), holder: sam.id }],
      handedOver: [move(byAnswer)],
    });
    expect(came.sent).toEqual([['Tyler Reid'], ['Atlas']]);
    expect(came.events).toEqual([
      'execution_started',
      'hand_over_planned',
      'target_settled',
      'handed_over',
      'finished',
    ]);
    expect(came).toMatchObject({ thrown: null, request: { state: 'done' } });
    const begun = {
      ...request,
      state: 'executing',
      startedAt: noon,
      handOver: { ...nothingDone, onlyIfAll: true, back, plannedAt: noon },
    } as const;
    const open = { ...move({ result: 'waiting' }), phase: 'give_back', from: sam.id, to: tyler.id } as const;
    const items = [...accessItems(begun), open];
    const held = [{ ...thing('Atlas'), holder: sam.id }];
    const again = await run(begun, { users: [inactive, sam], held, items });
    expect(again).toMatchObject({ sent: [['Tyler Reid'], ['Atlas']], request: { state: 'done' } });
  });
});
