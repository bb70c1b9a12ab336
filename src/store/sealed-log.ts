import { checkLog, type Checked } from '../audit/check-log.ts';
import { sayFault } from '../audit/faults.ts';
import { provenApprovals, type PlannedChange, type RowInChain } from '../audit/proof.ts';
import type { KeyFile, Sealer } from '../audit/seal.ts';
import type { StoredRequest } from '../audit/story.ts';
import { verifyLog } from '../audit/verify.ts';
import type { LogCheck, Proof } from '../requests/ports.ts';
import {
  announcedHead,
  countRowsUpTo,
  findCheck,
  readAuditAsStored,
  recordCheck,
  rowsOfRequest,
} from './audit-log.ts';
import type { Database, StoreLog } from './database.ts';

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
