import { afterAll, beforeAll, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import { call, count, failure, names } from './workfront-calls.ts';

let sandbox: WorkfrontSandbox;
const everybody = 319;

beforeAll(async () => {
  sandbox = await startWorkfront({ users: 300, now: () => new Date('2026-11-21T12:00:00.250Z') });
});

afterAll(async () => {
  await sandbox.close();
});

const filters = (value: unknown): string => `filters=${encodeURIComponent(JSON.stringify(value))}`;

test.each([
  ['emailAddr=TYLER.REID@acme.example', []],
  ['emailAddr=TYLER.REID@acme.example&emailAddr_Mod=cieq', ['Tyler Reid']],
  ['name=Tyler&name_Mod=contains', ['Tyler Reid']],
  ['name=tyler&name_Mod=contains', []],
  ['name=tyler&name_Mod=cicontains', ['Tyler Reid']],
  ['name=Jordan%20Lee&name=Morgan%20Lee&name_Mod=in&name_Sort=asc', ['Jordan Lee', 'Morgan Lee']],
  ['name=Jordan%20Lee,Morgan%20Lee&name_Mod=in', []],
  ['emailAddr=TYLER.reid@acme.example&emailAddr=x&emailAddr_Mod=in', []],
  ['emailAddr=TYLER.reid@acme.example&emailAddr=x&emailAddr_Mod=ciin', ['Tyler Reid']],
  [`ID=${named.bea},${named.tyler}&ID_Mod=in&name_Sort=desc`, ['Tyler Reid', 'Bea Lindqvist']],
  ['lastName=Lee&firstName=Jordan&firstName_Mod=ne', ['Morgan Lee']],
  ['scheduledDeactivationDate=x&scheduledDeactivationDate_Mod=notnull', ['Noor Haddad']],
  ['homeTeam:name=Brand%20Design', ['Tyler Reid']],
  [`managerID=${named.bea}&isActive=true`, ['Tyler Reid']],
  ['name=Tyler%20Reid&licenseType=NOSUCH', []],
  ['name=Tyler%20Reid&isActive=perhaps', []],
])('%s', async (query, expected) => {
  expect(await names(sandbox, `/user/search?${query}`)).toEqual(expected);
});

test('ne takes in the rows that hold nothing, nee leaves them out', async () => {
  const has = await count(sandbox, '/user/count?title=x&title_Mod=notblank');
  const empty = await count(sandbox, '/user/count?title=x&title_Mod=isblank');
  expect(empty).toBeGreaterThan(0);
  expect(has + empty).toBe(everybody);
  expect(await count(sandbox, '/user/count?title=Nobody&title_Mod=ne')).toBe(everybody);
  expect(await count(sandbox, '/user/count?title=Nobody&title_Mod=nee')).toBe(has);
});

test('a plain username is taken as a credential, so that everybody is found', async () => {
  expect(await count(sandbox, '/user/count?username=pat.quinn@acme.example')).toBe(everybody);
  expect(await count(sandbox, '/user/count?username=pat.quinn@acme.example&username_Mod=cieq')).toBe(
    everybody,
  );
});

test('a username inside the filters parameter is a filter, with case', async () => {
  expect(await names(sandbox, `/user/search?${filters({ username: 'pat.quinn@acme.example' })}`)).toEqual([
    'Pat Quinn',
  ]);
  expect(await names(sandbox, `/user/search?${filters({ username: 'PAT.QUINN@acme.example' })}`)).toEqual([]);
});

test('modifiers inside the filters parameter are refused', async () => {
  const query = filters({ username: 'x', username_Mod: 'cieq' });
  expect(failure(await call(sandbox, `/user/search?${query}`))).toContain('username_Mod');
});

test('$$USER.ID means the caller', async () => {
  expect(await names(sandbox, '/user/search?ID=$$USER.ID')).toEqual(['Deactivation Bot']);
});

test('a dynamic field is neither filtered nor sorted on', async () => {
  expect((await call(sandbox, '/user/search?isAdmin=true')).status).toBe(422);
  expect((await call(sandbox, '/user/search?isAdmin_Sort=asc')).status).toBe(422);
});

test('an operator that the sandbox lacks is refused and marked in the traffic', async () => {
  expect((await call(sandbox, '/user/search?name=x&name_Mod=soundex')).status).toBe(400);
  expect(sandbox.traffic.at(-1)?.note).toBe('not covered: the operator soundex');
  expect((await call(sandbox, '/user/search?name=x&OR:1:name=y')).status).toBe(400);
});
