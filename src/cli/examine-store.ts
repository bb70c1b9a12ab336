import { existsSync } from 'node:fs';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';

import { openKeys } from '../audit/key-file.ts';
import type { Config } from '../config.ts';
import { readRights } from '../store/rights.ts';
import { runAuditCommand } from './audit.ts';
import type { Finding } from './finding.ts';
import { withDatabase } from './read-database.ts';

type StoreParts = { readonly target: Config['storeTarget']; readonly auditKeyFile: string | null };

const fewBytes = 1024 ** 3;
const tooFewBytes = 64 * 1024 ** 2;

/** Whether the store can be written to, has space, and holds a chain that is sound. Leaves it as it was. */
export async function storeFindings(store: StoreParts): Promise<readonly Finding[]> {
  const { target } = store;
  if ('databaseUrl' in target) return databaseFindings(store);
  const folder = nearest(path.resolve(target.dataDir));
  const findings = [await writableFinding(folder), spaceFinding(await freeBytes(folder))];
  const isThere = existsSync(path.join(target.dataDir, 'pgdata'));
  const none = {
    about: 'audit log',
    state: 'ok',
    says: 'there is no store yet; the first start makes it',
  } as const;
  return [...findings, ...(await logFindings(store, isThere ? null : none))];
}

async function databaseFindings(store: StoreParts): Promise<readonly Finding[]> {
  const about = 'store';
  const silent = new PassThrough();
  try {
    const rights = await withDatabase({ ...store, out: silent, err: silent }, readRights);
    if (rights !== 'all') return [{ about, state: 'problem', says: lacking[rights] }];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ about, state: 'problem', says: `${why}. Check DATABASE_URL, and whether the server runs` }];
  }
  const space = 'a server does not tell it: look after it there';
  return [
    { about, state: 'ok', says: 'the database can be written to' },
    { about: 'space left', state: 'ok', says: space },
    ...(await logFindings(store, null)),
  ];
}

const lacking = {
  reads:
    'the database takes no writes. Set DATABASE_URL to a server that is no standby, and to a user who may write',
  no_tables:
    'its user may make no tables there. Make them the owner of the database, or GRANT CREATE on it and on its schema',
} as const;

/** The key that seals rows, and the log; `none`: what to say where there is no log yet. */
async function logFindings(store: StoreParts, none: Finding | null): Promise<readonly Finding[]> {
  const { target, auditKeyFile } = store;
  // The embedded store makes its own.
  if (auditKeyFile === null) return [none ?? (await contentFinding(store))];
  try {
    openKeys(auditKeyFile, target, 0);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ about: 'audit key', state: 'problem', says: `${why}. \`npm run audit -- key\` makes one` }];
  }
  return [none ?? (await contentFinding(store))];
}

/** The folder, or the one above it that exists. */
function nearest(folder: string): string {
  return existsSync(folder) ? folder : nearest(path.dirname(folder));
}

async function writableFinding(folder: string): Promise<Finding> {
  const about = 'store';
  try {
    await rm(await mkdtemp(path.join(folder, '.doctor-')), { recursive: true });
    return { about, state: 'ok', says: `${folder} can be written to` };
  } catch {
    const says = `${folder} cannot be written to. Give it to the user that the bot runs as, or set DATA_DIR`;
    return { about, state: 'problem', says };
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** What so many free bytes mean for the store. */
export function spaceFinding(free: number): Finding {
  const says = `${(free / 1024 ** 3).toFixed(1)} GB free`;
  const about = 'space left';
  if (free >= fewBytes) return { about, state: 'ok', says };
  const state = free < tooFewBytes ? 'problem' : 'warning';
  return { about, state, says: `${says}. Make room: without it nothing can be decided` };
}

/** What `npm run audit -- verify` says, in its first line. */
async function contentFinding({ target, auditKeyFile }: StoreParts): Promise<Finding> {
  const about = 'audit log';
  const said = new PassThrough();
  const words = text(said);
  const code = await runAuditCommand(['verify'], { target, auditKeyFile, out: said, err: said });
  said.end();
  const says = (await words).split('\n')[0] ?? '';
  if (code === 0) return { about, state: 'ok', says };
  // A bot that runs has the folder to itself and looks at its log by itself; one that never ran has none.
  const isUntouched = says.includes('another process is using') || says.startsWith('There is no store');
  return isUntouched
    ? { about, state: 'warning', says: `not looked at: ${says}` }
    : { about, state: 'problem', says: `${says.replace(/\.?$/u, '.')} docs/operating.md tells what to do` };
}
