/** What may be wrong with a log, and how it is said. */
export type ChainFault =
  /** `next` stands where row `number` should. */
  | { readonly kind: 'missing'; readonly number: number; readonly next: number }
  | { readonly kind: 'misplaced'; readonly number: number; readonly expected: number }
  | { readonly kind: 'unlinked'; readonly number: number }
  | { readonly kind: 'changed'; readonly number: number }
  | { readonly kind: 'not_canonical'; readonly number: number }
  | { readonly kind: 'not_noted'; readonly number: number }
  /** The rows at hand begin with `first`, after the one that was noted. */
  | { readonly kind: 'noted_before'; readonly first: number; readonly noted: number }
  /** Its text does not fit its event, or the event is none of this version. */
  | { readonly kind: 'unreadable'; readonly number: number }
  /** The log ends at `last`, before the row that was noted; null: somewhere before it. */
  | { readonly kind: 'cut_off'; readonly last: number | null; readonly noted: number }
  /** What the channel was told was noted once. */
  | { readonly kind: 'note_gone' }
  /** Fewer rows than numbers: rows are missing before `last`, which was checked once. */
  | { readonly kind: 'rows_gone'; readonly last: number; readonly count: number };

export type SealFault =
  /** It needs one: a row before it has one, or the key file says so. */
  | { readonly kind: 'seal_missing'; readonly number: number }
  | { readonly kind: 'seal_wrong'; readonly number: number }
  | { readonly kind: 'seal_unknown_key'; readonly number: number; readonly keyId: string }
  /** The key was replaced before this row. */
  | { readonly kind: 'seal_old_key'; readonly number: number; readonly keyId: string };

export type RequestFault =
  | { readonly kind: 'no_rows'; readonly requestId: string }
  | { readonly kind: 'no_request'; readonly requestId: string; readonly number: number }
  | { readonly kind: 'not_submitted'; readonly requestId: string; readonly number: number }
  /** The store says something else of `fact` than the rows up to `number`. */
  | {
      readonly kind: 'differs';
      readonly requestId: string;
      readonly number: number;
      readonly fact: string;
      readonly stored: string;
      readonly logged: string;
    };

export type Fault = ChainFault | SealFault | RequestFault;

/** One sentence of plain English that names the row or the request. */
export function sayFault(fault: Fault): string {
  switch (fault.kind) {
    case 'missing':
      return sayMissing(fault.number, fault.next);
    case 'misplaced':
      return `Row ${fault.number} stands where row ${fault.expected} should: it is there twice, or was moved or added.`;
    case 'unlinked':
      return `Row ${fault.number} does not follow row ${fault.number - 1} as it is now: one of the two was written anew.`;
    case 'changed':
      return `Row ${fault.number} was changed: its content does not match its hash.`;
    case 'not_canonical':
      return `Row ${fault.number} was changed: its data is not written as the bot writes it.`;
    case 'not_noted':
      return `Row ${fault.number} is not the row that was noted: its hash is another one.`;
    case 'noted_before':
      return `Row ${fault.noted} was noted, but these rows begin with row ${fault.first}: export from an earlier date.`;
    case 'unreadable':
      return `Row ${fault.number} cannot be read: a newer version wrote it, or the bot did not.`;
    case 'cut_off':
      return fault.last === null
        ? `Row ${fault.noted} was noted, but the log ends before it: rows are missing.`
        : `The log ends at row ${fault.last}, but row ${fault.noted} was noted: rows are missing.`;
    case 'rows_gone':
      return `The log ends at row ${fault.last} but has ${fault.count} rows: run \`npm run audit -- verify\` to see which are missing or too many.`;
    case 'note_gone':
      return 'The note of what the audit channel was told is gone: something else than the bot removed it.';
    case 'seal_missing':
      return `Row ${fault.number} has no seal: the bot did not write it.`;
    case 'seal_wrong':
      return `Row ${fault.number} has a seal that does not fit: the bot did not write it.`;
    case 'seal_unknown_key':
      return `Row ${fault.number} is sealed with a key that is not known: ${fault.keyId}.`;
    case 'seal_old_key':
      return `Row ${fault.number} is sealed with key ${fault.keyId}, which had been replaced before.`;
    case 'no_rows':
    case 'no_request':
    case 'not_submitted':
    case 'differs':
      return sayRequestFault(fault);
    default:
      return fault satisfies never;
  }
}

function sayMissing(number: number, next: number): string {
  const last = next - 1;
  const place =
    number === 1 ? `the log begins with row ${next}` : `row ${next} comes after row ${number - 1}`;
  return last > number
    ? `Rows ${number} to ${last} are missing: ${place}.`
    : `Row ${number} is missing: ${place}.`;
}

function sayRequestFault(fault: RequestFault): string {
  switch (fault.kind) {
    case 'no_rows':
      return `Request ${fault.requestId} is in the store, but the log has no row of it.`;
    case 'no_request':
      return `Row ${fault.number} tells of request ${fault.requestId}, but the store has no such request.`;
    case 'not_submitted':
      return `Row ${fault.number} tells of request ${fault.requestId}, but no row says that somebody asked for it.`;
    case 'differs':
      return `Request ${fault.requestId}: the store says ${fault.fact} ${short(fault.stored)}, its rows up to row ${fault.number} say ${short(fault.logged)}.`;
    default:
      return fault satisfies never;
  }
}

const mostLetters = 150;

function short(text: string): string {
  return text.length > mostLetters ? `${text.slice(0, mostLetters)} …` : text;
}
