import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import { holdingKind, type HoldingKind } from '../../src/requests/holdings.ts';
import type { WorkfrontConnection } from '../../src/workfront/workfront.ts';
import { failureOf, open } from './support.ts';

let sandbox: WorkfrontSandbox;
let workfront: WorkfrontConnection;

beforeAll(async () => {
  sandbox = await startWorkfront({ users: 0 });
  workfront = open(sandbox);
});

afterAll(async () => {
  await workfront.close();
  await sandbox.close();
});

const list = (kind: HoldingKind, ids: readonly string[], page = { first: 0, limit: 100 }) =>
  workfront.listHoldings(kind, ids, page);

describe('what somebody holds', () => {
  test('is counted by kind, in the order of urgency', async () => {
    const { counts, atLeast } = await workfront.countHoldings([named.tyler]);
    expect(counts.map(({ kind }) => kind)).toEqual(holdingKind.options);
    expect(Object.fromEntries(counts.map(({ kind, count }) => [kind, count]))).toMatchObject({
      approvals: 1,
      approval_stages: 1,
      routing_rules: 1,
      // One of them waits for approval, a third is complete.
      projects: 2,
      // One as second assignee; not those that are complete, or in a project that is.
      tasks: 3,
      issues: 2,
      direct_reports: 0,
      reports: 2,
    });
    expect(atLeast).toBe(false);
  });

  test('is counted for many people together, in no more requests than for one', async () => {
    const requestsFor = async (ids: readonly string[]) => {
      const before = sandbox.traffic.length;
      const { counts } = await workfront.countHoldings(ids);
      return { requests: sandbox.traffic.length - before, counts };
    };
    await workfront.self();
    const one = await requestsFor([named.tyler]);
    const others = Array.from({ length: 99 }, (_, index) => `${index}`.padStart(32, 'f'));
    const many = await requestsFor([named.tyler, ...others]);
    expect(many.requests).toBe(one.requests);
    expect(many.counts).toEqual(one.counts);
    expect(one.requests).toBeLessThanOrEqual(21);
  });

  test('is as many things as its list has, for every kind', async () => {
    const people = [named.tyler, named.bea, named.oscar];
    const { counts } = await workfront.countHoldings(people);
    for (const { kind, count } of counts) {
      const held = await list(kind, people);
      expect(`${kind} ${held.length}`).toBe(`${kind} ${count}`);
      expect(held.every(({ holder }) => people.some((id) => id === holder))).toBe(true);
      expect(held.every(({ name }) => name !== '')).toBe(true);
    }
  });

  test('is listed a page at a time, with its project and a link', async () => {
    const all = await list('tasks', [named.tyler]);
    const pages = await Promise.all(
      [0, 1, 2].map((first) => list('tasks', [named.tyler], { first, limit: 1 })),
    );
    expect(pages.flat()).toEqual(all);
    const storyboard = all.find(({ name }) => name === 'Review the storyboard');
    expect(storyboard).toMatchObject({ holder: named.tyler, within: 'Spring campaign' });
    expect(storyboard?.link).toBe(`${sandbox.url}/task/${storyboard?.id}/overview`);
  });

  test('of one kind that Workfront does not answer for, is not read as none', async () => {
    sandbox.trouble({ match: { pathIncludes: '/portfolio/' }, effect: { kind: 'status', status: 500 } });
    const { counts } = await workfront.countHoldings([named.tyler]);
    sandbox.clearTrouble();
    expect(counts.filter(({ count }) => count === null).map(({ kind }) => kind)).toEqual(['portfolios']);
  });
});

describe('a thing that changes hands', () => {
  test('shows its present holder; who is on a task with others is still on it', async () => {
    const from = named.tyler;
    const to = named.oscar;
    const [project] = await list('projects', [from]);
    const tasks = await list('tasks', [from]);
    const change = (id: string) => ({ id, field: 'ownerID', from, to }) as const;
    const nobody = 'f'.repeat(32);
    const projects = await workfront.readValues('projects', [change(project?.id ?? ''), change(nobody)]);
    expect(projects).toEqual(new Map([[project?.id, from]]));
    const values = await workfront.readValues(
      'tasks',
      tasks.map(({ id }) => change(id)),
    );
    expect([...values.values()]).toEqual([from, from, from]);
    const theirs = await workfront.readValues(
      'tasks',
      tasks.map(({ id }) => ({ ...change(id), from: named.bea })),
    );
    expect([...theirs.values()]).toEqual([to, to]);
  });

  test('goes by one field of one object; task and issue assignments only where that is wished', () => {
    expect(workfront.movedBy('projects')).toEqual({ type: 'PROJ', field: 'ownerID' });
    expect(workfront.movedBy('tasks')).toEqual({ type: 'TASK', field: 'assignedToID' });
    expect(workfront.movedBy('reports')).toBeNull();
    const cautious = open(sandbox, { handOverAssignments: false });
    expect(cautious.movedBy('tasks')).toBeNull();
    expect(cautious.movedBy('projects')).not.toBeNull();
  });
});

