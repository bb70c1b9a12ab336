import type { SlackUserId } from '../requests/request.ts';
import { readPeople, shown, type Person } from './typed-people.ts';
import { mentionsIn, readTyped, textOf, type TypedText } from './typed-text.ts';

/** A word with a colon that says what follows it. */
export type Key = 'reason' | 'at' | 'to' | 'ticket';

/** Why, as it was typed. A mention stands in `text` as `<@U1>`, and its id in `mentions`. */
export type Reason = { readonly text: string; readonly mentions: readonly SlackUserId[] };

/** Who takes over. */
export type Successor = { readonly kind: 'manager' } | { readonly kind: 'person'; readonly person: Person };

type Details = {
  readonly people: readonly [Person, ...(readonly Person[])];
  /** A date and time in the requester's time zone, as it was typed; for `readMoment`. */
  readonly at: string | null;
  readonly to: Successor | null;
  /** Invisible characters were taken out of what was typed. */
  readonly hidden: boolean;
};

export type AskCommand = Details & {
  readonly kind: 'ask';
  /** `Reid, Tyler` is two people; this is the one that may be meant: `Tyler Reid`. */
  readonly asOneName: string | null;
  readonly reason: Reason | null;
};

/** Another command may have been meant, such as the sub-command that this one nearly is. */
type Meant = { readonly why: 'meant'; readonly typed: string; readonly suggestion: string };

/** Why a command cannot be followed. `typed` is readable: never Slack's markup. */
export type Unclear =
  | { readonly why: 'twice' | 'empty'; readonly key: Key }
  /** There is a reason, a date or a successor, but nobody whom it is about. */
  | { readonly why: 'nobody' }
  /** A channel or a group stands where a person is expected. */
  | { readonly why: 'not_a_person'; readonly typed: string }
  /** What is the person and what is not cannot be told. */
  | { readonly why: 'mixed'; readonly typed: string }
  | Meant
  /** One person is expected there. */
  | { readonly why: 'several'; readonly place: 'to' | 'show' | 'history' };

/** What a slash command asks for. Everything that was typed is in it, or it asks for nothing. */
export type Command =
  | { readonly kind: 'form' }
  | { readonly kind: 'help' }
  | { readonly kind: 'list' }
  | { readonly kind: 'show'; readonly person: Person }
  | { readonly kind: 'history'; readonly person: Person | null }
  /** Null: one's own open requests are offered. */
  | { readonly kind: 'cancel'; readonly requestId: string | null }
  | AskCommand
  /** A name that is nearly a sub-command: `suggestion`, for when nobody has that name. */
  | { readonly kind: 'near_miss'; readonly suggestion: string; readonly ask: AskCommand }
  /** Words follow a person without `reason:`; to be confirmed before anything is asked. */
  | (Details & {
      readonly kind: 'confirm_reason';
      readonly reason: Reason;
      /** How the command has to be typed if those words are a date, `date`. */
      readonly ifDate: Meant & { readonly date: string };
    })
  | ({ readonly kind: 'unclear' } & Unclear);

/** What may be the id of a request, read aloud or cut short. */
const requestId = /^[\p{L}\p{N}]*$/u;

const subCommands = ['help', 'list', 'history', 'cancel', 'show'] as const;

/** Reads what was typed after the command, as Slack sends it with `should_escape`. Never throws. */
export function parseCommand(raw: string): Command {
  const typed = readTyped(raw);
  const text = typed.plain.trim();
  const [first = ''] = text.split(/\s/u, 1);
  const tail = text.slice(first.length).trim();
  switch (first.toLowerCase()) {
    case '':
      return { kind: 'form' };
    case 'help':
    case '--help':
    case '-h':
    case '?':
      return { kind: 'help' };
    case 'list':
      if (tail === '') return { kind: 'list' };
      break;
    case 'show':
      if (tail !== '') return about('show', tail, typed);
      return { kind: 'help' };
    case 'history':
      return tail === '' ? { kind: 'history', person: null } : about('history', tail, typed);
    case 'cancel':
      if (requestId.test(tail)) {
        return { kind: 'cancel', requestId: tail === '' ? null : tail.toLowerCase() };
      }
  }
  const command = parseAsk(typed);
  const suggestion = suggest(first, shown(tail, typed));
  if (suggestion === null) return command;
  if (command.kind === 'ask' && isBareName(command)) return { kind: 'near_miss', suggestion, ask: command };
  return command.kind === 'unclear' && command.why === 'mixed'
    ? { kind: 'unclear', why: 'meant', typed: shown(text, typed), suggestion }
    : command;
}

