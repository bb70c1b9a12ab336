import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * JSON is kept as `json`, not `jsonb`: it holds whatever JSON.stringify gives, also escapes that jsonb refuses.
 * Times have milliseconds, as Date has, so that nothing finer can be changed unseen.
 */
const statements = [
  `create table request (
    id text primary key,
    version integer not null,
    action text not null,
    state text not null,
    requester text not null,
    reason text,
    run_at timestamptz(3),
    approvals_required integer not null,
    approvals json not null,
    created_at timestamptz(3) not null,
    expires_at timestamptz(3) not null,
    decision json,
    started_at timestamptz(3),
    finished_at timestamptz(3),
    trouble json,
    dry_run boolean not null,
    response_url text
  )`,
  `create index request_created_at on request (created_at, id)`,
  `create index request_open on request (created_at, id) where state in ('pending', 'approved', 'executing')`,
  `create table target (
    request_id text not null references request (id),
    position integer not null,
    workfront_user_id text not null,
    "user" json not null,
    about text not null,
    slack_user_id text,
    outcome json not null,
    open boolean not null,
    primary key (request_id, position)
  )`,
  `create unique index target_one_open_request on target (workfront_user_id) where open`,
  `create table message (
    request_id text not null references request (id),
    kind text not null,
    channel text not null,
    ts text not null,
    version integer not null,
    primary key (request_id, kind)
  )`,
  `create table look_up (
    id text primary key,
    action text not null,
    requester text not null,
    asked text not null,
    reason text,
    run_at timestamptz(3),
    candidates json not null,
    created_at timestamptz(3) not null
  )`,
  `create index look_up_created_at on look_up (created_at)`,
  `create table audit (
    number bigint primary key,
    at timestamptz(3) not null,
    event text not null,
    request_id text,
    actor text,
    data text not null,
    previous_hash text not null,
    hash text not null
  )`,
  `create table announced (
    single boolean primary key default true check (single),
    number bigint not null
  )`,
  `insert into announced (number) values (0)`,
  `create function refuse_audit_change() returns trigger language plpgsql as $$
    begin
      raise exception 'audit rows are never changed and never removed';
    end
  $$`,
  `create trigger audit_is_append_only before update or delete on audit
    for each row execute function refuse_audit_change()`,
  `create trigger audit_is_not_truncated before truncate on audit
    for each statement execute function refuse_audit_change()`,
];

export const first: Migration = {
  up: async (db) => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
