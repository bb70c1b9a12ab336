import { sql } from 'kysely';
import { z } from 'zod';

import { kept, type Kept } from '../requests/items.ts';
import { Refusal } from '../requests/refusal.ts';
import { isFinal, openState, type Request, type Target } from '../requests/request.ts';
import type { Database, DatabaseTransaction } from './database.ts';
import { parseRequest, requestJson, storable, userJson } from './rows.ts';

export async function findRequest(db: Database, id: string): Promise<Request | null> {
  const row = await selectRequests(db).where('id', '=', id).executeTakeFirst();
  return row ? parseRequest(row) : null;
}

/** One statement reads a request and its targets, so that both are of the same version. */
function selectRequests(db: Database) {
  return db
    .selectFrom('request')
    .selectAll()
    .select([
      sql`(select coalesce(json_agg(json_build_object(
        'user', t."user", 'slackUserId', t.slack_user_id,
        'outcome', coalesce(i.outcome, '{"result":"waiting"}'), 'leftOutBy', t.left_out_by,
        'successor', t.successor) order by t.position), '[]')
      from target t
      left join item i on i.request_id = t.request_id and i.phase = 'access' and i.position = t.position
      where t.request_id = request.id)`.as('targets'),
      sql`(select coalesce(json_agg(json_build_object(
        'kind', h.kind, 'result', h.result, 'reason', h.reason, 'count', h.count)), '[]')
      from (select kind, outcome ->> 'result' as result, outcome ->> 'reason' as reason, count(*)::int as count
        from item where request_id = request.id and phase <> 'access' group by 1, 2, 3 order by 1, 2, 3) h
      )`.as('tallies'),
    ]);
}

export async function findVersion(db: Database, id: string): Promise<number | null> {
  const row = await db.selectFrom('request').select('version').where('id', '=', id).executeTakeFirst();
  return row ? z.int().parse(row.version) : null;
}

/** Locks first and reads then: a statement that waits for a lock would still show the targets of before. */
export async function lockRequest(trx: DatabaseTransaction, id: string): Promise<Request | null> {
  await trx.selectFrom('request').select('id').where('id', '=', id).forUpdate().execute();
  return findRequest(trx, id);
}

/** Which of these users have an open request, and which one. */
export async function findOpenRequestsFor(
  db: Database,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (userIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('target')
    .select(['workfront_user_id', 'request_id'])
    .where('workfront_user_id', 'in', userIds)
    .where('open', '=', true)
    .execute();
  return new Map(rows.map((row) => [row.workfront_user_id, row.request_id]));
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

/** @throws Refusal `open_request`, naming the open request, when a target has one; the caller rolls back. */
export async function insertRequest(trx: DatabaseTransaction, request: Request): Promise<void> {
  const users = new Set(request.targets.map(({ user }) => user.id));
  if (users.size < request.targets.length) throw new Error(`request ${request.id} names a user twice`);
  await trx
    .insertInto('request')
    .values({ id: request.id, ...columnsOf(request) })
    .execute();
  const taken = await insertTargets(trx, request);
  if (taken.size > 0) throw await openRequestRefusal(trx, request, taken);
}

/** @throws when the stored version is not one below the request's. */
export async function updateRequest(trx: DatabaseTransaction, request: Request): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('request')
    .set(columnsOf(request))
    .where('id', '=', request.id)
    .where('version', '=', request.version - 1)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) {
    throw new Error(`request ${request.id} is not stored in version ${request.version - 1}`);
  }
  await closeTargets(trx, request);
}

/** Who was left out may be asked about again, and everybody once the request is over. */
async function closeTargets(trx: DatabaseTransaction, request: Request): Promise<void> {
  const ofRequest = trx.updateTable('target').where('request_id', '=', request.id).where('open', '=', true);
  if (isFinal(request.state)) {
    await ofRequest.set({ open: false }).execute();
    return;
  }
  const byWhom = Map.groupBy(request.targets.entries(), ([, { leftOutBy }]) => leftOutBy);
  for (const [leftOutBy, targets] of byWhom) {
    if (leftOutBy === null) continue;
    const positions = targets.map(([position]) => position);
    await ofRequest.set({ open: false, left_out_by: leftOutBy }).where('position', 'in', positions).execute();
  }
}

function columnsOf(request: Request) {
  return {
    version: request.version,
    action: request.action,
    state: request.state,
    requester: request.requester,
    reason: request.reason === null ? null : storable(request.reason),
    undo_of: request.undoOf,
    ticket: request.ticket === null ? null : storable(request.ticket),
    escalated_at: request.escalatedAt,
    run_at: request.runAt,
    approvals_required: request.approvalsRequired,
    ...requestJson(request),
    created_at: request.createdAt,
    expires_at: request.expiresAt,
    started_at: request.startedAt,
    finished_at: request.finishedAt,
    dry_run: request.dryRun,
    // A key to the requester's channel, of no use once the request is over.
    response_url: isFinal(request.state) ? null : request.responseUrl,
  };
}

/**
 * In the order of the users' ids: two requests that share users then never wait for each other in a circle.
 */
function targetRows(request: Request) {
  return request.targets
    .map((target, position) => ({
      request_id: request.id,
      position,
      workfront_user_id: target.user.id,
      user: userJson(target.user),
      about: aboutOf(target),
      slack_user_id: target.slackUserId,
      left_out_by: target.leftOutBy,
      successor: target.successor && userJson(target.successor),
      open: target.leftOutBy === null && !isFinal(request.state),
    }))
    .toSorted((a, b) => (a.workfront_user_id < b.workfront_user_id ? -1 : 1));
}

/** Returns the users that have an open request already; the unique index decides, under any race. */
async function insertTargets(trx: DatabaseTransaction, request: Request): Promise<ReadonlySet<string>> {
  const rows = targetRows(request);
  const inserted = await trx
    .insertInto('target')
    .values(rows)
    .onConflict((conflict) => conflict.column('workfront_user_id').where('open', '=', true).doNothing())
    .returning('position')
    .execute();
  const stored = new Set(inserted.map((row) => row.position));
  return new Set(rows.filter((row) => !stored.has(row.position)).map((row) => row.workfront_user_id));
}

async function openRequestRefusal(
  trx: DatabaseTransaction,
  request: Request,
  taken: ReadonlySet<string>,
): Promise<Error> {
  const other = await trx
    .selectFrom('target')
    .select(['request_id', 'workfront_user_id'])
    .where('workfront_user_id', 'in', [...taken])
    .where('open', '=', true)
    .where('request_id', '!=', request.id)
    .executeTakeFirst();
  const target = request.targets.find(({ user }) => user.id === other?.workfront_user_id);
  // The other request came to its end just now: the code makes the transaction run once more.
  if (!other || !target) return Object.assign(new Error('the open request is gone'), { code: '40001' });
  return new Refusal({ reason: 'open_request', user: target.user, requestId: other.request_id });
}

function aboutOf({ user }: Target): string {
  return searchable(`${user.name}\n${user.email}`);
}

function searchable(text: string): string {
  return storable(text).normalize('NFC').toLowerCase();
}
