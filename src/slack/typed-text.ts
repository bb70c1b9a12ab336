import type { SlackUserId } from '../requests/request.ts';
import { unescape } from './text.ts';

/** What Slack recognised in a typed text and put in angle brackets, except addresses and links. */
export type Mark =
  | { readonly kind: 'user'; readonly id: SlackUserId; readonly label: string | null }
  /** A channel, a user group, `@channel` and the like. */
  | { readonly kind: 'other'; readonly label: string };

/**
 * What was typed, as plain text: addresses and links as they were typed, invisible characters gone. In the place
 * of each mark stands `open`, its index and `close`, so that nothing in a mark is taken for words.
 */
export type TypedText = {
  readonly plain: string;
  readonly marks: readonly Mark[];
  /** Invisible characters that can make one text look like another were taken out. */
  readonly hidden: boolean;
};

const open = '\uE000';
const close = '\uE001';
/** Finds the marks in a plain text; the first group is the index. */
export const markForm = new RegExp(`${open}(\\d+)${close}`, 'u');
const allMarks = new RegExp(markForm, 'gu');

/**
 * Undoes what Slack does to a command's text with `should_escape`.
 * https://docs.slack.dev/interactivity/implementing-slash-commands#escaping
 */
export function readTyped(text: string): TypedText {
  const marks: Mark[] = [];
  const visible = withoutHidden(text);
  const plain = visible.text.replaceAll(/<([^<>]*)>/gu, (_whole, inside: string) => {
    const [target = '', label = ''] = splitLabel(inside);
    const linked = linkText(target, label);
    if (linked !== null) return linked;
    marks.push(markOf(target, unescape(label)));
    return `${open}${marks.length - 1}${close}`;
  });
  return { plain: unescape(plain).normalize('NFC'), marks, hidden: visible.hidden };
}

/** The text of a part of it, for people: mentions by their label, or what `mentionText` makes of them. */
export function textOf(
  part: string,
  { marks }: Pick<TypedText, 'marks'>,
  mentionText: (mark: Extract<Mark, { readonly kind: 'user' }>) => string = ({ id, label }) =>
    `@${label ?? id}`,
): string {
  const text = part.replaceAll(allMarks, (_whole, index: string) => {
    const mark = marks[Number(index)];
    return !mark || mark.kind === 'other' ? (mark?.label ?? '') : mentionText(mark);
  });
  return text.trim();
}

/** The people mentioned in a part of it, each once. */
export function mentionsIn(part: string, { marks }: Pick<TypedText, 'marks'>): readonly SlackUserId[] {
  const found = [...part.matchAll(allMarks)].flatMap(([, index]) => marks[Number(index)] ?? []);
  return [...new Set(found.flatMap((mark) => (mark.kind === 'user' ? mark.id : [])))];
}

function splitLabel(inside: string): readonly string[] {
  const bar = inside.indexOf('|');
  return bar === -1 ? [inside] : [inside.slice(0, bar), inside.slice(bar + 1)];
}

/** What somebody typed that Slack made a link; null: it is no link. Typed addresses are their own label. */
function linkText(target: string, label: string): string | null {
  if (target.startsWith('mailto:')) return label.includes('@') ? label : target.slice('mailto:'.length);
  if (/^[a-z][a-z0-9+.-]*:/iu.test(target)) return label === '' ? target : label;
  return null;
}

function markOf(target: string, label: string): Mark {
  const id = target.slice(1);
  if (/^@[UW][A-Z0-9]+$/u.test(target)) return { kind: 'user', id, label: label === '' ? null : label };
  if (target.startsWith('#')) return { kind: 'other', label: `#${label === '' ? id : label}` };
  const shown = label === '' ? id.replace(/^subteam\^/u, '') : label;
  return { kind: 'other', label: `@${shown.replace(/^@/u, '')}` };
}

/** Joins letters of some scripts and parts of some emoji, so that it means something inside a text. */
const joiners = '\u200C\u200D';

/**
 * Line breaks of every kind become `\n`, other blanks stay; control and format characters go, among them those
 * that turn the direction of text (https://unicode.org/reports/tr9/), and so do halves of characters.
 */
function withoutHidden(text: string): { readonly text: string; readonly hidden: boolean } {
  const lines = text.replaceAll(/\r\n?|[\v\f\u0085\u2028\u2029]/gu, '\n').replaceAll('\t', ' ');
  const kept = lines.replaceAll(/(?!\n)\p{Cc}|\p{Cf}|\p{Cs}|[\uE000\uE001]/gu, (one) =>
    joiners.includes(one) ? one : '',
  );
  return { text: kept, hidden: kept !== lines };
}
