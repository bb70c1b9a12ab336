import { existsSync, readFileSync, rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** What the test files of one run share: a directory, which is gone after `stop` with all that is in it. */
export type Run = { readonly dir: string; stop(): Promise<void> };

/**
 * Starts a run; its processes find it by the environment. Scripts need not: without a run, `runDirectory`
 * starts one that ends with the process.
 */
export async function startRun(): Promise<Run> {
  const dir = await mkdtemp(path.join(await fastDirectory(), 'test-run-'));
  // PostgreSQL runs as another user when the tests run as root.
  await chmod(dir, 0o711);
  process.env.TEST_RUN_DIR = dir;
  process.env.TEST_RUN_OWNER = String(process.pid);
  return {
    dir,
    async stop() {
      await stopKeeper(dir);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** The directory of the run that this process is part of. */
export async function runDirectory(): Promise<string> {
  if (process.env.TEST_RUN_DIR === undefined) {
    const { dir } = await startRun();
    process.once('exit', () => {
      // Where there is a keeper, it removes the directory when the server has ended.
      if (!existsSync(path.join(dir, keeperFile))) rmSync(dir, { recursive: true, force: true });
    });
  }
  return process.env.TEST_RUN_DIR ?? '';
}

/** Has the first process of a run that wants something make it, and gives all of them its place. */
export async function onceInRun(name: string, make: (place: string) => Promise<void>): Promise<string> {
  const place = path.join(await runDirectory(), name);
  const ready = `${place}-is-ready`;
  const failed = `${place}-failed`;
  try {
    await mkdir(place);
  } catch {
    while (!existsSync(ready)) {
      if (existsSync(failed)) throw new Error(readFileSync(failed, 'utf8'));
      await delay(50);
    }
    return place;
  }
  try {
    await make(place);
    await writeFile(ready, '');
  } catch (error) {
    await writeFile(failed, `There is no ${name} for the tests: ${String(error)}`);
    throw error;
  }
  return place;
}

/** Memory where there is enough of it: a store writes much, and waits until it is written. */
async function fastDirectory(): Promise<string> {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return os.tmpdir();
  const { bavail, bsize } = await statfs(memory);
  return bavail * bsize > 3 * 1024 ** 3 ? memory : os.tmpdir();
}

/** The file with the process id of the run's postgres-keeper.ts. */
export const keeperFile = 'postgres-keeper';

async function stopKeeper(dir: string): Promise<void> {
  const file = path.join(dir, keeperFile);
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8'));
  try {
    for (process.kill(pid, 'SIGTERM'); ; process.kill(pid, 0)) await delay(20);
  } catch {
    // It is gone.
  }
}
