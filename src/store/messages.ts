/** What the bot remembers beside the requests: where its messages stand, and look-ups awaiting a choice. */
import type { LookUp, SentMessage } from '../requests/ports.ts';
import type { Database, DatabaseTransaction } from './database.ts';
import { parseLookUp, parseMessage, storable, takeOverJson } from './rows.ts';

const lookUpLifeMs = 24 * 60 * 60 * 1000;

export async function listMessages(db: Database, requestId: string): Promise<readonly SentMessage[]> {
  const rows = await db
    .selectFrom('message')
    .selectAll()
    .where('request_id', '=', requestId)
    .orderBy('kind')
    .execute();
  return rows.map(parseMessage);
}

/** True when the message is recorded, now or already; false when this kind stands elsewhere. */
export async function recordMessage(
  trx: DatabaseTransaction,
  { requestId, kind, recipient, place, version, shownAt }: SentMessage,
): Promise<boolean> {
  const { channel, ts } = place ?? { channel: null, ts: null };
  await trx
    .insertInto('message')
    .values({ request_id: requestId, kind, recipient, channel, ts, version, shown_at: shownAt })
    .onConflict((conflict) => conflict.columns(['request_id', 'kind', 'recipient']).doNothing())
    .execute();
  const standing = (await listMessages(trx, requestId)).find(
    (known) => known.kind === kind && known.recipient === recipient,
  );
  return standing?.place?.channel === place?.channel && standing?.place?.ts === place?.ts;
}

/** Records which version a message shows since `at`, unless it shows a newer one. */
export async function recordShown(
  trx: DatabaseTransaction,
  { requestId, kind }: Pick<SentMessage, 'requestId' | 'kind'>,
  version: number,
  at: Date,
): Promise<void> {
  await trx
    .updateTable('message')
    .set({ version, shown_at: at })
    .where('request_id', '=', requestId)
    .where('kind', '=', kind)
    .where('version', '<', version)
    .execute();
}

/** Stores a look-up and removes those that are a day older than it. */
export async function insertLookUp(trx: DatabaseTransaction, lookUp: LookUp): Promise<void> {
  const { id, action, requester, asked, reason, runAt, candidates, takeOver, createdAt } = lookUp;
  const dayBefore = new Date(createdAt.getTime() - lookUpLifeMs);
  await trx.deleteFrom('look_up').where('created_at', '<', dayBefore).execute();
  await trx
    .insertInto('look_up')
    .values({
      id,
      action,
      requester,
      asked: storable(asked),
      reason: reason === null ? null : storable(reason),
      run_at: runAt,
      candidates: JSON.stringify(candidates),
      take_over: takeOver && takeOverJson(takeOver),
      created_at: createdAt,
    })
    .execute();
}

/** Reads and removes. */
export async function takeLookUp(trx: DatabaseTransaction, id: string): Promise<LookUp | null> {
  const row = await trx.deleteFrom('look_up').where('id', '=', id).returningAll().executeTakeFirst();
  return row ? parseLookUp(row) : null;
}
