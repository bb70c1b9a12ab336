import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import type { WorkfrontConnection } from '../../src/workfront/workfront.ts';
import { failureOf, open, openAt, serve } from './support.ts';

let sandbox: WorkfrontSandbox;
let directory: WorkfrontConnection;
let start = 0;

beforeAll(async () => {
  sandbox = await startWorkfront({ users: 2500 });
  directory = open(sandbox);
});

beforeEach(() => {
  start = sandbox.traffic.at(-1)?.number ?? 0;
});

afterAll(async () => {
  await directory.close();
  await sandbox.close();
});

function requests(): readonly URL[] {
  const fresh = sandbox.traffic.filter(({ number }) => number > start);
  return fresh.map(({ path }) => new URL(path, sandbox.url));
}

const ids = (users: readonly { readonly id: string }[]): string[] => users.map(({ id }) => id);

describe('by e-mail', () => {
  test('a user is found whatever the case, on either side', async () => {
    expect(ids(await directory.findByEmail('TYLER.Reid@acme.example', 5))).toEqual([named.tyler]);
    expect(ids(await directory.findByEmail('casey.moss@acme.example', 5))).toEqual([named.caseDiffers]);
  });

  test('two users whose addresses differ in case alone are both given', async () => {
    const found = await directory.findByEmail('sam.dupont@acme.example', 5);
    expect(new Set(ids(found))).toEqual(new Set([named.twinUpper, named.twinLower]));
    expect(await directory.findByEmail('sam.dupont@acme.example', 1)).toHaveLength(1);
  });

  test('a user known by the username only is found by it, typed in capitals too', async () => {
    expect(ids(await directory.findByEmail('pat.quinn@acme.example', 5))).toEqual([named.usernameOnly]);
    expect(ids(await directory.findByEmail('Pat.Quinn@ACME.example', 5))).toEqual([named.usernameOnly]);
  });

  test('an unknown address finds nobody, and the username is never a plain parameter', async () => {
    expect(await directory.findByEmail('nobody@acme.example', 26)).toEqual([]);
    expect(requests().length).toBeGreaterThan(1);
    expect(requests().some((url) => url.searchParams.has('username'))).toBe(false);
  });

  test.each([
    'tyler_reid@acme.example',
    '%',
    '%@acme.example',
    '',
    ' ',
    '&isActive=true',
    '$$USER.ID',
    `${'a'.repeat(9000)}@acme.example`,
  ])('%j is no wildcard and no parameter', async (text) => {
    expect(await directory.findByEmail(text, 26)).toEqual([]);
  });
});

describe('by name', () => {
  test('everybody with the word is given, sorted by name', async () => {
    const found = await directory.findByName(['lee'], 26);
    expect(ids(found)).toEqual(expect.arrayContaining([named.jordanLee, named.morganLee]));
    expect(found.every(({ name }) => name.toLowerCase().includes('lee'))).toBe(true);
    const names = found.map(({ name }) => name);
    expect(names).toEqual(names.toSorted((one, other) => one.localeCompare(other, 'en')));
  });

  test('every word counts, in any order', async () => {
    expect(ids(await directory.findByName(['LEE', 'jordan'], 26))).toContain(named.jordanLee);
    expect(ids(await directory.findByName(['LEE', 'jordan'], 26))).not.toContain(named.morganLee);
    expect(await directory.findByName(['jordan', 'nobodyatall'], 26)).toEqual([]);
  });

  test('no more users than asked for are given', async () => {
    expect(await directory.findByName(['a'], 26)).toHaveLength(26);
  });

  test('a name among many that share the longest word is still found', async () => {
    for (let number = 0; number < 450; number += 1) {
      sandbox.directory.add({ name: `Anna Wolkenstein ${number}`, emailAddr: `anna${number}@w.example` });
    }
    const { ID } = sandbox.directory.add({ name: 'Zoe Wolkenstein', emailAddr: 'zoe@w.example' });
    expect(ids(await directory.findByName(['wolkenstein', 'zoe'], 26))).toEqual([ID]);
  });

  test.each([[[]], [['']], [[' ']], [['%']], [['x'.repeat(400)]]])('%j finds nobody', async (words) => {
    expect(await directory.findByName(words, 26)).toEqual([]);
  });

  test('markup in a name comes as it is written', async () => {
    const [user] = await directory.findByName(['zed'], 26);
    expect(user).toMatchObject({ id: named.markup, name: expect.stringContaining('<!channel> *Zed* &') });
  });
});

