import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { NodeFS } from '@electric-sql/pglite/nodefs';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

import { doChores, startChores } from '../../src/store/embedded/chores.ts';
import { createData } from '../../src/store/embedded/create-data.ts';
import {
  holdDataFolder,
  postgresMajor,
  refuseFullDisk,
  warnWhenSpaceIsScarce,
} from '../../src/store/embedded/data-folder.ts';
import { durableFiles } from '../../src/store/embedded/durable-files.ts';
import { openFiles } from '../../src/store/embedded/open-files.ts';
import { openStore } from '../../src/store/open.ts';
import { createTestLog, newTarget, openTestStore } from '../support/store.ts';
import { aRequest, stored } from './builders.ts';

const children: ReturnType<typeof startChild>[] = [];
const dirs: string[] = [];

afterEach(() => {
  vi.useRealTimers();
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
});

function newFolder(): string {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'embedded-'));
  dirs.push(dir);
  return dir;
}

/** A copy of a prepared store that is not open. */
async function preparedStore(): Promise<string> {
  const target = await newTarget('embedded');
  if (!('dataDir' in target)) throw new Error('an embedded store has a data folder');
  dirs.push(target.dataDir);
  return target.dataDir;
}

/** Files and folders in there that somebody else than their owner could use. */
function openToOthers(dir: string): readonly string[] {
  return [...readdirSync(dir, { recursive: true, encoding: 'utf8' }), '.'].filter(
    (name) => (statSync(path.join(dir, name)).mode & 0o077) !== 0,
  );
}

const quiet = { info: () => {}, warn: () => {}, error: () => {} };

async function openAndUse(dataDir: string): Promise<void> {
  const opened = await openStore({ target: { dataDir }, log: quiet });
  const request = aRequest();
  await opened.store.transaction((tx) => tx.save({ request }));
  await opened.close({ timeoutMs: 1_000 });
}

function startChild(module: string, code: string) {
  const url = new URL(`../../src/store/embedded/${module}`, import.meta.url).href;
  const script = `const store = await import(${JSON.stringify(url)});\n${code}`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe('the data folder of an embedded store', () => {
  test('is open to its owner alone with all that is in it, also when it was not before', async () => {
    const dir = await preparedStore();
    chmodSync(dir, 0o755);
    chmodSync(path.join(dir, 'pgdata', 'PG_VERSION'), 0o644);
    holdDataFolder(dir).release();
    expect(openToOthers(dir)).toEqual([]);
    const inside = path.join(dir, 'new', 'one');
    holdDataFolder(inside).release();
    expect(statSync(inside).mode & 0o777).toBe(0o700);
  });

  test('says so when its lock is corrupt, and what to do', () => {
    const dir = newFolder();
    writeFileSync(
      path.join(dir, 'lock.sqlite'),
      'no database, but long enough to be taken for one'.repeat(30),
    );
    expect(() => holdDataFolder(dir)).toThrow(/lock\.sqlite is corrupt\. It holds no data: .* delete it/);
  });

  test('is refused to a second process at once, and free when the first is killed', async () => {
    const dir = newFolder();
    const code = `store.holdDataFolder(${JSON.stringify(dir)});
      setInterval(() => {}, 1000);
      console.log('held');`;
    const child = startChild('data-folder.ts', code);
    children.push(child);
    await once(createInterface(child.stdout), 'line');
    expect(() => holdDataFolder(dir)).toThrow(`another process is using ${dir}: stop the bot`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    holdDataFolder(dir).release();
  });

  test('is refused to a second store in the same process', async () => {
    const opened = await openTestStore('embedded');
    await expect(opened.open()).rejects.toThrow('another process is using');
    await opened.ping();
    await opened.remove();
  });

  test('is refused, and set free, when its data is of another major version of PostgreSQL', async () => {
    const dir = await preparedStore();
    const file = path.join(dir, 'pgdata', 'PG_VERSION');
    expect(readFileSync(file, 'utf8').trim()).toBe(postgresMajor);
    writeFileSync(file, '17\n');
    expect(() => holdDataFolder(dir)).toThrow(/holds data of PostgreSQL 17.*store -- move --to/);
    writeFileSync(file, `${postgresMajor}\n`);
    holdDataFolder(dir).release();
  });

  test('is warned about when little space is left, and only then', async () => {
    const log = createTestLog();
    const dir = newFolder();
    await warnWhenSpaceIsScarce(dir, log, 0);
    expect(log.lines).toEqual([]);
    await warnWhenSpaceIsScarce(dir, log, Number.MAX_SAFE_INTEGER);
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { dataDir: dir } }]);
  });

  test('is called full before the engine stops in the middle of a write', async () => {
    const dir = newFolder();
    await refuseFullDisk(dir, 0);
    await expect(refuseFullDisk(dir, Number.MAX_SAFE_INTEGER)).rejects.toThrow(`the disk of ${dir} is full`);
  });
});

