import { sql } from 'kysely';

import { firstPreviousHash, link } from '../audit/chain.ts';
import { silentEvents } from '../audit/lines.ts';
import type { AuditEntry, AuditHead, AuditRow } from '../requests/audit.ts';
import type { Database, DatabaseTransaction } from './database.ts';
import { parseAuditRow, rowNumber } from './rows.ts';

/** The advisory lock that puts the appending transactions in a row; any number that nobody else uses. */
const appendLock = 7_305_812;
const pageSize = 500;

/** Appends under a lock that is held until the commit, so that numbers have no gaps and order is total. */
export async function appendAudit(
  trx: DatabaseTransaction,
  entries: readonly AuditEntry[],
): Promise<readonly AuditRow[]> {
  if (entries.length === 0) return [];
  await sql`select pg_advisory_xact_lock(${sql.lit(appendLock)})`.execute(trx);
  let last: AuditHead = (await auditHead(trx)) ?? { number: 0, hash: firstPreviousHash };
  const rows: AuditRow[] = [];
  for (const entry of entries) {
    const row: AuditRow = { ...link(last.hash, entry, last.number + 1), seal: null };
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

/**
 * Every row in order, a page in memory at a time. `from` counts, `to` does not.
 * @throws an Error that names a row which cannot be read.
 */
export async function* readAudit(
  db: Database,
  range: { readonly from?: Date | undefined; readonly to?: Date | undefined } = {},
): AsyncGenerator<AuditRow> {
  // 0 and below are no numbers of ours: a row that somebody smuggled in there must show too.
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    let query = db
      .selectFrom('audit')
      .selectAll()
      .where(sql<boolean>`number > ${after}::bigint`);
    if (range.from) query = query.where('at', '>=', range.from);
    if (range.to) query = query.where('at', '<', range.to);
    const page = await query.orderBy('number').limit(pageSize).execute();
    for (const stored of page) {
      const row = parseAuditRow(stored);
      after = row.number;
      yield row;
    }
    if (page.length < pageSize) return;
  }
}

function unannounced(db: Database) {
  return db
    .selectFrom('audit')
    .where('event', 'not in', silentEvents)
    .where(sql<boolean>`number > (select number from announced)`);
}

/** Rows that get a line and did not yet, in order. */
export async function listUnannounced(db: Database, limit: number): Promise<readonly AuditRow[]> {
  const rows = await unannounced(db).selectAll().orderBy('number').limit(limit).execute();
  return rows.map(parseAuditRow);
}

export async function countUnannounced(db: Database): Promise<number> {
  const row = await unannounced(db)
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirstOrThrow();
  return rowNumber.parse(row.count);
}

/** Moves the mark forward; a smaller number changes nothing. */
export async function recordAnnounced(trx: DatabaseTransaction, number: number): Promise<void> {
  await trx
    .updateTable('announced')
    .set({ number })
    .where(sql<boolean>`number < ${number}::bigint`)
    .execute();
}

/** The number of the last row whose line was posted. */
export async function announcedNumber(db: Database): Promise<number> {
  const row = await db.selectFrom('announced').select('number').executeTakeFirstOrThrow();
  return rowNumber.parse(row.number);
}
