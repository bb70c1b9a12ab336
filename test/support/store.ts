import { existsSync, rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { Clock } from 'pg-boss';

import { openStore, type OpenStore, type StoreTarget } from '../../src/store/open.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

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
      if ('dataDir' in target) await rm(target.dataDir, { recursive: true, force: true });
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

/** A place for new, empty data: a copy of a prepared directory, or an empty database. */
export async function newTarget(engine: EngineName): Promise<StoreTarget> {
  if (engine === 'postgres') return { databaseUrl: await (await sharedPostgres()).createDatabase() };
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'store-'));
  await cp(await preparedDirectory(), dataDir, { recursive: true });
  return { dataDir };
}

let postgres: Promise<TestPostgres> | undefined;

/** One server for this test file; it ends with the process. */
function sharedPostgres(): Promise<TestPostgres> {
  postgres ??= startPostgres();
  return postgres;
}

let prepared: Promise<string> | undefined;

function preparedDirectory(): Promise<string> {
  prepared ??= prepareDirectory();
  return prepared;
}

/** Creating a directory takes seconds and copying one does not: the first test file of a run creates it. */
async function prepareDirectory(): Promise<string> {
  const run = process.env.TEST_RUN_DIR ?? (await newRunDirectory());
  const dataDir = path.join(run, 'store');
  const ready = path.join(run, 'store-is-ready');
  try {
    await mkdir(dataDir);
  } catch {
    while (!existsSync(ready)) await delay(50);
    return dataDir;
  }
  const opened = await openStore({ target: { dataDir }, log: createTestLog() });
  await opened.close({ timeoutMs: 1_000 });
  await rm(path.join(dataDir, 'lock.sqlite'), { force: true });
  await writeFile(ready, '');
  return dataDir;
}

/** For scripts that run outside vitest: removed when the process ends. */
async function newRunDirectory(): Promise<string> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'store-template-'));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
