import { createHash } from 'node:crypto';

import { sql } from 'kysely';
import { fromKysely, type PgBoss, type Queue } from 'pg-boss';
import { z } from 'zod';

import { job, jobNames, type Job, type JobName, type NewJob } from '../requests/jobs.ts';
import type { Database, DatabaseTransaction, StoreLog } from './database.ts';
import { startWorkers } from './workers.ts';

/** What runs a job; it may throw, and is then called again later. */
export type RunJob = (job: Job) => Promise<void>;

/** Jobs of one queue as they stand. `later`: not due yet, or waiting for their next try. */
export type QueueCount = {
  readonly waiting: number;
  readonly later: number;
  readonly active: number;
  readonly failed: number;
};

/** How many jobs of a queue one process runs at a time. */
const concurrency = {
  execute: 4,
  notify: 4,
  announce: 1,
  expire: 1,
  impact: 2,
  escalate: 1,
  head: 1,
} as const;

const day = 24 * 60 * 60;

/**
 * `key_strict_fifo`: of one key one job runs at a time, the older first, and one that waits for its next try
 * holds the younger ones back. A failed one would do so for ever, so none ever fails: tries do not run out,
 * and no date is too far away.
 */
const queueOptions = {
  notify: true,
  heartbeatSeconds: 10,
  expireInSeconds: 60 * 60,
  retryLimit: 1_000_000_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 300,
  retentionSeconds: 3650 * day,
  deleteAfterSeconds: day,
};

/** Creates the queues that are missing, and gives those that exist this version's settings. */
export async function createQueues(boss: PgBoss): Promise<void> {
  const existing = new Map((await boss.getQueues([...jobNames])).map((queue) => [queue.name, queue]));
  for (const name of jobNames) {
    const queue = existing.get(name);
    if (!queue) await boss.createQueue(name, { policy: 'key_strict_fifo', ...queueOptions });
    else if (!isUpToDate(queue)) await boss.updateQueue(name, queueOptions);
  }
}

function isUpToDate(queue: Queue): boolean {
  const settings = new Map<string, unknown>(Object.entries(queue));
  return Object.entries(queueOptions).every(([name, value]) => settings.get(name) === value);
}

/**
 * Lets jobs whose holder is known to be dead run again at once, instead of when their heartbeat lapses; it
 * does not count as a failed try. One statement of our own: pg-boss would take two, and a process that
 * dies between them would leave the jobs cancelled.
 */
export async function releaseJobs(db: Database): Promise<void> {
  await sql`
    update pgboss.job set state = 'created', started_on = null
    where state = 'active' and name in (${sql.join(jobNames)})`.execute(db);
}

/** Stores the job with the transaction. */
export async function enqueue(boss: PgBoss, trx: DatabaseTransaction, newJob: NewJob): Promise<void> {
  const { job: due, startAfter } = newJob;
  const turn = turnOf(newJob);
  const { name, ...data } = due;
  const id = await boss.send(name, data, {
    db: fromKysely(trx),
    singletonKey: 'requestId' in due ? due.requestId : name,
    ...(turn && { id: idOf(turn) }),
    ...(startAfter && { startAfter }),
  });
  // Of one turn there is one job, so that it does not matter how many processes ask for it.
  if (id === null && !turn) throw new Error(`the ${name} job was not stored`);
}

/** The name of a job that is stored once, whoever asks for it; null for all others. */
function turnOf({ job: due, startAfter }: NewJob): string | null {
  if (due.name === 'head') return `head of ${due.day}`;
  if (due.name === 'announce' && due.all && startAfter) return `announce all ${startAfter.toISOString()}`;
  return null;
}

/** A job id, in the form of a UUID, that every process makes of the same name. */
function idOf(turn: string): string {
  const digits = createHash('sha256').update(turn).digest('hex');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

const jobData = z.looseObject({});

/** The job that a queue holds as `data`. */
export function readJob(queue: string, data: unknown): Job {
  return job.parse({ ...jobData.parse(data ?? {}), name: queue });
}

/** Starts taking jobs of every queue. A process that dies loses its jobs to others within 20 s. */
export async function startWork(boss: PgBoss, run: RunJob, log: StoreLog): Promise<void> {
  for (const name of jobNames) {
    const take = async (data: unknown): Promise<void> => {
      try {
        await run(readJob(name, data));
      } catch (error) {
        log.warn({ err: error, queue: name, job: data }, 'job failed; it will be tried again');
        throw error;
      }
    };
    await startWorkers({ boss, name, most: concurrency[name], take });
  }
}

const counted = z.array(
  z.object({
    name: z.enum(jobNames),
    waiting: z.coerce.number(),
    later: z.coerce.number(),
    active: z.coerce.number(),
    failed: z.coerce.number(),
  }),
);

/** Jobs that are not over, counted from the table itself. */
export async function countJobs(db: Database): Promise<Readonly<Record<JobName, QueueCount>>> {
  const none: QueueCount = { waiting: 0, later: 0, active: 0, failed: 0 };
  const { rows } = await sql`
    select name,
      count(*) filter (where state < 'active' and start_after <= pgboss.job_now()) as waiting,
      count(*) filter (where state < 'active' and start_after > pgboss.job_now()) as later,
      count(*) filter (where state = 'active') as active,
      count(*) filter (where state = 'failed') as failed
    from pgboss.job where name in (${sql.join(jobNames)}) group by name`.execute(db);
  const found = Object.fromEntries(counted.parse(rows).map(({ name, ...count }) => [name, count]));
  return {
    execute: none,
    notify: none,
    announce: none,
    expire: none,
    impact: none,
    escalate: none,
    head: none,
    ...found,
  };
}
