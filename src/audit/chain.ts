/**
 * The chain that makes the audit log prove itself: every row carries the hash of the row before it and of
 * its own stored text, so that a row that was changed, removed, added or moved shows.
 */
import { createHash } from 'node:crypto';

import type { AuditEntry, AuditRow } from '../requests/ports.ts';

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** What the first row names as the hash of the row before it. */
export const firstPreviousHash = '0'.repeat(64);

/** A row, as it is quoted to prove later that the log still holds it. */
export type Head = { readonly number: number; readonly hash: string };

/** What is to be linked: an entry of the log, whatever its data means. */
export type ChainEntry = {
  readonly at: Date;
  readonly event: string;
  readonly requestId: string | null;
  readonly actor: string | null;
};

/** A row as it is stored. `text` is the stored text of its data, byte for byte, read by nobody yet. */
export type ChainRow = ChainEntry & {
  readonly number: number;
  readonly text: string;
  /** 64 hexadecimal digits; of the first row: 64 zeros. */
  readonly previousHash: string;
  readonly hash: string;
};

/** `seal` is the signature of the hash; null: a row from before seals, or of a log that has none. */
export type SealedRow = ChainRow & { readonly seal: string | null };

/** The row that follows the row with `previousHash`, without a seal yet. */
export function link<const E extends ChainEntry & { readonly data: object }>(
  previousHash: string,
  entry: E,
  number: number,
): E & ChainRow {
  const row = { ...entry, number, text: canonicalJson(JSON.parse(JSON.stringify(entry.data))) };
  return { ...row, previousHash, hash: hashOf(previousHash, row) };
}

/** SHA-256 over the hash of the row before, LF and `hashedText`, as 64 hexadecimal digits. */
export function hashOf(previousHash: string, row: Omit<ChainRow, 'previousHash' | 'hash'>): string {
  return createHash('sha256')
    .update(`${previousHash}\n${hashedText(row)}`)
    .digest('hex');
}

/**
 * What is hashed of a row: one JSON object without spaces, its keys sorted, times in UTC with milliseconds,
 * and as `data` the stored text as it stands. Two rows give the same text only if that one is canonical.
 */
function hashedText(row: Omit<ChainRow, 'previousHash' | 'hash'>): string {
  const { number, at, event, requestId, actor, text } = row;
  const [a, e, r] = [actor, event, requestId].map((value) => JSON.stringify(value));
  return `{"actor":${a},"at":"${at.toISOString()}","data":${text},"event":${e},"number":${number},"requestId":${r}}`;
}

/** JSON without spaces whose keys are sorted by code unit, so that equal values give equal text. */
export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
}

/**
 * True for text that the bot could have stored: what a reader makes of it is then all that it says. A key
 * that stands twice, or a space, is the mark of somebody else.
 */
export function isCanonical(text: string): boolean {
  try {
    return canonicalJson(JSON.parse(text)) === text;
  } catch {
    return false;
  }
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

// What follows is what version 0.1.0 verified with; it goes once the store hands out stored texts.

export type Verdict =
  /** `head` is null when the log is empty. */
  | { readonly ok: true; readonly head: Head | null }
  /** `number` is the first row that does not fit, or the first one that is missing. */
  | { readonly ok: false; readonly number: number; readonly wrong: string };

export function canonicalText(row: AuditEntry & Pick<AuditRow, 'number'>): string {
  return hashedText({ ...row, text: canonicalJson(row.data) });
}

/**
 * Walks the rows, which must come in ascending order and from the first on, holding one at a time.
 * `expected` is a head that was noted earlier: the chain must still hold it.
 */
export async function verifyChain(
  rows: AsyncIterable<AuditRow> | Iterable<AuditRow>,
  expected: Head | null = null,
): Promise<Verdict> {
  let head: Head | null = null;
  for await (const row of rows) {
    const wrong = faultOf(row, head) ?? differenceFrom(expected, row);
    if (wrong) return { ok: false, ...wrong };
    head = { number: row.number, hash: row.hash };
  }
  const last = head?.number ?? 0;
  if (expected && expected.number > last) {
    const wrong = `it is missing: the log ends at row ${last}, but row ${expected.number} was there`;
    return { ok: false, number: last + 1, wrong };
  }
  return { ok: true, head };
}

type Fault = { readonly number: number; readonly wrong: string };

function faultOf(row: AuditRow, before: Head | null): Fault | null {
  const number = (before?.number ?? 0) + 1;
  if (row.number > number) return { number, wrong: `it is missing: row ${row.number} stands in its place` };
  if (row.number < number) return { number: row.number, wrong: 'its number is out of order' };
  const previousHash = before?.hash ?? firstPreviousHash;
  if (row.previousHash !== previousHash) return { number, wrong: 'it does not follow the row before it' };
  const sound = link(previousHash, row, number);
  return sound.hash === row.hash ? null : { number, wrong: 'its content does not match its hash' };
}

function differenceFrom(expected: Head | null, row: AuditRow): Fault | null {
  if (expected?.number !== row.number || row.hash.startsWith(expected.hash)) return null;
  return { number: row.number, wrong: 'its hash is not the one that was noted' };
}
