/** `npm run audit`: verifies, exports and quotes the audit log, and makes the key that seals it. */
import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { firstPreviousHash, type Head, type SealedRow } from '../audit/chain.ts';
import { csvLines, csvStart } from '../audit/csv.ts';
import { sayFault } from '../audit/faults.ts';
import { jsonLine, readJsonLine } from '../audit/json-lines.ts';
import { keyFileName, readKeyFile, writeKeyFile } from '../audit/key-file.ts';
import { publicPem, type KeyFile, type PublicKey } from '../audit/seal.ts';
import { verifyStore } from '../audit/verify-store.ts';
import { verifyLog, type Sound } from '../audit/verify.ts';
import { announcedHead, auditHead, readAudit, readAuditAsStored } from '../store/audit-log.ts';
import type { Database } from '../store/database.ts';
import { readRequests } from '../store/request-lists.ts';
import { readSealedRow } from '../store/rows.ts';
import { ArgumentsError, readArguments, type Values } from './arguments.ts';
import { runAsProcess, type CommandIo } from './process.ts';
import { NoStoreError, ofOneMoment, withDatabase } from './read-database.ts';

const usage = `npm run audit -- verify [--head <number>:<hash>] [--key <file>]
    walks the whole log, checks its seals, and holds every request against its rows; with --head, also checks
    that the log still holds the row noted earlier: its number and its hash, or the first 12 digits of it
npm run audit -- verify --file <export.jsonl> [--head <number>:<hash>] [--key <file>]
    checks an exported file alone, without the store
npm run audit -- export --format jsonl|csv [--from <date>] [--to <date>]
    writes the rows from one date (counted) to the other (not counted)
npm run audit -- head
    prints the newest row as <number>:<hash>
npm run audit -- key [--out <file>] [--replaces <file>]
    makes a key that seals rows, where there is none yet, and prints its public half
`;

/** The options of each command. */
const commands = {
  verify: ['head', 'file', 'key'],
  export: ['format', 'from', 'to'],
  head: [],
  key: ['out', 'replaces'],
} as const;

type Command = (io: CommandIo) => Promise<number>;

/**
 * Runs one command and returns the exit code: 0; 1 when the log is not sound or cannot be read; 2 for
 * arguments that are not understood.
 */
export async function runAuditCommand(args: readonly string[], io: CommandIo): Promise<number> {
  try {
    if (/^(?:--?)?h(?:elp)?$/.test(args[0] ?? '')) {
      io.out.write(usage);
      return 0;
    }
    return await commandOf(args)(io);
  } catch (error) {
    io.err.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (!(error instanceof ArgumentsError)) return 1;
    io.err.write(`\n${usage}`);
    return 2;
  }
}

function commandOf(args: readonly string[]): Command {
  const { command, values } = readArguments(args, commands);
  if (command === 'head') return printHead;
  if (command === 'export') return exportCommand(values);
  if (command === 'key') return keyCommand(values);
  const noted = values.head === undefined ? [] : [readHead(values.head)];
  return values.file ? verifyFileCommand(values.file, noted, values.key) : verifyCommand(noted, values.key);
}

const printHead: Command = (io) =>
  withDatabase(io, async (db) => {
    const head = await auditHead(db);
    io.out.write(`${head?.number ?? 0}:${head?.hash ?? firstPreviousHash}\n`);
    return 0;
  });

