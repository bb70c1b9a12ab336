import { setFlagsFromString } from 'node:v8';

import { PGlite } from '@electric-sql/pglite';

import { assertDurable, type DurableFiles } from './durable-files.ts';

/** As pg gives them: 64-bit integers, dates and intervals as text, bytes as a Buffer. */
const parsers = {
  17: (hex: string) => Buffer.from(hex.slice(2), 'hex'),
  20: String,
  1082: String,
  1186: String,
};

/** Starts the engine on these files, making them where they are missing. @throws when they do not reach the disk. */
export async function openFiles(files: DurableFiles): Promise<PGlite> {
  compileQuickly();
  const startParams = [
    // -F switches fsync off, and fdatasync, the default method, is without effect in PGlite.
    ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
    '-c',
    'wal_sync_method=fsync',
    '-c',
    'shared_buffers=16MB',
  ];
  const lite = await PGlite.create({ fs: files.fs, parsers, startParams });
  try {
    await assertDurable(lite, files);
    return lite;
  } catch (error) {
    await lite.close();
    throw error;
  }
}

/**
 * Has WebAssembly compiled by V8's quick compiler alone. The optimizing one took 500 MB of memory for a while, of
 * which 100 MB stayed, and 2 s of each start, for statements that were not measurably faster.
 */
function compileQuickly(): void {
  for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);
}
