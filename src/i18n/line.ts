/**
 * What people read, in pieces. Text that came from outside is a piece of its own and is never looked into, so
 * nothing in it can mention, link, format or draw.
 */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly bold?: boolean; readonly code?: boolean }
  | { readonly kind: 'emoji'; readonly name: string }
  /** A person in Slack, by id. */
  | { readonly kind: 'user'; readonly id: string }
  /** A user group in Slack, by id. */
  | { readonly kind: 'group'; readonly id: string }
  /** `full`: with the day of the week. */
  | { readonly kind: 'date'; readonly at: Date; readonly form: 'short' | 'full' | 'day' }
  | { readonly kind: 'link'; readonly url: string; readonly label: string };

export type Line = readonly Part[];

/** What may stand in a line: a string is text as it is. */
export type Piece = string | number | Part | Line;

const marks = /(?<emoji>:[a-z_]+:)|(?<mark>[*`])/gu;

/**
 * A line of our own words, with values in it: line`*Reason:* ${reason}`. In the words, and only there, `*` makes bold,
 * a backtick makes code, and a word between colons is an emoji; a value between two marks is bold or code as a whole.
 */
export function line(words: TemplateStringsArray, ...values: readonly Piece[]): Line {
  const parts: Part[] = [];
  const style = { bold: false, code: false };
  for (const [index, ours] of words.entries()) {
    let from = 0;
    for (const found of ours.matchAll(marks)) {
      add(parts, ours.slice(from, found.index), style);
      const { emoji, mark } = found.groups ?? {};
      if (emoji) parts.push({ kind: 'emoji', name: emoji.slice(1, -1) });
      if (mark === '*') style.bold = !style.bold;
      if (mark === '`') style.code = !style.code;
      from = found.index + found[0].length;
    }
    add(parts, ours.slice(from), style);
    const value = values[index];
    if (value === undefined) continue;
    if (typeof value === 'string' || typeof value === 'number') add(parts, String(value), style);
    else if (isLine(value)) for (const part of value) parts.push(styled(part, style));
    else parts.push(styled(value, style));
  }
  return parts;
}

/** The lines as one, with the same words between each two. */
export function joined(lines: readonly Piece[], between: string): Line {
  return lines.flatMap((one, index) => (index === 0 ? line`${one}` : line`${between}${one}`));
}

type Style = { readonly bold: boolean; readonly code: boolean };

function add(parts: Part[], text: string, style: Style): void {
  if (text !== '') parts.push(styled({ kind: 'text', text }, style));
}

function styled(part: Part, { bold, code }: Style): Part {
  if (part.kind !== 'text') return part;
  return { ...part, ...(bold && { bold }), ...(code && { code }) };
}

function isLine(value: Part | Line): value is Line {
  return Array.isArray(value);
}

/** A person in Slack, by id. */
export function user(id: string): Part {
  return { kind: 'user', id };
}

/** A link; `label`: our own words. */
export function link(url: string, label: string): Part {
  return { kind: 'link', url, label };
}

/** A moment, in the reader's time zone; in the full form with the day of the week. */
export function date(at: Date, form: 'short' | 'full' | 'day' = 'short'): Part {
  return { kind: 'date', at, form };
}
