import { sql } from 'kysely';

import type { Database, StoreLog } from './database.ts';

const everyMs = 60_000;

/** Longer than any pause before a next try (jobs.ts), so that a job due later than this wanted a date of its own. */
const longestPause = sql.lit('6 minutes');

/**
 * Mends what a clock that stepped back leaves behind: work stored for "now" would wait until the clock is there
 * again, up to the size of the step. A job from the future proves the step; what it asked for is due at once, unless
 * it asked for a date of its own. Times at which pg-boss looked after its queues are forgotten likewise, and who was
 * changed counts from now on for the hour that they would have counted for, not for hours.
 */
export async function mendClockStep(db: Database): Promise<void> {
  await sql`
    update pgboss.job set start_after = pgboss.job_now(), created_on = least(created_on, pgboss.job_now())
    where state in ('created', 'retry') and start_after > pgboss.job_now()
      and start_after < created_on + ${longestPause}::interval
      and created_on > pgboss.job_now() + interval '1 minute'`.execute(db);
  await sql`
    update pgboss.job set start_after = pgboss.job_now()
    where state = 'retry' and start_after > pgboss.job_now() + ${longestPause}::interval`.execute(db);
  await sql`
    update pgboss.job set heartbeat_on = pgboss.job_now()
    where state = 'active' and heartbeat_on > pgboss.job_now() + interval '1 minute'`.execute(db);
  await sql`
    update pgboss.queue set monitor_on = null, monitor_claim_on = null
    where greatest(monitor_on, monitor_claim_on) > pgboss.job_now() + interval '1 minute'`.execute(db);
  await sql`
    update item set settled_at = pgboss.job_now()
    where phase = 'access' and settled_at > pgboss.job_now() + interval '1 minute'`.execute(db);
}

/** Looks for a clock that stepped back once a minute. Returns how to stop. */
export function watchClock(db: Database, log: StoreLog): () => void {
  const timer = setInterval(() => {
    mendClockStep(db).catch((error: unknown) =>
      log.error({ err: error }, 'stalled jobs could not be looked for'),
    );
  }, everyMs).unref();
  return () => clearInterval(timer);
}