function verifyCommand(noted: readonly Head[], keyPath: string | undefined): Command {
  return async (io) => {
    const keyFile = keyPath ? readKeyFile(keyPath) : storeKeys(io);
    const keys = keyFile?.keys ?? null;
    const verdict = await withDatabase(io, (db) =>
      ofOneMoment(db, async (trx) => {
        const stored = { rows: readAuditAsStored(trx), read: readSealedRow, requests: readRequests(trx) };
        const last = await announcedHead(trx);
        if (!last) return { ok: false, faults: [{ kind: 'note_gone' }] } as const;
        const told = [...noted, { number: last.number, hash: last.hash ?? '' }];
        return verifyStore(stored, { keys, noted: told, unsealedUpTo: keyFile?.unsealedUpTo ?? null });
      }),
    );
    if (!verdict.ok) return tellFaults(io, verdict.faults.map(sayFault));
    tellSound(io, verdict, keys);
    if (verdict.requests > 0)
      io.out.write(`${count(verdict.requests, 'request fits its', 'requests fit their')} rows.\n`);
    return 0;
  };
}

/** What an exported file says of itself; its keys are only as good as the place that it came from. */
function verifyFileCommand(file: string, noted: readonly Head[], keyPath: string | undefined): Command {
  return async (io) => {
    const named = await keysIn(file);
    const keyFile = keyPath ? readKeyFile(keyPath) : null;
    const keys = keyFile?.keys ?? named;
    const unsealedUpTo = keyFile?.unsealedUpTo ?? null;
    const verdict = await verifyLog(rowsIn(file), { noted, keys, unsealedUpTo, start: 'any' });
    if (!verdict.ok) return tellFaults(io, [sayFault(verdict.fault)]);
    tellSound(io, verdict, keys);
    if (!keyFile && verdict.sealedFrom !== null) {
      io.out.write(
        'The key was taken from the file itself: compare it with the one that the audit channel shows every day, or give it with --key.\n',
      );
    }
    return 0;
  };
}

function tellFaults({ err }: CommandIo, sentences: readonly string[]): number {
  for (const sentence of sentences) err.write(`${sentence}\n`);
  return 1;
}

function tellSound(
  { out }: CommandIo,
  { head, rows, sealedFrom, keyIds }: Sound,
  keys: readonly PublicKey[] | null,
): void {
  if (!head) return void out.write('The log is empty.\n');
  const first = head.number - rows + 1;
  out.write(
    first > 1
      ? `Rows ${first} to ${head.number} are sound, head ${head.number}:${head.hash}\n`
      : `The log is sound: ${rows} rows, head ${head.number}:${head.hash}\n`,
  );
  if (sealedFrom === null) return void out.write('No row is sealed.\n');
  if (sealedFrom > first) out.write(`Rows ${first} to ${sealedFrom - 1} are from before seals.\n`);
  out.write(
    keys
      ? `Rows from ${sealedFrom} on are sealed with ${keyIds.length > 1 ? 'keys' : 'key'} ${keyIds.join(', ')}.\n`
      : 'The seals were not checked, since no key is known here: set AUDIT_KEY_FILE, or give --key.\n',
  );
}

function count(number: number, one: string, more: string): string {
  return `${number} ${number === 1 ? one : more}`;
}

function readHead(quoted: string): Head {
  const [, number, hash] = /^#?(\d{1,15}):([0-9a-f]{12,64})$/.exec(quoted) ?? [];
  if (number && hash) return { number: Number(number), hash };
  throw new ArgumentsError(
    `--head "${quoted}" is not <number>:<hash>, as the audit channel and npm run audit -- head show it. Example: --head 50:1f2e3d4c5b6a`,
  );
}

type Range = { readonly from?: Date; readonly to?: Date };

function exportCommand({ format, from, to }: Values): Command {
  if (format !== 'jsonl' && format !== 'csv') {
    const what = format === undefined ? 'export needs a format' : `There is no format "${format}"`;
    throw new ArgumentsError(`${what}: --format jsonl or --format csv`);
  }
  const range: Range = {
    ...(from && { from: readDate('from', from) }),
    ...(to && { to: readDate('to', to) }),
  };
  if (range.from && range.to && range.from >= range.to) {
    throw new ArgumentsError('--from has to be before --to.');
  }
  return (io) =>
    withDatabase(io, async (db) => {
      await pipeline(Readable.from(exportLines(db, io, format, range)), io.out, { end: false });
      return 0;
    });
}

