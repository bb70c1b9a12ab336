import { sayFault } from '../../../src/audit/faults.ts';
import { verifyLog } from '../../../src/audit/verify.ts';
import type { AuditRow } from '../../../src/requests/audit.ts';
import type { SentMessage } from '../../../src/requests/ports.ts';
import type { Request } from '../../../src/requests/request.ts';
import { readAudit } from '../../../src/store/audit-log.ts';
import { listMessages } from '../../../src/store/messages.ts';
import { closeEngine, connect, type StoreTarget } from '../../../src/store/open.ts';
import { readRequests } from '../../../src/store/request-lists.ts';
import { createTestLog } from '../../support/store.ts';

/** What the store holds, read when no bot uses it. */
export type Facts = {
  readonly requests: readonly Request[];
  readonly messages: readonly SentMessage[];
  readonly audit: readonly AuditRow[];
  /** What is wrong with the audit chain, or null. */
  readonly chainFault: string | null;
};

/** Reads everything. @throws when the store does not open. */
export async function readFacts(target: StoreTarget): Promise<Facts> {
  const engine = await connect({ target, log: createTestLog() });
  try {
    const requests = await Array.fromAsync(readRequests(engine.db));
    const messages: SentMessage[] = [];
    for (const { id } of requests) messages.push(...(await listMessages(engine.db, id)));
    const audit = await Array.fromAsync(readAudit(engine.db));
    const verdict = await verifyLog(audit, { keys: null });
    return {
      requests,
      messages,
      audit,
      chainFault: verdict.ok ? null : sayFault(verdict.fault),
    };
  } finally {
    await closeEngine(engine, 0);
  }
}
