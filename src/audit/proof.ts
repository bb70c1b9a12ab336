import type { AuditRow } from '../requests/audit.ts';
import type { Item } from '../requests/items.ts';
import { firstPreviousHash, type SealedRow } from './chain.ts';
import { sayFault, type Fault } from './faults.ts';
import { checkSeal, type PublicKey } from './seal.ts';
import { differences, tell, type Story, type StoredRequest } from './story.ts';
import { rowFault } from './verify.ts';

/** A row of the request, and the hash that the row before it has in the log; null: there is no row before. */
export type RowInChain = { readonly row: AuditRow; readonly hashBefore: string | null };

/** Which seals count. */
export type Trust = {
  /** The newest first; null: there are no seals (`AUDIT_KEY_FILE=none`). */
  readonly keys: readonly PublicKey[] | null;
  /** The last row from before seals, found when the log was walked. */
  readonly unsealedUpTo: number;
};

/** `why`: a sentence for the log, that names the row. */
export type Proof = { readonly proven: true } | { readonly proven: false; readonly why: string };

/** What is about to be changed. */
export type PlannedChange = Pick<Item, 'phase' | 'kind' | 'objectId' | 'field' | 'from' | 'to'>;

/**
 * Whether the log says that this request was asked for as it is stored, approved by as many different people
 * as it needs, and meant these changes: to be asked right before each write to Workfront. `rows` are all rows
 * of the request, in order; `earlier`: of those whose hand-over is given back. Who may approve is not judged here.
 */
export function provenApprovals(
  request: StoredRequest,
  changes: readonly PlannedChange[],
  rows: readonly RowInChain[],
  trust: Trust,
  earlier: readonly RowInChain[] = [],
): Proof {
  for (const each of [...rows, ...earlier]) {
    const fault = faultIn(each, trust);
    if (fault) return unproven(fault);
  }
  // Approvals of another request prove nothing, whatever the store gave as rows of this one.
  const own = rows.filter(({ row }) => row.requestId === request.id);
  const story = own.reduce<Story | null>((before, { row }) => tell(before, row), null);
  if (!story) return unproven({ kind: 'no_rows', requestId: request.id });
  const [different] = differences(request, story);
  if (different) return unproven(different);
  const foreign = changes.find((change) => !isAskedFor(change, story, earlier));
  if (foreign) {
    const { objectId, field } = foreign;
    return { proven: false, why: `Nobody asked to change ${field} of ${objectId} in request ${request.id}.` };
  }
  const approvers = new Set(story.approvals.map(({ approver }) => approver));
  const isApproved = story.state === 'approved' || story.state === 'executing';
  if (isApproved && approvers.size >= Math.max(1, story.approvalsRequired)) return { proven: true };
  return { proven: false, why: `The log does not say that request ${request.id} was approved.` };
}

function isAskedFor(change: PlannedChange, story: Story, earlier: readonly RowInChain[]): boolean {
  const { phase, objectId, field, from, to, kind } = change;
  const { asked, leftOut } = story;
  const named = asked.targets.filter(({ id }) => !leftOut.includes(id));
  // The access of somebody who was named, to what was asked.
  if (phase === 'access') {
    const isNamed = kind === 'access' && named.some(({ id }) => id === objectId);
    return isNamed && field === 'isActive' && to === (asked.action === 'reactivate');
  }
  if (kind === 'access' || field === 'isActive') return false;
  // What was theirs goes to who was named for it; who is one of their reports cannot become their own manager.
  if (phase === 'hand_over') {
    const leaver = named.find(({ id }) => id === from);
    if (asked.action !== 'deactivate' || !leaver?.successor) return false;
    const isOwnManager = kind === 'direct_reports' && objectId === leaver.successor.id;
    return to === (isOwnManager ? (leaver.manager?.id ?? null) : leaver.successor.id);
  }
  // What the log says went from them to somebody, back to them.
  const back = named.some(({ id }) => id === to) && asked.action === 'reactivate';
  return back && earlier.some(({ row }) => tellsOfMove(row, change, story));
}

function tellsOfMove(row: AuditRow, { objectId, kind, from, to }: PlannedChange, story: Story): boolean {
  if (row.event !== 'handed_over' || row.data.kind !== kind) return false;
  if (!story.givesBack.some((id) => id === row.requestId)) return false;
  return row.data.moved.some(
    (moved) => moved.id === objectId && moved.from === to && moved.to === String(from),
  );
}

function faultIn({ row, hashBefore }: RowInChain, { keys, unsealedUpTo }: Trust): Fault | null {
  const { number } = row;
  const before = number === 1 ? (hashBefore ?? firstPreviousHash) : hashBefore;
  if (row.previousHash !== before) return { kind: 'unlinked', number };
  return rowFault(row) ?? (keys && sealFault(row, keys, unsealedUpTo));
}

function sealFault(row: SealedRow, keys: readonly PublicKey[], unsealedUpTo: number): Fault | null {
  const { number } = row;
  if (row.seal === null) return number <= unsealedUpTo ? null : { kind: 'seal_missing', number };
  const verdict = checkSeal(row.hash, row.seal, keys);
  if (verdict.seal === 'unknown_key') return { kind: 'seal_unknown_key', number, keyId: verdict.keyId };
  return verdict.seal === 'good' ? null : { kind: 'seal_wrong', number };
}

function unproven(fault: Fault): Proof {
  return { proven: false, why: sayFault(fault) };
}
