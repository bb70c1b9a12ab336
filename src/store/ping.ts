import { sql } from 'kysely';

import type { Database, Engine } from './database.ts';

const everyMs = 15_000;

/** Makes the table that `createPing` writes to; no migration, because it holds nothing. */
export async function prepareProbe(db: Database): Promise<void> {
  await sql`create table if not exists write_probe (
    single boolean primary key default true check (single),
    at timestamptz not null
  )`.execute(db);
}

/** See `OpenStore.ping`. `now` counts milliseconds. */
export function createPing(
  { db, refuseFullDisk }: Pick<Engine, 'db' | 'refuseFullDisk'>,
  now: () => number = () => performance.now(),
): () => Promise<void> {
  let last = { at: Number.NEGATIVE_INFINITY, written: Promise.resolve() };
  const write = async (): Promise<void> => {
    await refuseFullDisk();
    await sql`insert into write_probe (at) values (now())
      on conflict (single) do update set at = excluded.at`.execute(db);
  };
  return async () => {
    await sql`select 1`.execute(db);
    if (now() - last.at >= everyMs) last = { at: now(), written: write() };
    await last.written;
  };
}
