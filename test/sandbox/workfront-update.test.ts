import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront } from '../../sandbox/workfront/start.ts';
import type { WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import { call, data, failure, names, send } from './workfront-calls.ts';

let sandbox: WorkfrontSandbox;
const noon = new Date('2026-11-21T12:00:00.250Z');

beforeEach(async () => {
  sandbox = await startWorkfront({ users: 0, now: () => noon });
});

afterEach(async () => {
  await sandbox.close();
});

const isActive = (id: string): boolean | undefined => sandbox.directory.find(id)?.isActive;
const updates = (value: unknown): string => `updates=${encodeURIComponent(JSON.stringify(value))}`;

const putMany = (query: string, json?: unknown) => call(sandbox, `/user?${query}`, { method: 'PUT', json });
const off = (...ids: string[]) => ids.map((ID) => ({ ID, isActive: false }));

describe('one user', () => {
  test('a JSON body deactivates, sets the date, and the answer shows both', async () => {
    const answer = await call(sandbox, `/user/${named.tyler}?fields=isActive,actualDeactivationDate`, {
      method: 'PUT',
      json: { isActive: false },
    });
    expect(data(answer)).toEqual({
      ID: named.tyler,
      name: 'Tyler Reid',
      objCode: 'USER',
      isActive: false,
      actualDeactivationDate: '2026-11-21T06:00:00:250-0600',
    });
    expect(sandbox.directory.find(named.tyler)).toMatchObject({
      isActive: false,
      actualDeactivationDate: noon,
      lastUpdatedByID: named.apiUser,
    });
  });

  test('reactivation takes the date away', async () => {
    await call(sandbox, `/user/${named.inactive}`, { method: 'PUT', json: { isActive: true } });
    expect(sandbox.directory.find(named.inactive)).toMatchObject({
      isActive: true,
      actualDeactivationDate: null,
    });
  });

  test('each real change of isActive is noted once, and none for a PUT that changes nothing', async () => {
    const put = (value: boolean) =>
      call(sandbox, `/user/${named.tyler}`, { method: 'PUT', json: { isActive: value } });
    await put(false);
    await put(false);
    await put(true);
    sandbox.directory.change(named.tyler, { isActive: false });
    expect(sandbox.stateChanges).toEqual([
      { userId: named.tyler, isActive: false, at: noon.toISOString(), by: 'api' },
      { userId: named.tyler, isActive: true, at: noon.toISOString(), by: 'api' },
      { userId: named.tyler, isActive: false, at: noon.toISOString(), by: 'sandbox' },
    ]);
  });

  test('the legacy form with the string "false" in the address works and answers with a boolean', async () => {
    const query = `${updates({ isActive: 'false' })}&method=put&fields=isActive&apiKey=${sandbox.credentials.apiKey}`;
    const answer = await send(`${sandbox.url}/attask/api/v7.0/USER/${named.tyler}?${query}`, {
      method: 'PUT',
    });
    expect(data(answer)['isActive']).toBe(false);
  });

  test('GET and POST act as PUT when method=put says so', async () => {
    await call(sandbox, `/user/${named.tyler}?${updates({ isActive: false })}&method=put`);
    expect(isActive(named.tyler)).toBe(false);
    await call(sandbox, `/user/${named.tyler}`, {
      method: 'POST',
      form: { method: 'put', isActive: 'true' },
    });
    expect(isActive(named.tyler)).toBe(true);
  });

  test('updates and plain parameters do not mix', async () => {
    const answer = await call(sandbox, `/user/${named.tyler}?${updates({ isActive: false })}&title=x`, {
      method: 'PUT',
    });
    expect(failure(answer)).toBe("422 Cannot mix 'updates' JSON parameter with non-JSON update parameter");
    expect(isActive(named.tyler)).toBe(true);
  });

  test.each([
    [{ isAdmin: true }, '422 Field isAdmin is read-only (User)'],
    [{ isActive: 'no' }, '422 Invalid Parameter: isActive value "no"'],
    [{ isActive: null }, '422 Invalid data'],
    [{ active: false }, '422 APIModel V22_0 does not support field active (User)'],
  ])('%j is refused', async (json, expected) => {
    expect(failure(await call(sandbox, `/user/${named.tyler}`, { method: 'PUT', json }))).toBe(expected);
    expect(isActive(named.tyler)).toBe(true);
  });

  test('the Admin Email user cannot be deactivated', async () => {
    const answer = await call(sandbox, `/user/${named.adminEmail}`, {
      method: 'PUT',
      json: { isActive: false },
    });
    expect(answer.status).toBe(422);
    expect(isActive(named.adminEmail)).toBe(true);
  });

  test('an unknown ID is 404', async () => {
    const answer = await call(sandbox, `/user/${'f'.repeat(32)}`, {
      method: 'PUT',
      json: { isActive: false },
    });
    expect(failure(answer)).toBe(`404 User with primary key value(s) "${'f'.repeat(32)}" not found`);
  });
});

describe('several users', () => {
  test('a bulk change answers with each of them', async () => {
    const answer = await putMany(`${updates(off(named.tyler, named.oscar))}&fields=isActive`);
    expect(answer.json).toMatchObject({
      data: [
        { ID: named.tyler, isActive: false },
        { ID: named.oscar, isActive: false },
      ],
    });
  });

  test('a JSON array is a bulk change as well', async () => {
    await putMany('', off(named.tyler, named.oscar));
    expect([isActive(named.tyler), isActive(named.oscar)]).toEqual([false, false]);
  });

  test('with atomic=true one refused user leaves all as they were, and success says no more than that', async () => {
    expect((await putMany(`${updates(off(named.tyler, named.adminEmail))}&atomic=true`)).status).toBe(422);
    expect(isActive(named.tyler)).toBe(true);
    expect((await putMany(`${updates(off(named.tyler))}&atomic=true`)).json).toEqual({ success: true });
    expect(isActive(named.tyler)).toBe(false);
  });

  test('without atomic those before the refused one stay changed', async () => {
    expect((await putMany(updates(off(named.tyler, named.adminEmail, named.oscar)))).status).toBe(422);
    expect([isActive(named.tyler), isActive(named.oscar)]).toEqual([false, true]);
  });

  test('more than 100 at once are refused', async () => {
    const ids = Array.from({ length: 101 }, () => named.tyler);
    expect((await putMany('', off(...ids))).status).toBe(422);
    expect(isActive(named.tyler)).toBe(true);
  });
});

describe('what is never executed', () => {
  test.each([
    ['DELETE', `/user/${named.tyler}`],
    ['GET', `/user/${named.tyler}?method=delete`],
    ['PUT', '/user/replace?userID=x'],
  ] as const)('%s %s is refused and marked in the traffic', async (method, path) => {
    expect((await call(sandbox, path, { method })).status).toBe(405);
    expect(sandbox.traffic.at(-1)?.note).toMatch(/never executed$/);
    expect(sandbox.directory.find(named.tyler)).toBeDefined();
  });

  test('adding users and changing other objects are not covered', async () => {
    expect((await call(sandbox, '/user', { method: 'POST', json: { name: 'x' } })).status).toBe(400);
    expect((await call(sandbox, '/task/1', { method: 'PUT', json: { name: 'x' } })).status).toBe(400);
  });
});

describe('an API user with fewer rights', () => {
  test('one without rights finds nobody and may change nobody', async () => {
    const limited = await startWorkfront({ users: 0, apiUser: { isAdmin: false } });
    expect(await names(limited, '/user/search?name=Tyler%20Reid')).toEqual([]);
    expect((await call(limited, `/user/${named.tyler}`)).status).toBe(404);
    const answer = await call(limited, `/user/${named.tyler}`, { method: 'PUT', json: { isActive: false } });
    expect(answer.status).toBe(403);
    expect(data(await call(limited, '/session'))['isAdmin']).toBe(false);
    await limited.close();
  });

  test('one with the user administration right deactivates without being an administrator', async () => {
    const editor = await startWorkfront({ users: 0, apiUser: { isAdmin: false, mayEditUsers: true } });
    await call(editor, `/user/${named.tyler}`, { method: 'PUT', json: { isActive: false } });
    expect(editor.directory.find(named.tyler)?.isActive).toBe(false);
    await editor.close();
  });
});
