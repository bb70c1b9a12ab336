import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import type { WorkfrontConnection } from '../../src/workfront/workfront.ts';
import { failureOf, open } from './support.ts';

let sandbox: WorkfrontSandbox;
let directory: WorkfrontConnection;
let start = 0;

beforeAll(async () => {
  sandbox = await startWorkfront({ users: 300 });
  directory = open(sandbox);
});

beforeEach(() => {
  sandbox.clearTrouble();
  sandbox.setHabits({ badRecord: 'partly done', isAdmin: 'told', emailAddr: 'told' });
  for (const id of [named.tyler, named.oscar, named.adminEmail]) {
    sandbox.directory.change(id, { isActive: true });
  }
  start = sandbox.traffic.at(-1)?.number ?? 0;
});

afterAll(async () => {
  await directory.close();
  await sandbox.close();
});

const requests = () => sandbox.traffic.filter(({ number }) => number > start);
const off = (...ids: string[]) =>
  ids.map((id) => ({ id, field: 'isActive', from: true, to: false }) as const);
const always = async () => true;
const never = async () => false;
const levelOf = async () => (await directory.readUsers([named.tyler])).get(named.tyler)?.accessLevelId;
const isActive = (id: string) => sandbox.directory.find(id)?.isActive;

describe('reading by id', () => {
  test('250 users take three requests, and who is gone is missing', async () => {
    const others = sandbox.directory.all().filter(({ ID }) => ID !== named.tyler);
    const ids = [named.tyler, ...others.slice(0, 249).map(({ ID }) => ID)];
    const found = await directory.readUsers([...ids.slice(0, 249), 'f'.repeat(32), ids[0] ?? '']);
    expect([...found.keys()].toSorted()).toEqual(ids.slice(0, 249).toSorted());
    expect(requests()).toHaveLength(3);
    expect(found.get(named.tyler)).toEqual(await directory.get(named.tyler));
  });

  test('nobody asked for is no request', async () => {
    expect(await directory.readUsers([])).toEqual(new Map());
    expect(requests()).toEqual([]);
  });
});

describe('one change', () => {
  test('is one PUT, and its answer shows the value', async () => {
    expect(await directory.write('access', off(named.tyler), always)).toEqual(
      new Map([[named.tyler, false]]),
    );
    expect(requests()).toMatchObject([
      {
        method: 'PUT',
        path: `/attask/api/v22.0/user/${named.tyler}?fields=ID%2CisActive%2CaccessLevelID`,
        requestBody: '{"isActive":false}',
      },
    ]);
  });

  test('that Workfront says yes to and does not do shows the old value', async () => {
    sandbox.trouble({ effect: { kind: 'ignoreWrite' } });
    expect(await directory.write('access', off(named.tyler), always)).toEqual(new Map([[named.tyler, true]]));
  });

  test('that may not leave does not', async () => {
    expect((await failureOf(directory.write('access', off(named.tyler), never))).code).toBe(
      'outcome_unknown',
    );
    expect(requests()).toEqual([]);
  });

  test('that is refused carries the words of Workfront and was not done', async () => {
    expect(await failureOf(directory.write('access', off(named.adminEmail), always))).toMatchObject({
      code: 'invalid',
      detail: expect.stringContaining('Admin Email'),
      maybeDone: false,
    });
  });

  const on = [{ id: named.tyler, field: 'isActive', from: false, to: true }] as const;

  test('back to active keeps the access level where Workfront accepts that', async () => {
    sandbox.directory.change(named.tyler, { isActive: false });
    const before = await levelOf();
    expect(before).toMatch(/^[0-9a-f]{32}$/);
    expect(await directory.write('access', on, always)).toEqual(new Map([[named.tyler, true]]));
    expect(await levelOf()).toBe(before);
  });

  test('back to active is refused in the words of Workfront where it wants an access level', async () => {
    sandbox.setHabits({ reactivation: 'needs access level' });
    sandbox.directory.change(named.tyler, { isActive: false });
    expect(await failureOf(directory.write('access', on, always))).toMatchObject({
      code: 'invalid',
      detail: 'An access level is required to activate a user.',
    });
    sandbox.setHabits({ reactivation: 'accepted' });
  });
});