async function* exportLines(
  db: Database,
  io: CommandIo,
  format: 'jsonl' | 'csv',
  range: Range,
): AsyncGenerator<string> {
  if (format === 'csv') {
    yield csvStart;
    // From the first row on: later rows of a request do not say again what it is about.
    const rows = readAudit(db, range.to && { to: range.to });
    yield* csvLines(rows, ({ at }) => !range.from || at >= range.from);
    return;
  }
  const keys = storeKeys(io)?.keys ?? [];
  for await (const row of readAudit(db, range)) yield jsonLine(row, keys);
}

function readDate(name: string, text: string): Date {
  const date = new Date(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new ArgumentsError(
    `--${name} "${text}" is not a date. Example: --${name} 2026-01-31, or 2026-01-31T18:00Z`,
  );
}

function keyCommand({ out: file, replaces }: Values): Command {
  return async (io) => {
    const place = file ?? keyPlace(io);
    if (!place) throw new ArgumentsError('AUDIT_KEY_FILE is none. Say where the key is to be: --out <file>');
    if (existsSync(place) && !replaces) {
      io.out.write(`There is a key already: ${place}. Nothing was written.\n`);
      return tellKey(io, readKeyFile(place));
    }
    const replaced = replaces ? readKeyFile(replaces) : { keys: [], unsealedUpTo: await countUnsealed(io) };
    const made = writeKeyFile(place, replaced);
    io.out.write(
      `A new key was written to ${place}. Keep a copy where the database's administrators have none.\n`,
    );
    return tellKey(io, made);
  };
}

function tellKey({ out }: CommandIo, { keys, unsealedUpTo }: KeyFile): number {
  const [key] = keys;
  if (key) out.write(`Key ${key.id}\n${publicPem(key)}`);
  if (unsealedUpTo) out.write(`Rows up to ${unsealedUpTo} need no seal.\n`);
  return 0;
}

/** The rows before the first with a seal; none also where there is no store yet. */
async function countUnsealed(io: CommandIo): Promise<number> {
  const isThere = 'databaseUrl' in io.target || existsSync(path.join(io.target.dataDir, 'pgdata'));
  if (!isThere) return 0;
  try {
    return await withDatabase(io, async (db) => {
      let last = 0;
      for await (const { number, seal } of readAuditAsStored(db)) {
        if (seal !== null) break;
        last = number;
      }
      return last;
    });
  } catch (error) {
    if (error instanceof NoStoreError) return 0;
    throw error;
  }
}

/** Where the bot that uses this store has its key; null: it has none. */
function keyPlace({ target, auditKeyFile }: CommandIo): string | null {
  if (auditKeyFile) return auditKeyFile === 'none' ? null : auditKeyFile;
  return 'dataDir' in target ? path.join(target.dataDir, keyFileName) : null;
}

function storeKeys(io: CommandIo): KeyFile | null {
  const place = keyPlace(io);
  return place && (io.auditKeyFile || existsSync(place)) ? readKeyFile(place) : null;
}

async function* linesIn(file: string): AsyncGenerator<ReturnType<typeof readJsonLine>> {
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`);
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    number += 1;
    if (line === '') continue;
    try {
      yield readJsonLine(line);
    } catch (error) {
      throw new Error(`Line ${number} of ${file} is not a line of an export in JSON Lines, or was changed.`, {
        cause: error,
      });
    }
  }
}

async function* rowsIn(file: string): AsyncGenerator<SealedRow> {
  for await (const { row } of linesIn(file)) yield row;
}

/** The keys that the lines name, the newest first. */
async function keysIn(file: string): Promise<readonly PublicKey[]> {
  const keys = new Map<string, PublicKey>();
  for await (const { key } of linesIn(file)) if (key) keys.set(key.id, key);
  return [...keys.values()].toReversed();
}

if (import.meta.main) await runAsProcess(runAuditCommand);
