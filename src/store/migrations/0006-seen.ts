import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What came in from Slack, by its trigger id, so that no replica takes it a second time. */
export const seen: Migration = {
  up: async (db) => {
    await sql`create table seen (key text primary key, kept_until timestamptz(3) not null)`.execute(db);
    await sql`create index seen_kept_until on seen (kept_until)`.execute(db);
  },
};
