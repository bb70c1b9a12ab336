import { existsSync } from 'node:fs';
import path from 'node:path';

import { hasAuditTable } from '../store/audit-log.ts';
import type { Database } from '../store/database.ts';
import { closeEngine, connect } from '../store/open.ts';
import { commandLog, type CommandIo } from './process.ts';

/** So that the log and the requests fit together also while a bot runs. */
export function ofOneMoment<T>(db: Database, work: (trx: Database) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').execute(work);
}

/** There is nothing to read yet. */
export class NoStoreError extends Error {
  override readonly name = 'NoStoreError';
}

/** Opens the database as it stands for `work`. @throws an Error that says what to do, when it cannot be read. */
export async function withDatabase<T>(io: CommandIo, work: (db: Database) => Promise<T>): Promise<T> {
  const { target, err } = io;
  if ('dataDir' in target && !existsSync(path.join(target.dataDir, 'pgdata'))) {
    throw new NoStoreError(`There is no store in ${target.dataDir}. Set DATA_DIR or DATABASE_URL`);
  }
  const engine = await connect({ target, log: commandLog(err) });
  try {
    return await work(engine.db);
  } catch (error) {
    throw await explained(engine.db, error);
  } finally {
    await closeEngine(engine, 0);
  }
}

/** What it means that a table or a column is not there. */
async function explained(db: Database, error: unknown): Promise<unknown> {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code !== '42P01' && code !== '42703') return error;
  if (!(await hasAuditTable(db)))
    return new NoStoreError('There is no store in this database yet', { cause: error });
  return new Error('An older version wrote this store: start the bot once, which brings it up to date', {
    cause: error,
  });
}
