import { importPKCS8, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import { call, data, failure, send, type Answer, type CallOptions } from './workfront-calls.ts';

let sandbox: WorkfrontSandbox;
let time: number;

beforeEach(async () => {
  time = Date.parse('2026-11-21T12:00:00Z');
  sandbox = await startWorkfront({ users: 0, now: () => new Date(time) });
});

afterEach(async () => {
  await sandbox.close();
});

const tokenShape = z.object({ access_token: z.string() });
const api = (path: string, options: CallOptions = {}) =>
  send(`${sandbox.url}/attask/api/v22.0${path}`, options);
const session = (headers: Record<string, string>) => api('/session', { headers });

test('nobody gets in without credentials', async () => {
  expect(failure(await api('/user/search'))).toBe('401 You are not currently logged in.');
});

test('two sandboxes have no secret in common unless told', async () => {
  const other = await startWorkfront({ users: 0 });
  expect(other.credentials.apiKey).not.toBe(sandbox.credentials.apiKey);
  await other.close();
  const fixed = await startWorkfront({
    users: 0,
    credentials: { apiKey: 'fixed', ims: { orgId: 'A@AdobeOrg' } },
  });
  expect(fixed.credentials).toMatchObject({ apiKey: 'fixed', ims: { orgId: 'A@AdobeOrg' } });
  await fixed.close();
});

describe('API key', () => {
  test('opens as a header and as a query parameter, and tells who called', async () => {
    const { apiKey } = sandbox.credentials;
    expect(data(await session({ apiKey }))).toMatchObject({
      userID: named.apiUser,
      isAdmin: true,
      versionInformation: { currentAPI: 22 },
    });
    expect((await api(`/session?apiKey=${apiKey}`)).status).toBe(200);
  });

  test('in the body of a write it is refused', async () => {
    const { apiKey } = sandbox.credentials;
    const form = { apiKey, isActive: 'false' };
    expect(failure(await api(`/user/${named.tyler}`, { method: 'PUT', form }))).toBe('401 {0}');
    expect(sandbox.directory.find(named.tyler)?.isActive).toBe(true);
  });

  test('in the sessionID header it is not a session', async () => {
    expect(failure(await session({ sessionID: sandbox.credentials.apiKey }))).toBe(
      '401 You are not currently logged in.',
    );
  });

  test('a made-up session has another message', async () => {
    expect(failure(await session({ sessionID: 'made-up' }))).toBe('401 Invalid session ID.');
  });
});

async function keyAction(action: string): Promise<Record<string, unknown>> {
  const { username, password } = sandbox.credentials;
  const query = new URLSearchParams({ username, password, method: 'put' }).toString();
  return data(await api(`/user/${action}?${query}`, { method: 'PUT' }));
}

function login(path: string, options: CallOptions): Promise<Answer> {
  return send(`${sandbox.url}/attask/api/v7.0${path}`, options);
}

function pair(): { username: string; password: string } {
  const { username, password } = sandbox.credentials;
  return { username, password };
}

describe('username and password', () => {
  test('make an API key by the address that Adobe documents, as a GET too', async () => {
    const query = new URLSearchParams({ action: 'generateApiKey', ...pair(), method: 'PUT' }).toString();
    for (const method of ['PUT', 'GET'] as const) {
      const { result } = data(await login(`/user?${query}`, { method }));
      expect((await session({ apiKey: String(result) })).status).toBe(200);
    }
  });

  test('open a session by query and by form', async () => {
    const byForm = await login('/login', { method: 'POST', form: pair() });
    const byQuery = await login(`/login?${new URLSearchParams(pair()).toString()}`, {});
    for (const answer of [byForm, byQuery]) {
      expect((await session({ sessionID: String(data(answer)['sessionID']) })).status).toBe(200);
    }
  });

  test('make, give and clear the API key', async () => {
    const { result } = await keyAction('generateApiKey');
    expect((await session({ apiKey: String(result) })).status).toBe(200);
    expect((await session({ apiKey: sandbox.credentials.apiKey })).status).toBe(401);
    expect(await keyAction('getApiKey')).toEqual({ result });
    await keyAction('clearApiKey');
    expect((await session({ apiKey: String(result) })).status).toBe(401);
  });

  test('a wrong password says so', async () => {
    const answer = await login('/login', { method: 'POST', form: { ...pair(), password: 'guess' } });
    expect(failure(answer)).toMatch(/^401 That username\/password combination wasn't quite right/);
  });

  test('open nothing where they are switched off', async () => {
    const modern = await startWorkfront({ users: 0, passwordLogin: false });
    const { username, password } = modern.credentials;
    const answer = await send(`${modern.url}/attask/api/v22.0/login`, {
      method: 'POST',
      form: { username, password },
    });
    expect(answer.status).toBe(401);
    await modern.close();
  });

  test('a session ends after eight hours', async () => {
    const sessionID = String(data(await login('/login', { method: 'POST', form: pair() }))['sessionID']);
    time += 8 * 3_600_000;
    expect(failure(await session({ sessionID }))).toBe('401 Invalid session ID.');
  });
});

const imsForm = () => ({
  grant_type: 'client_credentials',
  client_id: sandbox.credentials.ims.clientId,
  client_secret: sandbox.credentials.ims.clientSecret,
  scope: sandbox.credentials.ims.scopes,
});
const fetchToken = (fields: Record<string, string>) =>
  send(sandbox.credentials.ims.tokenUrl, { method: 'POST', form: fields });

async function bearer(): Promise<string> {
  return `Bearer ${tokenShape.parse((await fetchToken(imsForm())).json).access_token}`;
}

describe('IMS', () => {
  test('gives a token for a day that opens as Bearer with the org', async () => {
    const answer = await fetchToken(imsForm());
    expect(answer.json).toMatchObject({ token_type: 'bearer', expires_in: 86_399 });
    const authorization = await bearer();
    const { orgId } = sandbox.credentials.ims;
    expect((await session({ authorization, 'x-gw-ims-org-id': orgId })).status).toBe(200);
    expect((await session({ authorization })).status).toBe(200);
  });

  test('an empty or a foreign org is refused by name', async () => {
    const authorization = await bearer();
    expect(failure(await session({ authorization, 'x-gw-ims-org-id': '' }))).toBe(
      '401 Org Id undefined is not in the list of user org Ids',
    );
    expect(failure(await session({ authorization, 'x-gw-ims-org-id': 'X@AdobeOrg' }))).toContain(
      'X@AdobeOrg',
    );
  });

  test('a token ends after its time', async () => {
    const authorization = await bearer();
    time += 86_399_000;
    expect((await session({ authorization })).status).toBe(401);
  });

  test.each([
    [{ client_secret: 'x' }, 401, 'invalid_client'],
    [{ scope: 'everything' }, 400, 'invalid_scope'],
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ])('%j is refused', async (change, status, error) => {
    const answer = await fetchToken({ ...imsForm(), ...change });
    expect([answer.status, answer.json]).toEqual([status, { error }]);
  });
});

describe('JWT', () => {
  type Claims = { iss?: string; sub?: string; lifeSeconds?: number; privateKey?: string };

  async function exchange({ iss, sub, lifeSeconds = 180, privateKey }: Claims = {}) {
    const { jwt } = sandbox.credentials;
    const key = await importPKCS8(privateKey ?? jwt.privateKey, 'RS256');
    const signed = await new SignJWT({})
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(iss ?? jwt.customerId)
      .setSubject(sub ?? jwt.userId)
      .setExpirationTime(Math.floor(time / 1000) + lifeSeconds)
      .sign(key);
    return send(`${sandbox.url}/integrations/oauth2/api/v1/jwt/exchange`, {
      method: 'POST',
      form: { client_id: jwt.clientId, client_secret: jwt.clientSecret, jwt_token: signed },
    });
  }

  test('is exchanged for a session that does not work as Bearer', async () => {
    const token = tokenShape.parse((await exchange()).json).access_token;
    expect((await session({ sessionID: token })).status).toBe(200);
    expect((await session({ authorization: `Bearer ${token}` })).status).toBe(401);
  });

  test.each<[string, Claims]>([
    ['iss is not the customer ID', { iss: 'somebody' }],
    ['sub is not the Workfront user ID', { sub: 'somebody' }],
    ['The JWT has expired', { lifeSeconds: -1 }],
    ['exp is too far away', { lifeSeconds: 3600 }],
  ])('%s', async (message, claims) => {
    expect((await exchange(claims)).json).toMatchObject({ error: true, statusCode: 400, message });
  });

  test('signed with another key it is refused', async () => {
    const other = await startWorkfront({ users: 0 });
    const { privateKey } = other.credentials.jwt;
    expect((await exchange({ privateKey })).json).toMatchObject({ message: 'The signature is wrong' });
    await other.close();
  });
});

test('no secret stands in the traffic', async () => {
  const { apiKey, username, password, ims } = sandbox.credentials;
  await call(sandbox, `/session?apiKey=${apiKey}`);
  await api(`/login?${new URLSearchParams({ username, password }).toString()}`);
  await fetchToken(imsForm());
  const { result } = await keyAction('generateApiKey');
  const text = JSON.stringify(sandbox.traffic);
  expect(sandbox.traffic).toHaveLength(4);
  for (const secret of [apiKey, password, ims.clientSecret, String(result)])
    expect(text).not.toContain(secret);
  expect(text.match(/\*\*\*/g)?.length).toBeGreaterThanOrEqual(8);
});
