import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

import { makeKeyFile, readKeys, type KeyFile } from './seal.ts';

/** The name of the key that the embedded store makes for itself in its folder. */
export const keyFileName = 'audit-key.pem';

/** @throws when there is none, or it holds no usable key; the message names the path. */
export function readKeyFile(file: string): KeyFile {
  try {
    return readKeys(readFileSync(file, 'utf8'));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const why = isMissing ? 'there is no such file' : error instanceof Error ? error.message : String(error);
    throw new Error(`the audit key ${file} cannot be used: ${why}`, { cause: error });
  }
}

/**
 * Writes a new key, readable by this user alone and on the disk when this returns, and reads it back. Its folder is
 * made where there is none.
 * @throws when the file is there already: a key is never overwritten.
 */
export function writeKeyFile(file: string, replaced: Pick<KeyFile, 'keys' | 'unsealedUpTo'>): KeyFile {
  if (existsSync(file)) throw new Error(`${file} is there already, and a key is never overwritten`);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, makeKeyFile(replaced), { mode: 0o600, flush: true });
  renameSync(temporary, file);
  syncFolder(path.dirname(file));
  return readKeyFile(file);
}

/**
 * The keys that the bot seals with, as AUDIT_KEY_FILE names them: null stands for the one in the embedded
 * store's folder, and `none` for no seals. `newest`: the number of the store's last row.
 * @throws when they cannot be used.
 */
export function openKeys(
  auditKeyFile: string | null,
  store: { readonly dataDir: string } | { readonly databaseUrl: string },
  newest: number,
): KeyFile | null {
  if (auditKeyFile === 'none') return null;
  const isOwn = auditKeyFile === null && 'dataDir' in store;
  const keyFile = isOwn ? ownKeyFile(store.dataDir, newest) : readKeyFile(auditKeyFile ?? '');
  if (!keyFile.sealer)
    throw new Error('AUDIT_KEY_FILE holds public keys only: the bot needs the private one');
  return keyFile;
}

/** The key in the embedded store's folder; the first time it is made, and the rows up to `newest` need no seal. */
export function ownKeyFile(dataDir: string, newest: number): KeyFile {
  const file = path.join(dataDir, keyFileName);
  return existsSync(file) ? readKeyFile(file) : writeKeyFile(file, { keys: [], unsealedUpTo: newest });
}

/** A rename is on the disk once its folder is. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
