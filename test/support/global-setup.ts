import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Gives the run a directory that its test files share. */
export async function setup(): Promise<() => Promise<void>> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'test-run-'));
  process.env.TEST_RUN_DIR = dir;
  return () => rm(dir, { recursive: true, force: true });
}
