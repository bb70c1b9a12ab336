import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { firstPreviousHash } from '../../src/audit/chain.ts';
import { writeKeyFile } from '../../src/audit/key-file.ts';
import { publicPem } from '../../src/audit/seal.ts';
import { runAuditCommand } from '../../src/cli/audit.ts';
import type { AuditRow } from '../../src/requests/audit.ts';
import { approve, submit } from '../../src/requests/transitions.ts';
import { holdDataFolder } from '../../src/store/embedded/data-folder.ts';
import { first } from '../../src/store/migrations/0001-first.ts';
import { connect, closeEngine, openStore, type StoreTarget } from '../../src/store/open.ts';
import { aUser, anEntry, minutesAfterNoon, noon } from '../store/builders.ts';
import { newDatabase } from '../support/postgres.ts';
import { createTestLog, engines, newTarget, openTestStore } from '../support/store.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'audit-cli-'));
const keyPath = path.join(folder, 'key.pem');
const keyFile = writeKeyFile(keyPath, { keys: [], unsealedUpTo: 0 });
const keyId = keyFile.sealer?.key.id;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Said = { readonly code: number; readonly out: string; readonly err: string };

async function runWith(auditKeyFile: string | null, target: StoreTarget, ...args: string[]): Promise<Said> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const texts = Promise.all([text(out), text(err)]);
  const code = await runAuditCommand(args, { target, auditKeyFile, out, err });
  out.end();
  err.end();
  const [outText, errText] = await texts;
  return { code, out: outText, err: errText };
}

const run = (target: StoreTarget, ...args: string[]) => runWith(keyPath, target, ...args);

