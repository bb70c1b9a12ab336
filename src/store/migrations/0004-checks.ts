import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the checks of the audit log go by: the last one's mark, and what the channel was told. */
const statements = [
  `create table audit_check (
    single boolean primary key default true check (single),
    mark text
  )`,
  `insert into audit_check (mark) values (null)`,
  `alter table announced add column hash text`,
  `create index audit_request on audit (request_id, number) where request_id is not null`,
];

export const checks: Migration = {
  up: async (db) => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
