import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { StoreLog } from '../database.ts';

/** The PostgreSQL that the embedded engine is; a data folder of another major version cannot be read. */
export const postgresMajor = '18';

/** Referenced from here, so that no lock is lost to the garbage collector. */
const held = new Set<DatabaseSync>();

/** The store's data folder, held by this process until `release`. */
export type HeldDataFolder = {
  /** Where the database's own files are. */
  readonly pgdata: string;
  release(): void;
};

/** Creates the data folder when it is missing. @throws when another process has it, or its data is foreign. */
export function holdDataFolder(dataDir: string): HeldDataFolder {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // The engine makes its files readable for everybody; a closed data folder keeps them private.
  chmodSync(dataDir, 0o700);
  const lock = lockDataFolder(dataDir);
  const pgdata = path.join(dataDir, 'pgdata');
  try {
    refuseOtherMajor(pgdata);
    held.add(lock);
  } catch (error) {
    lock.close();
    throw error;
  }
  const release = (): void => {
    held.delete(lock);
    lock.close();
  };
  return { pgdata, release };
}

/**
 * Two engines on one data folder destroy it silently, so the lock must be one that the operating system frees
 * whatever becomes of this process: SQLite's is, and Node brings it.
 */
function lockDataFolder(dataDir: string): DatabaseSync {
  const lock = new DatabaseSync(path.join(dataDir, 'lock.sqlite'), { timeout: 0 });
  try {
    lock.exec('pragma locking_mode = exclusive; pragma journal_mode = memory; begin exclusive');
    return lock;
  } catch (error) {
    lock.close();
    throw new Error(`another process is using ${dataDir}: stop the bot that runs there first`, {
      cause: error,
    });
  }
}

function refuseOtherMajor(pgdata: string): void {
  const file = path.join(pgdata, 'PG_VERSION');
  if (!existsSync(file)) return;
  const major = readFileSync(file, 'utf8').trim();
  if (major === postgresMajor) return;
  throw new Error(
    `${pgdata} holds data of PostgreSQL ${major}, and this version of the bot has PostgreSQL ${postgresMajor}. ` +
      'With the version that wrote it, run: npm run store -- move --to postgres://…; ' +
      'then start this version with DATABASE_URL',
  );
}

/** A full disk stops the engine in the middle of a write; say so before it is. */
export async function warnWhenSpaceIsScarce(
  dataDir: string,
  log: StoreLog,
  enoughBytes = 1024 ** 3,
): Promise<void> {
  const { bavail, bsize } = await statfs(dataDir);
  const freeBytes = bavail * bsize;
  if (freeBytes < enoughBytes) log.warn({ dataDir, freeBytes }, 'little free space is left for the store');
}
