import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { Client } from 'pg';

export type TestPostgres = {
  url(database: string): string;
  /** Creates an empty database and returns its address. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
};

/** Starts a PostgreSQL server of its own, in about a second; it ends with this process at the latest. */
export async function startPostgres(): Promise<TestPostgres> {
  const keeper = spawn(process.execPath, [fileURLToPath(new URL('postgres-keeper.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Out of reach of Ctrl-C, so that it can still tidy up.
    detached: true,
  });
  const exited = once(keeper, 'exit');
  const lines = createInterface(keeper.stdout);
  const ready = await Promise.race([once(lines, 'line'), exited.then(() => null)]);
  if (!ready) throw new Error('PostgreSQL for the tests did not start');
  keeper.unref();
  const host = encodeURIComponent(String(ready[0]));
  const url = (database: string): string => `postgres://postgres@localhost/${database}?host=${host}`;
  return {
    url,
    createDatabase: async () => {
      const name = `test_${randomBytes(6).toString('hex')}`;
      const client = new Client({ connectionString: url('postgres') });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return url(name);
    },
    stop: async () => {
      keeper.ref();
      keeper.stdin.end();
      await exited;
    },
  };
}
