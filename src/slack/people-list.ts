import { Readable } from 'node:stream';

import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';

import type { BadLine } from '../requests/draft.ts';
import { columnOf, type Column } from './people-columns.ts';
import { escape } from './text.ts';
import { readPeople, shown, type Person } from './typed-people.ts';
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
  return readRows(decoded(bytes), most);
}

/** Reads what somebody pasted: people as in a command, line by line, or cells of a table. */
export async function readPasted(text: string, most: number): Promise<PeopleList> {
  if (text.includes('\t') || headerOf(firstCells(text)) !== null) return readRows(text, most);
  const list = listOf(most);
  for (const [index, part] of text.split(/\r\n?|\n/u).entries()) {
    const typed = readTyped(escape(part));
    const read = readPeople(typed.plain, typed);
    if (read.kind === 'people' && read.asOneName !== null) {
      const question = { by: 'name', name: read.asOneName } as const;
      list.add({ question, asked: shown(typed.plain, typed), username: null });
    } else if (read.kind === 'people') for (const person of read.people) list.add(person);
    else list.addBad(index + 1, shown(typed.plain, typed));
  }
  return list.done();
}

function listOf(most: number) {
  const people: Person[] = [];
  const bad: BadLine[] = [];
  const seen = new Set<string>();
  let beyond = 0;
  return {
    add(person: Person): void {
      // The same line twice is one person; the same person by two names is found out later.
      const key = person.asked.toLowerCase();
      if (people.length >= most && !seen.has(key)) beyond += 1;
      else if (people.length < most) people.push(person);
      seen.add(key);
    },
    addBad(line: number, text: string): void {
      if (bad.length < mostBad) bad.push({ line, text: text.slice(0, longestCell) });
    },
    done: (): PeopleList => ({ people, bad: bad.toSorted((one, other) => one.line - other.line), beyond }),
  };
}

/**
 * UTF-8 or UTF-16 by their marks; without one UTF-8 where that fits, UTF-16 where every other byte is zero, and
 * else Windows-1252, as Excel in Western Europe writes it.
 */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const start = bytes.subarray(0, 200);
  const zeros = [0, 1].map((parity) => start.filter((byte, at) => at % 2 === parity && byte === 0).length);
  const [even = 0, odd = 0] = zeros;
  if (odd > start.length / 4 && even === 0) return new TextDecoder('utf-16le').decode(bytes);
  if (even > start.length / 4 && odd === 0) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** `lines`: the line of the file on which the row ends. */
const rowShape = z.object({ record: z.array(z.string()), info: z.object({ lines: z.int() }) });
type Row = z.infer<typeof rowShape>;

async function readRows(text: string, most: number): Promise<PeopleList> {
  const list = listOf(most);
  let columns: readonly (Column | null)[] | null = null;
  let isFirst = true;
  for await (const { record, info } of rowsOf(text, (line) => list.addBad(line, '"'))) {
    const cells = record.map((cell) => cell.normalize('NFC').trim());
    if (cells.every((cell) => cell === '')) continue;
    if (isFirst) {
      isFirst = false;
      columns = headerOf(cells);
      if (columns !== null) continue;
    }
    const person = columns === null ? anybodyIn(cells) : personOf(cells, columns);
    if (person) list.add(person);
    else list.addBad(info.lines, cells.filter((cell) => cell !== '').join(' '));
  }
  return list.done();
}

/** Rows one after the other; one that is no CSV is told and skipped. */
async function* rowsOf(text: string, onBad: (line: number) => void): AsyncGenerator<Row> {
  const parser = Readable.from(pieces(text)).pipe(
    parse({
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: 20_000,
      on_skip: (error) => {
        onBad(lineOf(error));
        return undefined;
      },
    }),
  );
  try {
    for await (const row of parser) yield rowShape.parse(row);
  } catch (error) {
    // A quote that is never closed takes the rest of the file with it.
    if (!(error instanceof CsvError)) throw error;
    onBad(lineOf(error));
  }
}

const hasLines = z.object({ lines: z.int() });

/** The line at which the parser found something wrong. */
function lineOf(error: CsvError | undefined): number {
  return hasLines.safeParse(error).data?.lines ?? 0;
}

function* pieces(text: string): Generator<string> {
  const size = 16_384;
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

/** The sign that the first line with anything in it has most of, outside of quotes. */
function delimiterOf(text: string): string {
  const line = firstLine(text).replaceAll(/"[^"]*"/gu, '');
  const counts = ['\t', ';', ','].map((sign) => ({ sign, count: line.split(sign).length - 1 }));
  return counts.toSorted((one, other) => other.count - one.count)[0]?.sign ?? ',';
}

function firstLine(text: string): string {
  return /[^\r\n]*\S[^\r\n]*/u.exec(text.slice(0, 20_000))?.[0] ?? '';
}

function firstCells(text: string): readonly string[] {
  return firstLine(text).split(delimiterOf(text));
}

/** What each column holds; null: this is no row of names of columns. */
function headerOf(cells: readonly string[]): readonly (Column | null)[] | null {
  const columns = cells.map(columnOf);
  const isHeader = columns.some((column) => column !== null) && !cells.some((cell) => cell.includes('@'));
  return isHeader ? columns : null;
}

/** By the surest thing that the row holds: an id, an address, a user name, a name. */
function personOf(cells: readonly string[], columns: readonly (Column | null)[]): Person | null {
  const of = (column: Column) => cells[columns.indexOf(column)] ?? '';
  const [id, email, username] = [of('id'), of('email'), of('username')];
  if (guid.test(id)) return byId(id);
  if (address.test(email)) return byEmail(email);
  if (address.test(username) || /^\S{2,}$/u.test(username)) return byEmail(username);
  const name = of('name') || `${of('first')} ${of('last')}`.trim();
  if (!isName(name)) return null;
  const sorted = /^([^,]+),\s*([^,]+)$/u.exec(name);
  return byName(sorted ? `${sorted[2]} ${sorted[1]}` : name);
}

/** Of a row without names of columns. */
function anybodyIn(cells: readonly string[]): Person | null {
  const sure = cells.find((cell) => guid.test(cell) || address.test(cell));
  if (sure !== undefined) return guid.test(sure) ? byId(sure) : byEmail(sure);
  const [only, another] = cells.filter((cell) => cell !== '');
  return only !== undefined && another === undefined && isName(only) ? byName(only) : null;
}

/** Whether it may be a name: it has letters, and nothing that only a file that is no list has. */
function isName(text: string): boolean {
  return /\p{L}/u.test(text) && !/[\p{Cc}\uFFFD]/u.test(text.replaceAll(/\s/gu, ''));
}

const guid = /^[0-9a-f]{32}$/iu;
const address = /^[^\s@<>]{1,250}@[^\s@<>]{1,250}$/u;

function byId(id: string): Person {
  return { question: { by: 'id', id: id.toLowerCase() }, asked: id, username: null };
}

function byEmail(email: string): Person {
  return { question: { by: 'email', email }, asked: email, username: null };
}

function byName(typed: string): Person {
  const name = typed.replaceAll(/\s+/gu, ' ').slice(0, longestCell);
  return { question: { by: 'name', name }, asked: name, username: null };
}
