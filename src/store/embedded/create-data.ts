import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { keepPrivate } from './data-folder.ts';

const creator = fileURLToPath(new URL('create-files.ts', import.meta.url));
const unfinished = 'pgdata-unfinished-';

/**
 * Makes the database's files where they are missing, in a process of its own: making them takes 300 MB that a
 * process never gives back. They come to their place whole, by a rename. A process that was killed meanwhile leaves
 * a folder that is recognized by its name and removed; should its child live on for a moment, it writes there only.
 * @throws when they cannot be made, with what the child said.
 */
export async function createData(pgdata: string, script = creator): Promise<void> {
  const dataDir = path.dirname(pgdata);
  for (const name of readdirSync(dataDir)) {
    if (name.startsWith(unfinished)) rmSync(path.join(dataDir, name), { recursive: true, force: true });
  }
  // The file that is written last when a folder is made: without it the engine would make all of them anew.
  if (existsSync(path.join(pgdata, 'PG_VERSION'))) return;
  rmSync(pgdata, { recursive: true, force: true });
  const folder = path.join(dataDir, `${unfinished}${randomUUID()}`);
  await runScript(script, folder);
  keepPrivate(folder);
  await writeThrough(folder);
  renameSync(folder, pgdata);
  await writeThrough(dataDir, { deep: false });
}

async function runScript(script: string, folder: string): Promise<void> {
  const child = fork(script, [folder], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [status] = await once(child, 'close');
  process.off('exit', end);
  if (status !== 0) throw new Error(`the files of the embedded store could not be made: ${said.trim()}`);
}

/** Has this folder, and with `deep` all that is in it, reach the disk, so that a loss of power cannot take a part. */
async function writeThrough(folder: string, { deep } = { deep: true }): Promise<void> {
  const inside = deep ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  const names = [...inside, '.'];
  // Side by side, because disks do many at once nearly as fast as one.
  while (names.length > 0) await Promise.all(names.splice(-64).map((name) => sync(path.join(folder, name))));
}

async function sync(name: string): Promise<void> {
  const file = await open(name);
  await file.sync();
  await file.close();
}
