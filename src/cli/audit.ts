/** `npm run audit`: verifies, exports and quotes the audit log. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';

import { firstPreviousHash, type Head } from '../audit/chain.ts';
import { csvHeader, csvLine, jsonLine } from '../audit/export.ts';
import { sayFault } from '../audit/faults.ts';
import { verifyLog } from '../audit/verify.ts';
import { auditHead, readAudit } from '../store/audit-log.ts';
import type { Database } from '../store/database.ts';
import { closeEngine, connect } from '../store/open.ts';
import { commandLog, runAsProcess, type CommandIo } from './process.ts';

const usage = `npm run audit -- verify [--head <number>:<hash>]
    walks the whole log; with --head, also checks that it still holds the row noted earlier: its number and
    its hash, or the first 12 digits of it that the audit channel shows
npm run audit -- export --format jsonl|csv [--from <date>] [--to <date>]
    writes the rows from one date (counted) to the other (not counted)
npm run audit -- head
    prints the newest row as <number>:<hash>
`;

type Command = (db: Database, io: CommandIo) => Promise<number>;

/**
 * Runs one command and returns the exit code: 0; 1 when the log is not sound or cannot be read; 2 for
 * arguments that are not understood.
 */
export async function runAuditCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const command = readCommand(args);
  if (!command) {
    io.err.write(usage);
    return 2;
  }
  try {
    return await withDatabase(io, (db) => command(db, io));
  } catch (error) {
    io.err.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

function readCommand(args: readonly string[]): Command | null {
  try {
    const text = { type: 'string' } as const;
    const options = { head: text, format: text, from: text, to: text };
    const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [name, ...rest] = positionals;
    if (rest.length > 0) return null;
    if (name === 'head') return printHead;
    if (name === 'verify') return verifyCommand(values.head);
    if (name === 'export') return exportCommand(values);
    return null;
  } catch {
    return null;
  }
}

const printHead: Command = async (db, { out }) => {
  const head = await auditHead(db);
  out.write(`${head?.number ?? 0}:${head?.hash ?? firstPreviousHash}\n`);
  return 0;
};

function verifyCommand(quoted: string | undefined): Command | null {
  const expected = quoted === undefined ? null : readHead(quoted);
  if (quoted !== undefined && !expected) return null;
  return async (db, { out, err }) => {
    const verdict = await verifyLog(readAudit(db), { keys: null, noted: expected ? [expected] : [] });
    if (!verdict.ok) {
      err.write(`${sayFault(verdict.fault)}\n`);
      return 1;
    }
    const { head } = verdict;
    out.write(
      head
        ? `The log is sound: ${head.number} rows, head ${head.number}:${head.hash}\n`
        : 'The log is empty.\n',
    );
    return 0;
  };
}

function readHead(quoted: string): Head | null {
  const [, number, hash] = /^(\d+):([0-9a-f]{12,64})$/.exec(quoted) ?? [];
  return number && hash ? { number: Number(number), hash } : null;
}

type Range = { readonly from?: Date; readonly to?: Date };

function exportCommand(values: { format?: string; from?: string; to?: string }): Command | null {
  const { format, from, to } = values;
  if ((format !== 'jsonl' && format !== 'csv') || !isDate(from) || !isDate(to)) return null;
  const range = { ...(from && { from: new Date(from) }), ...(to && { to: new Date(to) }) };
  return async (db, { out }) => {
    await pipeline(Readable.from(exportLines(db, format, range)), out, { end: false });
    return 0;
  };
}

async function* exportLines(db: Database, format: 'jsonl' | 'csv', range: Range): AsyncGenerator<string> {
  if (format === 'csv') yield csvHeader;
  for await (const row of readAudit(db, range)) yield format === 'csv' ? csvLine(row) : jsonLine(row);
}

function isDate(text: string | undefined): boolean {
  return text === undefined || (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)));
}

async function withDatabase<T>({ target, err }: CommandIo, work: (db: Database) => Promise<T>): Promise<T> {
  if ('dataDir' in target && !existsSync(path.join(target.dataDir, 'pgdata'))) {
    throw new Error(`There is no store in ${target.dataDir}. Set DATA_DIR or DATABASE_URL`);
  }
  const engine = await connect({ target, log: commandLog(err) });
  try {
    return await work(engine.db);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === '42P01';
    throw isMissing ? new Error('There is no store in this database yet', { cause: error }) : error;
  } finally {
    await closeEngine(engine, 0);
  }
}

if (import.meta.main) await runAsProcess(runAuditCommand);
