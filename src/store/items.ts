import { sql } from 'kysely';
import { z } from 'zod';

import type { Item } from '../requests/items.ts';
import { phase } from '../requests/items.ts';
import type { DueItems } from '../requests/ports.ts';
import { isSettled } from '../requests/request.ts';
import type { Database, DatabaseTransaction } from './database.ts';
import { itemJson, parseItem, rowNumber, storable } from './rows.ts';

/** Stores items as they are now, new ones and changed ones. */
export async function saveItems(
  trx: DatabaseTransaction,
  requestId: string,
  items: readonly Item[],
): Promise<void> {
  if (items.length === 0) return;
  const rows = items.map((item) => rowOf(requestId, item));
  // A statement holds 65,535 values at most.
  for (let first = 0; first < rows.length; first += mostInStatement) {
    await upsert(trx, rows.slice(first, first + mostInStatement));
  }
}

function rowOf(requestId: string, item: Item) {
  return {
    request_id: requestId,
    phase: item.phase,
    position: item.position,
    kind: item.kind,
    type: item.type,
    object_id: item.objectId,
    name: storable(item.name),
    link: item.link,
    field: item.field,
    ...itemJson(item),
    next_try_at: item.retry?.nextTryAt ?? null,
    settled_at: item.settledAt,
    open: !isSettled(item.outcome),
  };
}

const mostInStatement = 1_000;

async function upsert(trx: DatabaseTransaction, rows: ReturnType<typeof rowOf>[]): Promise<void> {
  await trx
    .insertInto('item')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['request_id', 'phase', 'position']).doUpdateSet((row) => ({
        outcome: row.ref('excluded.outcome'),
        retry: row.ref('excluded.retry'),
        had: row.ref('excluded.had'),
        next_try_at: row.ref('excluded.next_try_at'),
        settled_at: row.ref('excluded.settled_at'),
        open: row.ref('excluded.open'),
      })),
    )
    .execute();
}

/**
 * What went from these people to others, with the last request by which it did and that is over: its items as they
 * were then, those alone that were moved.
 */
export async function listHandedOver(
  db: Database,
  userIds: readonly string[],
): Promise<readonly { readonly requestId: string; readonly item: Item }[]> {
  if (userIds.length === 0) return [];
  const last = db
    .selectFrom('target')
    .innerJoin('request', 'request.id', 'target.request_id')
    .distinctOn('target.workfront_user_id')
    .select(['target.workfront_user_id as user_id', 'target.request_id as request_id'])
    .where('target.workfront_user_id', 'in', userIds)
    .where('request.action', '=', 'deactivate')
    .where('request.hand_over', 'is not', null)
    .where('request.finished_at', 'is not', null)
    .orderBy('target.workfront_user_id')
    .orderBy('request.finished_at', 'desc')
    .as('last');
  const rows = await db
    .selectFrom('item')
    .innerJoin(last, (join) =>
      join
        .onRef('item.request_id', '=', 'last.request_id')
        .on(sql<boolean>`item.old_value #>> '{}' = last.user_id`),
    )
    .selectAll('item')
    .where('item.phase', '=', 'hand_over')
    .where(sql<boolean>`item.outcome ->> 'result' = 'done'`)
    .orderBy('item.request_id')
    .orderBy('item.position')
    .execute();
  return rows.map((row) => ({ requestId: z.string().parse(row.request_id), item: parseItem(row) }));
}

/** Pairs of an access that was taken, or found taken, and the same one given back later. */
function takenAndBack(db: Database) {
  return db
    .selectFrom('item as taken')
    .innerJoin('item as back', (join) =>
      join.onRef('back.object_id', '=', 'taken.object_id').onRef('back.settled_at', '>', 'taken.settled_at'),
    )
    .where(sql<boolean>`taken.phase = 'access' and taken.new_value #>> '{}' = 'false'`)
    .where(sql<boolean>`back.phase = 'access' and back.new_value #>> '{}' = 'true'`)
    .where(sql<boolean>`taken.outcome ->> 'result' in ('done', 'already')`)
    .where(sql<boolean>`back.outcome ->> 'result' in ('done', 'already')`)
    .distinct();
}

/** Whose access a request took, or found taken, who got it back by a later one. */
export async function listBackAgain(db: Database, requestId: string): Promise<readonly string[]> {
  const rows = await takenAndBack(db)
    .select('taken.object_id as id')
    .where('taken.request_id', '=', requestId)
    .execute();
  return rows.map(({ id }) => z.string().parse(id));
}

/** The requests that took, or found taken, what this one gave back. */
export async function listTakers(db: Database, requestId: string): Promise<readonly string[]> {
  const rows = await takenAndBack(db)
    .select('taken.request_id as id')
    .where('back.request_id', '=', requestId)
    .execute();
  return rows.map(({ id }) => z.string().parse(id));
}

/** The items of a request, in order. */
export async function listItems(db: Database, requestId: string): Promise<readonly Item[]> {
  const rows = await db
    .selectFrom('item')
    .selectAll()
    .where('request_id', '=', requestId)
    .orderBy('phase')
    .orderBy('position')
    .execute();
  return rows.map(parseItem);
}

const longestPauseMs = 61 * 60_000;

/**
 * The items that are to be done now: of the earliest phase that is not over, and of one kind. Those that were
 * never tried come first, so that what cannot be done holds nothing back.
 */
export async function findDueItems(
  db: Database,
  requestId: string,
  now: Date,
  limit: number,
): Promise<DueItems> {
  // Later than any next try: noted by a clock that was stepped back since.
  const late = new Date(now.getTime() + longestPauseMs);
  for (const current of phase.options) {
    const open = db
      .selectFrom('item')
      .selectAll()
      .where('request_id', '=', requestId)
      .where('phase', '=', current)
      .where('open', '=', true)
      .orderBy('next_try_at', (order) => order.asc().nullsFirst())
      .orderBy('position');
    const rows = await open
      .where((is) =>
        is.or([is('next_try_at', 'is', null), is('next_try_at', '<=', now), is('next_try_at', '>', late)]),
      )
      .limit(limit)
      .execute();
    const [first, ...rest] = rows.map(parseItem);
    if (first) return { items: [first, ...rest.filter(({ kind }) => kind === first.kind)], next: null };
    const later = await open.limit(1).executeTakeFirst();
    if (later) return { items: [], next: parseItem(later) };
  }
  return { items: [], next: null };
}

/** How many people's access the bot has changed since then, or may have: of those that are sent nobody knows yet. */
export async function countChangedSince(db: Database, since: Date): Promise<number> {
  const access = db
    .selectFrom('item')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('phase', '=', 'access');
  const changed = access.where('settled_at', '>=', since).where(sql<boolean>`outcome ->> 'result' = 'done'`);
  const sent = access.where('open', '=', true).where(sql<boolean>`outcome ->> 'result' = 'sending'`);
  const rows = await changed.unionAll(sent).execute();
  return rows.reduce((sum, { count }) => sum + rowNumber.parse(count), 0);
}

/** The advisory lock that puts those in a row who count before they change; any number that nobody else uses. */
const countLock = 7_305_813;

/** The same, while nobody else counts so until this transaction ends. */
export async function countChangedAlone(trx: DatabaseTransaction, since: Date): Promise<number> {
  await sql`select pg_advisory_xact_lock(${sql.lit(countLock)})`.execute(trx);
  return countChangedSince(trx, since);
}
