import type { BadLine } from '../requests/draft.ts';
import { columnOf, type Column } from './people-columns.ts';
import { decoded, QuoteNotClosed, rowsOf, type Row } from './table-rows.ts';
import { escape } from './text.ts';
import { idIn, readPeople, scheme, shown, type Person } from './typed-people.ts';
import { readTyped } from './typed-text.ts';

/** The people of a list, `most` at most, and what of it names nobody. */
export type PeopleList = {
  readonly people: readonly Person[];
  readonly bad: readonly BadLine[];
  /** How many people more there are. */
  readonly beyond: number;
};

/** More lines than a file of the largest size has in earnest. */
const mostBad = 20_000;
const longestCell = 250;

/**
 * Reads a CSV file as a stream of rows: with columns named in any of the bot's languages, or without names and then
 * with the first address, id or name of each row.
 */
export function readTable(bytes: Uint8Array, most: number): Promise<PeopleList> {
  return readRows(decoded(bytes, hasColumns), most);
}

/** What stands before the lines of a list: signs, boxes, numbers. */
const numbering = /^(?:\s*(?:[\p{P}\p{S}]+|\[[ x]?\]|\(?\d{1,4}[.):]?|\p{L}\))(?=\s))+\s+/iu;
/** `Jane Doe (jane@acme.com)` */
const addressBeside = /^([^<>()[\]@]+)[([]([^\s<>()[\]@]+@[^\s<>()[\]@]+)[)\]]\s*$/u;
/** `Doe, Jane` or `van den Berg, Anna`; with two words on either side it may be two people. */
const lastNameFirst = /^(?:[^,;\s]+,[^,;]+|[^,;]+,\s*[^,;\s]+)$/u;
const escapedMention = /&lt;(@[UW][A-Z0-9]+(?:\|[^&<>]*)?)&gt;/gu;

/** Reads what somebody pasted: people as in a command, line by line, or cells of a table. */
export async function readPasted(text: string, most: number): Promise<PeopleList> {
  if (text.includes('\t') || hasColumns(text)) return readRows(text, most);
  const list = listOf(most);
  for (const [index, part] of text.split(/\r\n?|\n/u).entries()) {
    const line = part.replace(numbering, '').replace(addressBeside, '$1<$2>');
    const typed = readTyped(escape(line).replaceAll(escapedMention, '<$1>'));
    const read = readPeople(typed.plain, typed);
    if (read.kind === 'people' && read.asOneName !== null && lastNameFirst.test(line.trim())) {
      const question = { by: 'name', name: read.asOneName } as const;
      list.add({ question, asked: shown(typed.plain, typed), username: null });
    } else if (read.kind === 'people') for (const person of read.people) list.add(person);
    else list.addBad(index + 1, shown(typed.plain, typed));
  }
  return list.done();
}

function listOf(most: number) {
  const people: Person[] = [];
  const again: Person[] = [];
  const bad: BadLine[] = [];
  const seen = new Set<string>();
  let beyond = 0;
  return {
    add(person: Person): void {
      // Who stands there twice takes nobody's place; the same person by two names is found out later.
      const key = person.asked.toLowerCase();
      if (seen.has(key)) again.push(person);
      else if (people.length < most) people.push(person);
      else beyond += 1;
      seen.add(key);
    },
    addBad(line: number, text: string): void {
      if (bad.length < mostBad) bad.push({ line, text: text.slice(0, longestCell) });
    },
    done: (): PeopleList => ({ people: [...people, ...again].slice(0, most), bad, beyond }),
  };
}

function hasColumns(text: string): boolean {
  const [first = ''] = firstLines(text);
  return headerOf(first.split(delimiterOf(text)), 1) !== null;
}

/** So many lines above the names of columns may be a title. */
const mostTitles = 5;

async function readRows(given: string, most: number): Promise<PeopleList> {
  // The first line may be Excel's own, which names the sign between cells.
  const text = given.replaceAll(/\r\n?/gu, '\n').replace(/^\uFEFF?sep=.\n/iu, '\n');
  try {
    return await readWith(text, most, '"');
  } catch (error) {
    if (!(error instanceof QuoteNotClosed)) throw error;
    return readWith(text, most, null);
  }
}

async function readWith(text: string, most: number, quote: '"' | null): Promise<PeopleList> {
  const list = listOf(most);
  const titles: Row[] = [];
  let columns: Columns | Unnamed | null = null;
  const tellBad = ({ cells, line }: Row) => list.addBad(line, filled(cells).join(' '));
  const take = (row: Row, named: Columns | Unnamed): void => {
    const people =
      typeof named === 'string' ? unnamedIn(row.cells, named) : orNobody(personOf(row.cells, named));
    for (const person of people) list.add(person);
    if (people.length === 0 || row.cells.some(holdsLines)) tellBad(row);
  };
  for await (const row of rowsOf(text, delimiterOf(text), quote)) {
    if (columns !== null) {
      take(row, columns);
      continue;
    }
    columns = headerOf(row.cells, titles.length > 0 ? 2 : 1);
    if (columns !== null) for (const title of titles.splice(0)) tellBad(title);
    else if (titles.length < mostTitles && isTitle(row.cells)) titles.push(row);
    else {
      columns = row.cells.some((cell) => surePerson(cell) !== null) ? 'people' : 'unknown';
      for (const one of [...titles.splice(0), row]) take(one, columns);
    }
  }
  for (const title of titles) take(title, 'people');
  return list.done();
}

function filled(cells: readonly string[]): readonly string[] {
  return cells.filter((cell) => cell !== '');
}

