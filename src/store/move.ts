import { sql } from 'kysely';
import { z } from 'zod';

import type { Head } from '../audit/chain.ts';
import { sayFault } from '../audit/faults.ts';
import { verifyLog } from '../audit/verify.ts';
import type { NewJob } from '../requests/jobs.ts';
import { announcedHead, insertAuditRows, readAudit, recordAnnounced } from './audit-log.ts';
import type { Database, DatabaseTransaction, Engine, StoreLog } from './database.ts';
import { enqueue, readJob } from './jobs.ts';
import { listMessages, recordMessage } from './messages.ts';
import { closeEngine, openEngine } from './open.ts';
import { listItems, readRequests } from './request-lists.ts';
import { insertRequest, saveItems } from './requests.ts';

export type Moved = {
  readonly requests: number;
  readonly auditRows: number;
  readonly jobs: number;
  readonly head: Head | null;
};

/**
 * Copies an embedded store into an empty PostgreSQL database, all of it or nothing, and verifies the audit
 * chain there before it commits. The source stays as it is.
 * @throws when a bot is using the source, or the destination is not empty.
 */
export async function moveStore(options: {
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly log: StoreLog;
}): Promise<Moved> {
  const { dataDir, databaseUrl, log } = options;
  const source = await openEngine({ target: { dataDir }, log });
  try {
    const destination = await openEngine({ target: { databaseUrl }, log });
    try {
      return await destination.db.transaction().execute((trx) => copy(source.db, destination, trx));
    } finally {
      await closeEngine(destination, 0);
    }
  } finally {
    await closeEngine(source, 0);
  }
}

async function copy(from: Database, { boss }: Engine, trx: DatabaseTransaction): Promise<Moved> {
  await refuseUnlessEmpty(trx);
  let requests = 0;
  for await (const request of readRequests(from)) {
    await insertRequest(trx, request);
    await saveItems(trx, request.id, await listItems(from, request.id));
    for (const message of await listMessages(from, request.id)) await recordMessage(trx, message);
    requests += 1;
  }
  for await (const row of readAudit(from)) await insertAuditRows(trx, [row]);
  await recordAnnounced(trx, (await announcedHead(from))?.number ?? 0);
  const jobs = await unfinishedJobs(from);
  for (const job of jobs) await enqueue(boss, trx, job);
  const verdict = await verifyLog(readAudit(trx), { keys: null });
  if (!verdict.ok) throw new Error(`${sayFault(verdict.fault)} Nothing was moved.`);
  return { requests, auditRows: verdict.head?.number ?? 0, jobs: jobs.length, head: verdict.head };
}

async function refuseUnlessEmpty(trx: DatabaseTransaction): Promise<void> {
  const { rows } = await sql<{ used: unknown }>`
    select exists (select from request) or exists (select from audit) or exists (select from look_up)
      as used`.execute(trx);
  if (rows[0]?.used !== false) throw new Error('the destination is not empty: move into a new database');
}

const unfinished = z.array(z.object({ name: z.string(), data: z.unknown(), start_after: z.date() }));

/** Every job that is not over, in the order in which they were made. */
async function unfinishedJobs(from: Database): Promise<NewJob[]> {
  const { rows } = await sql`
    select name, data, start_after from pgboss.job
    where state in ('created', 'retry', 'active') and name not like '\\_\\_pgboss%'
    order by created_on, id`.execute(from);
  return unfinished.parse(rows).map(({ name, data, start_after: startAfter }) => ({
    job: readJob(name, data),
    startAfter,
  }));
}
