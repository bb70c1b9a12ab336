import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Work items take the place of a target's outcome, and audit rows get a seal. A bot of the version before
 * cannot work on these tables: it fails, and stores nothing, until it is stopped.
 */
const statements = [
  `create table item (
    request_id text not null references request (id),
    phase text not null,
    position integer not null,
    type text not null,
    object_id text not null,
    name text not null,
    field text not null,
    old_value json not null,
    new_value json not null,
    outcome json not null,
    retry json,
    next_try_at timestamptz(3),
    open boolean not null,
    primary key (request_id, phase, position)
  )`,
  `create index item_open on item (request_id, phase, position) where open`,
  `insert into item
    select t.request_id, 'access', t.position, 'USER', t.workfront_user_id, t."user" ->> 'name', 'isActive',
      case r.action when 'reactivate' then 'false' else 'true' end::json,
      case r.action when 'reactivate' then 'true' else 'false' end::json,
      case t.outcome ->> 'result' when 'unknown' then '{"result":"sending"}'::json else t.outcome end,
      null, null, t.outcome ->> 'result' in ('waiting', 'unknown')
    from target t join request r on r.id = t.request_id
    where r.state in ('approved', 'executing', 'done', 'failed')`,
  `alter table target drop column outcome`,
  `alter table request add column reopened json`,
  `alter table message alter column channel drop not null, alter column ts drop not null,
    add column shown_at timestamptz(3)`,
  `update message set channel = null, ts = null where ts = ''`,
  `alter table audit add column seal text`,
];

export const items: Migration = {
  up: async (db) => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
