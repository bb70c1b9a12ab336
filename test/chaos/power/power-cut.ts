import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';

import { z } from 'zod';

import type { Random } from '../support/settings.ts';

const ino = z.number();
/** The length of the file before. */
const size = z.number();

/** Bytes are in base64; a file is known by its inode, whatever it is called later. */
const diskEvent = z.discriminatedUnion('do', [
  z.object({ do: z.literal('write'), ino, size, at: z.number(), old: z.base64(), new: z.base64() }),
  z.object({ do: z.literal('truncate'), ino, size, to: z.number(), old: z.base64() }),
  z.object({ do: z.literal('fsync'), ino }),
  z.object({ do: z.literal('gone'), ino }),
]);

export type DiskEvent = z.infer<typeof diskEvent>;
type Change = Extract<DiskEvent, { size: number }>;

/**
 * Leaves the files under `dataDir` as a loss of power may: of the writes that were not written through, some
 * are there and some are not. Entries of directories are taken to be safe. Returns how many were dropped.
 */
export function cutPower(dataDir: string, journalFile: string, random: Random): number {
  const unsafe = unsafeChanges(journalFile);
  const kept = random.pick([0, 0.2, 0.5, 0.8]);
  let dropped = 0;
  for (const file of filesUnder(dataDir)) {
    const changes = unsafe.get(statSync(file).ino) ?? [];
    const fd = openSync(file, 'r+');
    for (const change of changes.toReversed()) undo(fd, change);
    for (const change of changes) {
      if (random.chance(kept)) redo(fd, change);
      else dropped += 1;
    }
    closeSync(fd);
  }
  return dropped;
}

function unsafeChanges(journalFile: string): ReadonlyMap<number, readonly Change[]> {
  const unsafe = new Map<number, Change[]>();
  // What follows the last line end was being noted when the process died: its write was never made.
  const lines = readFileSync(journalFile, 'utf8').split('\n').slice(0, -1);
  for (const line of lines) {
    const event = diskEvent.parse(JSON.parse(line));
    if (event.do === 'fsync' || event.do === 'gone') unsafe.delete(event.ino);
    else unsafe.set(event.ino, [...(unsafe.get(event.ino) ?? []), event]);
  }
  return unsafe;
}

function undo(fd: number, change: Change): void {
  const at = change.do === 'write' ? change.at : change.to;
  writeSync(fd, Buffer.from(change.old, 'base64'), 0, null, at);
  ftruncateSync(fd, change.size);
}

function redo(fd: number, change: Change): void {
  if (change.do === 'write') writeSync(fd, Buffer.from(change.new, 'base64'), 0, null, change.at);
  else ftruncateSync(fd, change.to);
}

function filesUnder(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
