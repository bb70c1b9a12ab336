import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What requests about many people need. */
const statements = [
  `alter table target add column left_out_by text`,
  `alter table request add column undo_of text, add column ticket text, add column escalated_at timestamptz(3),
    add column lifted json`,
  `alter table item add column settled_at timestamptz(3)`,
  `create index item_settled_at on item (settled_at) where settled_at is not null`,
];

export const many: Migration = {
  up: async (db) => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
