import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parse } from 'dotenv';
import { describe, expect, onTestFinished, test } from 'vitest';

import { ConfigError, configNames, parseConfig, readStoreTarget } from '../src/config.ts';
import { leastEnvironment as least } from './support/environment.ts';

const ims = {
  WORKFRONT_AUTH: 'ims',
  WORKFRONT_API_KEY: undefined,
  IMS_CLIENT_ID: 'id',
  IMS_CLIENT_SECRET: 'secret',
  IMS_ORG_ID: '1@AdobeOrg',
  IMS_SCOPES: 'openid',
};

const { privateKey: pem } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

const jwt = {
  WORKFRONT_AUTH: 'jwt',
  WORKFRONT_API_KEY: undefined,
  WORKFRONT_CUSTOMER_ID: 'customer',
  WORKFRONT_USER_ID: 'user',
  WORKFRONT_CLIENT_ID: 'client',
  WORKFRONT_CLIENT_SECRET: 'secret',
};

type Changes = Readonly<Record<string, string | undefined>>;

/** The error that `least` with these changes gives; fails the test when there is none. */
function errorOf(changes: Changes): ConfigError {
  try {
    parseConfig({ ...least, ...changes });
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('The configuration was accepted.');
}

function problemsOf(changes: Changes): string[] {
  return errorOf(changes).problems.map(({ name, problem }) => `${name} ${problem}`);
}

function keyFile(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'key.pem');
  writeFileSync(path, content);
  return path;
}

test('eight names are enough, and the rest has its documented default', () => {
  expect(parseConfig(least)).toEqual({
    slack: { botToken: 'xoxb-1', appToken: 'xapp-1', signingSecret: null, apiUrl: 'https://slack.com/api/' },
    host: '127.0.0.1',
    port: 3000,
    metricsPort: null,
    workfront: {
      url: 'https://acme.my.workfront.adobe.com',
      apiVersion: '22.0',
      auth: { method: 'api-key', apiKey: 'k1' },
      concurrency: 4,
      handOverAssignments: false,
    },
    approvalChannel: 'C01APPROVALS',
    auditChannel: 'C01AUDIT',
    commandsPerMinute: 20,
    policy: {
      requesters: ['U01RITA'],
      approvers: ['S01APPROVERS'],
      approverTies: new Map(),
      approvalsRequired: 1,
      allowSelfApproval: false,
      allowAdminTargets: false,
      protectedUsers: new Set(),
      requestTtlHours: 72,
      remindAfterHours: 24,
      maxBulk: 100,
      reasonRequired: false,
      ticketPattern: null,
      bulkBrake: 25,
      hourlyLimit: 200,
      escalateAfterHours: null,
      escalationApprovers: [],
      notifyApprovers: 'mention',
      dryRun: false,
    },
    channelLocale: 'en',
    storeTarget: { dataDir: './data' },
    auditKeyFile: null,
    logLevel: 'info',
    warnings: [],
  });
});

test('an empty environment is told every missing name at once', () => {
  const problems = errorOf(Object.fromEntries(Object.keys(least).map((name) => [name, undefined]))).problems;
  expect(problems.map(({ name }) => name).toSorted()).toEqual(
    [...Object.keys(least).filter((name) => name !== 'SLACK_APP_TOKEN'), 'SLACK_SIGNING_SECRET'].toSorted(),
  );
});

