import { spawnSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { firstPreviousHash } from '../../src/audit/chain.ts';
import { runAuditCommand } from '../../src/cli/audit.ts';
import type { AuditRow } from '../../src/requests/audit.ts';
import { connect, closeEngine, type StoreTarget } from '../../src/store/open.ts';
import { anEntry, minutesAfterNoon } from '../store/builders.ts';
import { newDatabase } from '../support/postgres.ts';
import { createTestLog, engines, openTestStore, type TestStore } from '../support/store.ts';

async function run(
  target: StoreTarget,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const texts = Promise.all([text(out), text(err)]);
  const code = await runAuditCommand(args, { target, out, err });
  out.end();
  err.end();
  const [outText, errText] = await texts;
  return { code, out: outText, err: errText };
}

describe.each(engines)('npm run audit on %s', (engine) => {
  let opened: TestStore;
  const rows: AuditRow[] = [];
  beforeAll(async () => {
    opened = await openTestStore(engine);
    for (let minutes = 0; minutes < 5; minutes += 1) {
      const entry = anEntry({ at: minutesAfterNoon(minutes), requestId: 'r_1', data: { reason: '=1, "2"' } });
      rows.push(...(await opened.store.transaction((tx) => tx.save({ audit: [entry] }))));
    }
    await opened.close({ timeoutMs: 1_000 });
  });
  afterAll(() => opened.remove());

  /** As a superuser could who means no good. */
  async function tamper(...statements: string[]): Promise<void> {
    const engineUnderneath = await connect({ target: opened.target, log: createTestLog() });
    for (const statement of statements) await sql.raw(statement).execute(engineUnderneath.db);
    await closeEngine(engineUnderneath, 0);
  }

  test('head prints the newest row, and verify finds the log sound and holding that row', async () => {
    const head = `5:${rows[4]?.hash}`;
    expect(await run(opened.target, 'head')).toEqual({ code: 0, out: `${head}\n`, err: '' });
    expect(await run(opened.target, 'verify', '--head', head)).toEqual({
      code: 0,
      out: `The log is sound: 5 rows, head ${head}\n`,
      err: '',
    });
  });

  test('export writes JSON Lines from one date to another', async () => {
    const from = minutesAfterNoon(1).toISOString();
    const to = minutesAfterNoon(3).toISOString();
    const { code, out } = await run(opened.target, 'export', '--format', 'jsonl', '--from', from, '--to', to);
    expect(code).toBe(0);
    const numbers = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).number);
    expect(numbers).toEqual([2, 3]);
  });

  test('export writes CSV with a header', async () => {
    const { out } = await run(opened.target, 'export', '--format', 'csv');
    const lines = out.split('\r\n');
    expect(lines).toHaveLength(7);
    expect(lines[1]).toBe(
      `1,${minutesAfterNoon(0).toISOString()},denied,r_1,U0APPROVER,` +
        `"{""reason"":""=1, \\""2\\""""}",${firstPreviousHash},${rows[0]?.hash}`,
    );
  });

  test('verify names a row that was changed, removed, made unreadable or cut off the end', async () => {
    await tamper('alter table audit disable trigger user', `update audit set actor = 'U9' where number = 4`);
    expect(await run(opened.target, 'verify')).toMatchObject({
      code: 1,
      err: 'Row 4 was changed: its content does not match its hash.\n',
    });
    await tamper('delete from audit where number = 4');
    expect(await run(opened.target, 'verify')).toMatchObject({
      code: 1,
      err: 'Row 4 is missing: row 5 comes after row 3.\n',
    });
    await tamper(`update audit set data = '{' where number = 2`);
    expect(await run(opened.target, 'verify')).toMatchObject({
      code: 1,
      err: 'audit row 2 cannot be read\n',
    });
    await tamper('delete from audit where number > 1');
    expect(await run(opened.target, 'verify')).toMatchObject({ code: 0 });
    const { code, err } = await run(opened.target, 'verify', '--head', `3:${rows[2]?.hash}`);
    expect(code).toBe(1);
    expect(err).toContain('The log ends at row 1, but row 3 was noted: rows are missing.');
  });
});

test.each([
  [[]],
  [['vanish']],
  [['head', 'more']],
  [['verify', '--head', '5']],
  [['export']],
  [['export', '--format', 'xml']],
  [['export', '--format', 'csv', '--from', 'yesterday']],
  [['head', '--loud']],
])('%j is answered with how to use the command', async (args) => {
  const { code, err } = await run({ dataDir: '/nowhere' }, ...args);
  expect(code).toBe(2);
  expect(err).toContain('npm run audit -- verify');
});

test('a directory without a store is not made into one', async () => {
  expect(await run({ dataDir: '/nowhere' }, 'verify')).toEqual({
    code: 1,
    out: '',
    err: 'There is no store in /nowhere. Set DATA_DIR or DATABASE_URL\n',
  });
  const target = { databaseUrl: await newDatabase('empty') };
  expect(await run(target, 'verify')).toMatchObject({
    code: 1,
    err: 'There is no store in this database yet\n',
  });
});

test('while the bot runs, the embedded log is not read, and the answer says what to do', async () => {
  const opened = await openTestStore('embedded');
  const { code, err } = await run(opened.target, 'verify');
  expect(code).toBe(1);
  expect(err).toContain('stop the bot that runs there first');
  await opened.remove();
});

test('while the bot runs on a server, the log can be read', async () => {
  const opened = await openTestStore('postgres');
  expect(await run(opened.target, 'head')).toMatchObject({ code: 0, out: `0:${firstPreviousHash}\n` });
  await opened.remove();
});

test('the command takes the store from the environment and ends with its exit code', () => {
  const script = fileURLToPath(new URL('../../src/cli/audit.ts', import.meta.url));
  const env = { PATH: process.env.PATH, DATA_DIR: '/nowhere', DATABASE_URL: '' };
  const { status, stderr } = spawnSync(process.execPath, [script, 'verify'], { env, encoding: 'utf8' });
  expect(stderr).toBe('There is no store in /nowhere. Set DATA_DIR or DATABASE_URL\n');
  expect(status).toBe(1);
});
