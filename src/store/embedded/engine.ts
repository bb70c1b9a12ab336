import { setImmediate } from 'node:timers/promises';

import type { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import { PgBoss, fromKysely, fromPglite, type Clock } from 'pg-boss';

import { bossOptions, type Engine, type Scope, type StoreLog, type Tables } from '../database.ts';
import { startChores } from './chores.ts';
import { createData } from './create-data.ts';
import { holdDataFolder, refuseFullDisk, warnWhenSpaceIsScarce } from './data-folder.ts';
import { durableFiles } from './durable-files.ts';
import { openFiles } from './open-files.ts';
import { watchEventLoop } from './watchdog.ts';

const standstillMs = 60_000;

/**
 * PostgreSQL inside this process, its files in `dataDir`. Takes 2 to 3 s for a new folder.
 * @throws when another process has the data folder, or when commits would not reach the disk.
 */
export async function openEmbedded(options: {
  readonly dataDir: string;
  readonly scope: Scope;
  readonly log: StoreLog;
  readonly clock?: Clock | undefined;
}): Promise<Engine> {
  const { dataDir, scope, log, clock } = options;
  const folder = holdDataFolder(dataDir);
  const stopWatching = watchEventLoop(standstillMs);
  const letGo = async (): Promise<void> => {
    await stopWatching();
    folder.release();
  };
  try {
    await warnWhenSpaceIsScarce(dataDir, log);
    await createData(folder.pgdata);
    const lite = await openFiles(durableFiles(folder.pgdata));
    const stopChores = startChores(lite, dataDir, log);
    return {
      ...createClients(lite, scope, clock),
      exclusively: (work) => work(),
      letTimersRun: () => setImmediate(),
      refuseFullDisk: () => refuseFullDisk(dataDir),
      close: async () => {
        await stopChores();
        try {
          await lite.close();
        } finally {
          await letGo();
        }
      },
    };
  } catch (error) {
    await letGo();
    // The engine would say no more than that it did not start.
    await refuseFullDisk(dataDir);
    throw error;
  }
}

function createClients(lite: PGlite, scope: Scope, clock: Clock | undefined): Pick<Engine, 'db' | 'boss'> {
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: lite }) });
  const options = { ...bossOptions(clock), db: routeBoss(lite, scope) };
  // Vacuuming is one of the chores, so pg-boss need not complain that nobody does it.
  return { db, boss: new PgBoss({ backend: 'pglite', monitorVacuum: false, ...options }) };
}

/**
 * There is one connection. What pg-boss asks for while a transaction of ours is open therefore goes through
 * that transaction: sent around it, it would wait for the transaction, which waits for it. And PGlite answers
 * without ever letting timers have a turn, so every statement ends with one.
 */
function routeBoss(lite: PGlite, scope: Scope): ReturnType<typeof fromPglite> {
  const direct = fromPglite(lite);
  return {
    ...direct,
    executeSql: async (text, values) => {
      const here = scope.getStore();
      const route = here?.open ? fromKysely(here.trx) : direct;
      try {
        return await route.executeSql(text, values);
      } finally {
        await setImmediate();
      }
    },
  };
}
