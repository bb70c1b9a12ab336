import { TestClock } from 'pg-boss';
import { describe, expect, test, vi } from 'vitest';

import { accessItems } from '../../src/requests/items.ts';
import type { Job } from '../../src/requests/jobs.ts';
import { engines, openTestStore } from '../support/store.ts';
import { aRequest } from './builders.ts';

const noon = new Date('2026-03-04T12:00:00Z');
const hours = 60 * 60 * 1000;

describe.each(engines)('a clock that steps back three hours, on %s', (engine) => {
  test('does not hold back what was due, and brings nothing forward that has a date', async () => {
    const opened = await openTestStore(engine, { clock: new TestClock(noon) });
    const startAfter = new Date(noon.getTime() + hours);
    await opened.store.transaction((tx) =>
      tx.save({
        jobs: [
          { job: { name: 'execute', requestId: 'r_now' } },
          { job: { name: 'expire', requestId: 'r_dated' }, startAfter },
        ],
      }),
    );
    const request = aRequest();
    const items = accessItems(request).map((item) => {
      const outcome = { result: 'done', confirmedBy: 'read' } as const;
      return { ...item, outcome, settledAt: noon };
    });
    await opened.store.transaction((tx) => tx.save({ request, items }));
    await opened.close({ timeoutMs: 1_000 });
    const clock = new TestClock(noon.getTime() - 3 * hours);
    const reopened = await opened.open(clock);
    const ran: Job[] = [];
    await reopened.work(async (job) => void ran.push(job));
    await vi.waitUntil(async () => {
      await clock.tick(1_000);
      return ran.length > 0;
    }, 30_000);
    await clock.tick(10_000);
    expect(ran).toEqual([{ name: 'execute', requestId: 'r_now' }]);
    expect((await reopened.stats()).jobs.expire).toMatchObject({ waiting: 0, later: 1 });
    const changedWithin = (from: number) =>
      reopened.store.countChangedSince(new Date(noon.getTime() + from * hours));
    expect([await changedWithin(-4), await changedWithin(-2)]).toEqual([1, 0]);
    await reopened.close({ timeoutMs: 1_000 });
    await opened.remove();
  });
});
