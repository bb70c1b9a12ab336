import { startRun } from './run.ts';

/** Gives the run a directory that its test files share. */
export async function setup(): Promise<() => Promise<void>> {
  const run = await startRun();
  return () => run.stop();
}