describe('the first start', () => {
  test("killed half-way is made again by the next one, in files that are their owner's alone", async () => {
    const dir = newFolder();
    writeFileSync(path.join(dir, 'audit-key.pem'), 'made before', { mode: 0o600 });
    const child = startChild(
      'engine.ts',
      `store.openEmbedded({ dataDir: ${JSON.stringify(dir)}, log: {} });`,
    );
    children.push(child);
    await vi.waitUntil(() => readdirSync(dir).some((name) => name.startsWith('pgdata-')), 30_000);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(readdirSync(dir)).not.toContain('pgdata');
    await openAndUse(dir);
    expect(openToOthers(dir)).toEqual([]);
    expect(readdirSync(dir).toSorted()).toEqual(['audit-key.pem', 'lock.sqlite', 'pgdata']);
  });

  test('says so when the files cannot be made', async () => {
    const dir = newFolder();
    await expect(createData(path.join(dir, 'pgdata'), path.join(dir, 'no-such-script.ts'))).rejects.toThrow(
      /could not be made: .*no-such-script/s,
    );
  });
});

describe('the embedded engine', () => {
  let pgdata: string;
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await preparedStore();
    pgdata = path.join(dataDir, 'pgdata');
  });

  test('writes every commit through to the disk', async () => {
    const files = durableFiles(pgdata);
    const lite = await openFiles(files);
    await lite.exec('create table if not exists written (n int)');
    for (let n = 0; n < 20; n += 1) {
      const before = files.fsyncs();
      await lite.query('insert into written values ($1)', [n]);
      expect(files.fsyncs()).toBeGreaterThan(before);
    }
    await lite.close();
  });

  test('does not start on files that only pretend to write through', async () => {
    const pretending = { fs: new NodeFS(pgdata), fsyncs: () => 0 };
    await expect(openFiles(pretending)).rejects.toThrow('would lose data');
  });

  test('has its log checkpointed and its tables analysed every 15 minutes', async () => {
    const lite = await openFiles(durableFiles(pgdata));
    const state = async () => {
      const { rows } = await lite.query<{ redo: string; rows: number }>(`select
        (select redo_lsn::text from pg_control_checkpoint()) as redo,
        (select reltuples from pg_class where relname = 'tidied') as rows`);
      return rows[0];
    };
    await lite.exec('create table tidied (n int); insert into tidied select generate_series(1, 1000)');
    const before = await state();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const stop = startChores(lite, dataDir, createTestLog());
    vi.advanceTimersByTime(15 * 60 * 1000);
    await stop();
    const after = await state();
    expect(after?.rows).toBe(1000);
    expect(after?.redo).not.toBe(before?.redo);
    await lite.close();
  });

  test('says so when a chore fails, and goes on', async () => {
    const log = createTestLog();
    const lite = await openFiles(durableFiles(pgdata));
    await expect(doChores(lite, path.join(dataDir, 'gone'), log)).rejects.toThrow('ENOENT');
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const stop = startChores(lite, path.join(dataDir, 'gone'), log);
    vi.advanceTimersByTime(15 * 60 * 1000);
    await stop();
    expect(log.lines).toMatchObject([{ level: 'error', message: 'the store could not be tidied' }]);
    await lite.close();
  });

  test('lets timers run however busy it is', async () => {
    const opened = await openTestStore('embedded');
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 1);
    for (let round = 0; round < 100; round += 1) {
      await opened.store.transaction((tx) => tx.save(stored(aRequest())));
    }
    const during = ticks;
    for (let round = 0; round < 100; round += 1) await opened.store.findRequest('r_none');
    clearInterval(timer);
    expect(during).toBeGreaterThan(20);
    expect(ticks).toBeGreaterThan(during + 20);
    await opened.remove();
  });

  test('has a transaction that takes long named in the log', async () => {
    const opened = await openTestStore('embedded');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const entered = Promise.withResolvers<void>();
    const leave = Promise.withResolvers<void>();
    const slow = opened.store.transaction(async () => {
      entered.resolve();
      await leave.promise;
    });
    await entered.promise;
    expect(opened.log.lines).toEqual([]);
    vi.advanceTimersByTime(5_000);
    expect(opened.log.lines[0]?.message).toContain('transaction takes long');
    vi.useRealTimers();
    leave.resolve();
    await slow;
    await opened.remove();
  });
});

describe('the watchdog', () => {
  test('kills a process whose event loop stands still, and says why', async () => {
    const child = startChild('watchdog.ts', 'store.watchEventLoop(400); for (;;) {}');
    children.push(child);
    const said = once(createInterface(child.stderr), 'line');
    const [, signal] = await once(child, 'exit');
    expect(signal).toBe('SIGKILL');
    expect(String(await said)).toContain('stood still for too long');
  });

  test('does not keep a process alive that has nothing left to do', async () => {
    const child = startChild('watchdog.ts', 'store.watchEventLoop(60_000);');
    children.push(child);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
