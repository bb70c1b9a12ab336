import { sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';

import type { Database } from '../database.ts';
import { first } from './0001-first.ts';
import { items } from './0002-items.ts';
import { findTargets } from './0003-find-targets.ts';
import { checks } from './0004-checks.ts';
import { many } from './0005-many.ts';
import { seen } from './0006-seen.ts';
import { ticked } from './0007-ticked.ts';
import { drafts } from './0008-drafts.ts';
import { handOver } from './0009-hand-over.ts';
import { had } from './0010-had.ts';

/** In the order of their names; a migration that was released is never changed. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-items': items,
  '0003-find-targets': findTargets,
  '0004-checks': checks,
  '0005-many': many,
  '0006-seen': seen,
  '0007-ticked': ticked,
  '0008-drafts': drafts,
  '0009-hand-over': handOver,
  '0010-had': had,
};

/**
 * Brings the tables to this version's schema.
 * @throws when a newer version of the bot has been at work here.
 */
export async function migrate(db: Database): Promise<void> {
  const done = await namesOfDone(db);
  refuseNewer(done);
  // Kysely would look at every table of the database first: a sixth of what opening the embedded store takes.
  if (done.length === Object.keys(migrations).length) return;
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw new Error('the database could not be brought to the new schema', { cause: error });
}

async function namesOfDone(db: Database): Promise<readonly string[]> {
  const { rows: tables } = await sql<{ found: unknown }>`
    select to_regclass('kysely_migration') is not null as found`.execute(db);
  if (tables[0]?.found !== true) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return rows.map(({ name }) => name);
}

function refuseNewer(done: readonly string[]): void {
  const unknown = done.filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length === 0) return;
  throw new Error(
    `the database was written by a newer version of the bot (${unknown.join(', ')}): start that version`,
  );
}
