import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { Item } from '../../src/requests/items.ts';
import { engines, openTestStore, type TestStore } from '../support/store.ts';
import { aRequest, aTarget, aUser, anItem, minutesAfterNoon, noon } from './builders.ts';

const done = { result: 'done', confirmedBy: 'read' } as const;
const handOver = { isWanted: true, onlyIfAll: true, back: null, plannedAt: noon, reportedAt: null };

function itemsFor(from: string, to: string, count: number, changes: Partial<Item> = {}): Item[] {
  return Array.from({ length: count }, (_, position) =>
    anItem({
      position,
      kind: position % 2 === 0 ? 'projects' : 'tasks',
      objectId: `${position}`.padStart(32, '0'),
      name: `Thing ${position}`,
      link: `https://acme.example/project/${position}`,
      from,
      to,
      ...changes,
    }),
  );
}

describe.each(engines)('what changes hands, on %s', (engine) => {
  let opened: TestStore;
  beforeAll(async () => {
    opened = await openTestStore(engine);
  });
  afterAll(() => opened.remove());

  test('is given back as it was stored, with how many came to the same', async () => {
    const successor = aUser();
    const impact = {
      counts: [{ kind: 'projects', count: 2, moves: true } as const],
      atLeast: true,
      readAt: noon,
    };
    const request = aRequest({ targets: [aTarget(aUser(), { successor })], handOver, impact });
    const leaver = request.targets[0]?.user.id ?? '';
    const items = itemsFor(leaver, successor.id, 3);
    await opened.store.transaction((tx) => tx.save({ request, items }));
    const stored = await opened.store.findRequest(request.id);
    expect(stored).toEqual({
      ...request,
      tallies: [
        { kind: 'projects', result: 'waiting', reason: null, count: 2 },
        { kind: 'tasks', result: 'waiting', reason: null, count: 1 },
      ],
    });
    expect(await opened.store.listItems(request.id)).toEqual(items);
  });

  test('comes before the access, 2,500 things in one step as well', async () => {
    const request = aRequest();
    const [target] = request.targets;
    const access = itemsFor(target?.user.id ?? '', '', 1, { phase: 'access', kind: 'access', type: 'USER' });
    const items = [...access, ...itemsFor(target?.user.id ?? '', aUser().id, 2_500)];
    await opened.store.transaction((tx) => tx.save({ request, items }));
    const due = await opened.store.findDueItems(request.id, noon, 25);
    expect(due.items.every(({ phase, kind }) => phase === 'hand_over' && kind === 'projects')).toBe(true);
    const over = itemsFor(target?.user.id ?? '', aUser().id, 2_500, { outcome: done, settledAt: noon });
    await opened.store.transaction((tx) => tx.save({ request: { ...request, version: 2 }, items: over }));
    expect((await opened.store.findDueItems(request.id, noon, 25)).items.map(({ kind }) => kind)).toEqual([
      'access',
    ]);
  });

  test('can be found again by who had it: what the last request moved, and nothing else', async () => {
    const leaver = aUser();
    const [first, last] = [aUser(), aUser()];
    const over = (at: number, successor: typeof leaver) =>
      aRequest({
        state: 'done',
        responseUrl: null,
        finishedAt: minutesAfterNoon(at),
        targets: [aTarget(leaver, { successor })],
        handOver,
      });
    const older = over(1, first);
    const newer = over(2, last);
    const save = async (request: typeof older, items: Item[]) =>
      opened.store.transaction((tx) => tx.save({ request, items }));
    await save(older, itemsFor(leaver.id, first.id, 3, { outcome: done }));
    const [moved, refused] = itemsFor(leaver.id, last.id, 2, { outcome: done });
    if (!moved || !refused) throw new Error('there are two');
    const skipped = { ...refused, outcome: { result: 'skipped', reason: 'changed' } } as const;
    await save(newer, [moved, skipped]);
    expect(await opened.store.listHandedOver([leaver.id, aUser().id])).toEqual([
      { requestId: newer.id, item: moved },
    ]);
    expect(await opened.store.listHandedOver([])).toEqual([]);
  });

  test('is told to each successor once', async () => {
    const request = aRequest();
    await opened.store.transaction((tx) => tx.save({ request }));
    const record = (recipient: string, ts: string) =>
      opened.store.transaction((tx) =>
        tx.recordMessage({
          requestId: request.id,
          kind: 'taken_over',
          recipient,
          place: { channel: 'D1', ts },
          version: 0,
          shownAt: noon,
        }),
      );
    expect(await record('a', '1.1')).toBe(true);
    expect(await record('b', '2.2')).toBe(true);
    expect(await record('a', '3.3')).toBe(false);
  });
});
