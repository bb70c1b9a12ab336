import { canonicalJson, type Head, type SealedRow } from './chain.ts';
import { sayFault } from './faults.ts';
import { checkSeal, type KeyFile } from './seal.ts';
import { verifyLog } from './verify.ts';

/** 0 and below are no numbers of ours: a row that somebody smuggled in there must show too. */
const firstOfAll = Number.MIN_SAFE_INTEGER;

/** What the check needs of the store. */
export interface CheckedLog {
  /** Rows from that number on, in order, as they are stored. */
  readRowsFrom(number: number): AsyncIterable<SealedRow>;
  countRowsUpTo(number: number): Promise<number>;
  /** The last row whose line was posted to the channel; the hash is null where only the number was kept. Null: the note of it is gone. */
  findAnnounced(): Promise<{ readonly number: number; readonly hash: string | null } | null>;
  /** What `recordCheck` kept last; null: nothing. */
  findCheck(): Promise<string | null>;
  recordCheck(mark: string): Promise<void>;
}

/** A log that was found sound: up to where, and from where on it is sealed (null: nowhere). */
export type Checked = { readonly head: Head | null; readonly sealedFrom: number | null };

export type Check =
  | { readonly ok: true; readonly checked: Checked; readonly rows: number }
  /** `why`: a sentence for the log and for the person who looks after the bot. */
  | { readonly ok: false; readonly why: string };

/**
 * Walks the log from the last check on: the chain, the seals, and what the channel was told. Keeps how far it
 * came, sealed, so that whoever writes the database cannot move that mark. `before` is the check that this
 * process made last, which nobody outside can change.
 */
export async function checkLog(
  log: CheckedLog,
  keyFile: KeyFile | null,
  before: Checked | null,
): Promise<Check> {
  const mark = before ?? readMark(await log.findCheck(), keyFile);
  const told = await log.findAnnounced();
  if (!told) return { ok: false, why: sayFault({ kind: 'note_gone' }) };
  const toldHead = { number: told.number, hash: told.hash ?? '' };
  const noted = mark?.head ? [mark.head, toldHead] : [toldHead];
  const start = mark?.head && told.hash !== null ? lowest(noted) : mark?.head;
  // Where the seals began is known by then: a row after it whose seal was taken away is none from before seals.
  const known = typeof mark?.sealedFrom === 'number' ? mark.sealedFrom - 1 : null;
  const verdict = await verifyLog(log.readRowsFrom(start?.number ?? firstOfAll), {
    keys: keyFile?.keys ?? null,
    unsealedUpTo: known ?? keyFile?.unsealedUpTo ?? null,
    ...(start && { start }),
    noted,
  });
  if (!verdict.ok) return { ok: false, why: sayFault(verdict.fault) };
  const { head } = verdict;
  const last = head?.number ?? 0;
  const count = await log.countRowsUpTo(last);
  if (count !== last) return { ok: false, why: sayFault({ kind: 'rows_gone', last, count }) };
  const sealedFrom = mark?.sealedFrom ?? verdict.sealedFrom;
  if (!keyFile && sealedFrom !== null) return { ok: false, why: noKey(sealedFrom) };
  const checked = { head, sealedFrom };
  await log.recordCheck(writeMark(checked, keyFile));
  return { ok: true, checked, rows: verdict.rows };
}

function lowest(heads: readonly Head[]): Head | undefined {
  return heads.filter(({ number }) => number > 0).toSorted((a, b) => a.number - b.number)[0];
}

function noKey(sealedFrom: number): string {
  return `The log is sealed from row ${sealedFrom} on, so AUDIT_KEY_FILE cannot be none: rows without a seal would look like somebody else's.`;
}

function writeMark({ head, sealedFrom }: Checked, keyFile: KeyFile | null): string {
  const text = canonicalJson({ number: head?.number ?? 0, hash: head?.hash ?? '', sealedFrom });
  return `${text}\n${keyFile?.sealer?.seal(text) ?? ''}`;
}

const markForm =
  /^(?<text>\{"hash":"(?<hash>[0-9a-f]{64})","number":(?<number>\d+),"sealedFrom":(?<sealedFrom>\d+|null)\})\n(?<seal>.*)$/;

/** Null for a mark that this bot's keys did not seal: the log is then walked from its first row. */
function readMark(mark: string | null, keyFile: KeyFile | null): Checked | null {
  const { text, hash, number, sealedFrom, seal } = mark?.match(markForm)?.groups ?? {};
  if (!text || !hash || !number || !sealedFrom || seal === undefined) return null;
  const isOurs = keyFile ? checkSeal(text, seal, keyFile.keys).seal === 'good' : seal === '';
  if (!isOurs) return null;
  return {
    head: { number: Number(number), hash },
    sealedFrom: sealedFrom === 'null' ? null : Number(sealedFrom),
  };
}
