import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Who said, and when, that what was left to do by hand is done. */
export const ticked: Migration = {
  up: async (db) => {
    await sql`alter table request add column ticked json`.execute(db);
  },
};
