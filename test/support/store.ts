import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';

import { sql } from 'kysely';
import type { Clock } from 'pg-boss';

import { openStore, type OpenStore, type StoreTarget } from '../../src/store/open.ts';
import { dropDatabase, newDatabase } from './postgres.ts';
import { onceInRun, runDirectory } from './run.ts';

export const engines = ['embedded', 'postgres'] as const;
export type EngineName = (typeof engines)[number];

export type TestLog = {
  readonly lines: { readonly level: string; readonly fields: object; readonly message: string }[];
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

export type TestStore = OpenStore & {
  readonly target: StoreTarget;
  readonly log: TestLog;
  /** Opens the same data once more: a second replica, or after `close` a restart. */
  open(clock?: Clock): Promise<OpenStore>;
  /** Closes the store and removes its data. */
  remove(): Promise<void>;
};

/** Opens a store of its own on new, empty data. `remove` it at the end of the test. */
export async function openTestStore(engine: EngineName, options: { clock?: Clock } = {}): Promise<TestStore> {
  const log = createTestLog();
  const target = await newTarget(engine);
  const open = (clock?: Clock): Promise<OpenStore> => openStore({ target, log, ...(clock && { clock }) });
  const opened = await open(options.clock);
  return {
    ...opened,
    target,
    log,
    open,
    remove: async () => {
      await opened.close({ timeoutMs: 1_000 });
      await removeTarget(target);
    },
  };
}

/** Keeps what is logged. */
export function createTestLog(): TestLog {
  const lines: TestLog['lines'] = [];
  const at = (level: string) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}

/** A place for new data: a copy of a prepared directory or database. */
export async function newTarget(engine: EngineName): Promise<StoreTarget> {
  if (engine === 'postgres') return { databaseUrl: await newDatabase('store') };
  const prepared = await onceInRun('store', prepareDirectory);
  const dataDir = await mkdtemp(path.join(await runDirectory(), 'store-'));
  cpSync(prepared, dataDir, { recursive: true });
  return { dataDir };
}

/** Removes the data; nobody may use it any more. */
export async function removeTarget(target: StoreTarget): Promise<void> {
  if ('dataDir' in target) await rm(target.dataDir, { recursive: true, force: true });
  else await dropDatabase(target.databaseUrl);
}

/** Creating a directory takes seconds and copying one does not. */
async function prepareDirectory(dataDir: string): Promise<void> {
  const opened = await openStore({ target: { dataDir }, log: createTestLog() });
  // They are two thirds of the files, and serve only to create databases.
  await sql`update pg_database set datistemplate = false`.execute(opened.db);
  for (const template of ['template0', 'template1'])
    await sql.raw(`drop database ${template}`).execute(opened.db);
  await opened.close({ timeoutMs: 1_000 });
  await rm(path.join(dataDir, 'lock.sqlite'), { force: true });
}
