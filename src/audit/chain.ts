/**
 * The chain that makes the audit log prove itself: every row carries the hash of the row before it and of
 * its own text, so that a row that was changed, removed, added or moved shows.
 */
import { createHash } from 'node:crypto';

import type { AuditEntry, AuditRow, JsonValue } from '../requests/ports.ts';

/** What the first row names as the hash of the row before it. */
export const firstPreviousHash = '0'.repeat(64);

/** The newest row, as it is quoted to prove later that nothing was cut off the end. */
export type Head = { readonly number: number; readonly hash: string };

export type Verdict =
  /** `head` is null when the log is empty. */
  | { readonly ok: true; readonly head: Head | null }
  /** `number` is the first row that does not fit, or the first one that is missing. */
  | { readonly ok: false; readonly number: number; readonly wrong: string };

/**
 * What is hashed of a row: one JSON object without spaces, its keys sorted by code unit at every level,
 * times in UTC with milliseconds.
 */
export function canonicalText(row: AuditEntry & Pick<AuditRow, 'number'>): string {
  const { number, at, event, requestId, actor, data } = row;
  return canonicalJson({ number, at: at.toISOString(), event, requestId, actor, data });
}

/** JSON without spaces whose keys are sorted by code unit, so that equal values give equal text. */
export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
}

/** The row that follows the row with `previousHash`. Its hash: SHA-256 over that hash, LF, canonical text. */
export function link(previousHash: string, entry: AuditEntry, number: number): AuditRow {
  const { at, event, requestId, actor, data } = entry;
  const row = { number, at, event, requestId, actor, data };
  const hash = createHash('sha256')
    .update(`${previousHash}\n${canonicalText(row)}`)
    .digest('hex');
  return { ...row, previousHash, hash };
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

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
