import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import { call, data, failure, names } from './workfront-calls.ts';

let sandbox: WorkfrontSandbox;
const noon = new Date('2026-11-21T12:00:00.250Z');

beforeEach(async () => {
  sandbox = await startWorkfront({ users: 0, now: () => noon });
});

afterEach(async () => {
  await sandbox.close();
});

const isActive = (id: string): boolean | undefined => sandbox.directory.find(id)?.isActive;

const putMany = (query: string, json?: unknown) => call(sandbox, `/user?${query}`, { method: 'PUT', json });
const both = () => [isActive(named.tyler), isActive(named.oscar)];
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
  const mixed = off(named.tyler, named.adminEmail, named.oscar);

  test('a JSON array changes each of them, and the answer shows them', async () => {
    const answer = await putMany('fields=isActive', off(named.tyler, named.oscar));
    expect(answer.json).toMatchObject({
      data: [
        { ID: named.tyler, isActive: false },
        { ID: named.oscar, isActive: false },
      ],
    });
  });

  test('with atomic=true one refused user leaves all as they were, and success says no more than that', async () => {
    expect((await putMany('atomic=true', mixed)).status).toBe(422);
    expect(both()).toEqual([true, true]);
    expect((await putMany('atomic=true', off(named.tyler))).json).toEqual({ success: true });
    expect(isActive(named.tyler)).toBe(false);
  });

  test.each([
    ['refused whole', 422, [true, true], /Admin Email/],
    ['partly done', 422, [false, true], /Admin Email/],
    ['short answer', 200, [false, false], /^\{"data":\[[^,]+,[^,]+,[^,]+,[^,]+,[^,]+,[^,]+\]\}$/],
  ] as const)('one refused user means: %s', async (badRecord, status, after, text) => {
    sandbox.setHabits({ badRecord });
    const answer = await putMany('', mixed);
    expect(answer.status).toBe(status);
    expect(both()).toEqual(after);
    expect(answer.text).toMatch(text);
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

  test('adding users is not covered', async () => {
    expect((await call(sandbox, '/user', { method: 'POST', json: { name: 'x' } })).status).toBe(400);
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