describe.each(engines)('npm run audit on %s', (engine) => {
  let target: StoreTarget;
  const rows: AuditRow[] = [];
  const asked = submit(
    {
      id: 'r2222222222',
      action: 'deactivate',
      requester: { id: 'U1', name: 'Rita Olsen' },
      reason: 'a;=cmd()',
      targets: [{ user: aUser(), slackUserId: null }],
      runAt: null,
      approvalsRequired: 1,
      ttlHours: 72,
      dryRun: false,
      responseUrl: null,
    },
    noon,
  );
  const approved = approve(asked.request, { id: 'U2', name: 'Alan' }, minutesAfterNoon(1));

  beforeAll(async () => {
    target = await newTarget(engine);
    const opened = await openStore({ target, log: createTestLog(), keys: () => keyFile });
    const changes = [
      asked,
      approved,
      ...[2, 3, 4].map((at) => ({ audit: [anEntry({ at: minutesAfterNoon(at) })] })),
    ];
    for (const change of changes) rows.push(...(await opened.store.transaction((tx) => tx.save(change))));
    await opened.close({ timeoutMs: 1_000 });
  });
  afterAll(() => {
    if ('dataDir' in target) rmSync(target.dataDir, { recursive: true, force: true });
  });

  /** As a superuser could who means no good. */
  async function tamper(...statements: string[]): Promise<void> {
    const engineUnderneath = await connect({ target, log: createTestLog() });
    for (const statement of statements) await sql.raw(statement).execute(engineUnderneath.db);
    await closeEngine(engineUnderneath, 0);
  }

  test('head prints the newest row, and verify finds the log sound and holding that row', async () => {
    const head = `5:${rows[4]?.hash}`;
    expect(await run(target, 'head')).toEqual({ code: 0, out: `${head}\n`, err: '' });
    expect(await run(target, 'verify', '--head', head)).toEqual({
      code: 0,
      out:
        `The log is sound: 5 rows, head ${head}\n` +
        `Rows from 1 on are sealed with key ${keyId}.\n` +
        '1 request fits its rows.\n',
      err: '',
    });
  });

  // What is read is the same on both, and each look at an embedded store opens it once more.
  if (engine === 'embedded') return;

  test('a key made in the place of a lost one notes no row that has a seal', async () => {
    const place = path.join(folder, `instead-${engine}.pem`);
    expect(await runWith(place, target, 'key')).toMatchObject({ code: 0 });
    expect(readFileSync(place, 'utf8')).toContain('# Rows up to 0 need no seal.');
  });

  test('verify says when it has no key to check the seals with, and when it has another one', async () => {
    expect((await runWith('none', target, 'verify')).out).toContain('The seals were not checked');
    const other = path.join(folder, `other-${engine}.pem`);
    writeKeyFile(other, { keys: [], unsealedUpTo: null });
    expect(await run(target, 'verify', '--key', other)).toMatchObject({
      code: 1,
      err: `Row 1 is sealed with a key that is not known: ${keyId}.\n`,
    });
  });

  test('export writes JSON Lines from one date to another, and the file verifies without the store', async () => {
    const from = minutesAfterNoon(1).toISOString();
    const to = minutesAfterNoon(3).toISOString();
    const { code, out } = await run(target, 'export', '--format', 'jsonl', '--from', from, '--to', to);
    expect(code).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).number)).toEqual([2, 3]);
    const file = path.join(folder, `${engine}.jsonl`);
    writeFileSync(file, out);
    const publicKey = path.join(folder, `${engine}-public.pem`);
    if (keyFile.sealer) writeFileSync(publicKey, publicPem(keyFile.sealer.key));
    const nowhere = { dataDir: '/nowhere' };
    const sound = `Rows 2 to 3 are sound, head 3:${rows[2]?.hash}\nRows from 2 on are sealed with key ${keyId}.\n`;
    expect(await run(nowhere, 'verify', '--file', file, '--key', publicKey)).toEqual({
      code: 0,
      out: sound,
      err: '',
    });
    const alone = await run(nowhere, 'verify', '--file', file);
    expect(alone.out).toContain(`${sound}The key was taken from the file itself: compare it`);
    writeFileSync(file, out.replace('U0APPROVER', 'U0OTHER'));
    expect(await run(nowhere, 'verify', '--file', file)).toMatchObject({
      code: 1,
      err: 'Row 3 was changed: its content does not match its hash.\n',
    });
    writeFileSync(file, out.replace('"actor":', '"actor": '));
    expect((await run(nowhere, 'verify', '--file', file)).err).toMatch(
      /^Line 1 of .* is not a line of an export/,
    );
  });

  test('export writes CSV with a header, and says of a later row what its request is about', async () => {
    const from = minutesAfterNoon(1).toISOString();
    const { out } = await run(target, 'export', '--format', 'csv', '--from', from);
    const lines = out.split('\r\n');
    expect(lines).toHaveLength(6);
    expect(lines[0]).toMatch(/^"number","time \(UTC\)","event",/);
    expect(lines[1]).toMatch(/^"2","2026-03-04 12:01:00.123","approved","Alan","U2","Tyler Reid",/);
    expect(lines[1]).toContain(`"a;'=cmd()"`);
  });

  test('verify names the request that somebody changed in the store', async () => {
    await tamper(`update request set state = 'done' where id = 'r2222222222'`);
    expect(await run(target, 'verify')).toMatchObject({
      code: 1,
      err: 'Request r2222222222: the store says the state done, its rows up to row 2 say approved.\n',
    });
    await tamper(`update request set state = 'approved' where id = 'r2222222222'`);
    expect(await run(target, 'verify')).toMatchObject({ code: 0 });
  });

  test('verify names a row that was changed, removed, made unreadable or cut off the end', async () => {
    await tamper('alter table audit disable trigger user', `update audit set actor = 'U9' where number = 4`);
    expect(await run(target, 'verify')).toMatchObject({
      code: 1,
      err: 'Row 4 was changed: its content does not match its hash.\n',
    });
    await tamper('delete from audit where number = 4');
    expect(await run(target, 'verify')).toMatchObject({
      code: 1,
      err: 'Row 4 is missing: row 5 comes after row 3.\n',
    });
    await tamper(`update audit set data = '{' where number = 2`);
    expect(await run(target, 'verify')).toMatchObject({
      code: 1,
      err: 'Row 2 was changed: its content does not match its hash.\n',
    });
    await tamper('delete from audit where number > 1');
    expect(await run(target, 'verify', '--head', `3:${rows[2]?.hash}`)).toMatchObject({
      code: 1,
      err: 'The log ends at row 1, but row 3 was noted: rows are missing.\n',
    });
  });
});

