import { sql } from 'kysely';
import { z } from 'zod';

import { firstPreviousHash, chained, type SealedRow } from '../audit/chain.ts';
import { checkLog, type Checked } from '../audit/check-log.ts';
import { sayFault } from '../audit/faults.ts';
import { provenApprovals, type PlannedChange, type RowInChain } from '../audit/proof.ts';
import type { KeyFile, Sealer } from '../audit/seal.ts';
import type { StoredRequest } from '../audit/story.ts';
import { verifyLog } from '../audit/verify.ts';
import type { AuditEntry, AuditHead, AuditRow } from '../requests/audit.ts';
import type { LogCheck, Proof } from '../requests/ports.ts';
import type { Database, DatabaseTransaction, StoreLog } from './database.ts';
import { parseAuditRow, parseSealedRow, parseRowInChain, rowNumber } from './rows.ts';

/** The advisory lock that puts the appending transactions in a row; any number that nobody else uses. */
const appendLock = 7_305_812;
const pageSize = 500;

/** Appends under a lock that is held until the commit, so that numbers have no gaps and order is total. */
export async function appendAudit(
  trx: DatabaseTransaction,
  entries: readonly AuditEntry[],
  sealer: Sealer | null,
): Promise<readonly AuditRow[]> {
  if (entries.length === 0) return [];
  await sql`select pg_advisory_xact_lock(${sql.lit(appendLock)})`.execute(trx);
  let last: AuditHead = (await auditHead(trx)) ?? { number: 0, hash: firstPreviousHash };
  const rows: AuditRow[] = [];
  for (const entry of entries) {
    const linked = chained(last.hash, entry, last.number + 1);
    const row: AuditRow = { ...linked, seal: sealer?.seal(linked.hash) ?? null };
    rows.push(row);
    last = row;
  }
  await insertAuditRows(trx, rows);
  return rows;
}

/** Stores rows as they are, number and hashes included. */
export async function insertAuditRows(trx: DatabaseTransaction, rows: readonly AuditRow[]): Promise<void> {
  await trx
    .insertInto('audit')
    .values(
      rows.map((row) => ({
        number: row.number,
        at: row.at,
        event: row.event,
        request_id: row.requestId,
        actor: row.actor,
        data: row.text,
        previous_hash: row.previousHash,
        hash: row.hash,
        seal: row.seal,
      })),
    )
    .execute();
}

/** The newest row, or null when there is none. */
export async function auditHead(db: Database): Promise<AuditRow | null> {
  const row = await db.selectFrom('audit').selectAll().orderBy('number', 'desc').limit(1).executeTakeFirst();
  return row ? parseAuditRow(row) : null;
}

type Range = { readonly from?: Date | undefined; readonly to?: Date | undefined };

/**
 * Every row in order, a page in memory at a time: from the first whose time is `from` or later to the last
 * from before `to`, with all between them, since clocks step.
 * @throws an Error that names a row which cannot be read.
 */
export async function* readAudit(db: Database, range: Range = {}): AsyncGenerator<AuditRow> {
  const { first, last } = await numbersIn(db, range);
  for await (const stored of pages(db, first, last)) yield parseAuditRow(stored);
}

/** Every row in order from that number on, as it is stored, whether or not it can be read. */
export async function* readAuditAsStored(db: Database, from: number = firstOfAll): AsyncGenerator<SealedRow> {
  for await (const stored of pages(db, from, Number.MAX_SAFE_INTEGER)) yield parseSealedRow(stored);
}

/** 0 and below are no numbers of ours: a row that somebody smuggled in there must show too. */
const firstOfAll = Number.MIN_SAFE_INTEGER;

async function numbersIn(db: Database, { from, to }: Range) {
  const rows = db.selectFrom('audit');
  const first = from && rows.select(({ fn }) => fn.min('number').as('number')).where('at', '>=', from);
  const last = to && rows.select(({ fn }) => fn.max('number').as('number')).where('at', '<', to);
  const numberOf = async (query: NonNullable<typeof first>, nothing: number) =>
    rowNumber.nullable().parse((await query.executeTakeFirstOrThrow()).number) ?? nothing;
  return {
    first: first ? await numberOf(first, Number.MAX_SAFE_INTEGER) : firstOfAll,
    last: last ? await numberOf(last, firstOfAll) : Number.MAX_SAFE_INTEGER,
  };
}

async function* pages(db: Database, first: number, last: number): AsyncGenerator {
  let next = first;
  for (;;) {
    const page = await db
      .selectFrom('audit')
      .selectAll()
      .where(sql<boolean>`number between ${next}::bigint and ${last}::bigint`)
      .orderBy('number')
      .limit(pageSize)
      .execute();
    yield* page;
    const end = page.at(-1);
    if (!end || page.length < pageSize) return;
    next = rowNumber.parse(end.number) + 1;
  }
}

/** All rows of a request in order, each with the hash that the row before it has. */
export async function rowsOfRequest(db: Database, requestId: string): Promise<readonly RowInChain[]> {
  const rows = await db
    .selectFrom('audit')
    .leftJoin('audit as before', (join) => join.on(sql<boolean>`before.number = audit.number - 1`))
    .selectAll('audit')
    .select('before.hash as hash_before')
    .where('audit.request_id', '=', requestId)
    .orderBy('audit.number')
    .execute();
  return rows.map(parseRowInChain);
}

async function countRowsUpTo(db: Database, number: number): Promise<number> {
  const row = await db
    .selectFrom('audit')
    .select(({ fn }) => fn.countAll().as('count'))
    .where(sql<boolean>`number <= ${number}::bigint`)
    .executeTakeFirstOrThrow();
  return rowNumber.parse(row.count);
}