function about(place: 'show' | 'history', tail: string, typed: TypedText): Command {
  const read = readPeople(tail, typed);
  if (read.kind === 'with_words') return { kind: 'unclear', why: 'mixed', typed: shown(tail, typed) };
  if (read.kind !== 'people') return { kind: 'unclear', why: read.kind, typed: read.typed };
  const [person, another] = read.people;
  if (!person) return { kind: 'unclear', why: 'nobody' };
  if (read.asOneName !== null) {
    const asked = shown(tail, typed);
    const question = { by: 'name', name: read.asOneName } as const;
    return { kind: place, person: { question, asked, username: null } };
  }
  return another ? { kind: 'unclear', why: 'several', place } : { kind: place, person };
}

function parseAsk(typed: TypedText): Command {
  const parts = splitAtKeys(typed.plain);
  if (parts.twice) return { kind: 'unclear', why: 'twice', key: parts.twice };
  const { who, values } = parts;
  for (const [key, value] of values) {
    if (textOf(value, typed) === '') return { kind: 'unclear', why: 'empty', key };
  }
  const read = readPeople(who, typed);
  if (read.kind === 'mixed' || read.kind === 'not_a_person') {
    return { kind: 'unclear', why: read.kind, typed: read.typed };
  }
  const [first, ...others] = read.people;
  if (!first) {
    if (values.size === 0) return { kind: 'unclear', why: 'mixed', typed: shown(who, typed) };
    const suggestion = personFirst(values, typed);
    return suggestion === null
      ? { kind: 'unclear', why: 'nobody' }
      : { kind: 'unclear', why: 'meant', typed: shown(typed.plain, typed), suggestion };
  }
  const to = readSuccessor(values.get('to'), typed);
  if (to && 'why' in to) return { kind: 'unclear', ...to };
  const at = values.get('at');
  const details = {
    people: [first, ...others],
    at: at === undefined ? null : textOf(at, typed),
    to,
    hidden: typed.hidden,
  } as const;
  const given = values.get('reason');
  const ticket = values.get('ticket');
  if (read.kind === 'people') {
    const reason = withTicket(given, ticket);
    return {
      kind: 'ask',
      ...details,
      asOneName: read.asOneName,
      reason: reason === null ? null : reasonOf(reason, typed),
    };
  }
  if (given !== undefined) return { kind: 'unclear', why: 'mixed', typed: shown(who, typed) };
  const { words } = read;
  const named = who.trim().slice(0, -words.length);
  const date = words.replace(dateWord, '');
  return {
    kind: 'confirm_reason',
    ...details,
    reason: reasonOf(withTicket(words, ticket) ?? words, typed),
    ifDate: {
      why: 'meant',
      date: textOf(date, typed),
      typed: shown(typed.plain, typed),
      suggestion: shown(`${named}at: ${date} ${typed.plain.slice(who.length)}`, typed),
    },
  };
}

/** What may stand before a date in place of `at:`. */
const dateWord = /^(?:at|on|by|when|date|from)(?:\s*:)?\s+/iu;

/** The ticket stands in the reason, where everybody reads it and where it is looked for. */
function withTicket(reason: string | undefined, ticket: string | undefined): string | null {
  if (ticket === undefined) return reason ?? null;
  return reason === undefined ? `ticket: ${ticket}` : `${reason} · ticket: ${ticket}`;
}