describe('the key', () => {
  test('is made once, and its public half is printed again on the next call', async () => {
    const target = { dataDir: folder };
    const place = path.join(folder, 'made.pem');
    const made = await runWith(place, target, 'key');
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toContain(`A new key was written to ${place}.`);
    const written = readFileSync(place, 'utf8');
    expect(written).toContain('# Rows up to 0 need no seal.');
    const again = await runWith(place, target, 'key');
    expect(again.out).toContain(`There is a key already: ${place}. Nothing was written.`);
    const printed = /Key [0-9a-f]{32}\n-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----\n/;
    expect(again.out).toMatch(printed);
    expect(made.out).not.toContain('PRIVATE');
    expect(made.out).toContain(printed.exec(again.out)?.[0]);
    expect(readFileSync(place, 'utf8')).toBe(written);
  });

  test('may be made before the bot was ever started: its folder is made too, for this user alone', async () => {
    const dataDir = path.join(folder, 'data', 'of the bot');
    const made = await runWith(null, { dataDir }, 'key');
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toContain(`A new key was written to ${path.join(dataDir, 'audit-key.pem')}.`);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    // The bot finds more than this beside its data (test/store/embedded.test.ts).
    holdDataFolder(dataDir).release();
  });

  test('notes the rows that an older version left without a seal', async () => {
    const opened = await openTestStore('embedded');
    await opened.store.transaction((tx) => tx.save({ audit: [anEntry(), anEntry()] }));
    await opened.close({ timeoutMs: 1_000 });
    const place = path.join(folder, 'upgrade.pem');
    const { out } = await runWith(place, opened.target, 'key');
    expect(out).toContain('Rows up to 2 need no seal.');
    expect((await runWith(place, opened.target, 'verify')).out).toContain('No row is sealed.');
    await opened.remove();
  });

  test('can be made before the bot of this version has been at a store', async () => {
    const target = { databaseUrl: await newDatabase('empty') };
    const engine = await connect({ target, log: createTestLog() });
    await first.up(engine.db);
    await sql`insert into audit values (1, now(), 'cancelled', null, null, '{}', '', '')`.execute(engine.db);
    await closeEngine(engine, 0);
    const { out } = await runWith(path.join(folder, 'before.pem'), target, 'key');
    expect(out).toContain('Rows up to 1 need no seal.');
    expect(await run(target, 'verify')).toMatchObject({
      code: 1,
      err: 'An older version wrote this store: start the bot once, which brings it up to date\n',
    });
  });

  test('that replaces another takes its public half along, and overwrites nothing', async () => {
    const place = path.join(folder, 'replacing.pem');
    const target = { dataDir: folder };
    expect(await run(target, 'key', '--out', place, '--replaces', keyPath)).toMatchObject({ code: 0 });
    expect(readFileSync(place, 'utf8')).toContain(publicPem(keyFile.keys[0] ?? never()));
    expect(await run(target, 'key', '--out', place, '--replaces', keyPath)).toMatchObject({
      code: 1,
      err: `${place} is there already, and a key is never overwritten\n`,
    });
  });
});

function never(): never {
  throw new Error('a key file holds a key');
}

test.each([
  [[], 'A command is missing. Known: verify, export, head, key.'],
  [['verfy'], 'There is no command "verfy". Did you mean verify?'],
  [['vanish'], 'There is no command "vanish". Known: verify, export, head, key.'],
  [['head', 'more'], 'head does not take "more". It takes nothing.'],
  [['verify', '--hed', '5:ab'], 'verify does not take "--hed". Did you mean --head?'],
  [['verify', '--head'], '--head needs a value.'],
  [['verify', '--head', '5'], '--head "5" is not <number>:<hash>'],
  [['verify', '--head', '5:ab', '--head', '5:ab'], '--head stands twice.'],
  [['export'], 'export needs a format: --format jsonl or --format csv'],
  [['export', '--format', 'xml'], 'There is no format "xml": --format jsonl or --format csv'],
  [
    ['export', '--format', 'csv', '--from', 'yesterday'],
    '--from "yesterday" is not a date. Example: --from 2026-01-31',
  ],
  [
    ['export', '--format', 'csv', '--from', '2026-02-01', '--to', '2026-01-01'],
    '--from has to be before --to.',
  ],
])('%j is answered with what is wrong, and how to use the command', async (args, why) => {
  const { code, err } = await run({ dataDir: '/nowhere' }, ...args);
  expect(code).toBe(2);
  expect(err.startsWith(why)).toBe(true);
  expect(err).toContain('npm run audit -- verify');
});

test('how to use it is said on request, and of a file that is not there that it is not', async () => {
  for (const asked of ['help', '--help', '-h']) {
    expect(await run({ dataDir: '/nowhere' }, asked)).toMatchObject({
      code: 0,
      out: expect.stringContaining('npm run audit -- verify'),
      err: '',
    });
  }
  expect(await run({ dataDir: '/nowhere' }, 'verify', '--file', '/nowhere.jsonl')).toEqual({
    code: 1,
    out: '',
    err: 'There is no file /nowhere.jsonl.\n',
  });
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
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', script, 'verify'],
    { env, encoding: 'utf8' },
  );
  expect(stderr).toBe('There is no store in /nowhere. Set DATA_DIR or DATABASE_URL\n');
  expect(status).toBe(1);
});
