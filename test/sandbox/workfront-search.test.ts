import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import type { Habits } from '../../sandbox/workfront/habits.ts';
import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import { call, data, failure, names, rows, send } from './workfront-calls.ts';

let sandbox: WorkfrontSandbox;
const everybody = 319;

beforeAll(async () => {
  sandbox = await startWorkfront({ users: 300, now: () => new Date('2026-11-21T12:00:00.250Z') });
});

afterAll(async () => {
  await sandbox.close();
});

const ask = (version: string, fields: string) =>
  send(`${sandbox.url}/attask/api${version}/user/${named.inactive}?fields=${fields}`, {
    headers: { apiKey: sandbox.credentials.apiKey },
  });

/** What comes for a question about so many ids, of which the last is Tyler's. */
async function post(ids: number, postedReads: Habits['postedReads'], what = 'count'): Promise<unknown> {
  sandbox.setHabits({ postedReads });
  const form = new URLSearchParams({ method: 'GET', ID_Mod: 'in' });
  for (let index = 0; index < ids; index += 1) form.append('ID', `${index}`.padStart(32, 'f'));
  form.append('ID', named.tyler);
  const { status, json } = await call(sandbox, `/user/${what}`, { method: 'POST', form });
  return status === 200 ? json : status;
}

describe('what comes back', () => {
  test('a search without fields gives ID, name and objCode alone', async () => {
    const found = await rows(sandbox, '/user/search?name=Tyler%20Reid');
    expect(found).toEqual([{ ID: named.tyler, name: 'Tyler Reid', objCode: 'USER' }]);
  });

  test('fields may be a comma list or a JSON array, and reach through references', async () => {
    const list = await rows(
      sandbox,
      '/user/search?name=Tyler%20Reid&fields=title,manager:name,homeGroup:name',
    );
    const array = await rows(
      sandbox,
      `/user/search?name=Tyler%20Reid&fields=${encodeURIComponent('["title","manager:name","homeGroup:name"]')}`,
    );
    expect(list).toEqual(array);
    expect(list).toMatchObject([
      {
        title: 'Senior Designer',
        manager: { ID: named.bea, name: 'Bea Lindqvist', objCode: 'USER' },
        homeGroup: { name: 'Creative' },
      },
    ]);
  });

  test('a date has a colon before its milliseconds and none in its offset', async () => {
    const user = data(await call(sandbox, `/user/${named.tyler}?fields=lastLoginDate`));
    expect(user['lastLoginDate']).toBe('2026-11-19T06:00:00:250-0600');
  });

  test('a person who never logged in has no lastLoginDate at all, and a null for other empty dates', async () => {
    const user = data(
      await call(sandbox, `/user/${named.newUser}?fields=lastLoginDate,actualDeactivationDate`),
    );
    expect(user).not.toHaveProperty('lastLoginDate');
    expect(user).toHaveProperty('actualDeactivationDate', null);
  });

  test('slashes and angle brackets are escaped in the JSON text', async () => {
    const { text } = await call(sandbox, `/user/${named.markup}`);
    expect(text).toContain(String.raw`\u003c!channel> *Zed* & \u003chttps:\/\/evil.example|Marker>`);
  });

  test('object types go without case, field names do not', async () => {
    expect(data(await call(sandbox, `/UsEr/${named.tyler}`))['name']).toBe('Tyler Reid');
    expect(failure(await call(sandbox, '/user/search?EmailAddr=x'))).toBe(
      '422 APIModel V22_0 does not support field EmailAddr (User)',
    );
    expect(failure(await call(sandbox, '/user/search?emailAddr=x&emailAddr_mod=cieq'))).toContain(
      'emailAddr_mod',
    );
  });

  test('one unknown field fails the whole call', async () => {
    expect(failure(await call(sandbox, '/user/search?fields=name,scheduleDeactivationDate'))).toBe(
      '422 APIModel V22_0 does not support field scheduleDeactivationDate (User)',
    );
    expect(failure(await call(sandbox, '/user/search?fields=manager:nmae'))).toContain('nmae (User)');
  });

  test('an unknown ID is 404 with the key of the missing record', async () => {
    const answer = await call(sandbox, `/user/${'0'.repeat(32)}`);
    expect(failure(answer)).toBe(`404 User with primary key value(s) "${'0'.repeat(32)}" not found`);
    expect(answer.json).toMatchObject({ error: { msgKey: 'exception.norecordfound' } });
  });

  test('unknown and secondary object types are refused', async () => {
    expect(failure(await call(sandbox, '/frob/search'))).toBe('422 Unknown object type: frob in v22.0');
    expect(failure(await call(sandbox, '/ARVSTP/search'))).toBe(
      "422 ARVSTP is not a top level object and can't be requested directly in internal",
    );
  });
});