test('wrong values, missing names and bad combinations are told together, each with an example', () => {
  const error = errorOf({
    SLACK_APP_TOKEN: '',
    APPROVALS_REQUIRED: '0',
    WORKFRONT_AUTH: 'jwt',
    REQUESTERS: 'U01RITA, rita',
    CHANNEL_LOCALE: 'de',
  });
  expect(error.problems).toEqual([
    {
      name: 'REQUESTERS',
      problem: 'entry 2 must be a Slack user id (U… or W…) or user group id (S…)',
      example: 'S0123ITHELP,U0123RITA',
    },
    { name: 'APPROVALS_REQUIRED', problem: 'must be a whole number from 1 to 20', example: '1' },
    { name: 'CHANNEL_LOCALE', problem: 'must be en, the only language so far', example: 'en' },
    ...['WORKFRONT_CUSTOMER_ID', 'WORKFRONT_USER_ID', 'WORKFRONT_CLIENT_ID', 'WORKFRONT_CLIENT_SECRET'].map(
      (name) => ({
        name,
        problem: 'is required',
        example: expect.stringMatching(/./),
      }),
    ),
    {
      name: 'SLACK_SIGNING_SECRET',
      problem: 'is required to take requests over HTTP; for Socket Mode set SLACK_APP_TOKEN instead',
      example: expect.stringMatching(/./),
    },
    {
      name: 'WORKFRONT_PRIVATE_KEY',
      problem: 'is required, or WORKFRONT_PRIVATE_KEY_FILE',
      example: expect.stringMatching(/./),
    },
  ]);
  expect(error.message.split('\n')).toHaveLength(10);
});

/** Names of which every text is right, so that no value of theirs is ever complained about. */
const anyText: readonly string[] = [
  'DATA_DIR',
  'AUDIT_KEY_FILE',
  'WORKFRONT_USERNAME',
  'WORKFRONT_PASSWORD',
  'WORKFRONT_CUSTOMER_ID',
  'WORKFRONT_USER_ID',
  'WORKFRONT_CLIENT_ID',
  'WORKFRONT_CLIENT_SECRET',
  'IMS_CLIENT_ID',
  'IMS_CLIENT_SECRET',
  'IMS_SCOPES',
];

test.each(configNames)('an error about %s does not hold its value', (name) => {
  const method = ['api-key', 'ims', 'jwt', 'password'].find((one) => {
    const needed = {
      WORKFRONT_API_KEY: 'api-key',
      WORKFRONT_USERNAME: 'password',
      WORKFRONT_PASSWORD: 'password',
    };
    return Reflect.get(needed, name) === one || (name.startsWith('IMS') ? one === 'ims' : one === 'jwt');
  });
  const error = errorOf({ WORKFRONT_AUTH: method, APPROVAL_CHANNEL: '#general', [name]: 'hunter2 (@' });
  const about = error.problems.some((problem) => problem.name === name);
  expect([name, about]).toEqual([name, !anyText.includes(name)]);
  expect(JSON.stringify([error.message, error.problems, error.stack])).not.toContain('hunter2');
});

test.each(['api-key', 'ims', 'jwt', 'password', 'other'])(
  'every problem with log-in %s has an example',
  (method) => {
    const wrong = Object.fromEntries(configNames.map((name) => [name, '\u0000']));
    const { problems } = errorOf({ ...wrong, WORKFRONT_AUTH: method });
    expect(problems.filter(({ example }) => example === 'undefined' || example === '')).toEqual([]);
  },
);

