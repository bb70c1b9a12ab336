import { sql } from 'kysely';

import { announcementsOf } from '../requests/audit-lines.ts';
import type { AuditRow } from '../requests/audit.ts';
import type { Changes, Store, Transaction } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import type { Request } from '../requests/request.ts';
import * as auditLog from './audit-log.ts';
import type { Database, DatabaseTransaction, Engine, Scope, StoreLog } from './database.ts';
import * as drafts from './drafts.ts';
import { enqueue } from './jobs.ts';
import * as messages from './messages.ts';
import { orUnavailable } from './outage.ts';
import * as lists from './request-lists.ts';
import * as requests from './requests.ts';

const slowMs = 5_000;
const tries = 5;

/** What one transaction stored, in order. */
export type Stored = { readonly requests: Request[]; readonly rows: AuditRow[] };

/** Told after each commit what it stored; for log lines and counters. */
export type OnStored = (stored: Stored) => void;

/** The store on an opened engine. */
export function createStore(context: Context): Store {
  const { engine, scope, sealed } = context;
  const { db } = engine;
  const read = async <T>(query: () => Promise<T>): Promise<T> => {
    refuseInside(scope);
    const result = await orUnavailable(query);
    await engine.letTimersRun();
    return result;
  };
  return {
    transaction: (work) => {
      refuseInside(scope);
      return orUnavailable(() => runTransaction(context, work));
    },
    firstSeen: (key, until, now) => read(() => firstSeen(db, key, until, now)),
    findRequest: (id) => read(() => requests.findRequest(db, id)),
    findVersion: (id) => read(() => requests.findVersion(db, id)),
    findDueItems: (id, now, limit) => read(() => requests.findDueItems(db, id, now, limit)),
    listItems: (id) => read(() => lists.listItems(db, id)),
    listHandedOver: (ids) => read(() => lists.listHandedOver(db, ids)),
    countChangedSince: (since) => read(() => requests.countChangedSince(db, since)),
    findOpenRequestsFor: (userIds) => read(() => requests.findOpenRequestsFor(db, userIds)),
    findDraft: (id, now) => read(() => drafts.findDraft(db, id, now)),
    listApproversSince: (since) => read(() => lists.listApproversSince(db, since)),
    findBeforeDeactivation: (ids) => read(() => lists.findBeforeDeactivation(db, ids)),
    listBackAgain: (id) => read(() => lists.listBackAgain(db, id)),
    listTakers: (id) => read(() => lists.listTakers(db, id)),
    listOpenRequests: (limit) => read(() => lists.listOpenRequests(db, limit)),
    listHistory: (about, limit) => read(() => lists.listHistory(db, about, limit)),
    listMessages: (requestId) => read(() => messages.listMessages(db, requestId)),
    findAuditHead: () => read(() => auditLog.auditHead(db)),
    checkLog: () => read(() => sealed.check()),
    proveApprovals: (request, changes) => read(() => sealed.prove(request, changes)),
    listRowsOf: (id) => read(async () => (await auditLog.rowsOfRequest(db, id)).map(({ row }) => row)),
    listUnannounced: (limit) => read(() => auditLog.listUnannounced(db, limit)),
  };
}

/** What is past by `now` is forgotten on the way, so the table holds one day of clicks. */
async function firstSeen(db: Database, key: string, until: Date, now: Date): Promise<boolean> {
  const { rows } = await sql`
    with past as (delete from seen where kept_until < ${now})
    insert into seen (key, kept_until) values (${key}, ${until}) on conflict (key) do nothing
    returning key`.execute(db);
  return rows.length > 0;
}

/** On the embedded engine's single connection such a call would wait for the transaction it is part of. */
function refuseInside(scope: Scope): void {
  if (scope.getStore()?.open) {
    throw new Error('the store was used inside a transaction: use the transaction that was handed in');
  }
}

/** Deadlocked or not serializable: the database rolled back and asks for another try. */
const tryAgainCodes = new Set(['40P01', '40001']);

type Context = {
  readonly engine: Engine;
  readonly scope: Scope;
  readonly log: StoreLog;
  readonly sealed: auditLog.SealedLog;
  readonly onStored: OnStored;
};

async function runTransaction<T>(context: Context, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let failed = 1; ; failed += 1) {
    try {
      return await tryTransaction(context, work);
    } catch (error) {
      const again = error instanceof Error && 'code' in error && tryAgainCodes.has(String(error.code));
      if (!again || failed === tries) throw error;
      context.log.warn({ err: error, failed }, 'transaction rolled back by the database; trying again');
    }
  }
}

async function tryTransaction<T>(context: Context, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const { engine, scope, log, onStored } = context;
  const message = 'transaction takes long; likely cause: something but its own queries is awaited inside it';
  const slow = setTimeout(() => log.warn({ afterMs: slowMs }, message), slowMs).unref();
  const stored: Stored = { requests: [], rows: [] };
  try {
    const result = await engine.db.transaction().execute(async (trx) => {
      const here = { trx, open: true };
      try {
        return await scope.run(here, () => work(createTransaction(context, trx, stored)));
      } finally {
        here.open = false;
      }
    });
    onStored(stored);
    return result;
  } finally {
    clearTimeout(slow);
    await engine.letTimersRun();
  }
}

function createTransaction(context: Context, trx: DatabaseTransaction, stored: Stored): Transaction {
  return {
    lockRequest: (id) => requests.lockRequest(trx, id),
    countChangedSince: (since) => requests.countChangedAlone(trx, since),
    save: (changes) => save(context, trx, changes, stored),
    insertLookUp: (lookUp) => messages.insertLookUp(trx, lookUp),
    takeLookUp: (id) => messages.takeLookUp(trx, id),
    lockDraft: (id, now) => drafts.lockDraft(trx, id, now),
    saveDraft: (draft) => drafts.saveDraft(trx, draft),
    removeDraft: (id) => drafts.removeDraft(trx, id),
    recordMessage: (message) => messages.recordMessage(trx, message),
    recordShown: (message, version, at) => messages.recordShown(trx, message, version, at),
    recordAnnounced: (number) => auditLog.recordAnnounced(trx, number),
  };
}

async function save(
  { engine: { boss }, sealed }: Context,
  trx: DatabaseTransaction,
  { request, items: changed = [], audit = [], jobs = [] }: Changes,
  stored: Stored,
): Promise<readonly AuditRow[]> {
  // Jobs may still be stored: none of them can do more than messages.
  if ((request || audit.length > 0) && sealed.wrong() !== null)
    throw new Refusal({ reason: 'log_not_sound' });
  if (request) {
    if (request.version === 1) await requests.insertRequest(trx, request);
    else await requests.updateRequest(trx, request);
    await requests.saveItems(trx, request.id, changed);
    stored.requests.push(request);
  }
  const rows = await auditLog.appendAudit(trx, audit, sealed.sealer);
  stored.rows.push(...rows);
  for (const job of [...jobs, ...announcementsOf(rows)]) await enqueue(boss, trx, job);
  return rows;
}
