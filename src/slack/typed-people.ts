import type { Question } from '../usecases/find-users.ts';
import { cut } from './text.ts';
import { markForm, textOf, type Mark, type TypedText } from './typed-text.ts';

/** One person, as somebody typed them. */
export type Person = {
  readonly question: Question;
  /** As it was typed, in one line and without markup, for the audit log and for people. */
  readonly asked: string;
  /** One word that may also be a Workfront user name, such as `jane.doe`; null: it cannot. */
  readonly username: string | null;
};

export type People =
  /** `asOneName`: what may be one name with a comma: `Reid, Tyler` → `Tyler Reid`. */
  | { readonly kind: 'people'; readonly people: readonly Person[]; readonly asOneName: string | null }
  /** Words follow an e-mail, an id or a mention: most likely the reason. `words` may hold marks. */
  | { readonly kind: 'with_words'; readonly people: readonly Person[]; readonly words: string }
  /** A channel or a group stands where a person is expected. */
  | { readonly kind: 'not_a_person'; readonly typed: string }
  | { readonly kind: 'mixed'; readonly typed: string };

/** Longer than any name or address. */
const longest = 250;

/**
 * Reads who is meant: people separated by commas, semicolons or line breaks, and also by blanks alone where each is
 * an e-mail, an id or a mention. A name in quotes is one name, commas and all.
 */
export function readPeople(part: string, typed: TypedText): People {
  const people: Person[] = [];
  const groups = groupsOf(part.replaceAll(lastNameFirst, '$<last> $<first>'));
  for (const group of groups) {
    const other = group.map(({ text }) => markAt(text, typed)).find((mark) => mark?.kind === 'other');
    if (other) return { kind: 'not_a_person', typed: other.label };
    const read = readGroup(group, typed);
    if (read.rest === null) {
      people.push(...read.people);
      continue;
    }
    const words = part.slice(read.rest).trim();
    if (read.people.length > 0 && !hasSurePerson(words, typed)) {
      return { kind: 'with_words', people: [...people, ...read.people], words };
    }
    return { kind: 'mixed', typed: shown(part, typed) };
  }
  if (people.some(({ asked }) => asked.length > longest)) return { kind: 'mixed', typed: shown(part, typed) };
  return { kind: 'people', people, asOneName: nameWithComma(people) };
}

/** A readable, short form of what was typed. */
export function shown(part: string, typed: TypedText): string {
  return cut(textOf(part, typed).replaceAll(/\s+/gu, ' '), 200);
}

type Piece = { readonly text: string; readonly at: number; readonly quoted: boolean };

const separator = /[,;\n\u3001\uFF0C\uFF1B\u061B\u060C]/u;
const pieces = new RegExp(
  [
    String.raw`(?<mark>\uE000\d+\uE001)`,
    String.raw`(?<![^\s,;\n<])["“”„«](?<quoted>[^"“”„«»\uE000]{1,250})["“”»](?![^\s,;\n>])`,
    String.raw`(?<separator>${separator.source})`,
    String.raw`(?<word>(?:(?!${separator.source})[^\s\uE000])+)`,
  ].join('|'),
  'gu',
);

/** `Reid, Tyler <tyler@acme.com>`, as Outlook writes the people of a mail: the comma is one inside a name. */
const lastNameFirst =
  /(?<=^|[;\n])(?<last>[^<>@,;\n"\uE000]+),(?<first>[^<>@,;\n"\uE000]+<[^\s@<>]+@[^\s@<>]+>\s*)(?=$|[;\n])/gu;

/** The pieces between separators; empty groups are left out. */
function groupsOf(part: string): readonly (readonly Piece[])[] {
  const groups: Piece[][] = [[]];
  for (const found of part.matchAll(pieces)) {
    if (found.groups?.separator !== undefined) groups.push([]);
    else {
      const quoted = found.groups?.quoted;
      groups.at(-1)?.push({ text: quoted ?? found[0], at: found.index, quoted: quoted !== undefined });
    }
  }
  return groups.filter(({ length }) => length > 0);
}

/** `rest`: where in the text the words begin that belong to no person; null: there are none. */
type Group = { readonly people: readonly Person[]; readonly rest: number | null };

function readGroup(all: readonly Piece[], typed: TypedText): Group {
  const group = withoutLonePunctuation(all, typed);
  const sure = group.map((piece) => surePerson(piece, typed));
  const certain = sure.findIndex((person) => person === null);
  if (certain === -1) return { people: sure.flatMap((person) => person ?? []), rest: null };
  if (certain > 0) {
    const people = sure.slice(0, certain).flatMap((person) => person ?? []);
    return { people, rest: group[certain]?.at ?? 0 };
  }
  const addressed = nameAndAddress(group);
  if (addressed) return { people: [addressed], rest: null };
  if (sure.some((person) => person !== null)) return { people: [], rest: group[0]?.at ?? 0 };
  const [first, second] = group;
  if (first?.quoted && second && !second.quoted && first.text.includes(' ')) {
    return { people: [named([first])], rest: second.at };
  }
  const names = group.every(({ quoted }) => quoted) ? group.map((piece) => [piece]) : [group];
  return { people: names.map(named), rest: null };
}