describe('logging in to Workfront', () => {
  test.each(['k\n1', 'k 1', 'schlüssel'])('an API key that no header can hold is refused: %j', (key) => {
    expect(problemsOf({ WORKFRONT_API_KEY: key })).toEqual([
      'WORKFRONT_API_KEY must not hold blanks, line ends or letters with accents',
    ]);
  });

  test('ims takes its names and knows the address of the token', () => {
    expect(parseConfig({ ...least, ...ims }).workfront.auth).toEqual({
      method: 'ims',
      clientId: 'id',
      clientSecret: 'secret',
      orgId: '1@AdobeOrg',
      scopes: 'openid',
      tokenUrl: 'https://ims-na1.adobelogin.com/ims/token/v3',
    });
  });

  test('jwt takes a key whose line ends are written out', () => {
    const written = pem.replaceAll('\n', String.raw`\n`);
    expect(parseConfig({ ...least, ...jwt, WORKFRONT_PRIVATE_KEY: written }).workfront.auth).toMatchObject({
      method: 'jwt',
      privateKey: pem,
    });
  });

  test('jwt takes a key from a file', () => {
    const config = parseConfig({ ...least, ...jwt, WORKFRONT_PRIVATE_KEY_FILE: keyFile(pem) });
    expect(config.workfront.auth).toMatchObject({ customerId: 'customer', privateKey: pem });
  });

  test.each([
    ['both a key and a file', { WORKFRONT_PRIVATE_KEY: pem, WORKFRONT_PRIVATE_KEY_FILE: '/nowhere' }, 2],
    ['a file that is not there', { WORKFRONT_PRIVATE_KEY_FILE: '/nowhere/key.pem' }, 1],
    ['something that is no key', { WORKFRONT_PRIVATE_KEY: 'hunter2' }, 1],
  ])('jwt refuses %s', (_what, changes, count) => {
    expect(problemsOf({ ...jwt, ...changes })).toHaveLength(count);
  });

  test('jwt refuses a file that holds no key', () => {
    expect(problemsOf({ ...jwt, WORKFRONT_PRIVATE_KEY_FILE: keyFile('hello') })).toEqual([
      'WORKFRONT_PRIVATE_KEY_FILE must hold an RSA private key in PEM form, without a passphrase',
    ]);
  });

  test('password works with a warning that Adobe has switched it off', () => {
    const changes = { WORKFRONT_AUTH: 'password', WORKFRONT_USERNAME: 'bot', WORKFRONT_PASSWORD: 'p' };
    const config = parseConfig({ ...least, ...changes, WORKFRONT_API_KEY: undefined });
    expect(config.workfront.auth).toEqual({ method: 'password', username: 'bot', password: 'p' });
    expect(config.warnings).toEqual([expect.stringContaining('switched this log-in off')]);
  });

  test('an unknown way is refused with the ways that there are', () => {
    expect(problemsOf({ WORKFRONT_AUTH: 'oauth' })).toEqual([
      'WORKFRONT_AUTH must be api-key, ims, jwt or password',
    ]);
  });

  test('names of another way are not used, and a warning says so without their values', () => {
    const { warnings } = parseConfig({ ...least, WORKFRONT_PASSWORD: 'hunter2', IMS_CLIENT_ID: 'hunter2' });
    expect(warnings).toEqual(['Not used with WORKFRONT_AUTH api-key: IMS_CLIENT_ID, WORKFRONT_PASSWORD']);
  });
});

test.each([
  ['15.0', 1],
  ['7.0', 1],
  ['17.0', 1],
  ['18.0', 0],
  ['23.0', 0],
])('version %s of the Workfront API is accepted with %i warning', (version, count) => {
  expect(parseConfig({ ...least, WORKFRONT_API_VERSION: version }).warnings).toHaveLength(count);
});

test.each([
  ['WORKFRONT_API_VERSION', ['v22', '22', '6.0']],
  ['WORKFRONT_URL', ['acme', 'http://acme.my.workfront.com', 'https://example.com']],
  ['SLACK_API_URL', ['slack.com', 'http://slack.com/api/', 'ftp://127.0.0.1/']],
  ['SLACK_BOT_TOKEN', ['xapp-1', 'hello']],
  ['SLACK_APP_TOKEN', ['xoxb-1']],
  ['SLACK_SIGNING_SECRET', ['s', 'g'.repeat(32), 'a'.repeat(31), 'a'.repeat(64)]],
  ['APPROVAL_CHANNEL', ['#approvals', 'U01RITA']],
  [
    'APPROVERS',
    ['@alan', 'C01AUDIT', ',', 'S01A=a@acme.com', 'U01A=alan', 'U01A=a@acme.com,U01A=b@acme.com'],
  ],
  ['MAX_BULK', ['0', '1001']],
  ['COMMANDS_PER_MINUTE', ['-1', 'many']],
  ['NOTIFY_APPROVERS', ['all']],
  ['TICKET_PATTERN', ['[', '(', 'x'.repeat(201), '(a+)+$', '((a*)b)*', '(a|a)*$', String.raw`\d+\d+\d+$`]],
  ['HOST', ['http://127.0.0.1', 'a b']],
  ['METRICS_PORT', ['70000']],
  ['NODE_TLS_REJECT_UNAUTHORIZED', ['0']],
  ['PROTECTED_USERS', ['ceo', 'U01RITA', 'a@b,,c']],
  ['REQUEST_TTL_HOURS', ['0', '1.5', '-1', '1e3', 'three']],
  ['PORT', ['70000', 'http']],
  ['ALLOW_SELF_APPROVAL', ['yes', '1']],
  ['LOG_LEVEL', ['loud']],
])('%s refuses %j', (name, values) => {
  const refused = values.map((value) => errorOf({ [name]: value }).problems.map((problem) => problem.name));
  expect(refused).toEqual(values.map(() => [name]));
});

