import type { AuditRow } from '../requests/audit.ts';
import type { SealedRow } from './chain.ts';
import type { ChainFault, RequestFault, SealFault } from './faults.ts';
import { differences, tell, type Story, type StoredRequest } from './story.ts';
import { verifyLog, type Options, type Sound } from './verify.ts';

export type StoreVerdict =
  | (Sound & { readonly requests: number })
  | { readonly ok: false; readonly faults: readonly (ChainFault | SealFault | RequestFault)[] };

/** How many requests that do not fit their rows are told of. */
const mostFaults = 20;

type Told = { readonly first: number; readonly story: Story | null };

/**
 * Verifies the log, and holds the state and the approvals of every stored request against its rows. `read`
 * makes sense of a row that is sound; null: it cannot. All must be of one moment.
 */
export async function verifyStore(
  stored: {
    readonly rows: AsyncIterable<SealedRow>;
    readonly read: (row: SealedRow) => AuditRow | null;
    readonly requests: AsyncIterable<StoredRequest>;
  },
  options: Options,
): Promise<StoreVerdict> {
  const told = new Map<string, Told>();
  const unreadable: ChainFault[] = [];
  const verdict = await verifyLog(listening(), options);
  if (!verdict.ok) return { ok: false, faults: [verdict.fault] };
  if (unreadable.length > 0) return { ok: false, faults: unreadable };
  let requests = 0;
  const faults: RequestFault[] = [];
  for await (const request of stored.requests) {
    requests += 1;
    faults.push(...faultsOf(request, told.get(request.id)));
    told.delete(request.id);
  }
  for (const [requestId, { first }] of told) faults.push({ kind: 'no_request', requestId, number: first });
  return faults.length > 0 ? { ok: false, faults: faults.slice(0, mostFaults) } : { ...verdict, requests };

  /** A row is listened to once the next one is asked for, which shows that it was sound. */
  async function* listening() {
    for await (const row of stored.rows) {
      yield row;
      if (row.requestId === null) continue;
      const read = stored.read(row);
      const before = told.get(row.requestId) ?? { first: row.number, story: null };
      if (read) told.set(row.requestId, { ...before, story: tell(before.story, read) });
      else if (unreadable.length < mostFaults) unreadable.push({ kind: 'unreadable', number: row.number });
    }
  }
}

function faultsOf(request: StoredRequest, told: Told | undefined): readonly RequestFault[] {
  const requestId = request.id;
  if (!told) return [{ kind: 'no_rows', requestId }];
  if (!told.story) return [{ kind: 'not_submitted', requestId, number: told.first }];
  return differences(request, told.story);
}
