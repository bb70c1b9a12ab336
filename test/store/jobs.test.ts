import { setImmediate } from 'node:timers/promises';

import { sql } from 'kysely';
import { TestClock } from 'pg-boss';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import type { Job } from '../../src/requests/jobs.ts';
import { engines, openTestStore, type TestStore } from '../support/store.ts';
import { noon } from './builders.ts';

const days = 24 * 60 * 60 * 1000;

const idle: (job: Job) => Promise<void> = async () => {};
const sorted = (list: readonly Job[]): string[] => list.map((job) => JSON.stringify(job)).toSorted();

describe.each(engines)('jobs on %s', (engine) => {
  let opened: TestStore;
  let handle = idle;
  beforeAll(async () => {
    opened = await openTestStore(engine);
  });
  afterAll(() => opened.remove());

  const enqueue = (...jobs: Job[]) =>
    opened.store.transaction((tx) => tx.save({ jobs: jobs.map((job) => ({ job })) }));
  const isDrained = async () => {
    await expect
      .poll(async () => {
        const { jobs } = await opened.stats();
        const left = Object.values(jobs).map(
          ({ waiting, later, active, failed }) => waiting + later + active + failed,
        );
        return left.filter((count) => count > 0);
      })
      .toEqual([]);
  };

  test('can be stored inside a transaction right after the start, when nothing is cached yet', async () => {
    await enqueue({ name: 'execute', requestId: 'r_first' });
    expect((await opened.stats()).jobs.execute).toEqual({ waiting: 1, later: 0, active: 0, failed: 0 });
    await opened.work((job) => handle(job));
    await isDrained();
  });

  test('reach their handler as they were stored', async () => {
    const jobs: Job[] = [
      { name: 'execute', requestId: 'r_a' },
      { name: 'notify', requestId: 'r_b' },
      { name: 'notify', requestId: 'r_c', repair: true },
      { name: 'announce' },
      { name: 'expire', requestId: 'r_d' },
      { name: 'head', day: '2026-11-22' },
    ];
    const seen: Job[] = [];
    handle = async (job) => void seen.push(job);
    await enqueue(...jobs);
    await isDrained();
    expect(sorted(seen)).toEqual(sorted(jobs));
  });

  test('of one request run one at a time and in the order they were stored, also when one has to be repeated', async () => {
    const started: string[] = [];
    let running = 0;
    let most = 0;
    let failures = 1;
    handle = async (job) => {
      running += 1;
      most = Math.max(most, running);
      await setImmediate();
      running -= 1;
      const isSecond = started.length === 1;
      if (isSecond && failures > 0) {
        failures -= 1;
        throw new Error('not now');
      }
      started.push(job.name === 'notify' && job.repair ? 'repair' : 'plain');
    };
    const requestId = 'r_order';
    await enqueue({ name: 'notify', requestId });
    await enqueue({ name: 'notify', requestId, repair: true });
    await enqueue({ name: 'notify', requestId });
    await isDrained();
    expect(started).toEqual(['plain', 'repair', 'plain']);
    expect(most).toBe(1);
    expect(opened.log.lines.map(({ message }) => message)).toContain('job failed; it will be tried again');
  });

  test('of many requests run side by side', async () => {
    let running = 0;
    let most = 0;
    handle = async () => {
      running += 1;
      most = Math.max(most, running);
      await vi.waitUntil(() => most > 1, { interval: 5, timeout: 20_000 });
      running -= 1;
    };
    await enqueue(
      ...Array.from({ length: 60 }, (_, index): Job => ({ name: 'notify', requestId: `r_${index}` })),
    );
    await isDrained();
    expect(most).toBeGreaterThan(1);
  });
});

describe.each(engines)('the time of jobs on %s', (engine) => {
  test('a job for a date months ahead survives a restart and runs on that date, not before', async () => {
    const opened = await openTestStore(engine, { clock: new TestClock(noon) });
    const inDays = (count: number) => new Date(noon.getTime() + count * days);
    // Of a day's head there is one job, however many processes ask for it.
    const head = { job: { name: 'head', day: '2027-01-01' }, startAfter: inDays(300) } as const;
    await opened.store.transaction((tx) =>
      tx.save({ jobs: [{ job: { name: 'expire', requestId: 'r_1' }, startAfter: inDays(200) }, head] }),
    );
    await opened.store.transaction((tx) => tx.save({ jobs: [head] }));
    expect((await opened.stats()).jobs.head).toMatchObject({ waiting: 0, later: 1 });
    await opened.close({ timeoutMs: 1_000 });
    const clock = new TestClock(noon.getTime() + 199 * days);
    const reopened = await opened.open(clock);
    const ran: Job[] = [];
    await reopened.work(async (job) => void ran.push(job));
    await clock.tick(10_000);
    expect(ran).toEqual([]);
    expect((await reopened.stats()).jobs.expire).toMatchObject({ waiting: 0, later: 1 });
    await clock.setTime(noon.getTime() + 200 * days);
    await clock.tick(10_000);
    await expect.poll(() => ran).toHaveLength(1);
    expect(ran).toEqual([{ name: 'expire', requestId: 'r_1' }]);
    await reopened.close({ timeoutMs: 1_000 });
    await opened.remove();
  });

  test('a job is tried again for as long as it fails, later and later, at most 5 minutes apart', async () => {
    const clock = new TestClock(noon);
    const opened = await openTestStore(engine, { clock });
    let tries = 0;
    await opened.work(async () => {
      tries += 1;
      throw new Error('still down');
    });
    await opened.store.transaction((tx) =>
      tx.save({ jobs: [{ job: { name: 'execute', requestId: 'r_1' } }] }),
    );
    const delays: number[] = [];
    for (let round = 1; round <= 12; round += 1) {
      // Every worker's next poll is overdue, so the least step makes them look.
      await clock.tick(1);
      await expect.poll(() => tries).toBe(round);
      const counted = async () => (await opened.stats()).jobs.execute;
      await expect.poll(counted).toEqual({ waiting: 0, later: 1, active: 0, failed: 0 });
      const { rows } = await sql<{ delay: number }>`select
        extract(epoch from start_after - pgboss.job_now())::float8 as delay
        from pgboss.job where name = 'execute'`.execute(opened.db);
      delays.push(rows[0]?.delay ?? Number.NaN);
      await clock.setTime(clock.now() + 300_000);
    }
    expect(delays[0]).toBeLessThanOrEqual(2);
    expect(delays.slice(0, 9)).toEqual(delays.slice(0, 9).toSorted((a, b) => a - b));
    expect(delays.at(-1)).toBeGreaterThan(290);
    expect(Math.max(...delays)).toBeLessThanOrEqual(300);
    await opened.remove();
  });
});
