import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * The history finds a part of a name or an e-mail by an index of every three letters in a row, made with what every
 * PostgreSQL has: pg_trgm would be an extension that a server may refuse and that the embedded engine must load.
 */
const statements = [
  `create function trigrams_of(text) returns text[] language sql immutable parallel safe as $$
    select coalesce(array_agg(substr($1, i, 3)), '{}') from generate_series(1, length($1) - 2) i
  $$`,
  `create index target_trigrams on target using gin (trigrams_of(about))`,
];

export const findTargets: Migration = {
  up: async (db) => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
