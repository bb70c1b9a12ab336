import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { openStore } from '../../src/store/open.ts';
import { createTestLog, newTarget } from '../support/store.ts';

const quiet = '{ info() {}, warn() {}, error() {} }';

/** A process that takes one job, says so, and never ends it. */
function holdJob(dataDir: string) {
  const store = JSON.stringify(new URL('../../src/store/open.ts', import.meta.url).href);
  const script = `
    const { openStore } = await import(${store});
    const opened = await openStore({ target: { dataDir: ${JSON.stringify(dataDir)} }, log: ${quiet} });
    const hold = () => new Promise(() => console.log('held'));
    await opened.store.transaction((tx) => tx.save({ jobs: [{ job: { name: 'execute', requestId: 'r_1' } }] }));
    await opened.work(hold);`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

test('a job that a killed process held waits for the next one, without counting as a failed try', async () => {
  const target = await newTarget('embedded');
  if (!('dataDir' in target)) throw new Error('an embedded store has a data folder');
  const child = holdJob(target.dataDir);
  await once(createInterface(child.stdout), 'line');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const opened = await openStore({ target, log: createTestLog() });
  try {
    expect((await opened.stats()).jobs.execute).toEqual({ waiting: 1, later: 0, active: 0, failed: 0 });
    const taken = Promise.withResolvers<void>();
    const execute = async () => taken.resolve();
    await opened.work(execute);
    await taken.promise;
    const { rows } = await sql`select retry_count from pgboss.job where name = 'execute'`.execute(opened.db);
    expect(rows).toEqual([{ retry_count: 0 }]);
  } finally {
    await opened.close({ timeoutMs: 1_000 });
    rmSync(target.dataDir, { recursive: true, force: true });
  }
});
