/**
 * The chain that makes the audit log prove itself: every row carries the hash of the row before it and of
 * its own stored text, so that a row that was changed, removed, added or moved shows.
 */
import { createHash } from 'node:crypto';

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
export function chained<const E extends ChainEntry & { readonly data: object }>(
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
  const members = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
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