describe('several changes', () => {
  test('are one PUT of a JSON array', async () => {
    const shown = await directory.write('access', off(named.tyler, named.oscar), always);
    expect(shown).toEqual(
      new Map([
        [named.tyler, false],
        [named.oscar, false],
      ]),
    );
    expect(requests()).toMatchObject([{ method: 'PUT', requestBody: expect.stringMatching(/^\[\{"ID":/) }]);
  });

  const mixed = off(named.tyler, named.adminEmail, named.oscar);

  test('one of which is refused and stops the rest after others were done, may have been done', async () => {
    expect(await failureOf(directory.write('access', mixed, always))).toMatchObject({
      code: 'invalid',
      detail: expect.stringContaining('Admin Email'),
      maybeDone: true,
    });
    expect([isActive(named.tyler), isActive(named.oscar)]).toEqual([false, true]);
  });

  test('that are refused as a whole read the same, since nobody can know', async () => {
    sandbox.setHabits({ badRecord: 'refused whole' });
    expect(await failureOf(directory.write('access', mixed, always))).toMatchObject({ maybeDone: true });
    expect(isActive(named.tyler)).toBe(true);
  });

  test('whose answer is short show what it showed', async () => {
    sandbox.setHabits({ badRecord: 'short answer' });
    const shown = await directory.write('access', mixed, always);
    expect(shown).toEqual(
      new Map([
        [named.tyler, false],
        [named.oscar, false],
      ]),
    );
  });

  test('are not done when the log-in is refused, or too much is asked', async () => {
    for (const status of [401, 429]) {
      sandbox.trouble({ effect: { kind: 'status', status, retryAfter: 60 } });
      expect(await failureOf(directory.write('access', mixed, always))).toMatchObject({ maybeDone: false });
      sandbox.clearTrouble();
    }
  });

  test.each([
    ['none', []],
    ['the same twice', off(named.tyler, named.tyler)],
    ['more than 100', off(...Array.from({ length: 101 }, (_, n) => n.toString(16).padStart(32, '0')))],
    ['an id that is none', off('../session')],
  ])('%s is no list', async (_, changes) => {
    expect(await failureOf(directory.write('access', changes, always))).toMatchObject({ code: 'invalid' });
    expect(requests()).toEqual([]);
  });
});

describe('many addresses', () => {
  test('take one request for fifty, and case does not matter', async () => {
    const people = sandbox.directory.all().filter(({ emailAddr }) => emailAddr?.endsWith('@acme.example'));
    const asked = people.slice(-100).map(({ emailAddr }) => (emailAddr ?? '').toUpperCase());
    const found = await directory.findByEmails(asked, 5);
    expect([...found.keys()]).toEqual(asked);
    expect([...found.values()].map((users) => users.length)).toEqual(asked.map(() => 1));
    expect(requests()).toHaveLength(2);
  });

  test('of two users each are found with both, and a user name is found as well', async () => {
    const asked = ['sam.dupont@acme.example', 'Pat.Quinn@acme.example', 'nobody@acme.example', ''];
    const found = await directory.findByEmails(asked, 5);
    expect(
      asked.map((address) =>
        found
          .get(address)
          ?.map(({ id }) => id)
          .toSorted(),
      ),
    ).toEqual([[named.twinUpper, named.twinLower].toSorted(), [named.usernameOnly], [], []]);
  });

  test('that are as long as an address can be stay below the longest address of a page', async () => {
    const asked = Array.from({ length: 60 }, (_, n) => `${'A'.repeat(300)}${n}@x.example`);
    await directory.findByEmails(asked, 5);
    expect(requests().every(({ path, status }) => path.length < 8_892 && status === 200)).toBe(true);
  });
});

describe('odd rows', () => {
  test('are kept with what is known', async () => {
    sandbox.setHabits({ isAdmin: 'null', emailAddr: 'absent' });
    expect(await directory.findByName(['tyler', 'reid'], 5)).toMatchObject([
      { id: named.tyler, isAdmin: null, email: '', managerId: named.bea },
    ]);
    sandbox.setHabits({ isAdmin: 'absent' });
    expect(await directory.get(named.tyler)).toMatchObject({ isAdmin: null });
  });
});
