import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { anEntry } from '../store/builders.ts';
import { openTestStore, type TestStore } from '../support/store.ts';
import { countOf, createRandom, report, seed } from './support/settings.ts';

const attempts = countOf({ short: 1, full: 5 });
const rowCount = 30;
const random = createRandom('tamper');

let opened: TestStore;
let databaseUrl = '';
let client: Client;

beforeAll(async () => {
  opened = await openTestStore('postgres');
  databaseUrl = 'databaseUrl' in opened.target ? opened.target.databaseUrl : '';
  for (let index = 0; index < rowCount; index += 1) {
    await opened.store.transaction((tx) =>
      tx.save({ audit: [anEntry({ data: { reason: `reason ${index}` } })] }),
    );
  }
  client = new Client({ connectionString: databaseUrl });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await opened.remove();
});

/** What `npm run audit` says and how it ends. */
function audit(...args: string[]): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'audit', '--', ...args], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, DATABASE_URL: databaseUrl },
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

/** Runs a statement as a superuser who means no good, looks what `verify` makes of it, and takes it back. */
async function tampered(statement: string, ...args: string[]): Promise<ReturnType<typeof audit>> {
  await client.query('create table untouched as select * from audit');
  await client.query('alter table audit disable trigger user');
  try {
    await client.query(statement);
    return audit('verify', ...args);
  } finally {
    await client.query('delete from audit; insert into audit select * from untouched; drop table untouched');
    await client.query('alter table audit enable trigger user');
  }
}

test('nobody but a superuser can change a row, and of an untouched log nothing is said', async () => {
  await expect(client.query(`update audit set actor = 'U9' where number = 3`)).rejects.toThrow(
    'never changed',
  );
  await expect(client.query('delete from audit where number = 3')).rejects.toThrow('never changed');
  await expect(client.query('truncate audit')).rejects.toThrow('never changed');
  expect(audit('verify')).toMatchObject({ status: 0, said: expect.stringContaining('The log is sound') });
});

test(
  `a row that was changed, removed or cut off the end is named, ${attempts} times (seed ${seed})`,
  { timeout: 30_000 + attempts * 20_000 },
  async () => {
    const head = audit('head').said.trim();
    expect(head).toMatch(new RegExp(`^${rowCount}:[0-9a-f]{64}$`, 'u'));
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const number = random.whole(1, rowCount);
      const column = random.pick(['actor', 'event', 'request_id', 'data', 'hash', 'at'] as const);
      const value = {
        actor: `'U9'`,
        event: `'denied'`,
        request_id: `'r9'`,
        data: `'{"x":1}'`,
        hash: `repeat('a', 64)`,
        at: 'now()',
      };
      const changed = await tampered(
        `update audit set ${column} = ${value[column]} where number = ${number}`,
      );
      expect(changed).toMatchObject({
        status: 1,
        said: expect.stringContaining(`Row ${number} was changed`),
      });

      const removed = await tampered(`delete from audit where number = ${number}`);
      expect(removed).toMatchObject({
        status: 1,
        said: expect.stringContaining(`Row ${number} is missing`),
      });

      const cut = `delete from audit where number > ${number}`;
      expect(await tampered(cut)).toMatchObject({ status: 0 });
      const seen = await tampered(cut, '--head', head);
      expect(seen).toMatchObject({
        status: 1,
        said: expect.stringContaining('rows are missing'),
      });
    }
    expect(audit('verify', '--head', head)).toMatchObject({ status: 0 });
    report('tamper', { attempts: attempts * 3, 'named by verify': attempts * 3 });
  },
);
