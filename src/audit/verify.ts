import { firstPreviousHash, hashOf, isCanonical, type Head, type SealedRow } from './chain.ts';
import type { ChainFault, SealFault } from './faults.ts';
import { checkSeal, type PublicKey } from './seal.ts';

export type Options = {
  /** The keys whose seals count, the newest first; null: none is known, and seals are not checked. */
  readonly keys: readonly PublicKey[] | null;
  /** The last row that needs no seal; null: none does until one has one. */
  readonly unsealedUpTo?: number | null;
  /** The row that comes first, if it is known; `any`: whichever. Left out: row 1. */
  readonly start?: Head | 'any';
  /** Rows that were noted earlier: the log must still hold them. A hash may be cut short. */
  readonly noted?: readonly Head[];
};

export type Sound = {
  readonly ok: true;
  /** Null when there is no row. */
  readonly head: Head | null;
  readonly rows: number;
  /** The first row with a seal; it proves those before it too. */
  readonly sealedFrom: number | null;
  /** Those whose seals were met, the oldest first. */
  readonly keyIds: readonly string[];
};

export type Verdict = Sound | { readonly ok: false; readonly fault: ChainFault | SealFault };

type Walk = {
  readonly head: Head | null;
  readonly rows: number;
  readonly sealedFrom: number | null;
  readonly keyIds: readonly string[];
  /** The place, among the keys, of the one that sealed last. */
  readonly place: number;
};

/** Walks the rows, which must come in ascending order, holding one at a time, up to the first that is wrong. */
export async function verifyLog(
  rows: AsyncIterable<SealedRow> | Iterable<SealedRow>,
  options: Options,
): Promise<Verdict> {
  const noted = rowsIn(options.noted);
  let walk: Walk = { head: null, rows: 0, sealedFrom: null, keyIds: [], place: options.keys?.length ?? 0 };
  for await (const row of rows) {
    const fault = chainFault(row, walk, options) ?? notedFault(row, noted);
    if (fault) return { ok: false, fault };
    const sealed = sealStep(row, walk, options);
    if ('kind' in sealed) return { ok: false, fault: sealed };
    walk = { ...walk, ...sealed, head: { number: row.number, hash: row.hash }, rows: walk.rows + 1 };
  }
  const { head, sealedFrom, keyIds } = walk;
  const last = head?.number ?? (options.start ? null : 0);
  const beyond = [...noted, ...rowsIn(options.start)].find(({ number }) => number > (last ?? 0));
  if (beyond) return { ok: false, fault: { kind: 'cut_off', last, noted: beyond.number } };
  const first = (head?.number ?? 0) - walk.rows + 1;
  const before = options.start === 'any' ? noted.find(({ number }) => number < first) : undefined;
  if (before) return { ok: false, fault: { kind: 'noted_before', first, noted: before.number } };
  return { ok: true, head, rows: walk.rows, sealedFrom, keyIds };
}

/** What is wrong with a row by itself: its hash, or the form of its text. */
export function rowFault(row: SealedRow): ChainFault | null {
  const { number } = row;
  if (hashOf(row.previousHash, row) !== row.hash) return { kind: 'changed', number };
  return isCanonical(row.text) ? null : { kind: 'not_canonical', number };
}

/** Those that name a row: 0 is the number of none, and `any` no head. */
function rowsIn(given: Options['noted'] | Options['start']): readonly Head[] {
  return [given].flat().filter((one): one is Head => typeof one === 'object' && one.number > 0);
}

function chainFault(row: SealedRow, { head }: Walk, options: Options): ChainFault | null {
  const { number } = row;
  if (head) {
    const expected = head.number + 1;
    if (number > expected) return { kind: 'missing', number: expected, next: number };
    if (number < expected) return { kind: 'misplaced', number, expected };
    return row.previousHash === head.hash ? rowFault(row) : { kind: 'unlinked', number };
  }
  const { start } = options;
  if (start === 'any' && number > 1) return rowFault(row);
  const known = start === 'any' ? undefined : start;
  const expected = known?.number ?? 1;
  if (number > expected) return { kind: 'missing', number: expected, next: number };
  if (number < expected) return { kind: 'misplaced', number, expected };
  if (known) return row.hash === known.hash ? rowFault(row) : { kind: 'not_noted', number };
  return row.previousHash === firstPreviousHash ? rowFault(row) : { kind: 'changed', number };
}

function notedFault(row: SealedRow, noted: readonly Head[]): ChainFault | null {
  const { number } = row;
  const wrong = noted.some((head) => head.number === number && !row.hash.startsWith(head.hash));
  return wrong ? { kind: 'not_noted', number } : null;
}

/** What the row's seal adds to the walk. A row without one ends what may come without; so does a newer key. */
function sealStep(
  { number, hash, seal }: SealedRow,
  walk: Walk,
  { keys, unsealedUpTo = null }: Options,
): SealFault | Partial<Walk> {
  if (seal === null) {
    const needsOne = walk.sealedFrom !== null || (unsealedUpTo !== null && number > unsealedUpTo);
    return needsOne ? { kind: 'seal_missing', number } : {};
  }
  const sealedFrom = walk.sealedFrom ?? number;
  if (!keys) return { sealedFrom };
  const verdict = checkSeal(hash, seal, keys);
  switch (verdict.seal) {
    case 'good': {
      const { keyId, place } = verdict;
      if (place > walk.place) return { kind: 'seal_old_key', number, keyId };
      const keyIds = place < walk.place ? [...walk.keyIds, keyId] : walk.keyIds;
      return { sealedFrom, place, keyIds };
    }
    case 'unknown_key':
      return { kind: 'seal_unknown_key', number, keyId: verdict.keyId };
    case 'none':
    case 'wrong':
      return { kind: 'seal_wrong', number };
    default:
      return verdict satisfies never;
  }
}
