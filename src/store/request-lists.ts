import { sql } from 'kysely';
import { z } from 'zod';

import { kept, type Item, type Kept } from '../requests/items.ts';
import { openState, type Request } from '../requests/request.ts';
import type { Database } from './database.ts';
import { selectRequests } from './requests.ts';
import { parseItem, parseRequest, searchable } from './rows.ts';

/** So many of the newest requests are looked at one by one, which costs as much as a look into the index. */
const newest = 1_000;

/**
 * Newest first, open ones included. Words that many people have are found among the newest requests; an index would
 * bring all the others too, to be sorted. What is rarer is found by the index.
 */
export async function listHistory(
  db: Database,
  about: string | null,
  limit: number,
): Promise<readonly Request[]> {
  const newestFirst = () =>
    selectRequests(db).orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit);
  if (about === null) return (await newestFirst().execute()).map(parseRequest);
  const wanted = searchable(about);
  const first = await newestFirst()
    .where('id', 'in', newestIds(db))
    .where(({ exists }) => exists(targetsAbout(db, wanted)))
    .execute();
  if (first.length === limit) return first.map(parseRequest);
  const all = await newestFirst()
    .where(({ exists }) => exists(byIndex(targetsAbout(db, wanted), wanted)))
    .execute();
  return all.map(parseRequest);
}

function newestIds(db: Database) {
  return db
    .selectFrom('request as one')
    .select('one.id')
    .orderBy('one.created_at', 'desc')
    .orderBy('one.id', 'desc')
    .limit(newest);
}

/** Narrowed to those with all runs of three letters of the words; fewer letters are so common that it does not help. */
function byIndex(query: ReturnType<typeof targetsAbout>, wanted: string) {
  return wanted.length < 3 ? query : query.where(sql<boolean>`trigrams_of(about) @> trigrams_of(${wanted})`);
}

/** The targets of `request` that have this in their name or e-mail. */
function targetsAbout(db: Database, wanted: string) {
  return db
    .selectFrom('target')
    .select('request_id')
    .whereRef('request_id', '=', sql.ref('request.id'))
    .where(sql<boolean>`position(${wanted} in about) > 0`);
}

/** Oldest first. */
export async function listOpenRequests(db: Database, limit: number): Promise<readonly Request[]> {
  const rows = await selectRequests(db)
    .where('state', 'in', openState.options)
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(parseRequest);
}

/** Every request, in no particular order, a page in memory at a time. */
export async function* readRequests(db: Database): AsyncGenerator<Request> {
  const pageSize = 100;
  let after = '';
  for (;;) {
    const rows = await selectRequests(db).where('id', '>', after).orderBy('id').limit(pageSize).execute();
    for (const request of rows.map(parseRequest)) {
      after = request.id;
      yield request;
    }
    if (rows.length < pageSize) return;
  }
}

/** Who approved a request that changed somebody's access since then. */
export async function listApproversSince(db: Database, since: Date): Promise<readonly string[]> {
  const changing = db
    .selectFrom('item')
    .select('request_id')
    .where('phase', '=', 'access')
    .where('settled_at', '>=', since)
    .where(sql<boolean>`outcome ->> 'result' = 'done'`);
  const rows = await selectRequests(db).where('id', 'in', changing).execute();
  const approvers = rows.flatMap((row) => parseRequest(row).approvals.map(({ approver }) => approver));
  return [...new Set(approvers)];
}

/**
 * What users had right before the last request took their access, by id; of requests of older versions of the bot,
 * what they had when it was made.
 */
export async function findBeforeDeactivation(
  db: Database,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, Kept>> {
  if (userIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('target')
    .innerJoin('request', 'request.id', 'target.request_id')
    .innerJoin('item', (join) =>
      join.onRef('item.request_id', '=', 'target.request_id').onRef('item.position', '=', 'target.position'),
    )
    .distinctOn('target.workfront_user_id')
    .select(['target.workfront_user_id', 'target.user', 'item.had'])
    .where('target.workfront_user_id', 'in', userIds)
    .where('request.action', '=', 'deactivate')
    .where('item.phase', '=', 'access')
    .where(sql<boolean>`item.outcome ->> 'result' = 'done'`)
    .orderBy('target.workfront_user_id')
    .orderBy('request.finished_at', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.workfront_user_id, kept.parse(row.had ?? row.user)]));
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