describe('pages', () => {
  test('a search gives 100 rows unless told, 2000 at most', async () => {
    expect(await rows(sandbox, '/user/search')).toHaveLength(100);
    expect(await rows(sandbox, '/user/search?$$LIMIT=2000')).toHaveLength(everybody);
    expect(failure(await call(sandbox, '/user/search?$$LIMIT=2001'))).toBe(
      '422 The requested limit 2001 is greater than the maximum allowed limit of 2000',
    );
  });

  test('sorted pages hold everybody once', async () => {
    const pages = await Promise.all(
      [0, 100, 200, 300].map((first) =>
        rows(sandbox, `/user/search?ID_Sort=asc&$$FIRST=${first}&$$LIMIT=100`),
      ),
    );
    expect(new Set(pages.flat().map((row) => row['ID'])).size).toBe(everybody);
  });

  test('unsorted pages miss people when somebody changes in between', async () => {
    const first = await names(sandbox, '/user/search?$$LIMIT=10');
    sandbox.directory.change(named.administrator, { title: 'Owner of it all' });
    const second = await names(sandbox, '/user/search?$$FIRST=10&$$LIMIT=1');
    const now = await names(sandbox, '/user/search?$$LIMIT=11');
    expect(now.at(9)).not.toBe(first.at(9));
    expect([...first, ...second]).not.toContain(now.at(9));
  });

  test('the oldest versions answer a count bare', async () => {
    const headers = { apiKey: sandbox.credentials.apiKey };
    const { json } = await send(`${sandbox.url}/attask/api/v7.0/user/count`, { headers });
    expect(json).toEqual({ count: everybody });
  });

  test('a search may be posted with method=GET', async () => {
    const { json } = await call(sandbox, '/user/search', {
      method: 'POST',
      form: { method: 'GET', name: 'Tyler Reid' },
    });
    expect(json).toMatchObject({ data: [{ ID: named.tyler }] });
  });

  test('a count may be posted too, as far as this Workfront takes it', async () => {
    onTestFinished(() => sandbox.setHabits({ postedReads: 'taken' }));
    const one = { data: { count: 1 } };
    expect(await post(1_000, 'taken')).toEqual(one);
    expect(await post(1, 'refused')).toBe(405);
    expect(await post(1, 'counts refused')).toBe(405);
    expect(await post(1, 'counts refused', 'search')).toMatchObject({ data: [{ ID: named.tyler }] });
    expect(await post(1, 'not logged in')).toBe(401);
    expect(await post(1, 'long ones refused')).toEqual(one);
    expect(await post(500, 'long ones refused')).toBe(413);
    expect(await post(500, 'long ones cut')).toEqual(one);
    expect(await post(1_000, 'long ones cut')).toEqual({ data: { count: 0 } });
    expect(await post(1, 'form ignored')).toEqual({ data: { count: everybody } });
    expect(await post(1, 'method ignored')).toBe(404);
  });

  test('an address of more than 8892 characters is refused', async () => {
    expect((await call(sandbox, `/user/search?name=${'x'.repeat(8900)}`)).status).toBe(414);
  });
});

describe('versions', () => {
  test('7.0, 15.0, 22.0 and none at all answer', async () => {
    for (const version of ['/v7.0', '/v15.0', '/v22.0', '']) {
      expect((await ask(version, 'isActive')).status).toBe(200);
    }
  });

  test('a removed version is 410 and a future one 404', async () => {
    expect((await ask('/v14.0', 'isActive')).status).toBe(410);
    expect((await ask('/v23.0', 'isActive')).status).toBe(404);
  });

  test('actualDeactivationDate came after 7.0', async () => {
    expect(failure(await ask('/v7.0', 'actualDeactivationDate'))).toBe(
      '422 APIModel V7_0 does not support field actualDeactivationDate (User)',
    );
    expect(data(await ask('/v15.0', 'actualDeactivationDate'))['actualDeactivationDate']).toMatch(
      /:250-0600$/,
    );
  });
});
