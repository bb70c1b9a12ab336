import type { Transaction } from '../requests/ports.ts';
import type { Change } from '../requests/transitions.ts';

/** Stores a change to an existing request: its state, its audit rows and its jobs, together. */
export async function saveChange(tx: Transaction, change: Change): Promise<void> {
  await tx.updateRequest(change.request);
  await saveConsequences(tx, change);
}

/** Stores a request that did not exist before. */
export async function saveNew(tx: Transaction, change: Change): Promise<void> {
  await tx.insertRequest(change.request);
  await saveConsequences(tx, change);
}

async function saveConsequences(tx: Transaction, change: Change): Promise<void> {
  for (const entry of change.audit) await tx.appendAudit(entry);
  for (const { job, ...options } of change.jobs) await tx.enqueue(job, options);
}
