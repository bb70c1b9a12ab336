import { expect, test } from 'vitest';

import { checkWorkfront } from '../../src/workfront/check-workfront.ts';
import { failureOf, openAt, serve } from './support.ts';

const userID = 'a'.repeat(32);
const auth = { method: 'api-key', apiKey: 'k'.repeat(32) } as const;

test('a field that is refused in other words shows too, and so does a user who may not be read', async () => {
  for (const [status, message, code] of [
    [422, 'licenseType is no field of this object', 'misconfigured'],
    [400, '', 'misconfigured'],
    [403, 'You do not have access', 'forbidden'],
  ] as const) {
    const odd = await serve((request, response) => {
      const isSession = request.url?.includes('/session') ?? false;
      response.writeHead(isSession ? 200 : status);
      response.end(JSON.stringify(isSession ? { data: { userID } } : { error: { message } }));
    });
    const client = openAt(odd.url);
    const { findings, away } = await checkWorkfront(client, { auth, apiVersion: '22.0' });
    expect(findings).toMatchObject([{ state: 'problem' }]);
    expect(away).toBeNull();
    expect(await failureOf(client.check())).toMatchObject({ code, status });
    await client.close();
    await odd.close();
  }
});

test.each<readonly [unknown, readonly string[]]>([
  [{ currentAPI: 22, apiVersions: { 'v21.0': '/attask/api/v21.0', 'v22.0': {} } }, ['21.0', '22.0']],
  [{ currentAPI: '22.0', apiVersions: ['v21.0', 'v22.0'] }, ['21.0', '22.0']],
  [{ currentAPI: 'v22.0', apiVersions: [21, 22] }, ['21', '22']],
  [{ currentAPI: null, apiVersions: 'v21.0,v22.0' }, []],
  [{ apiVersions: [{ version: 22 }] }, []],
  ['22', []],
  [null, []],
  [undefined, []],
])('a session is one however it tells the versions: %j', async (versionInformation, apiVersions) => {
  const own = { ID: userID, isActive: true };
  const odd = await serve((request, response) => {
    const isSession = request.url?.includes('/session') ?? false;
    const session = { userID, isAdmin: 'true', versionInformation };
    response.end(JSON.stringify({ data: isSession ? session : own }));
  });
  const client = openAt(odd.url);
  expect(await client.check()).toEqual({ userId: userID, isAdmin: false, apiVersions });
  await client.close();
  await odd.close();
});
