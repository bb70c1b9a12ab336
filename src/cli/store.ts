/** `npm run store`: moves an embedded store to a PostgreSQL server. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { keyFileName } from '../audit/key-file.ts';
import { moveStore } from '../store/move.ts';
import { commandLog, runAsProcess, type CommandIo } from './process.ts';

const usage = `npm run store -- move --to postgres://…
    copies the embedded store in DATA_DIR into an empty PostgreSQL database; stop the bot first
`;

/** Runs the command and returns the exit code: 0; 1 when it failed; 2 when it was not understood. */
export async function runStoreCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const { target, out, err } = io;
  const databaseUrl = readDestination(args);
  if (!databaseUrl) {
    err.write(usage);
    return 2;
  }
  try {
    const moved = await moveStore({ dataDir: sourceOf(target), databaseUrl, log: commandLog(err) });
    const head = moved.head ? `, head ${moved.head.number}:${moved.head.hash}` : '';
    out.write(
      `Moved ${moved.requests} requests, ${moved.auditRows} audit rows and ${moved.jobs} open jobs. ` +
        `The audit chain is sound on the far side${head}.\n` +
        'Start the bot with DATABASE_URL from now on, and never again with this DATA_DIR.\n' +
        `Take the key of the audit log along: copy ${keyFileName} out of DATA_DIR and set AUDIT_KEY_FILE to it.\n`,
    );
    return 0;
  } catch (error) {
    err.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

function readDestination(args: readonly string[]): string | null {
  try {
    const options = { to: { type: 'string' } } as const;
    const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
    const understood = positionals.length === 1 && positionals[0] === 'move';
    return understood && values.to && /^postgres(ql)?:\/\//.test(values.to) ? values.to : null;
  } catch {
    return null;
  }
}

function sourceOf(target: CommandIo['target']): string {
  if ('databaseUrl' in target) {
    throw new Error('DATABASE_URL is set, so the bot does not use DATA_DIR. Unset it to move DATA_DIR');
  }
  if (!existsSync(path.join(target.dataDir, 'pgdata')))
    throw new Error(`There is no store in ${target.dataDir}`);
  return target.dataDir;
}

if (import.meta.main) await runAsProcess(runStoreCommand);
