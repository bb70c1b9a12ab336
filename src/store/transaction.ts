import { hasLine } from '../audit/lines.ts';
import type { Store, Transaction } from '../requests/ports.ts';
import * as auditLog from './audit-log.ts';
import type { DatabaseTransaction, Engine, Scope, StoreLog } from './database.ts';
import { enqueue } from './jobs.ts';
import * as messages from './messages.ts';
import * as requests from './requests.ts';

const slowMs = 5_000;
const tries = 5;

/** The store on an opened engine. */
export function createStore(engine: Engine, scope: Scope, log: StoreLog): Store {
  const { db } = engine;
  const read = async <T>(query: () => Promise<T>): Promise<T> => {
    refuseInside(scope);
    const result = await query();
    await engine.letTimersRun();
    return result;
  };
  return {
    transaction: (work) => {
      refuseInside(scope);
      return runTransaction(engine, scope, log, work);
    },
    findRequest: (id) => read(() => requests.findRequest(db, id)),
    findOpenRequestFor: (userId) => read(() => requests.findOpenRequestFor(db, userId)),
    listOpenRequests: (limit) => read(() => requests.listOpenRequests(db, limit)),
    listHistory: (about, limit) => read(() => requests.listHistory(db, about, limit)),
    listMessages: (requestId) => read(() => messages.listMessages(db, requestId)),
    findAuditHead: () => read(() => auditLog.auditHead(db)),
    listUnannounced: (limit) => read(() => auditLog.listUnannounced(db, limit)),
  };
}

/** On the embedded engine's single connection such a call would wait for the transaction it is part of. */
function refuseInside(scope: Scope): void {
  if (scope.getStore()?.open) {
    throw new Error('the store was used inside a transaction: use the transaction that was handed in');
  }
}

/** Deadlocked or not serializable: the database rolled back and asks for another try. */
const tryAgainCodes = new Set(['40P01', '40001']);

async function runTransaction<T>(
  engine: Engine,
  scope: Scope,
  log: StoreLog,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryTransaction(engine, scope, log, work);
    } catch (error) {
      const again = error instanceof Error && 'code' in error && tryAgainCodes.has(String(error.code));
      if (!again || attempt === tries) throw error;
      log.warn({ err: error, attempt }, 'transaction rolled back by the database; trying again');
    }
  }
}

async function tryTransaction<T>(
  engine: Engine,
  scope: Scope,
  log: StoreLog,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const message = 'transaction takes long; likely cause: something but its own queries is awaited inside it';
  const slow = setTimeout(() => log.warn({ afterMs: slowMs }, message), slowMs).unref();
  try {
    return await engine.db.transaction().execute(async (trx) => {
      const here = { trx, open: true };
      try {
        return await scope.run(here, () => work(createTransaction(engine, trx)));
      } finally {
        here.open = false;
      }
    });
  } finally {
    clearTimeout(slow);
    await engine.letTimersRun();
  }
}

function createTransaction(engine: Engine, trx: DatabaseTransaction): Transaction {
  return {
    lockRequest: (id) => requests.lockRequest(trx, id),
    insertRequest: (request) => requests.insertRequest(trx, request),
    updateRequest: (request) => requests.updateRequest(trx, request),
    insertLookUp: (lookUp) => messages.insertLookUp(trx, lookUp),
    takeLookUp: (id) => messages.takeLookUp(trx, id),
    recordMessage: (message) => messages.recordMessage(trx, message),
    recordShown: (requestId, kind, version) => messages.recordShown(trx, requestId, kind, version),
    appendAudit: async (entry) => {
      const row = await auditLog.appendAudit(trx, entry);
      if (hasLine(row.event)) await enqueue(engine.boss, trx, { name: 'announce' });
      return row;
    },
    recordAnnounced: (number) => auditLog.recordAnnounced(trx, number),
    enqueue: (job, options) => enqueue(engine.boss, trx, job, options),
  };
}
