import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { Client } from 'pg';

import { onceInRun } from './run.ts';

/** Creates a database on the run's PostgreSQL and returns its address: a store's, or an `empty` one. */
export async function newDatabase(kind: 'store' | 'empty'): Promise<string> {
  const dir = await postgresOfRun();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await createDatabase(dir, name, kind === 'store' ? 'prepared' : undefined);
  return postgresUrl(dir, name);
}

/** Removes such a database, whoever is still connected to it. */
export async function dropDatabase(databaseUrl: string): Promise<void> {
  const { pathname, searchParams } = new URL(databaseUrl);
  const dir = searchParams.get('host') ?? '';
  await administer(dir, `drop database if exists ${pathname.slice(1)} with (force)`);
}

/** The address of a database of the server whose socket is in `dir`. */
export function postgresUrl(dir: string, database: string): string {
  return `postgres://postgres@localhost/${database}?host=${encodeURIComponent(dir)}`;
}

/** Creates a database, as a copy of the files of `template` if there is one. */
export function createDatabase(dir: string, name: string, template?: string): Promise<void> {
  const copy = template ? ` template ${template} strategy file_copy` : '';
  return administer(dir, `create database ${name}${copy}`);
}

async function administer(dir: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: postgresUrl(dir, 'postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The directory with the socket of the run's server, which its first user starts in two seconds. */
function postgresOfRun(): Promise<string> {
  return onceInRun('postgres', startKeeper);
}

async function startKeeper(dir: string): Promise<void> {
  const script = fileURLToPath(new URL('postgres-keeper.ts', import.meta.url));
  const keeper = spawn(process.execPath, [script, dir, process.env.TEST_RUN_OWNER ?? ''], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Out of reach of Ctrl-C, so that it can still tidy up.
    detached: true,
  });
  const complaint = text(keeper.stderr);
  const ready = once(createInterface(keeper.stdout), 'line');
  const ended = once(keeper, 'exit').then(async () => {
    throw new Error(await complaint);
  });
  await Promise.race([ready, ended]);
  ended.catch(() => {});
  keeper.unref();
}
