/**
 * For `node --import`: notes every write to the files of the embedded engine, before it is made and with the
 * bytes that it replaces, and every fsync after it was made, so that power-cut.ts can take back what was not
 * on the disk yet. With CHAOS_FSYNC=off an fsync says yes and does nothing, as it does in PGlite itself.
 */
import fs, { type PathLike } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

import type { DiskEvent } from './power-cut.ts';

const { CHAOS_JOURNAL: journalFile = '', CHAOS_DATA: dataDir = '', CHAOS_FSYNC } = process.env;
const journal = fs.openSync(journalFile, 'a');
const real = { ...fs };

/** Handles of the engine's files, each with one of our own to read what a write replaces. */
const watched = new Map<number, number>();

function note(event: DiskEvent): void {
  real.writeSync(journal, `${JSON.stringify(event)}\n`);
}

function bytesAt(fd: number, position: number, length: number): string {
  const bytes = Buffer.alloc(length);
  const count = real.readSync(fd, bytes, 0, length, position);
  return bytes.toString('base64', 0, count);
}

function noteTruncation(fd: number, to: number): void {
  const { ino, size } = real.fstatSync(fd);
  note({ do: 'truncate', ino, size, to, old: bytesAt(fd, to, Math.max(0, size - to)) });
}

function inodeOf(path: PathLike): number | null {
  return real.statSync(path, { throwIfNoEntry: false })?.ino ?? null;
}

function noteGone(path: PathLike): void {
  const ino = inodeOf(path);
  if (ino !== null) note({ do: 'gone', ino });
}

Object.assign(fs, {
  openSync(path: PathLike, flags: number | string, mode?: number): number {
    const fd = real.openSync(path, flags, mode);
    if (String(path).startsWith(dataDir) && real.fstatSync(fd).isFile()) {
      watched.set(fd, real.openSync(path, 'r'));
    }
    return fd;
  },
  closeSync(fd: number): void {
    const reader = watched.get(fd);
    if (reader !== undefined) real.closeSync(reader);
    watched.delete(fd);
    real.closeSync(fd);
  },
  writeSync(
    fd: number,
    data: Uint8Array | string,
    offset?: number,
    length?: number,
    position?: number,
  ): number {
    const reader = watched.get(fd);
    if (reader === undefined || typeof data === 'string') {
      return Reflect.apply(real.writeSync, fs, [fd, data, offset, length, position]);
    }
    const [from, count] = [offset ?? 0, length ?? data.length];
    if (typeof position !== 'number') throw new Error('the recorder needs the position of a write');
    const { ino, size } = real.fstatSync(fd);
    const old = bytesAt(reader, position, count);
    const written = Buffer.from(data.buffer, data.byteOffset + from, count).toString('base64');
    note({ do: 'write', ino, size, at: position, old, new: written });
    return real.writeSync(fd, data, from, count, position);
  },
  ftruncateSync(fd: number, to = 0): void {
    const reader = watched.get(fd);
    if (reader !== undefined) noteTruncation(reader, to);
    real.ftruncateSync(fd, to);
  },
  truncateSync(path: PathLike, to = 0): void {
    const reader = real.openSync(path, 'r');
    noteTruncation(reader, to);
    real.closeSync(reader);
    real.truncateSync(path, to);
  },
  unlinkSync(path: PathLike): void {
    noteGone(path);
    real.unlinkSync(path);
  },
  renameSync(from: PathLike, to: PathLike): void {
    noteGone(to);
    real.renameSync(from, to);
  },
  fsyncSync(fd: number): void {
    if (CHAOS_FSYNC === 'off') return;
    real.fsyncSync(fd);
    if (watched.has(fd)) note({ do: 'fsync', ino: real.fstatSync(fd).ino });
  },
});
syncBuiltinESMExports();
