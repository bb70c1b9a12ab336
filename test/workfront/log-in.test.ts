import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import type { TroubleRule } from '../../sandbox/workfront/trouble.ts';
import type { WorkfrontConnection, WorkfrontOptions } from '../../src/workfront/workfront.ts';
import { send } from '../sandbox/workfront-calls.ts';
import { authFor, failureOf, methods, open, openAt, quick, serve, deactivate } from './support.ts';

let sandbox: WorkfrontSandbox;
const opened: WorkfrontConnection[] = [];

beforeAll(async () => {
  sandbox = await startWorkfront({ users: 5 });
});

afterEach(async () => {
  sandbox.clearTrouble();
  await Promise.all(opened.splice(0).map((directory) => directory.close()));
});

afterAll(() => sandbox.close());

function connect(overrides: Partial<WorkfrontOptions>): WorkfrontConnection {
  const directory = open(sandbox, overrides);
  opened.push(directory);
  return directory;
}

const loginPath = /ims\/token|jwt\/exchange|action=getApiKey/;

/** Log-ins and refusals since the exchange with this number. */
function since(number: number): { readonly logins: number; readonly refusals: number } {
  const fresh = sandbox.traffic.filter((exchange) => exchange.number > number);
  return {
    logins: fresh.filter(({ path }) => loginPath.test(path)).length,
    refusals: fresh.filter(({ status }) => status === 401).length,
  };
}

function lastNumber(): number {
  return sandbox.traffic.at(-1)?.number ?? 0;
}

/** Makes a new key of the API's user, as somebody at another machine would. */
async function makeKey(action = 'generateApiKey'): Promise<void> {
  const { username, password } = sandbox.credentials;
  const query = new URLSearchParams({ action, username, password });
  await send(`${sandbox.url}/attask/api/v22.0/user?${query.toString()}`, { method: 'PUT' });
}

describe.each(methods)('with %s', (method) => {
  test.each(['22.0', '15.0', '7.0'])('version %s drives a deactivation to its end', async (apiVersion) => {
    sandbox.directory.change(named.tyler, { isActive: true });
    const before = sandbox.stateChanges.length;
    const directory = connect({ auth: authFor(sandbox, method), apiVersion });
    const { userId, isAdmin, apiVersions } = await directory.check();
    expect({ userId, isAdmin }).toEqual({ userId: named.apiUser, isAdmin: true });
    expect(apiVersions).toContain(apiVersion);
    expect(await directory.findByEmail('TYLER.REID@acme.example', 5)).toMatchObject([{ id: named.tyler }]);
    expect(await deactivate(directory, named.tyler)).toEqual(new Map([[named.tyler, false]]));
    expect(await directory.get(named.tyler)).toMatchObject({ isActive: false, name: 'Tyler Reid' });
    expect(sandbox.stateChanges.slice(before)).toMatchObject([{ userId: named.tyler, isActive: false }]);
  });
});

describe.each(['ims', 'jwt', 'password'] as const)('with %s', (method) => {
  test('20 calls at once share one log-in, and one more when their session is refused', async () => {
    const start = lastNumber();
    const directory = connect({ auth: authFor(sandbox, method), concurrency: 4 });
    const all = () => Promise.all(Array.from({ length: 20 }, () => directory.get(named.tyler)));
    await all();
    expect(since(start)).toEqual({ logins: 1, refusals: 0 });
    sandbox.trouble({ match: { pathIncludes: '/user/' }, times: 1, effect: { kind: 'expireSessions' } });
    if (method === 'password') {
      // A key does not expire with the sessions: somebody else made a new one.
      await makeKey();
    }
    const users = await all();
    expect(users.every((user) => user?.id === named.tyler)).toBe(true);
    expect(since(start).logins).toBe(2);
    expect(since(start).refusals).toBeGreaterThan(0);
  });

  test('a session that is refused again after a new log-in ends in unauthenticated', async () => {
    const directory = connect({ auth: authFor(sandbox, method) });
    sandbox.trouble({ match: { pathIncludes: '/session' }, effect: { kind: 'status', status: 401 } });
    const start = lastNumber();
    expect(await failureOf(directory.self())).toMatchObject({ code: 'unauthenticated', status: 401 });
    expect(since(start)).toEqual({ logins: 2, refusals: 2 });
  });

  test('a log-in that fails for the moment is tried again', async () => {
    const directory = connect({ auth: authFor(sandbox, method) });
    sandbox.trouble({ times: 2, effect: { kind: 'status', status: 503 } });
    expect(await directory.self()).toEqual({ id: named.apiUser, isAdmin: true });
  });
});

