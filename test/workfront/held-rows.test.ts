import { expect, onTestFinished, test } from 'vitest';

import type { HoldingKind } from '../../src/requests/holdings.ts';
import { failureOf, openAt, serve } from './support.ts';

const leaver = 'a'.repeat(32);
const other = 'b'.repeat(32);
const idOf = (number: number) => number.toString(16).padStart(32, '0');

const apiUser = { ID: other, name: 'Bot', username: 'bot', isActive: true, isAdmin: true };

/** A Workfront that has these rows of everything, whatever it is asked. */
async function holding(
  rows: readonly unknown[],
  count: unknown = { data: { count: rows.length } },
  readFirst = (first: string | null) => Number(first ?? 0),
) {
  const answerTo = ({ pathname, searchParams }: URL): unknown => {
    if (pathname.endsWith('/session')) return { data: { userID: other, isAdmin: true } };
    if (pathname.endsWith(other)) return { data: apiUser };
    if (pathname.endsWith('/count')) return count;
    const first = readFirst(searchParams.get('$$FIRST'));
    return { data: rows.slice(first, first + Number(searchParams.get('$$LIMIT') ?? 100)) };
  };
  const server = await serve((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answerTo(new URL(request.url ?? '/', 'http://127.0.0.1'))));
  });
  const workfront = openAt(server.url);
  onTestFinished(async () => {
    await workfront.close();
    await server.close();
  });
  return workfront;
}

const owned = (number: number, more: object = {}) => ({
  ID: idOf(number),
  ownerID: leaver,
  name: `Thing ${number}`,
  ...more,
});
const odd = [null, 7, [], { ID: 4 }, { ID: '../session', ownerID: leaver }, { name: 'no id' }];

test('an odd row ends no page: all that come after it are read, and a page is full while there are more', async () => {
  const rows = [...odd, ...Array.from({ length: 2_500 }, (_, index) => owned(index))];
  const workfront = await holding(rows);
  const list = (first: number, limit: number) =>
    workfront.listHoldings('projects', [leaver], { first, limit });
  expect(await list(0, 3_000)).toHaveLength(2_500);
  expect(await list(0, 2_000)).toHaveLength(2_000);
  expect((await list(2_000, 2_000)).map(({ id }) => id)).toEqual(
    Array.from({ length: 500 }, (_, index) => idOf(2_000 + index)),
  );
  expect((await list(0, 4)).map(({ name }) => name)).toEqual(['Thing 0', 'Thing 1', 'Thing 2', 'Thing 3']);
});

test('what is counted by its list is counted over odd rows and pages, and once', async () => {
  const onTask = (number: number, row: number) => ({
    ID: idOf(row),
    taskID: idOf(number),
    assignedToID: leaver.toUpperCase(),
  });
  const tasks = Array.from({ length: 2_100 }, (_, index) => onTask(index, index));
  const workfront = await holding([...odd, ...tasks, onTask(2_099, 9_999)]);
  const { counts } = await workfront.countHoldings([leaver]);
  expect(counts.find(({ kind }) => kind === 'tasks')?.count).toBe(2_100);
});

test('ids in capitals are the same ids, also where they stand as a value', async () => {
  const [held, boss] = [idOf(10), 'c'.repeat(32)];
  const workfront = await holding([{ ID: held.toUpperCase(), ownerID: leaver.toUpperCase() }]);
  const change = { id: held, field: 'ownerID', from: leaver, to: other } as const;
  expect(await workfront.readValues('projects', [change])).toEqual(new Map([[held, leaver]]));
  const people = await holding([{ ...apiUser, ID: leaver.toUpperCase(), managerID: boss.toUpperCase() }]);
  expect((await people.readUsers([leaver])).get(leaver)?.managerId).toBe(boss);
});

test('a Workfront that gives the same page for ever is not believed, and not asked for ever', async () => {
  const rows = Array.from({ length: 2_000 }, (_, index) => owned(index));
  const workfront = await holding(rows, undefined, () => 0);
  const list = (limit: number) => workfront.listHoldings('projects', [leaver], { first: 0, limit });
  expect((await failureOf(list(3_000))).code).toBe('misconfigured');
  expect(await list(10)).toHaveLength(10);
});

test.each<[string, object]>([
  ['of somebody else', { ownerID: other }],
  ['of nobody', { ownerID: null }],
  ['of something else', { ownerID: { ID: leaver } }],
])('a row %s is none, whatever was asked', async (_, more) => {
  const workfront = await holding([owned(1, more), owned(2)]);
  const held = await workfront.listHoldings('projects', [leaver], { first: 0, limit: 5 });
  expect(held.map(({ id }) => id)).toEqual([idOf(2)]);
});

test.each<[string, object, string]>([
  ['a blank name', { name: '  ' }, idOf(1)],
  ['no name', { name: null }, idOf(1)],
  ['a name that is no text', { name: { en: 'x' } }, idOf(1)],
  ['blanks around it', { name: ' Spring ' }, 'Spring'],
])('%s is told as it can be', async (_, more, name) => {
  const workfront = await holding([owned(1, more)]);
  const held = await workfront.listHoldings('projects', [leaver], { first: 0, limit: 5 });
  expect(held).toEqual([
    {
      kind: 'projects',
      id: idOf(1),
      holder: leaver,
      name,
      within: null,
      link: expect.stringContaining(idOf(1)),
    },
  ]);
});

test.each<[string, unknown, number | null]>([
  ['inside data', { data: { count: 7 } }, 7],
  ['bare', { count: 7 }, 7],
  ['as text', { data: { count: '7' } }, 7],
  ['as a word', { data: { count: 'many' } }, null],
  ['as a fraction', { data: { count: 1.5 } }, null],
  ['not at all', { data: {} }, null],
])('a count that comes %s is %j: %j', async (_, answer, expected) => {
  const workfront = await holding([], answer);
  const { counts } = await workfront.countHoldings([leaver]);
  const byCount: readonly HoldingKind[] = ['projects', 'teams', 'documents'];
  expect(counts.filter(({ kind }) => byCount.includes(kind)).map(({ count }) => count)).toEqual(
    byCount.map(() => expected),
  );
});

const approver = (userID: string | null, more: object = {}) => ({ userID, ...more });
const stages = (...steps: unknown[]) => ({
  ID: idOf(1),
  name: 'Sign-off',
  approvalPaths: [{ approvalSteps: steps.map((stepApprovers) => ({ stepApprovers })) }],
});

test.each<[string, object, number]>([
  ['a stage of theirs alone', stages([approver(other)], [approver(leaver)]), 1],
  ['two such stages, which is one process', stages([approver(leaver)], [approver(leaver)]), 1],
  ['a stage with another', stages([approver(leaver), approver(other)]), 0],
  ['a stage with a team', stages([approver(leaver), approver(null, { teamID: other })]), 0],
  ['a stage of a role', stages([approver(leaver, { roleID: other })]), 0],
  ['a stage of nobody', stages([]), 0],
  ['odd approvers', stages([{ userID: 7 }], null), 0],
  ['no stages', { ID: idOf(1), approvalPaths: null }, 0],
  ['a path without stages', { ID: idOf(1), approvalPaths: [{ approvalSteps: 'x' }] }, 0],
])('an approval process with %s is theirs %#', async (_, process, expected) => {
  const workfront = await holding([process]);
  const held = await workfront.listHoldings('approval_stages', [leaver], { first: 0, limit: 5 });
  expect(held).toHaveLength(expected);
});