test('an address on this machine may be http, as the simulators are', () => {
  const urls = { SLACK_API_URL: 'http://127.0.0.1:4000/api/', WORKFRONT_URL: 'http://127.0.0.1:4001' };
  const config = parseConfig({ ...least, ...urls });
  expect([config.slack.apiUrl, config.workfront.url]).toEqual(Object.values(urls));
});

test('without an app token the signing secret is enough', () => {
  const signingSecret = '0123456789abcdef'.repeat(2);
  const config = parseConfig({ ...least, SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: signingSecret });
  expect(config.slack).toMatchObject({ appToken: null, signingSecret });
  expect(config.host).toBe('0.0.0.0');
});

test('approvers may be tied to the address that they have in Workfront', () => {
  const changes = { APPROVERS: 'U01B=Bea.B@Acme.com, S01A,U01B', ESCALATE_AFTER_HOURS: '8' };
  const { policy } = parseConfig({ ...least, ...changes, ESCALATION_APPROVERS: 'W02C=c@acme.com' });
  expect(policy).toMatchObject({
    approvers: ['U01B', 'S01A'],
    escalateAfterHours: 8,
    escalationApprovers: ['W02C'],
    approverTies: new Map([
      ['W02C', 'c@acme.com'],
      ['U01B', 'bea.b@acme.com'],
    ]),
  });
});

test('who is asked later, and when, are set together', () => {
  expect(problemsOf({ ESCALATE_AFTER_HOURS: '8' })).toEqual([
    'ESCALATION_APPROVERS is required with ESCALATE_AFTER_HOURS',
  ]);
  expect(problemsOf({ ESCALATION_APPROVERS: 'U01B' })).toEqual([
    'ESCALATE_AFTER_HOURS is required with ESCALATION_APPROVERS',
  ]);
});

test.each([
  ['HR-7', String.raw`HR-\d+`],
  ['INC0012345', String.raw`^(?:INC|CHG)\d{7}$`],
  ['ABC-12', String.raw`^(?:[A-Z]+-)?\d{1,6}$`],
])('a ticket such as %s can be asked for', (ticket, pattern) => {
  const { policy } = parseConfig({ ...least, TICKET_PATTERN: pattern });
  expect([policy.ticketPattern?.test(ticket), policy.ticketPattern?.test('none')]).toEqual([true, false]);
});

test('with PostgreSQL the key of the seals is named, or their absence', () => {
  const DATABASE_URL = 'postgres://db/bot';
  expect(problemsOf({ DATABASE_URL })).toEqual([expect.stringContaining('AUDIT_KEY_FILE is required')]);
  expect(parseConfig({ ...least, DATABASE_URL, AUDIT_KEY_FILE: '/run/key.pem' })).toMatchObject({
    auditKeyFile: '/run/key.pem',
    warnings: [],
  });
  expect(parseConfig({ ...least, DATABASE_URL, AUDIT_KEY_FILE: 'none' }).warnings).toEqual([
    expect.stringContaining('not sealed'),
  ]);
});