test('a PUT whose session is refused is sent again after the log-in', async () => {
  sandbox.directory.change(named.tyler, { isActive: true });
  const directory = connect({ auth: authFor(sandbox, 'jwt') });
  await directory.self();
  sandbox.trouble({ match: { method: 'PUT' }, times: 1, effect: { kind: 'expireSessions' } });
  expect(await deactivate(directory, named.tyler)).toEqual(new Map([[named.tyler, false]]));
});

const wrong = '00000000000000000000000000000000';

test.each([
  ['api-key', { apiKey: wrong }],
  ['ims', { clientSecret: wrong }],
  ['ims', { scopes: 'openid,else' }],
  ['ims', { orgId: '' }],
  ['jwt', { clientSecret: wrong }],
  ['jwt', { customerId: wrong }],
  ['password', { password: wrong }],
] as const)('a wrong credential is unauthenticated: %s with %j', async (method, change) => {
  const directory = connect({ auth: { ...authFor(sandbox, method), ...change } });
  expect(await failureOf(directory.check())).toMatchObject({ code: 'unauthenticated' });
});

test('a refused API key is not tried twice', async () => {
  const directory = connect({ auth: { method: 'api-key', apiKey: wrong } });
  const start = lastNumber();
  await failureOf(directory.self());
  expect(since(start).refusals).toBe(1);
});

test('a private key that is none is a configuration error', async () => {
  const { jwt } = sandbox.credentials;
  const directory = connect({ auth: { method: 'jwt', ...jwt, privateKey: 'not a key' } });
  expect(await failureOf(directory.self())).toMatchObject({ code: 'misconfigured' });
});

test('the signed assertion lives for three minutes', async () => {
  const auth = authFor(sandbox, 'jwt');
  const withClock = (offsetSeconds: number) =>
    connect({ auth, now: () => new Date(Date.now() + offsetSeconds * 1000) });
  expect(await withClock(-150).self()).toMatchObject({ id: named.apiUser });
  expect(await failureOf(withClock(-190).self())).toMatchObject({ code: 'unauthenticated' });
  expect(await withClock(100).self()).toMatchObject({ id: named.apiUser });
  expect(await failureOf(withClock(150).self())).toMatchObject({ code: 'unauthenticated' });
});

test.each(['two\nlines', 'späť', 'a b', '\u0000'])(
  'a log-in that gives %j for a token is refused, and tried again by the next call',
  async (token) => {
    const tokens = [token, 'good'];
    const userID = 'a'.repeat(32);
    const server = await serve((request, response) => {
      const isLogIn = request.url?.startsWith('/ims/');
      response.end(
        JSON.stringify(
          isLogIn ? { access_token: tokens.shift() } : { data: { ID: userID, userID, isActive: true } },
        ),
      );
    });
    const ims = { clientId: 'c', clientSecret: 's', orgId: 'o@AdobeOrg', scopes: 's' };
    const auth = { method: 'ims', ...ims, tokenUrl: `${server.url}/ims/token/v3` } as const;
    const directory = openAt(server.url, { auth });
    try {
      expect(await failureOf(directory.self())).toMatchObject({ code: 'misconfigured' });
      expect(await directory.self()).toMatchObject({ id: userID });
    } finally {
      await directory.close();
      await server.close();
    }
  },
);

test('a token with a known end is renewed before it, without a refusal', async () => {
  let clock = new Date('2026-11-21T12:00:00Z').getTime();
  const short = await startWorkfront({ users: 0, tokenSeconds: 3600, now: () => new Date(clock) });
  const directory = open(short, { auth: authFor(short, 'ims'), now: () => new Date(clock) });
  try {
    const logins = () => short.traffic.filter(({ path }) => path.includes('/ims/token')).length;
    await directory.check();
    clock += 3290 * 1000;
    await directory.check();
    expect(logins()).toBe(1);
    clock += 20 * 1000;
    await directory.check();
    expect(logins()).toBe(2);
    expect(short.traffic.every(({ status }) => status === 200)).toBe(true);
  } finally {
    await directory.close();
    await short.close();
  }
});

