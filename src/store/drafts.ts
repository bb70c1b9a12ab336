import { z } from 'zod';

import { draft, draftLifeMs, type Draft } from '../requests/draft.ts';
import type { Database, DatabaseTransaction } from './database.ts';

export async function findDraft(db: Database, id: string, now: Date): Promise<Draft | null> {
  const row = await db.selectFrom('draft').select('body').where('id', '=', id).executeTakeFirst();
  return liveOf(row, now);
}

/** Locked until the transaction ends, so that two clicks change it one after the other. */
export async function lockDraft(trx: DatabaseTransaction, id: string, now: Date): Promise<Draft | null> {
  const row = await trx
    .selectFrom('draft')
    .select('body')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return liveOf(row, now);
}

/** Stores a draft, new or changed, and removes those that nobody can use any more. */
export async function saveDraft(trx: DatabaseTransaction, changed: Draft): Promise<void> {
  const { id, createdAt } = changed;
  const dead = new Date(createdAt.getTime() - draftLifeMs);
  await trx.deleteFrom('draft').where('created_at', '<', dead).execute();
  // Escaped where text in a database could not hold it; the column is json, which keeps that as it is.
  const body = JSON.stringify(z.encode(draft, changed));
  await trx
    .insertInto('draft')
    .values({ id, body, created_at: createdAt })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ body }))
    .execute();
}

export async function removeDraft(trx: DatabaseTransaction, id: string): Promise<void> {
  await trx.deleteFrom('draft').where('id', '=', id).execute();
}

function liveOf(row: { readonly body: unknown } | undefined, now: Date): Draft | null {
  if (!row) return null;
  const found = draft.parse(row.body);
  return now.getTime() - found.createdAt.getTime() < draftLifeMs ? found : null;
}
