import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';

import { channels, people } from '../../sandbox/acme.ts';
import { environmentOf } from '../../sandbox/bot.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import { startSlackSandbox, type SlackSandbox } from '../../sandbox/slack/sandbox.ts';
import { usual } from '../../sandbox/workfront/habits.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import { runDoctor } from '../../src/cli/doctor.ts';
import { spaceFinding } from '../../src/cli/examine-store.ts';
import { clockFinding } from '../../src/cli/examine.ts';
import { closeEngine, connect } from '../../src/store/open.ts';
import { liveChecks, lookLive } from '../../src/workfront/live-checks.ts';
import { newDatabase } from '../support/postgres.ts';
import { createTestLog, openTestStore } from '../support/store.ts';

let workfront: WorkfrontSandbox;
beforeAll(async () => {
  workfront = await startWorkfront({ users: 5 });
});
afterAll(() => workfront.close());

/** Not so a form that stands for a GET. */
function isWrite({ method, requestBody }: WorkfrontSandbox['traffic'][number]): boolean {
  return method !== 'GET' && !requestBody.startsWith('method=GET&');
}

async function diagnose(
  env: Readonly<Record<string, string>> = {},
  prepare: (slack: SlackSandbox) => void = () => {},
  args: readonly string[] = [],
) {
  const slack = await startSlackSandbox({ manifest: readManifest('manifest.yml') });
  const dataDir = await mkdtemp(path.join(tmpdir(), 'doctor-'));
  onTestFinished(async () => {
    await slack.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  prepare(slack);
  const out = new PassThrough();
  const said = text(out);
  const settings = { ...environmentOf(slack, workfront, { dataDir }), ...env };
  const code = await runDoctor(args, { env: settings, out, err: out });
  out.end();
  return {
    code,
    said: await said,
    slack,
    writes: workfront.traffic.filter(isWrite),
  };
}

test('a sound installation has one line for each thing, and nothing was changed', async () => {
  const { code, said, writes, slack } = await diagnose();
  expect(said.split('\n').map((line) => line.split(':')[0])).toEqual([
    'ok      Node',
    'ok      configuration',
    'ok      Slack bot token',
    'ok      scopes',
    'ok      APPROVAL_CHANNEL',
    'ok      AUDIT_CHANNEL',
    'ok      people',
    'ok      approvers are people',
    'ok      requesters are people',
    'ok      Slack connection',
    'ok      Workfront log-in',
    'ok      Workfront rights',
    'ok      what people hold',
    'ok      clock against Slack',
    'ok      clock against Workfront',
    'ok      store',
    'ok      space left',
    'ok      audit log',
    '',
  ]);
  expect(code).toBe(0);
  expect(writes).toEqual([]);
  expect(slack.uncovered).toEqual([]);
});

/** With an app that was installed without these scopes. */
function diagnoseWithout(...left: readonly string[]) {
  const { scopes } = readManifest('manifest.yml');
  return diagnose({}, (slack) =>
    slack.administration.setScopes(scopes.filter((scope) => !left.includes(scope))),
  );
}

test('a scope that the bot can do without is told with what is left out, and is no problem', async () => {
  const { code, said } = await diagnoseWithout('files:read', 'files:write');
  expect(said).toContain(
    'ok      scopes: all that are needed; without files:read the form takes no CSV file, without files:write no table of results comes into the thread',
  );
  expect(code).toBe(0);
  expect((await diagnoseWithout('files:write')).said).toContain(
    'scopes: all that are needed; without files:write no',
  );
  expect((await diagnoseWithout()).said).toContain('scopes: all of manifest.yml');
});

test('a configuration that cannot be used is told whole, without its values', async () => {
  const { code, said } = await diagnose({ SLACK_BOT_TOKEN: 'hunter2', APPROVERS: '' });
  expect(code).toBe(1);
  expect(said).toContain('PROBLEM configuration: SLACK_BOT_TOKEN must be');
  expect(said).toContain('PROBLEM configuration: APPROVERS is required');
  expect(said).toContain('look    configuration: There is no .env in ');
  expect(said).not.toContain('hunter2');
});

test.each<readonly [string, string, Readonly<Record<string, string>>, (slack: SlackSandbox) => void]>([
  ['a token that was revoked', 'Slack bot token', {}, (slack) => slack.administration.revoke('bot')],
  ['an app token that was revoked', 'Slack connection', {}, (slack) => slack.administration.revoke('app')],
  [
    'a missing scope',
    'scopes',
    {},
    (slack) =>
      slack.administration.setScopes([
        'chat:write',
        'groups:read',
        'channels:read',
        'usergroups:read',
        'users:read',
      ]),
  ],
  [
    'a public channel',
    'AUDIT_CHANNEL',
    {},
    (slack) => slack.administration.setChannel(channels.audit.id, { isPrivate: false }),
  ],
  [
    'an approver who left',
    'approvers are people',
    { APPROVERS: people.alan.id },
    (slack) => slack.administration.setPerson(people.alan.id, { deactivated: true }),
  ],
  ['a wrong Workfront key', 'Workfront log-in', { WORKFRONT_API_KEY: 'f'.repeat(32) }, () => {}],
  ['a folder that cannot be', 'store', { DATA_DIR: '/proc/store' }, () => {}],
  [
    'a group of further approvers that there is not',
    'people',
    { ESCALATION_APPROVERS: 'S0NOBODY', ESCALATE_AFTER_HOURS: '4' },
    () => {},
  ],
  ['a requester who is nobody', 'requesters are people', { REQUESTERS: 'U0NOBODY' }, () => {}],
  [
    'somebody who asks and decides alone',
    'approvers are people',
    { REQUESTERS: people.alan.id, APPROVERS: people.alan.id },
    () => {},
  ],
  ['an audit key that there is not', 'audit key', { AUDIT_KEY_FILE: '/nowhere/key.pem' }, () => {}],
  [
    'a database that is away',
    'store',
    { DATABASE_URL: 'postgres://127.0.0.1:9/x', AUDIT_KEY_FILE: 'none' },
    () => {},
  ],
])('%s is a problem', async (_what, about, env, prepare) => {
  const { code, said } = await diagnose(env, prepare);
  expect(said).toContain(`PROBLEM ${about}: `);
  expect(code).toBe(1);
});

test('one problem is told once, in a line that ends well', async () => {
  const unknown = await diagnose({ APPROVERS: 'S0NOBODY' });
  expect(unknown.said.match(/^PROBLEM .*/gmu)).toEqual([expect.stringContaining('S0NOBODY cannot be read')]);
  const key = await diagnose({ AUDIT_KEY_FILE: '/nowhere/key.pem' });
  expect(key.said.match(/^PROBLEM .*/gmu)).toEqual([
    'PROBLEM audit key: the audit key /nowhere/key.pem cannot be used: there is no such file. `npm run audit -- key` makes one',
  ]);
});

test('what nobody could ever approve is told', async () => {
  const few = await diagnose({
    APPROVERS: people.alan.id,
    REQUESTERS: `${people.alan.id},${people.rita.id}`,
  });
  expect(few.said.match(/^look .*/gmu)).toEqual([
    `look    approvers are people: ${people.alan.id} asks in vain: nobody decides what they asked for, and too few others may. Add to APPROVERS`,
    'look    approvers are people: a request about more than 25 people needs 2 approvals, and 1 may decide. Add to APPROVERS, or lower MAX_BULK to 25',
  ]);
  expect(few.code).toBe(0);
});

test('a database that takes no writes, or no tables, is a problem', async () => {
  const databaseUrl = await newDatabase('empty');
  const settings = { DATABASE_URL: databaseUrl, AUDIT_KEY_FILE: 'none' };
  expect((await diagnose(settings)).said).toContain('ok      store: the database can be written to\n');
  const engine = await connect({ target: { databaseUrl }, log: createTestLog() });
  const change = (statement: string) => sql.raw(statement).execute(engine.db);
  const name = new URL(databaseUrl).pathname.slice(1);
  await change(`create role ${name}_bot login`);
  onTestFinished(async () => {
    await change(`drop role ${name}_bot`);
    await closeEngine(engine, 0);
  });
  const asBot = { ...settings, DATABASE_URL: databaseUrl.replace('postgres@', `${name}_bot@`) };
  expect((await diagnose(asBot)).said).toContain('PROBLEM store: its user may make no tables there. ');
  await change(`alter role ${name}_bot set default_transaction_read_only = on`);
  expect((await diagnose(asBot)).said).toContain('PROBLEM store: the database takes no writes. ');
});

test('an audit log that was changed is a problem', async () => {
  const store = await openTestStore('embedded');
  onTestFinished(() => store.remove());
  const dataDir = 'dataDir' in store.target ? store.target.dataDir : '';
  const columns = 'number, at, event, data, previous_hash, hash';
  const forged = `1, now(), 'asked', '{}', repeat('0', 64), repeat('1', 64)`;
  await sql.raw(`insert into audit (${columns}) values (${forged})`).execute(store.db);
  expect((await diagnose({ DATA_DIR: dataDir })).said).toContain('look    audit log: not looked at: another');
  await store.close({ timeoutMs: 1000 });
  const { code, said } = await diagnose({ DATA_DIR: dataDir });
  expect(said).toContain('PROBLEM audit log: ');
  expect(code).toBe(1);
});

const report = z.object({
  ok: z.boolean(),
  findings: z.array(
    z.object({ about: z.string(), state: z.enum(['ok', 'warning', 'problem']), says: z.string() }),
  ),
});

test('--json is for machines', async () => {
  const { code, said } = await diagnose({ DRY_RUN: 'true' }, undefined, ['--json']);
  const { ok, findings } = report.parse(JSON.parse(said));
  expect([code, ok]).toEqual([0, true]);
  expect(findings).toContainEqual({
    about: 'configuration',
    state: 'warning',
    says: 'DRY_RUN is true: no user is changed in Workfront',
  });
});

test('anything else is answered with what can be typed', async () => {
  const { code, said } = await diagnose({}, undefined, ['--help']);
  expect([code, said]).toEqual([2, expect.stringContaining('npm run doctor')]);
});

describe('--live', () => {
  test('asks what docs/live-checks.md marks, a line each, and only reads', async () => {
    const before = workfront.traffic.length;
    const { code, said } = await diagnose({}, undefined, ['--live']);
    const page = await readFile('docs/live-checks.md', 'utf8');
    const marked = [...page.matchAll(/^\| (\d+) .*\*\*reads\*\*, doctor /gm)].map(([, number]) =>
      Number(number),
    );
    expect(liveChecks.map(({ number }) => number)).toEqual(marked);
    const told = [...said.matchAll(/^(\S+) +live (\d+), /gm)].map(([, mark, number]) => [
      mark,
      Number(number),
    ]);
    // 13 is about another way to log in.
    expect(told).toEqual(marked.filter((number) => number !== 13).map((number) => ['ok', number]));
    expect(workfront.traffic.slice(before).filter(isWrite)).toEqual([]);
    // As the bot counts: with no fields.
    const counts = workfront.traffic.slice(before).filter((one) => one.path.endsWith('/user/count'));
    expect(counts.map(({ requestBody }) => requestBody.slice(0, 20))).toContain('method=GET&ID_Mod=in');
    expect(counts.some(({ requestBody }) => requestBody.includes('fields='))).toBe(false);
    expect(said).toMatch(/^ok +live, guests and strangers: of 6: 0 guests/m);
    expect(said).not.toContain(workfront.credentials.apiKey);
    expect(code).toBe(0);
  });

  test('tells what this Workfront does otherwise', async () => {
    workfront.setHabits({ compress: 'gzip', refusal: 'redirect', postedReads: 'counts refused' });
    onTestFinished(() => workfront.setHabits(usual));
    const { said } = await diagnose({}, undefined, ['--live', '--json']);
    const told = report.parse(JSON.parse(said)).findings.map(({ about, says }) => `${about}: ${says}`);
    expect(told).toContain(
      'live 1, compressed answers: come as gzip although nobody asked; the bot decodes that',
    );
    expect(told).toContainEqual(expect.stringContaining('live 6, a refused credential: HTTP 302 to /login;'));
    expect(told).toContain(
      'live 42, long questions: counts are not taken as forms (HTTP 405, “Method not allowed”), ' +
        'searches are taken as forms; what is not costs many people more requests',
    );
  });

  test('cuts off an answer that is too large, and goes on', async () => {
    workfront.trouble({ times: 1, effect: { kind: 'oversizedBody', bytes: 9_000_000 } });
    onTestFinished(() => workfront.clearTrouble());
    const { apiKey } = workfront.credentials;
    const auth = { method: 'api-key', apiKey } as const;
    const questions = lookLive({ url: workfront.url, apiVersion: '22.0', auth });
    const told = await Array.fromAsync(questions, ({ about, state, says }) => [about, state, says]);
    expect(told[0]).toEqual([
      'live 1, compressed answers',
      'warning',
      'no answer that could be read (RangeError)',
    ]);
    expect(told.at(-1)?.[1]).toBe('ok');
  });

  test('a log-in that is refused is told once, and nothing more is asked', async () => {
    const before = workfront.traffic.length;
    const { code, said } = await diagnose({ WORKFRONT_AUTH: 'ims', ...wrongIms() }, undefined, ['--live']);
    expect(said).toContain('look    live checks: nothing was asked');
    expect(workfront.traffic.slice(before).map((each) => each.path.split('?')[0])).toEqual([
      '/ims/token/v3',
      '/',
    ]);
    expect(code).toBe(1);
  });
});

function wrongIms() {
  const { ims } = workfront.credentials;
  return {
    IMS_CLIENT_ID: ims.clientId,
    IMS_CLIENT_SECRET: 'wrong',
    IMS_ORG_ID: ims.orgId,
    IMS_SCOPES: 'openid',
    IMS_TOKEN_URL: ims.tokenUrl,
  };
}

test.each([
  [2, 'ok'],
  [-45, 'warning'],
  [3600, 'problem'],
] as const)('a service whose clock is %i seconds ahead: %s', async (seconds, state) => {
  const server = createServer((_request, response) => {
    response.setHeader('date', new Date(Date.now() + seconds * 1000).toUTCString());
    response.end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  const url = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : '';
  expect(await clockFinding('clock', url)).toMatchObject({ state });
});

test.each([
  [2_000_000_000, 'ok'],
  [500_000_000, 'warning'],
  [50_000_000, 'problem'],
] as const)('%i bytes of free space: %s', (bytes, state) => {
  expect(spaceFinding(bytes)).toMatchObject({ about: 'space left', state });
});