test('the password log-in asks for the key that there is, and makes one only where there is none', async () => {
  const start = lastNumber();
  const auth = authFor(sandbox, 'password');
  await connect({ auth, apiVersion: '15.0' }).self();
  const [login, ...rest] = sandbox.traffic.filter(({ number }) => number > start);
  expect(login).toMatchObject({ method: 'PUT', status: 200 });
  expect(login?.path).toMatch(
    /^\/attask\/api\/v15\.0\/user\?action=getApiKey&username=[^&]+&password=[^&]+&method=PUT$/,
  );
  expect(rest.every(({ path }) => !path.includes('ApiKey'))).toBe(true);
  await makeKey('clearApiKey');
  const cleared = lastNumber();
  await connect({ auth }).self();
  const made = sandbox.traffic.filter(({ number }) => number > cleared);
  expect(made.slice(0, 2).map(({ path }) => /action=(\w+)/.exec(path)?.[1])).toEqual([
    'getApiKey',
    'generateApiKey',
  ]);
});

test('two bots with one password do not end each other', async () => {
  const auth = authFor(sandbox, 'password');
  const [one, other] = [connect({ auth }), connect({ auth })];
  await one.get(named.tyler);
  await other.get(named.tyler);
  const start = lastNumber();
  await one.get(named.tyler);
  await other.get(named.tyler);
  expect(since(start)).toEqual({ logins: 0, refusals: 0 });
});

describe('at start', () => {
  test.each<[string, TroubleRule['effect']]>([
    ['a web page', { kind: 'html', status: 200 }],
    ['a redirect', { kind: 'redirect', location: '/elsewhere' }],
    ['404', { kind: 'status', status: 404 }],
    ['410', { kind: 'status', status: 410 }],
  ])('%s means a wrong address or version', async (_, effect) => {
    const client = connect({ timing: { ...quick, callBudget: 400 } });
    sandbox.trouble({ effect });
    expect(await failureOf(client.check())).toMatchObject({ code: 'misconfigured' });
  });

  test('403 without JSON means that something before Workfront refuses', async () => {
    sandbox.trouble({ effect: { kind: 'html', status: 403 } });
    for (const method of methods) {
      const client = connect({ auth: authFor(sandbox, method) });
      expect(await failureOf(client.check())).toMatchObject({ code: 'blocked', status: 403 });
    }
  });

  test('the user of the API is read with every field, so that an unknown one shows', async () => {
    const start = lastNumber();
    await connect({ auth: authFor(sandbox, 'jwt') }).check();
    const fresh = sandbox.traffic.filter(({ number }) => number > start).map(({ path }) => path);
    expect(fresh.slice(1)).toEqual([
      '/attask/api/v22.0/session',
      expect.stringMatching(`^/attask/api/v22.0/user/${named.apiUser}\\?fields=.*actualDeactivationDate`),
    ]);
    const body = { error: { message: 'APIModel V22_0 does not support field licenseType (User)' } };
    const strict = await serve((request, response) => {
      const isSession = request.url?.includes('/session') ?? false;
      response.writeHead(isSession ? 200 : 422);
      response.end(JSON.stringify(isSession ? { data: { userID: named.apiUser } } : body));
    });
    const client = openAt(strict.url);
    const error = await failureOf(client.check());
    expect(error.code).toBe('misconfigured');
    expect(error.message).toContain('does not support field licenseType');
    await client.close();
    await strict.close();
  });

  test('a version that the server does not speak is a wrong version', async () => {
    for (const apiVersion of ['3.0', '99.0']) {
      const client = connect({ apiVersion });
      expect(await failureOf(client.check())).toMatchObject({ code: 'misconfigured' });
    }
  });

  test('a maintenance page is a matter of time', async () => {
    const client = connect({ timing: { ...quick, callBudget: 400 } });
    sandbox.trouble({ effect: { kind: 'html', status: 503 } });
    expect(await failureOf(client.check())).toMatchObject({ code: 'unavailable' });
  });
});