test('who is no administrator may see less than there is', async () => {
  const limited = await startWorkfront({ users: 0, apiUser: { isAdmin: false } });
  const client = open(limited);
  expect((await client.countHoldings([named.tyler])).atLeast).toBe(true);
  await client.close();
  await limited.close();
});

test('nothing at all that could be read is a failure', async () => {
  await workfront.self();
  sandbox.trouble({ effect: { kind: 'status', status: 403 } });
  expect((await failureOf(workfront.countHoldings([named.tyler]))).code).toBe('forbidden');
  sandbox.clearTrouble();
});

test('personal tasks are nobody else’s business', async () => {
  const user = named.scheduled;
  const before = await list('tasks', [user]);
  sandbox.objects.give(user, 4, ['PROJ', 'TASK', 'TASK', 'TASK']);
  const [project] = await list('projects', [user]);
  expect(await list('tasks', [user])).toHaveLength(before.length + 3);
  sandbox.objects.change('PROJ', project?.id ?? '', { personal: true });
  expect(await list('tasks', [user])).toEqual(before);
});

test('a state of the customer’s own counts as what it equates with', async () => {
  const user = named.caseDiffers;
  sandbox.objects.give(user, 2, ['PROJ']);
  const [first] = await list('projects', [user]);
  sandbox.objects.change('PROJ', first?.id ?? '', { status: 'WRP', statusEquatesWith: 'CPL' });
  expect(await list('projects', [user])).toHaveLength(1);
});

describe('for several people', () => {
  test('what two of them have to do with is one thing', async () => {
    const people = [named.oscar, named.mina];
    sandbox.objects.give(named.oscar, 1, ['AWAPVL']);
    const [approval] = await list('approvals', people);
    sandbox.objects.change('AWAPVL', approval?.id ?? '', { userID: named.mina });
    expect(await list('approvals', people)).toMatchObject([{ id: approval?.id, holder: named.oscar }]);
  });

  test('a task that two of them are on is with both', async () => {
    const both = await list('tasks', [named.tyler, named.oscar]);
    const shared = both.filter(({ name }) => name === 'Review the storyboard');
    expect(shared.map(({ holder }) => holder).toSorted()).toEqual([named.tyler, named.oscar].toSorted());
    const pages = await Promise.all(
      both.map((_, first) => list('tasks', [named.tyler, named.oscar], { first, limit: 1 })),
    );
    expect(pages.flat()).toEqual(both);
  });

  test('a stage that only they can decide has nobody once they are gone', async () => {
    const step = sandbox.objects.rows('SPAPVR').find((row) => row['userID'] === named.tyler);
    sandbox.objects.save('SPAPVR', { ...step, ID: 'e'.repeat(32), userID: named.mina });
    expect(await list('approval_stages', [named.tyler])).toEqual([]);
    expect(await list('approval_stages', [named.mina, named.tyler])).toHaveLength(1);
  });

  test('a hundred of them fit into the longest address, where nothing longer is taken', async () => {
    sandbox.setHabits({ postedReads: 'refused' });
    onTestFinished(() => sandbox.setHabits({ postedReads: 'taken' }));
    const start = sandbox.traffic.length;
    const ids = Array.from({ length: 250 }, (_, index) => `${index}`.padStart(32, 'f'));
    await workfront.countHoldings(ids);
    const asked = sandbox.traffic.slice(start).filter(({ method }) => method === 'GET');
    expect(asked.filter(({ path }) => path.includes('/team/'))).toHaveLength(3);
    expect(asked.map(({ status }) => status)).toEqual(asked.map(() => 200));
    expect(Math.max(...asked.map(({ path }) => path.length))).toBeLessThan(8_892);
  });
});

test('what waits for an approval is named and linked by what it is about', async () => {
  const [about] = await list('approvals', [named.usernameOnly]);
  const task = sandbox.objects.rows('TASK').find(({ ID }) => about?.link?.includes(ID));
  expect(task).toBeDefined();
  expect(about).toMatchObject({ name: task?.['name'], link: `${sandbox.url}/task/${task?.ID}/overview` });
});

test('an issue is linked, though it is known by its assignment', async () => {
  const issues = await list('issues', [named.tyler]);
  const ids = sandbox.objects.rows('OPTASK').map(({ ID }) => `${sandbox.url}/issue/${ID}/overview`);
  expect(issues.every(({ link }) => link !== null && ids.includes(link))).toBe(true);
  expect(issues).toHaveLength(2);
});

test('every kind is known to this Workfront', async () => {
  expect(await workfront.checkKinds()).toEqual([]);
});