/** A quote in a wrong place makes one cell of several lines of a file. */
function holdsLines(cell: string): boolean {
  return cell.split('\n').filter((line) => line.includes('@')).length > 1;
}

/** Whether a row may be a title: one cell, and nobody beyond doubt. */
function isTitle(cells: readonly string[]): boolean {
  const [only = '', another] = filled(cells);
  return another === undefined && surePerson(only) === null;
}

const signs = ['\t', ';', ','];

/** The sign between the names of columns; without those, the one that the first line with any has most of. */
function delimiterOf(text: string): string {
  const lines = firstLines(text).map((line) => line.replaceAll(/"([^"]*)"/gu, quotedName));
  const [first = '', ...others] = lines;
  // A column of names alone: the comma of `Doe, Jane` separates nothing.
  if (columnOf(first) === 'name' && others.every((line) => lastNameFirst.test(line.trim()))) return '\t';
  const named = lines.flatMap((line) => signs.find((sign) => headerOf(line.split(sign), 2) !== null) ?? []);
  const counted = lines.map((line) => {
    const counts = signs.map((sign) => ({ sign, count: line.split(sign).length - 1 }));
    return counts.toSorted((one, other) => other.count - one.count)[0];
  });
  return named[0] ?? counted.find((one) => one !== undefined && one.count > 0)?.sign ?? ',';
}

/** What stands in quotes, without the signs in it that separate nothing. */
function quotedName(_whole: string, inside: string): string {
  return inside.replaceAll(/[\t;,]/gu, ' ');
}

function firstLines(text: string): readonly string[] {
  const lines = text.slice(0, 20_000).split(/\r\n?|\n/u);
  return lines.filter((line) => line.trim() !== '').slice(0, mostTitles + 1);
}

type Columns = readonly (Column | null)[];

/** What each column holds; null: this is no row of names of columns, or of fewer than `fewest`. */
function headerOf(cells: readonly string[], fewest: number): Columns | null {
  const columns = cells.map(columnOf);
  const isHeader = columns.some((column) => column !== null) && !cells.some((cell) => cell.includes('@'));
  return isHeader && filled(cells).length >= fewest ? columns : null;
}

/** By the surest thing that the row holds: an id, an address, a user name, a name. */
function personOf(cells: readonly string[], columns: Columns): Person | null {
  const of = (column: Column) => cells.filter((cell, at) => columns[at] === column && cell !== '');
  const id = of('id').find((cell) => idIn(cell) !== null);
  if (id !== undefined) return surePerson(id);
  for (const cell of [...of('email'), ...of('username')]) {
    const person = surePerson(cell);
    if (person) return person;
  }
  const username = of('username').find((cell) => /^\S{2,}$/u.test(cell));
  if (username !== undefined) return byEmail(username);
  const [name = [...of('first'), ...of('last')].join(' ')] = of('name');
  const [, last, first] = /^([^,]+),\s*([^,]+)$/u.exec(name) ?? [];
  return surePerson(name) ?? byName(last === undefined ? name : `${first} ${last}`);
}

/** Rows without names of columns: `unknown` where the first row may be such names, in words that nobody knows. */
type Unnamed = 'people' | 'unknown';

/** Everybody of a row of people; else whom the row is about, if that is beyond doubt. */
function unnamedIn(given: readonly string[], rows: Unnamed): readonly Person[] {
  const cells = filled(given.map((cell) => `${cell} `.replace(numbering, '').trim()));
  const sure = cells.flatMap((cell) => surePerson(cell) ?? []);
  if (rows === 'people' && sure.length === cells.length) return sure;
  // An address between other words may be another person's.
  if (cells.some((cell) => surePerson(cell) === null && /\S@\S/u.test(cell))) return [];
  for (const by of ['id', 'email', 'slack_user'] as const) {
    const [one, ...others] = sure.filter(({ question }) => question.by === by);
    if (one) return others.every(({ asked }) => isSame(asked, one.asked)) ? [one] : [];
  }
  const [only = '', another] = cells;
  return another === undefined ? orNobody(byName(only)) : [];
}

function orNobody(person: Person | null): readonly Person[] {
  return person === null ? [] : [person];
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

const address = /^([^\s@<>]{1,250}@[^\s@<>]{1,250}?)[.,;]?$/iu;
const nameAndAddress = /^[^<>@]*<([^\s@<>]{1,250}@[^\s@<>]{1,250})>$/u;
const mention = /^<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>$/u;

/** Whom a cell names beyond doubt: by id, e-mail or mention. */
function surePerson(cell: string): Person | null {
  const id = idIn(cell);
  if (id !== null) return { question: { by: 'id', id }, asked: cell, username: null };
  const email = (address.exec(cell.replace(scheme, '')) ?? nameAndAddress.exec(cell))?.[1];
  if (email !== undefined) return byEmail(email);
  const slackUserId = mention.exec(cell)?.[1];
  const question = { by: 'slack_user', slackUserId: slackUserId ?? '' } as const;
  return slackUserId === undefined ? null : { question, asked: `@${slackUserId}`, username: null };
}

function byEmail(email: string): Person {
  return { question: { by: 'email', email }, asked: email, username: null };
}

/** Null: it is no name, which has letters, and nothing that only a file that is no list has. */
function byName(typed: string): Person | null {
  if (!/\p{L}/u.test(typed) || /[\p{Cc}\uFFFD]/u.test(typed.replaceAll(/\s/gu, ''))) return null;
  const name = typed.replaceAll(/\s+/gu, ' ').replace(/^@/u, '').slice(0, longestCell);
  return { question: { by: 'name', name }, asked: name, username: null };
}
