import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What somebody had in Workfront right before their access was taken. */
export const had: Migration = {
  up: async (db) => {
    await sql.raw(`alter table item add column had json`).execute(db);
  },
};