/** The same with the person first who stands at the end of a reason or date; null: nobody does. */
function personFirst(values: Parts['values'], typed: TypedText): string | null {
  for (const [key, value] of values) {
    const last = /(?:^|\s)(?<word>\S+)$/u.exec(value)?.groups?.word ?? '';
    const read = readPeople(last, typed);
    const isPerson = read.kind === 'people' && read.people.some(({ question }) => question.by !== 'name');
    if (key === 'to' || !isPerson) continue;
    const without = value.slice(0, -last.length).trim();
    const parts = [...values].map(([other, its]) => [other, other === key ? without : its] as const);
    const rest = parts.filter(([, its]) => its !== '').map(([other, its]) => `${other}: ${its}`);
    return shown([last, ...rest].join(' '), typed);
  }
  return null;
}

function reasonOf(part: string, typed: TypedText): Reason {
  return { text: textOf(part, typed, ({ id }) => `<@${id}>`), mentions: mentionsIn(part, typed) };
}

function readSuccessor(part: string | undefined, typed: TypedText): Successor | Unclear | null {
  if (part === undefined) return null;
  if (/^\s*manager\s*$/iu.test(part)) return { kind: 'manager' };
  const read = readPeople(part, typed);
  if (read.kind === 'with_words') return { why: 'mixed', typed: shown(part, typed) };
  if (read.kind !== 'people') return { why: read.kind, typed: read.typed };
  const [person, another] = read.people;
  if (another) return { why: 'several', place: 'to' };
  return person ? { kind: 'person', person } : { why: 'empty', key: 'to' };
}

/**
 * A key word begins a word: not `Treason:`, not in the middle of a link. A colon of full width, as Japanese and
 * Chinese keyboards make it, and a blank before it, as in French, count too.
 */
const keys = /(?<![\p{L}\p{M}\p{N}_/?&=#.@:%+-])(reason|at|to|ticket) ?[:\uFF1A]/giu;

type Parts = {
  readonly who: string;
  readonly values: ReadonlyMap<Key, string>;
  readonly twice: Key | null;
};

function splitAtKeys(plain: string): Parts {
  const values = new Map<Key, string>();
  const found = [...plain.matchAll(keys)];
  let twice: Key | null = null;
  for (const [index, match] of found.entries()) {
    const key = keyOf(match[1] ?? '');
    if (values.has(key)) twice ??= key;
    const end = found[index + 1]?.index ?? plain.length;
    values.set(
      key,
      plain
        .slice(match.index + match[0].length, end)
        .replace(/(?<![\s,;])[\s,;]+$/u, '')
        .trim(),
    );
  }
  return { who: plain.slice(0, found[0]?.index ?? plain.length), values, twice };
}

function keyOf(word: string): Key {
  const key = word.toLowerCase();
  return key === 'reason' || key === 'at' || key === 'ticket' ? key : 'to';
}

function isBareName({ people, reason, at, to }: AskCommand): boolean {
  const [{ question }, another] = people;
  return question.by === 'name' && !another && reason === null && at === null && to === null;
}

/** The sub-command that was typed, or nearly so, with what can follow it; null: none. */
function suggest(first: string, tail: string): string | null {
  const word = first.toLowerCase();
  const meant = subCommands.find((name) => word === name || isSlip(word, name));
  if (meant === undefined) return null;
  const takesTail = meant === 'cancel' ? requestId.test(tail) : meant !== 'list' && meant !== 'help';
  return `${meant} ${takesTail ? tail : ''}`.trim();
}

/**
 * Whether a word is another one with one slip: two letters exchanged, one missing or one too many, and in a
 * longer word one wrong. In a short one that would make "Lisa" a slip of "list".
 */
function isSlip(word: string, name: string): boolean {
  if (Math.abs(word.length - name.length) > 1) return false;
  let same = 0;
  while (same < word.length && word[same] === name[same]) same += 1;
  const [left, right] = [word.slice(same), name.slice(same)];
  const isMissing = left === right.slice(1);
  const isTooMany = left.slice(1) === right;
  const isExchanged = left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2);
  const isWrong = name.length > 4 && left.slice(1) === right.slice(1);
  return isMissing || isTooMany || isExchanged || isWrong;
}
