import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What was found for a list of people, while the requester looks at it. */
const statements = [
  `create table draft (
    id text primary key,
    body json not null,
    created_at timestamptz(3) not null
  )`,
  `create index draft_created_at on draft (created_at)`,
];

export const drafts: Migration = {
  up: async (db) => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