test('lists are trimmed, and protected users compare without case', () => {
  const changes = {
    APPROVERS: ' S01A , U01B,S01A ',
    PROTECTED_USERS: 'CEO@Acme.com,5F0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E',
  };
  const { policy } = parseConfig({ ...least, ...changes });
  expect(policy.approvers).toEqual(['S01A', 'U01B']);
  expect(policy.protectedUsers).toEqual(new Set(['ceo@acme.com', '5f0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e']));
});

test('a reminder that would come after the end is worth a warning', () => {
  expect(parseConfig({ ...least, REQUEST_TTL_HOURS: '8' }).warnings).toEqual([
    expect.stringContaining('no reminder will be sent'),
  ]);
});

describe('where the store is', () => {
  test.each([
    [{}, { dataDir: './data' }],
    [{ DATA_DIR: '/var/lib/bot', DATABASE_URL: ' ' }, { dataDir: '/var/lib/bot' }],
    [{ DATABASE_URL: 'postgres://db/bot', DATA_DIR: 'x' }, { databaseUrl: 'postgres://db/bot' }],
    [{ DATABASE_URL: 'postgresql:///bot?host=/tmp/s' }, { databaseUrl: 'postgresql:///bot?host=/tmp/s' }],
  ])('%j means %j, without any token', (env, target) => {
    expect(readStoreTarget(env)).toEqual(target);
  });

  test('an address of another database is refused without showing it', () => {
    expect(() => readStoreTarget({ DATABASE_URL: 'mysql://bot:hunter2@db' })).toThrow(
      /DATABASE_URL must be a postgres:\/\/ address/,
    );
    expect(() => readStoreTarget({ DATABASE_URL: 'mysql://bot:hunter2@db' })).not.toThrow(/hunter2/);
    expect(() => readStoreTarget({ DATABASE_URL: 'db' })).toThrow(/DATABASE_URL must be/);
  });
});

describe('.env.example', () => {
  const text = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
  const lines = text.split('\n');

  test('lists the names of the schema, each once', () => {
    const names = lines.flatMap((line) => /^(?:# ?)?([A-Z][A-Z0-9_]+)=/.exec(line)?.[1] ?? []);
    expect(names.toSorted()).toEqual([...configNames].toSorted());
  });

  test('explains each name in the line before it', () => {
    const unexplained = lines.filter(
      (line, at) => /^(?:# ?)?[A-Z][A-Z0-9_]+=/.test(line) && !/^# [A-Z0-9].*[a-z]/.test(lines[at - 1] ?? ''),
    );
    expect(unexplained).toEqual([]);
  });

  test('holds no value that is used by accident: it shows what has to be filled in, and that is enough', () => {
    const asked = parse(text);
    expect(Object.values(asked).filter(Boolean)).toEqual([]);
    expect(Object.keys(asked).toSorted()).toEqual(Object.keys(least).toSorted());
  });

  test('a channel by its #name is told as what it is', () => {
    expect(problemsOf(parse('APPROVAL_CHANNEL=#wf-approvals'))).toEqual([
      "APPROVAL_CHANNEL is required; a value that starts with # is read as a comment, use the channel's id",
    ]);
  });
});

describe('docs/configuration.md', () => {
  const rows = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()));

  test('explains every name', () => {
    const explained = rows.flatMap(([, names = '']) =>
      [...names.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name]) => name),
    );
    expect(configNames.filter((name) => !explained.includes(name))).toEqual([]);
  });

  test('gives defaults that leave the configuration as it is', () => {
    const defaults = rows.flatMap(([, name = '', , value = '']) => {
      const [, plainName] = /^`([A-Z][A-Z0-9_]+)`$/.exec(name) ?? [];
      const [, plainValue] = /^`([^`]+)`$/.exec(value) ?? [];
      return plainName && plainValue ? [[plainName, plainValue] as const] : [];
    });
    expect(defaults.length).toBeGreaterThan(15);
    const { warnings: _, ...config } = parseConfig({ ...least, ...Object.fromEntries(defaults) });
    expect(config).toEqual({ ...parseConfig(least), warnings: undefined });
  });
});
