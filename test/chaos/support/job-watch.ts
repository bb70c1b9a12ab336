import { Client } from 'pg';
import { z } from 'zod';

/**
 * Has the database itself note which process takes and ends which job: every bot has a name of its own,
 * which its connections carry as their application name.
 */
const statements = `
  create table job_watch (number bigserial, job uuid, queue text, state text, bot text, at timestamptz);
  create function watch_job() returns trigger language plpgsql as $$
    begin
      insert into job_watch (job, queue, state, bot, at)
        values (new.id, new.name, new.state, current_setting('application_name'), clock_timestamp());
      return null;
    end
  $$;
  create trigger watch_job_made after insert on pgboss.job for each row
    when (new.state <> 'created') execute function watch_job();
  create trigger watch_job after update of state on pgboss.job for each row
    when (new.state <> old.state) execute function watch_job();`;

/** The address under which a bot of this name uses the database. */
export function addressFor(databaseUrl: string, bot: string): string {
  return `${databaseUrl}&application_name=${bot}`;
}

/** Begins to watch; the store must exist. */
export async function watchJobs(databaseUrl: string): Promise<void> {
  await query(databaseUrl, statements);
}

const events = z.array(
  z.object({ job: z.string(), queue: z.string(), state: z.string(), bot: z.string(), at: z.date() }),
);
export type JobEvent = z.infer<typeof events>[number];

/** What happened to all jobs, in order. */
export async function jobEvents(databaseUrl: string): Promise<readonly JobEvent[]> {
  return events.parse(
    await query(databaseUrl, 'select job, queue, state, bot, at from job_watch order by number'),
  );
}

/** `again`: not the first holder of the job that was killed, so that it waited longer for its next try. */
export type Takeover = { readonly seconds: number; readonly again: boolean };

/**
 * For every job that a killed bot held: how long it took from the kill until another had done it. `kills`:
 * when each bot was killed, in milliseconds since 1970.
 */
export function takeovers(all: readonly JobEvent[], kills: ReadonlyMap<string, number>): readonly Takeover[] {
  return [...Map.groupBy(all, ({ job }) => job).values()].flatMap((history) => {
    const done = history.at(-1);
    const start = history.findLastIndex(({ state }) => state === 'active');
    const before = history.slice(0, start);
    const held = before.findLastIndex(({ state }) => state === 'active');
    const holder = before[held]?.bot;
    const killedAt = holder === undefined ? undefined : kills.get(holder);
    // A bot that gave the job back by itself did not hold it when it was killed.
    const gaveBack = before.slice(held + 1).some(({ bot }) => bot === holder);
    if (done?.state !== 'completed' || killedAt === undefined || gaveBack) return [];
    const again = before.slice(0, held).some(({ state }) => state === 'active');
    return [{ seconds: (done.at.getTime() - killedAt) / 1000, again }];
  });
}

async function query(databaseUrl: string, text: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