/**
 * Without what is left of brackets and dashes beside somebody beyond doubt, `jane@acme.com (at: …)`, and without an
 * "and" between two such.
 */
function withoutLonePunctuation(group: readonly Piece[], typed: TypedText): readonly Piece[] {
  const words = group.filter(
    ({ text }, index) =>
      !/^[\p{P}<>]+$/u.test(text) && !(/^and$/iu.test(text) && index > 0 && index < group.length - 1),
  );
  const isSure = words.length > 0 && words.every((piece) => surePerson(piece, typed) !== null);
  return isSure ? words : group;
}

/** The person whom one word names beyond doubt: by mention, id or e-mail. */
function surePerson({ text, quoted }: Piece, typed: TypedText): Person | null {
  if (text.length > longest) return null;
  const mark = quoted ? null : markAt(text, typed);
  if (mark?.kind === 'user') {
    const asked = mark.label === null ? `@${mark.id}` : `@${mark.label} (${mark.id})`;
    return { question: { by: 'slack_user', slackUserId: mark.id }, asked, username: null };
  }
  const word = text.replaceAll(/[\u200C\u200D]|^[(<[*'‘`]+|[)>\]:.!?*'’`]+$/gu, '').replace(scheme, '');
  const id = idIn(word);
  if (id !== null) return { question: { by: 'id', id }, asked: text, username: null };
  if (/^[^\s@<>]+@[^\s@<>]+$/u.test(word)) {
    return { question: { by: 'email', email: word }, asked: text, username: null };
  }
  return null;
}

/** What directories write before an address. */
export const scheme = /^(?:mailto|smtp):/iu;

/** The id that a text is, or that the link to a person's page in Workfront holds; null: neither. */
export function idIn(text: string): string | null {
  const found = guid.exec(text) ?? linkToPerson.exec(text);
  return found?.[1]?.toLowerCase() ?? null;
}

const guid = /^([0-9a-f]{32})$/iu;
/** In the old form and in the new one. */
const linkToPerson = /^https?:\S{1,200}\/user\/(?:view\?ID=)?([0-9a-f]{32})(?![0-9a-f])/iu;

/** `Tyler Reid <tyler@acme.com>`, as mail programs copy it. */
function nameAndAddress(group: readonly Piece[]): Person | null {
  const whole = group.map(({ text }) => text).join(' ');
  const email = /^[^<>@]+<([^\s@<>]+@[^\s@<>]+)>$/u.exec(whole)?.[1];
  return email === undefined ? null : { question: { by: 'email', email }, asked: whole, username: null };
}

function named(group: readonly Piece[]): Person {
  const asked = group.map(({ text }) => text.trim().replaceAll(/\s+/gu, ' ')).join(' ');
  const [only, another] = group;
  const word = only && !another && !only.quoted ? plain(asked) : null;
  return {
    question: { by: 'name', name: word === null ? inOrder(plain(asked)) : word.replaceAll(dots, ' ') },
    asked,
    username: word !== null && /^[\p{L}\p{N}]/u.test(word) ? word : null,
  };
}

/** `Reid, Tyler`, which was in quotes, as `Tyler Reid`. */
function inOrder(name: string): string {
  const [last = '', first, another] = name.split(/\s*[,;]\s*/u);
  return first === undefined || another !== undefined
    ? name.replaceAll(/\s*[,;]\s*/gu, ' ')
    : `${first} ${last}`.trim();
}

/** Between the parts of `first.last`. */
const dots = /(?<=\p{L})[._](?=\p{L})/gu;

/** A name without the @ that Slack left before it, without quotes, and without joiners. */
function plain(name: string): string {
  return name
    .replace(/^['‘](?<name>[^'‘’]+)['’]$/u, '$<name>')
    .replaceAll(/[\u200C\u200D]|^@(?=[\p{L}\p{N}])/gu, '');
}

function markAt(text: string, { marks }: TypedText): Mark | null {
  const index = markForm.exec(text)?.[1];
  return index === undefined ? null : (marks[Number(index)] ?? null);
}

function hasSurePerson(words: string, typed: TypedText): boolean {
  return groupsOf(words).some((group) => group.some((piece) => surePerson(piece, typed) !== null));
}

function nameWithComma(people: readonly Person[]): string | null {
  const [last, first, another] = people.map(({ question }) => question);
  if (last?.by !== 'name' || first?.by !== 'name' || another) return null;
  return `${first.name} ${last.name}`;
}
