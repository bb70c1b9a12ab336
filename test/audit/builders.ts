import { firstPreviousHash, chained, type SealedRow } from '../../src/audit/chain.ts';
import { makeKeyFile, readKeys, type Sealer } from '../../src/audit/seal.ts';

export type Entry = {
  readonly at: Date;
  readonly event: string;
  readonly requestId: string | null;
  readonly actor: string | null;
  readonly data: object;
};

/** A log of these entries, sealed from row `from` on. */
export function logOf(entries: readonly Entry[], sealer: Sealer | null = null, from = 1): SealedRow[] {
  const rows: SealedRow[] = [];
  for (const entry of entries) rows.push(nextRow(rows.at(-1), entry, from > rows.length + 1 ? null : sealer));
  return rows;
}

/** The row that the bot would write after that one. */
export function nextRow(
  before: Pick<SealedRow, 'number' | 'hash'> | undefined,
  entry: Entry,
  sealer: Sealer | null,
): SealedRow {
  const row = chained(before?.hash ?? firstPreviousHash, entry, (before?.number ?? 0) + 1);
  return { ...row, seal: sealer?.seal(row.hash) ?? null };
}

/** A new key, as the bot holds it. */
export function newKey() {
  const pem = makeKeyFile({ keys: [], unsealedUpTo: null });
  const { sealer, keys } = readKeys(pem);
  if (!sealer) throw new Error('a new key file holds a private key');
  return { pem, sealer, keys };
}

export function itemAt<T>(list: readonly T[], at: number): T {
  const item = list[at];
  if (item === undefined) throw new Error(`there is nothing at ${at}`);
  return item;
}
