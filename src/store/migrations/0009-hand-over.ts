import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What people hold, who takes it over, and what came of each thing. */
const statements = [
  `alter table item add column kind text not null default 'access'`,
  `alter table item alter column kind drop default`,
  `alter table item add column link text`,
  `alter table target add column successor json`,
  `alter table request add column impact json, add column hand_over json`,
  `alter table look_up add column take_over json`,
  `alter table message add column recipient text not null default ''`,
  `alter table message drop constraint message_pkey, add primary key (request_id, kind, recipient)`,
];

export const handOver: Migration = {
  up: async (db) => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
