import { AsyncLocalStorage } from 'node:async_hooks';

import type { Clock } from 'pg-boss';

import type { KeyFile } from '../audit/seal.ts';
import type { JobName } from '../requests/jobs.ts';
import type { Store } from '../requests/ports.ts';
import { auditHead, createSealedLog } from './audit-log.ts';
import { mendClockStep, watchClock } from './clock-step.ts';
import type { Database, Engine, Scope, StoreLog } from './database.ts';
import { openEmbedded } from './embedded/engine.ts';
import { countJobs, createQueues, releaseJobs, startWork, type QueueCount, type RunJob } from './jobs.ts';
import { migrate } from './migrations/migrate.ts';
import { readOutage, tellOutagesOnce } from './outage.ts';
import { createPing, prepareProbe } from './ping.ts';
import { openPostgres } from './postgres.ts';
import { createStore, type OnStored } from './store.ts';

export type StoreTarget = { readonly databaseUrl: string } | { readonly dataDir: string };

export type StoreStats = {
  readonly jobs: Readonly<Record<JobName, QueueCount>>;
};

export type OpenStore = {
  readonly store: Store;
  /** The log that was given, which tells once a minute that the database is away: for whatever uses the store. */
  readonly log: StoreLog;
  /** For commands beside the bot that read what no use case needs, such as the whole audit log. */
  readonly db: Database;
  /** Starts working on jobs. `run` may throw: the job is tried again, later and later up to 5 minutes. */
  work(run: RunJob): Promise<void>;
  /**
   * For the readiness probe: asks the database something, and once in 15 s has it write.
   * @throws when it does not answer, or cannot write, as on a full disk.
   */
  ping(): Promise<void>;
  /** Numbers for the metrics, counted now. */
  stats(): Promise<StoreStats>;
  /** Takes no more jobs, waits `timeoutMs` for those that run (at least 1 s), closes, frees the data folder. */
  close(options: { readonly timeoutMs: number }): Promise<void>;
};

type OpenOptions = {
  readonly target: StoreTarget;
  readonly log: StoreLog;
  /** Called after each commit, with what it stored. */
  readonly onStored?: OnStored;
  /**
   * The keys of the log's seals, asked for once the store is open and with the number of its newest row; left out or
   * null: rows get no seal.
   */
  readonly keys?: (newest: number) => KeyFile | null;
  /** A pg-boss TestClock, so that tests move the time of jobs by hand. */
  readonly clock?: Clock;
};

/**
 * Opens the store, creating it or bringing it to this version's schema.
 * @throws when it is out of reach, in use by another process, or written by a newer version.
 */
export async function openStore(options: OpenOptions): Promise<OpenStore> {
  const scope: Scope = new AsyncLocalStorage();
  const watched = { ...options, log: tellOutagesOnce(options.log) };
  const engine = await openEngine(watched, scope);
  try {
    const newest = (await auditHead(engine.db))?.number ?? 0;
    return createOpenStore(engine, scope, watched, options.keys?.(newest) ?? null);
  } catch (error) {
    await closeEngine(engine, 0);
    throw error;
  }
}

/** The engine under the store, its schema and queues up to date. `closeEngine` it. */
export async function openEngine(
  options: OpenOptions,
  scope: Scope = new AsyncLocalStorage(),
): Promise<Engine> {
  const engine = await connect(options, scope);
  try {
    await engine.exclusively(async () => {
      await migrate(engine.db);
      await engine.boss.start();
      await createQueues(engine.boss);
      await prepareProbe(engine.db);
      await mendClockStep(engine.db);
      // The lock on the data folder says that whoever held these jobs is dead.
      if ('dataDir' in options.target) await releaseJobs(engine.db);
    });
    return engine;
  } catch (error) {
    await closeEngine(engine, 0);
    throw error;
  }
}

/** The engine as it stands: nothing is created, changed or started. `closeEngine` it. */
export async function connect(options: OpenOptions, scope: Scope = new AsyncLocalStorage()): Promise<Engine> {
  const { target, log, clock } = options;
  const engine =
    'databaseUrl' in target
      ? openPostgres({ databaseUrl: target.databaseUrl, log, clock })
      : await openEmbedded({ dataDir: target.dataDir, scope, log, clock });
  engine.boss.on('error', (error) => log.error({ err: readOutage(error) }, 'job engine error'));
  engine.boss.on('warning', (warning) => log.warn({ warning }, 'job engine warning'));
  return engine;
}

function createOpenStore(
  engine: Engine,
  scope: Scope,
  { log, onStored = () => {} }: OpenOptions,
  keyFile: KeyFile | null,
): OpenStore {
  const { db, boss } = engine;
  const sealed = createSealedLog(db, keyFile, log);
  const stopWatching = watchClock(db, log);
  let closed: Promise<void> | undefined;
  return {
    store: createStore({ engine, scope, log, sealed, onStored }),
    log,
    db,
    work: (run) => startWork(boss, run, log),
    ping: createPing(engine),
    stats: async () => ({ jobs: await countJobs(db) }),
    close: ({ timeoutMs }) => {
      stopWatching();
      closed ??= closeEngine(engine, timeoutMs);
      return closed;
    },
  };
}

/** Stops the jobs, waiting `timeoutMs` for those that run, and closes the database. */
export async function closeEngine(engine: Engine, timeoutMs: number): Promise<void> {
  try {
    await engine.boss.stop({ graceful: timeoutMs > 0, timeout: timeoutMs });
  } finally {
    await engine.close();
  }
}
