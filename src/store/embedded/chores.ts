import type { PGlite } from '@electric-sql/pglite';

import type { StoreLog } from '../database.ts';
import { warnWhenSpaceIsScarce } from './data-folder.ts';

const everyMs = 15 * 60 * 1000;

/** What a PostgreSQL server does by itself in the background and the embedded engine never does. */
export async function doChores(engine: PGlite, dataDir: string, log: StoreLog): Promise<void> {
  await warnWhenSpaceIsScarce(dataDir, log);
  await engine.exec('checkpoint');
  await engine.exec('vacuum analyze');
}

/** Does the chores every 15 minutes. Returns how to stop, waiting for those under way. */
export function startChores(engine: PGlite, dataDir: string, log: StoreLog): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = doChores(engine, dataDir, log).catch((error: unknown) => {
      log.error({ err: error }, 'the store could not be tidied');
    });
  }, everyMs).unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
