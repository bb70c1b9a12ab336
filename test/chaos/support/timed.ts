import { setTimeout as wait } from 'node:timers/promises';

import { sql } from 'kysely';
import { TestClock } from 'pg-boss';
import { z } from 'zod';

import { startBot, type Bot } from '../../../src/app.ts';
import { parseConfig } from '../../../src/config.ts';
import { createLog } from '../../../src/log.ts';
import type { OpenStore, StoreTarget } from '../../../src/store/open.ts';
import { newTarget } from '../../support/store.ts';
import { openStage, type Stage } from './stage.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Both simulators and the bot, all on one clock that stands still until it is told to go on. */
export type TimedStage = Stage & {
  readonly target: StoreTarget;
  now(): Date;
  /** Lets time pass in steps; at each, what is due is done before the next. */
  pass(milliseconds: number, step?: number): Promise<void>;
  /** Ends the bot, lets time pass without it, and starts it again on the same data, with these settings changed. */
  away(milliseconds: number, settings?: Readonly<Record<string, string>>): Promise<void>;
  /** Ends the bot. */
  stop(): Promise<void>;
};

/** One try a call, since the first pause would be longer than the budget: an outage takes no real time. */
const workfrontTiming = { callBudget: 5_000, firstBackOff: 20_000, longestBackOff: 20_000 } as const;

/** Starts all of it at `start`, on a new database. `settings` go over those of an ordinary bot. */
export async function openTimedStage(
  start: Date,
  settings: Readonly<Record<string, string>> = {},
): Promise<TimedStage> {
  const target = await newTarget('postgres');
  let clock = new TestClock(start);
  const stage = await openStage(target, { now: () => clock.now() });
  const begin = (changed: Readonly<Record<string, string>> = {}): Promise<Bot> =>
    startBot(
      parseConfig({ ...stage.env, ...settings, ...changed }),
      createLog('error', { write: () => {} }),
      // So that what was read of people grows old with the time that passes here.
      { clock, monotonic: () => clock.now(), workfrontTiming },
    );
  let bot = await begin();
  return {
    ...stage,
    target,
    now: () => new Date(clock.now()),
    async pass(milliseconds, step = minute) {
      const end = clock.now() + milliseconds;
      await settle(bot, clock);
      while (clock.now() < end) {
        await clock.setTime(Math.min(end, clock.now() + step));
        await settle(bot, clock);
      }
    },
    async away(milliseconds, changed) {
      await bot.close();
      clock = new TestClock(clock.now() + milliseconds);
      bot = await begin(changed);
      await settle(bot, clock);
    },
    stop: () => bot.close(),
  };
}

/** Resolves when no job runs and none is due. */
async function settle({ store }: Bot, clock: TestClock): Promise<void> {
  for (let quiet = 0; quiet < 2;) {
    // The least step: timers that a jump has passed fire now.
    await clock.tick(1);
    await wait(2);
    const { running, due } = await countDue(store);
    quiet = running + due === 0 ? quiet + 1 : 0;
    // What came up between two polls waits for the next one.
    if (due > 0 && running === 0) await clock.tick(500);
  }
}

const counts = z.tuple([z.object({ running: z.coerce.number(), due: z.coerce.number() })]);

/** Jobs under way, and those that could be: one that waits for its next try holds the others of its key back. */
async function countDue({ db }: OpenStore): Promise<z.infer<typeof counts>[0]> {
  const { rows } = await sql`
    select count(*) filter (where state = 'active') as running,
      count(*) filter (where state < 'active' and start_after <= pgboss.job_now() and not exists (
        select from pgboss.job elder where elder.name = job.name and elder.singleton_key = job.singleton_key
          and elder.state = 'retry' and elder.start_after > pgboss.job_now())) as due
    from pgboss.job where singleton_key is not null`.execute(db);
  return counts.parse(rows)[0];
}
