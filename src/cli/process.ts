import type { Writable } from 'node:stream';

import { ConfigError, readAuditKeyFile, readStoreTarget } from '../config.ts';
import type { StoreLog } from '../store/database.ts';
import type { StoreTarget } from '../store/open.ts';

export type CommandIo = {
  readonly target: StoreTarget;
  /** What AUDIT_KEY_FILE says. */
  readonly auditKeyFile?: string | null;
  readonly out: Writable;
  readonly err: Writable;
};

/** Runs a command with this process's arguments and configuration; its exit code becomes the process's. */
export async function runAsProcess(
  run: (args: readonly string[], io: CommandIo) => Promise<number>,
): Promise<void> {
  try {
    const [target, auditKeyFile] = [readStoreTarget(), readAuditKeyFile()];
    const io = { target, auditKeyFile, out: process.stdout, err: process.stderr };
    process.exitCode = await run(process.argv.slice(2), io);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/** What goes wrong is told on the error stream, one line each. */
export function commandLog(err: Writable): StoreLog {
  const tell = (_fields: object, message: string): void => void err.write(`${message}\n`);
  return { info: () => {}, warn: tell, error: tell };
}
