import fs, { type PathLike, type StatsFs } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** The disk that the embedded engine's files lie on. */
export type Disk = {
  /** From now on nothing can be made longer: ENOSPC, as for real. What is there already can be written over. */
  fill(): void;
  free(): void;
  /** How many writes were refused. */
  refused(): number;
  unmount(): void;
};

/** Puts itself before Node's file system, so that a full disk takes no other one. To be called before the store opens. */
export function mountDisk(): Disk {
  const { openSync, closeSync, writeSync } = fs;
  const { statfs } = fs.promises;
  const handles = new Set<number>();
  let isFull = false;
  let refused = 0;
  Object.assign(fs, {
    openSync(path: PathLike, ...rest: readonly [number | string, number?]): number {
      const handle = openSync(path, ...rest);
      if (String(path).includes('/pgdata/')) handles.add(handle);
      return handle;
    },
    closeSync(handle: number): void {
      handles.delete(handle);
      closeSync(handle);
    },
    writeSync(handle: number, ...rest: readonly [Uint8Array, number, number, number]): number {
      const [, , length, position] = rest;
      if (isFull && handles.has(handle) && position + length > fs.fstatSync(handle).size) {
        refused += 1;
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      }
      return writeSync(handle, ...rest);
    },
  });
  Object.assign(fs.promises, {
    statfs: async (path: PathLike): Promise<StatsFs> => {
      const told = await statfs(path);
      return isFull ? Object.assign(told, { bavail: 0 }) : told;
    },
  });
  syncBuiltinESMExports();
  return {
    fill() {
      isFull = true;
    },
    free() {
      isFull = false;
    },
    refused: () => refused,
    unmount() {
      Object.assign(fs, { openSync, closeSync, writeSync });
      Object.assign(fs.promises, { statfs });
      syncBuiltinESMExports();
    },
  };
}
