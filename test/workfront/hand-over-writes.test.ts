import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';

import { named } from '../../sandbox/workfront/records/named.ts';
import type { GivenKind } from '../../sandbox/workfront/records/things.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import type { HoldingKind } from '../../src/requests/holdings.ts';
import type { FieldChange } from '../../src/requests/items.ts';
import type { WorkfrontConnection } from '../../src/workfront/workfront.ts';
import { failureOf, open } from './support.ts';

let sandbox: WorkfrontSandbox;
let workfront: WorkfrontConnection;
/** A new leaver for each test. */
let from = '';
const to = named.bea;

beforeAll(async () => {
  sandbox = await startWorkfront({ users: 0 });
  workfront = open(sandbox);
});

beforeEach(() => {
  from = sandbox.directory.add({
    name: 'A Leaver',
    emailAddr: `leaver${sandbox.directory.all().length}@x.example`,
  }).ID;
  sandbox.clearTrouble();
  sandbox.setHabits({
    badRecord: 'partly done',
    swappedRows: 'kept',
    swapReaches: 'named tasks',
    successorPresent: 'second row',
  });
});

afterAll(async () => {
  await workfront.close();
  await sandbox.close();
});

const always = async () => true;
const rule = 'Only the PMO may give this away';

/** Something of a kind for the leaver; gives the changes that would move it. */
async function held(
  kind: HoldingKind,
  count: number,
  given?: GivenKind,
): Promise<[FieldChange, ...FieldChange[]]> {
  if (given) sandbox.objects.give(from, count, [given]);
  else
    for (let n = 0; n < count; n += 1) {
      sandbox.directory.add({
        name: `Report ${n}`,
        emailAddr: `${from.slice(0, 8)}.${n}@x.example`,
        managerID: from,
      });
    }
  const by = workfront.movedBy(kind);
  const things = await workfront.listHoldings(kind, [from], { first: 0, limit: 200 });
  expect(things).toHaveLength(count);
  const [first, ...others] = things.map(({ id }): FieldChange => ({
    id,
    field: by?.field ?? 'ownerID',
    from,
    to,
  }));
  if (!first) throw new Error('nothing is held');
  return [first, ...others];
}

async function valuesOf(kind: HoldingKind, changes: readonly FieldChange[]) {
  const values = await workfront.readValues(kind, changes);
  return changes.map(({ id }) => values.get(id));
}

/** The writes since a number of exchanges, with what they ask for. */
const writesSince = (start: number) =>
  sandbox.traffic.slice(start).flatMap(({ method, path, requestBody }) => {
    if (method === 'GET') return [];
    const { pathname, searchParams } = new URL(path, sandbox.url);
    const operation = pathname.replace('/attask/api/v22.0/', '');
    return [{ operation, action: searchParams.get('action'), requestBody }];
  });

/** What a swap asks for. */
const swapIn = ({ requestBody }: { readonly requestBody: string }) =>
  z
    .looseObject({ taskIDs: z.array(z.string()) })
    .parse(JSON.parse(new URLSearchParams(requestBody).get('updates') ?? ''));

const moved: readonly (readonly [HoldingKind, GivenKind | undefined])[] = [
  ['routing_rules', 'RRUL'],
  ['projects', 'PROJ'],
  ['templates', 'TMPL'],
  ['portfolios', 'PORT'],
  ['programs', 'PRGM'],
  ['teams', 'TEAMOB'],
  ['iterations', 'ITRN'],
  ['direct_reports', undefined],
  ['tasks', 'TASK'],
  ['issues', 'OPTASK'],
];

describe.each(moved)('%s', (kind, given) => {
  test('go one by one and together, and a read shows it', async () => {
    const changes = await held(kind, 4, given);
    const [first, ...others] = changes;
    expect(await valuesOf(kind, changes)).toEqual([from, from, from, from]);
    await workfront.write(kind, [first], always);
    expect(await valuesOf(kind, changes)).toEqual([to, from, from, from]);
    await workfront.write(kind, others, always);
    expect(await valuesOf(kind, changes)).toEqual([to, to, to, to]);
  });

  test('come back by the same with the names exchanged', async () => {
    const changes = await held(kind, 2, given);
    const back = changes.map((change) => ({ ...change, from: to, to: from }));
    await workfront.write(kind, changes, always);
    await workfront.write(kind, back, always);
    expect(await valuesOf(kind, changes)).toEqual([from, from]);
  });

  test('leave only if they still may', async () => {
    const changes = await held(kind, 1, given);
    const start = sandbox.traffic.length;
    expect((await failureOf(workfront.write(kind, changes, async () => false))).code).toBe('outcome_unknown');
    expect(writesSince(start)).toEqual([]);
  });
});

describe.each(moved.filter(([kind]) => kind !== 'direct_reports'))('%s that a rule keeps', (kind, given) => {
  test('stay, in the words of Workfront', async () => {
    const changes = await held(kind, 1, given);
    const [{ id }] = changes;
    sandbox.objects.refuse(id, rule);
    expect(await failureOf(workfront.write(kind, changes, always))).toMatchObject({
      code: 'invalid',
      detail: rule,
      maybeDone: false,
    });
    expect(await valuesOf(kind, changes)).toEqual([from]);
  });

  test('may be among others that went', async () => {
    const changes = await held(kind, 3, given);
    const [, second] = changes;
    sandbox.objects.refuse(second?.id ?? '', rule);
    expect(await failureOf(workfront.write(kind, changes, always))).toMatchObject({
      detail: rule,
      maybeDone: true,
    });
    expect(await valuesOf(kind, changes)).toContain(from);
  });
});

