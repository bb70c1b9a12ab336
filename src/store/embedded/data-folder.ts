import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
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

/**
 * Creates the data folder when it is missing. From here on this process makes files that their owner alone may read;
 * the engine itself would make them readable for everybody.
 * @throws when another process has it, or its data is foreign.
 */
export function holdDataFolder(dataDir: string): HeldDataFolder {
  process.umask(0o077);
  mkdirSync(dataDir, { recursive: true });
  keepPrivate(dataDir);
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
    throw new Error(lockProblem(dataDir, error), { cause: error });
  }
}

/** SQLite's result codes, https://www.sqlite.org/rescode.html. */
const busyCodes: ReadonlySet<unknown> = new Set([5, 6]);
const corruptCodes: ReadonlySet<unknown> = new Set([11, 26]);

function lockProblem(dataDir: string, error: unknown): string {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : null;
  if (busyCodes.has(code)) return `another process is using ${dataDir}: stop the bot that runs there first`;
  const file = path.join(dataDir, 'lock.sqlite');
  if (corruptCodes.has(code)) {
    return `${file} is corrupt. It holds no data: make sure that no bot runs there, delete it, and start again`;
  }
  return `${file} cannot be locked: ${error instanceof Error ? error.message : String(error)}`;
}

/** Takes away from everybody else what they may do in there, also where an older version made the files. */
export function keepPrivate(dataDir: string): void {
  const inside = readdirSync(dataDir, { recursive: true, encoding: 'utf8' });
  for (const name of [...inside, '.']) {
    const file = path.join(dataDir, name);
    const { mode } = statSync(file);
    if ((mode & 0o077) !== 0) chmodSync(file, mode & 0o700);
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
  const freeBytes = await freeSpace(dataDir);
  if (freeBytes < enoughBytes) log.warn({ dataDir, freeBytes }, 'little free space is left for the store');
}

/** @throws when less is left than two files of the write-ahead log, which the engine makes 16 MB at a time. */
export async function refuseFullDisk(dataDir: string, enoughBytes = 32 * 1024 ** 2): Promise<void> {
  if ((await freeSpace(dataDir)) < enoughBytes) throw new Error(`the disk of ${dataDir} is full`);
}

async function freeSpace(dataDir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dataDir);
  return bavail * bsize;
}
