import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import type { TroubleRule } from '../../sandbox/workfront/trouble.ts';
import type { WorkfrontDirectory, WorkfrontOptions } from '../../src/workfront/user-directory.ts';
import { authFor, failureOf, methods, open, quick } from './support.ts';

let sandbox: WorkfrontSandbox;
const opened: WorkfrontDirectory[] = [];

beforeAll(async () => {
  sandbox = await startWorkfront({ users: 5 });
});

afterEach(async () => {
  sandbox.clearTrouble();
  await Promise.all(opened.splice(0).map((directory) => directory.close()));
});

afterAll(() => sandbox.close());

function connect(overrides: Partial<WorkfrontOptions>): WorkfrontDirectory {
  const directory = open(sandbox, overrides);
  opened.push(directory);
  return directory;
}

const loginPath = /ims\/token|jwt\/exchange|action=generateApiKey/;

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

describe.each(methods)('with %s', (method) => {
  test.each(['22.0', '15.0', '7.0'])('version %s drives a deactivation to its end', async (apiVersion) => {
    sandbox.directory.change(named.tyler, { isActive: true });
    const before = sandbox.stateChanges.length;
    const directory = connect({ auth: authFor(sandbox, method), apiVersion });
    const { userId, isAdmin, apiVersions } = await directory.check();
    expect({ userId, isAdmin }).toEqual({ userId: named.apiUser, isAdmin: true });
    expect(apiVersions).toContain(apiVersion);
    expect(await directory.findByEmail('TYLER.REID@acme.example', 5)).toMatchObject([{ id: named.tyler }]);
    expect(await directory.setActive(named.tyler, false)).toEqual({ confirmedBy: 'answer' });
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
      await connect({ auth: authFor(sandbox, method) }).check();
    }
    const users = await all();
    expect(users.every((user) => user?.id === named.tyler)).toBe(true);
    expect(since(start).logins).toBe(method === 'password' ? 3 : 2);
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
  expect(await directory.setActive(named.tyler, false)).toEqual({ confirmedBy: 'answer' });
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

test('the password log-in is the recipe of Adobe: one PUT of generateApiKey, then the key as a header', async () => {
  const start = lastNumber();
  await connect({ auth: authFor(sandbox, 'password'), apiVersion: '15.0' }).self();
  const [login, ...rest] = sandbox.traffic.filter(({ number }) => number > start);
  expect(login).toMatchObject({ method: 'PUT', status: 200 });
  expect(login?.path).toMatch(
    /^\/attask\/api\/v15\.0\/user\?action=generateApiKey&username=[^&]+&password=[^&]+&method=PUT$/,
  );
  expect(rest.map(({ path }) => path)).toEqual(['/attask/api/v15.0/session']);
});

describe('at start', () => {
  test.each<[string, TroubleRule['effect']]>([
    ['a web page', { kind: 'html', status: 200 }],
    ['a redirect', { kind: 'redirect' }],
    ['404', { kind: 'status', status: 404 }],
    ['410', { kind: 'status', status: 410 }],
  ])('%s means a wrong address or version', async (_, effect) => {
    const client = connect({ timing: { ...quick, callBudget: 400 } });
    sandbox.trouble({ effect });
    expect(await failureOf(client.check())).toMatchObject({ code: 'misconfigured' });
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
