import type { AsyncLocalStorage } from 'node:async_hooks';

import type { ColumnType, Generated, Kysely, Transaction } from 'kysely';
import type { Clock, ConstructorOptions, PgBoss } from 'pg-boss';

/** What the store needs of a logger; pino fits. */
export type StoreLog = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/** A column that zod parses on its way out (rows.ts); written as `T`. */
type Stored<T> = ColumnType<unknown, T, T>;
/** JSON is written as text: an array given to a JSON column works on one engine and fails on the other. */
type Json = Stored<string>;

export type Tables = {
  request: {
    id: Stored<string>;
    version: Stored<number>;
    action: Stored<string>;
    state: Stored<string>;
    requester: Stored<string>;
    reason: Stored<string | null>;
    run_at: Stored<Date | null>;
    approvals_required: Stored<number>;
    approvals: Json;
    created_at: Stored<Date>;
    expires_at: Stored<Date>;
    decision: Stored<string | null>;
    started_at: Stored<Date | null>;
    finished_at: Stored<Date | null>;
    trouble: Stored<string | null>;
    reopened: Stored<string | null>;
    undo_of: Stored<string | null>;
    ticket: Stored<string | null>;
    escalated_at: Stored<Date | null>;
    lifted: Stored<string | null>;
    ticked: Stored<string | null>;
    impact: Stored<string | null>;
    hand_over: Stored<string | null>;
    dry_run: Stored<boolean>;
    response_url: Stored<string | null>;
  };
  target: {
    request_id: string;
    position: number;
    workfront_user_id: string;
    user: Json;
    /** Name and e-mail in lower case, for the history's search. */
    about: string;
    slack_user_id: string | null;
    left_out_by: string | null;
    successor: Stored<string | null>;
    open: boolean;
  };
  item: {
    request_id: string;
    phase: string;
    position: Stored<number>;
    kind: Stored<string>;
    type: Stored<string>;
    object_id: Stored<string>;
    name: Stored<string>;
    link: Stored<string | null>;
    field: Stored<string>;
    old_value: Json;
    new_value: Json;
    outcome: Json;
    retry: Stored<string | null>;
    settled_at: Stored<Date | null>;
    had: Stored<string | null>;
    /** Of `retry`, for the search. */
    next_try_at: Stored<Date | null>;
    /** Whether the outcome is still to come. */
    open: boolean;
  };
  message: {
    request_id: string;
    kind: string;
    recipient: string;
    channel: Stored<string | null>;
    ts: Stored<string | null>;
    version: number;
    shown_at: Stored<Date | null>;
  };
  look_up: {
    id: string;
    action: Stored<string>;
    requester: Stored<string>;
    asked: Stored<string>;
    reason: Stored<string | null>;
    run_at: Stored<Date | null>;
    candidates: Json;
    take_over: Stored<string | null>;
    created_at: Stored<Date>;
  };
  draft: { id: string; body: Json; created_at: Stored<Date> };
  audit: {
    number: ColumnType<unknown, number, never>;
    at: Stored<Date>;
    event: Stored<string>;
    request_id: Stored<string | null>;
    actor: Stored<string | null>;
    /** Canonical JSON as text, so that what was hashed is kept to the letter. */
    data: Stored<string>;
    previous_hash: Stored<string>;
    hash: Stored<string>;
    seal: Stored<string | null>;
  };
  announced: {
    single: Generated<boolean>;
    number: ColumnType<unknown, number, number>;
    /** Of that row, as it was when its line was posted. */
    hash: Stored<string | null>;
  };
  audit_check: { single: Generated<boolean>; mark: Stored<string | null> };
};

export type Database = Kysely<Tables>;
export type DatabaseTransaction = Transaction<Tables>;

/** The transaction that the running code is in; `open` turns false before the commit. */
export type Scope = AsyncLocalStorage<{ readonly trx: DatabaseTransaction; open: boolean }>;

/** One of the two engines, opened. */
export type Engine = {
  readonly db: Database;
  readonly boss: PgBoss;
  /** Runs `work` while no other process does the same to this database. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** Lets timers and sockets have a turn. */
  letTimersRun(): Promise<void>;
  /** @throws when so little space is left on the disk that the engine may stop in the middle of a write. */
  refuseFullDisk(): Promise<void>;
  /** Closes the database; `boss` must have been stopped before. */
  close(): Promise<void>;
};

/**
 * Settings of pg-boss on either engine. A dead process's job runs elsewhere within 20 s: 10 s until its
 * heartbeat is missed, then until somebody looks (2 s on PostgreSQL), 2 s of back-off, 2 s until it is fetched.
 */
export function bossOptions(clock: Clock | undefined): ConstructorOptions {
  return {
    useListenNotify: true,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    schedule: false,
    ...(clock && { clock }),
  };
}
