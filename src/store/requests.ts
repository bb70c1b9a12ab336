import { sql } from 'kysely';
import { z } from 'zod';

import { phase, type Item } from '../requests/items.ts';
import type { DueItems } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import { isFinal, isSettled, type Request, type Target } from '../requests/request.ts';
import type { Database, DatabaseTransaction } from './database.ts';
import {
  itemJson,
  parseItem,
  parseRequest,
  requestJson,
  rowNumber,
  searchable,
  storable,
  userJson,
} from './rows.ts';

export async function findRequest(db: Database, id: string): Promise<Request | null> {
  const row = await selectRequests(db).where('id', '=', id).executeTakeFirst();
  return row ? parseRequest(row) : null;
}

/** One statement reads a request and its targets, so that both are of the same version. */
export function selectRequests(db: Database) {
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