describe('tasks', () => {
  test('are swapped, and nobody is taken off; a reader believes no answer', async () => {
    const changes = await held('tasks', 3, 'TASK');
    const start = sandbox.traffic.length;
    expect(await workfront.write('tasks', changes, always)).toEqual(new Map());
    const [swap, ...more] = writesSince(start);
    expect(more).toEqual([]);
    expect(swap).toMatchObject({ operation: 'assignment', action: 'swapUsersOnTasks' });
    expect(swap && swapIn(swap)).toEqual({
      taskIDs: changes.map(({ id }) => id),
      swapFromUserID: from,
      swapToUserID: to,
      swapRoleIDs: [],
      lockToRole: false,
      includeIssues: false,
    });
  });

  test('are swapped project by project, fifty at most at a time', async () => {
    const changes = await held('tasks', 60, 'TASK');
    sandbox.objects.give(from, 1, ['PROJ']);
    const [project] = await workfront.listHoldings('projects', [from], { first: 0, limit: 1 });
    const own = changes.slice(0, 5).map(({ id }) => id);
    for (const assignment of sandbox.objects.rows('ASSGN')) {
      if (own.some((id) => id === assignment['taskID'])) {
        sandbox.objects.change('ASSGN', assignment.ID, { projectID: project?.id ?? null });
      }
    }
    const start = sandbox.traffic.length;
    await workfront.write('tasks', changes, always);
    const sizes = writesSince(start).map((swap) => swapIn(swap).taskIDs.length);
    expect(sizes.toSorted((one, other) => one - other)).toEqual([5, 5, 50]);
    expect(new Set(await valuesOf('tasks', changes))).toEqual(new Set([to]));
  });

  test('that were swapped before another swap failed may be done', async () => {
    const changes = await held('tasks', 60, 'TASK');
    const stop = sandbox.onChange((event) => {
      if (event.kind !== 'exchange' || event.exchange.method !== 'PUT') return;
      stop();
      sandbox.trouble({ match: { method: 'PUT' }, effect: { kind: 'status', status: 403 } });
    });
    expect(await failureOf(workfront.write('tasks', changes, always))).toMatchObject({
      code: 'forbidden',
      maybeDone: true,
    });
    const values = await valuesOf('tasks', changes);
    expect(values.filter((value) => value === to)).toHaveLength(50);
  });

  test('that have tasks below them go alone, however far a swap reaches', async () => {
    sandbox.setHabits({ swapReaches: 'sub-tasks too' });
    const changes = await held('tasks', 3, 'TASK');
    const [above, below, beside] = changes;
    sandbox.objects.change('TASK', below?.id ?? '', { parentID: above.id });
    const start = sandbox.traffic.length;
    await workfront.write('tasks', [above, ...(beside ? [beside] : [])], always);
    expect(await valuesOf('tasks', changes)).toEqual([to, from, to]);
    expect(writesSince(start).map(({ action }) => action)).toEqual(['swapUsersOnTasks', null]);
  });

  test.each(['second row', 'merged'] as const)(
    'on which the successor is already are theirs alone (%s)',
    async (successorPresent) => {
      sandbox.setHabits({ successorPresent, swappedRows: 'made anew' });
      const changes = await held('tasks', 1, 'TASK');
      const [{ id }] = changes;
      const assignment = sandbox.objects.assignmentsOf(id)[0];
      sandbox.objects.save('ASSGN', {
        ...assignment,
        ID: (successorPresent === 'merged' ? 'c' : 'd').repeat(32),
        assignedToID: to,
      });
      expect(await valuesOf('tasks', changes)).toEqual([from]);
      await workfront.write('tasks', changes, always);
      expect(await valuesOf('tasks', changes)).toEqual([to]);
    },
  );

  test('of which both are off, or that are hidden, have no value', async () => {
    const changes = await held('tasks', 2, 'TASK');
    const [gone, hidden] = changes;
    for (const { ID } of sandbox.objects.assignmentsOf(gone.id))
      sandbox.objects.change('ASSGN', ID, { assignedToID: named.oscar });
    for (const { ID } of sandbox.objects.assignmentsOf(hidden?.id ?? '')) sandbox.objects.hide(ID);
    expect(await workfront.readValues('tasks', changes)).toEqual(new Map());
  });

  test('with an own part that is done stay with who did it', async () => {
    const changes = await held('tasks', 1, 'TASK');
    const [{ id }] = changes;
    for (const { ID } of sandbox.objects.assignmentsOf(id)) {
      sandbox.objects.change('ASSGN', ID, { status: 'DN' });
    }
    expect(await workfront.listHoldings('tasks', [from], { first: 0, limit: 5 })).toEqual([]);
    expect(await workfront.readValues('tasks', changes)).toEqual(new Map());
  });
});