describe('by id', () => {
  test('a user comes with all that is known, dates as dates', async () => {
    expect(await directory.get(named.tyler)).toMatchObject({
      id: named.tyler,
      name: 'Tyler Reid',
      email: 'tyler.reid@acme.example',
      isActive: true,
      isAdmin: false,
      title: 'Senior Designer',
      homeGroup: 'Creative',
      manager: 'Bea Lindqvist',
      accessLevel: expect.any(String),
      scheduledDeactivationAt: null,
      deactivatedAt: null,
    });
    const inactive = await directory.get(named.inactive);
    const stored = sandbox.directory.find(named.inactive);
    expect(inactive?.isActive).toBe(false);
    expect(inactive?.deactivatedAt).toEqual(stored?.actualDeactivationDate);
    expect((await directory.get(named.scheduled))?.scheduledDeactivationAt).toBeInstanceOf(Date);
    expect((await directory.get(named.administrator))?.isAdmin).toBe(true);
  });

  test('an id in capitals is the same id', async () => {
    expect(await directory.get(named.tyler.toUpperCase())).toMatchObject({ id: named.tyler });
  });

  test('an unknown id is nobody', async () => {
    expect(await directory.get('0123456789abcdef0123456789abcdef')).toBeNull();
  });

  test.each(['', 'tyler', `${named.tyler}/../search`, `${named.tyler},${named.mina}`, `${named.tyler}\n`])(
    '%j never gets into a path',
    async (id) => {
      expect(await failureOf(directory.get(id))).toMatchObject({ code: 'invalid' });
      expect(
        await failureOf(
          directory.write('access', [{ id, field: 'isActive', from: true, to: false }], async () => true),
        ),
      ).toMatchObject({ code: 'invalid' });
      expect(requests()).toEqual([]);
    },
  );

  test('version 7.0 is asked for what it has, under the names it has', async () => {
    const old = open(sandbox, { apiVersion: '7.0' });
    expect(await old.get(named.inactive)).toMatchObject({ isActive: false, deactivatedAt: null });
    expect(await old.get(named.tyler)).toMatchObject({
      accessLevel: null,
      accessLevelId: expect.stringMatching(/^[0-9a-f]{32}$/),
      homeTeam: 'Brand Design',
      managerId: named.bea,
    });
    expect((await old.get(named.scheduled))?.scheduledDeactivationAt).toBeInstanceOf(Date);
    await old.close();
  });
});

test('every request names its fields, and every search its limit and order', async () => {
  await directory.findByEmail('nobody@acme.example', 7);
  await directory.findByName(['lee'], 7);
  await directory.get(named.tyler);
  for (const url of requests()) {
    const sorts = [...url.searchParams.keys()].filter((name) => name.endsWith('_Sort'));
    expect(sorts).toEqual(url.pathname.endsWith('/search') ? ['ID_Sort'] : []);
    expect(url.searchParams.get('fields')).toContain('isActive');
    if (!url.pathname.endsWith('/search')) continue;
    expect(Number(url.searchParams.get('$$LIMIT'))).toBeLessThanOrEqual(200);
  }
});

test('users whom the API user may not see are nobody, not an error', async () => {
  const limited = await startWorkfront({ users: 3, apiUser: { isAdmin: false } });
  const client = open(limited);
  expect(await client.findByEmail('tyler.reid@acme.example', 5)).toEqual([]);
  expect(await client.get(named.tyler)).toBeNull();
  expect(await client.self()).toEqual({ id: named.apiUser, isAdmin: false });
  await client.close();
  await limited.close();
});

describe('a server that gives everybody, whatever was asked,', () => {
  test.each<readonly [string, string, readonly string[]]>([
    ['by e-mail, no one but the owner of the address', 'anna@acme.example', ['a']],
    ['by user name, no one but its owner', 'berta.b', ['b']],
    ['nobody when nobody has it', 'carla@acme.example', []],
  ])('is believed %s', async (_what, asked, found) => {
    const everybody = [
      { ID: 'a'.repeat(32), name: 'A', emailAddr: 'anna@acme.example', username: 'anna.a', isActive: true },
      { ID: 'b'.repeat(32), name: 'B', emailAddr: 'berta@acme.example', username: 'berta.b', isActive: true },
    ];
    const server = await serve((_, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: everybody }));
    });
    onTestFinished(server.close);
    const client = openAt(server.url);
    onTestFinished(client.close);
    const wanted = found.map((id) => id.repeat(32));
    expect(ids(await client.findByEmail(asked, 5))).toEqual(wanted);
  });
});