/** How far the log was found sound, as `recordCheck` kept it. */
async function findCheck(db: Database): Promise<string | null> {
  const row = await db.selectFrom('audit_check').select('mark').executeTakeFirst();
  return z.string().nullish().parse(row?.mark) ?? null;
}

async function recordCheck(db: Database, mark: string): Promise<void> {
  await db.updateTable('audit_check').set({ mark }).execute();
}

/** False in a database where no bot has been. */
export async function hasAuditTable(db: Database): Promise<boolean> {
  const { rows } = await sql<{ found: unknown }>`select to_regclass('audit') is not null as found`.execute(
    db,
  );
  return rows[0]?.found === true;
}

function unannounced(db: Database) {
  return db.selectFrom('audit').where(sql<boolean>`number > (select number from announced)`);
}

/** Rows that no line covers yet, in order. */
export async function listUnannounced(db: Database, limit: number): Promise<readonly AuditRow[]> {
  const rows = await unannounced(db).selectAll().orderBy('number').limit(limit).execute();
  return rows.map(parseAuditRow);
}

/** Moves the mark forward, and keeps the hash that was told with it; a smaller number changes nothing. */
export async function recordAnnounced(trx: DatabaseTransaction, number: number): Promise<void> {
  const told = sql<string | null>`(select hash from audit where audit.number = ${number}::bigint)`;
  await trx
    .updateTable('announced')
    .set({ number, hash: told })
    .where(sql<boolean>`announced.number < ${number}::bigint`)
    .execute();
}

const announced = z.object({ number: rowNumber, hash: z.string().nullable() });

/** The last row that a posted line covers. The hash is null where version 0.1.0 posted it. Null: nothing is noted, not even 0. */
export async function announcedHead(
  db: Database,
): Promise<{ readonly number: number; readonly hash: string | null } | null> {
  const row = await db.selectFrom('announced').select(['number', 'hash']).executeTakeFirst();
  return row ? announced.parse(row) : null;
}

/** What this process knows of the log: its keys, and how far it has found the log sound. */
export type SealedLog = {
  readonly sealer: Sealer | null;
  /** Checks what came since the last time. Once something is wrong, it stays so until the next start. */
  check(): Promise<LogCheck>;
  /** Why nothing may be decided or changed any more; null: nothing is wrong. */
  wrong(): string | null;
  /** Whether the log says that these changes were asked for and approved. */
  prove(request: StoredRequest, changes: readonly PlannedChange[]): Promise<Proof>;
};

export function createSealedLog(db: Database, keyFile: KeyFile | null, log: StoreLog): SealedLog {
  let checked: Checked | null = null;
  let wrong: string | null = null;
  const stored = {
    readRowsFrom: (number: number) => readAuditAsStored(db, number),
    countRowsUpTo: (number: number) => countRowsUpTo(db, number),
    findAnnounced: () => announcedHead(db),
    findCheck: () => findCheck(db),
    recordCheck: (mark: string) => recordCheck(db, mark),
  };
  const check = async (): Promise<LogCheck> => {
    if (wrong !== null) return { ok: false, why: wrong };
    const found = await checkLog(stored, keyFile, checked);
    if (!found.ok) {
      wrong = found.why;
      log.error({ why: wrong }, 'the audit log is not sound: nothing is decided or changed any more');
      return { ok: false, why: wrong };
    }
    const { head, sealedFrom } = found.checked;
    checked = found.checked;
    const key = keyFile?.sealer?.key ?? null;
    return { ok: true, head: head && { ...head, sealedFrom, key } };
  };
  /** Rows from before seals are proved by the way from them to the first sealed one alone. */
  const ofUnsealed = async (rows: readonly RowInChain[]): Promise<Proof | null> => {
    if (!keyFile || rows.every(({ row }) => row.seal !== null)) return null;
    const { keys, unsealedUpTo } = keyFile;
    const noted = rows.map(({ row }) => row);
    const verdict = await verifyLog(readAuditAsStored(db), { keys, unsealedUpTo, noted });
    return verdict.ok ? null : { proven: false, why: sayFault(verdict.fault) };
  };
  return {
    sealer: keyFile?.sealer ?? null,
    wrong: () => wrong,
    check,
    prove: async (request, changes) => {
      // A row that was taken out since, such as a withdrawal, leaves no other trace than the gap.
      const sound = await check();
      if (!sound.ok) return { proven: false, why: sound.why };
      const rows = await rowsOfRequest(db, request.id);
      const isBack = changes.some(({ phase }) => phase === 'give_back');
      const earlier = isBack ? await rowsGivenBack(db, rows) : [];
      const trust = { keys: keyFile?.keys ?? null, unsealedUpTo: keyFile?.unsealedUpTo ?? 0 };
      const unlike = await ofUnsealed([...rows, ...earlier]);
      const proof = unlike ?? provenApprovals(request, changes, rows, trust, earlier);
      if (!proof.proven) log.error({ requestId: request.id, why: proof.why }, 'the approvals are not proven');
      return proof;
    },
  };
}

/** All rows of the requests whose hand-over these rows say is to be given back. */
async function rowsGivenBack(db: Database, rows: readonly RowInChain[]): Promise<readonly RowInChain[]> {
  const requests = new Set(
    rows.flatMap(({ row }) => (row.event === 'giving_back_chosen' ? row.data.of : [])),
  );
  const earlier: RowInChain[] = [];
  for (const id of requests) earlier.push(...(await rowsOfRequest(db, id)));
  return earlier;
}
