import { describe, expect, onTestFinished, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront } from '../../sandbox/workfront/start.ts';
import { holdingKind, type HoldingKind } from '../../src/requests/holdings.ts';
import type { WorkfrontConnection } from '../../src/workfront/workfront.ts';
import { failureOf, open } from './support.ts';

/** Another Workfront, and the client of it. */
async function openBoth(options: Parameters<typeof startWorkfront>[0]) {
  const sandbox = await startWorkfront({ users: 0, ...options });
  const client = open(sandbox);
  onTestFinished(async () => {
    await client.close();
    await sandbox.close();
  });
  return { sandbox, client };
}

async function openOther(options: Parameters<typeof startWorkfront>[0]): Promise<WorkfrontConnection> {
  return (await openBoth(options)).client;
}

async function countsOf(client: WorkfrontConnection) {
  const { counts } = await client.countHoldings([named.tyler]);
  return Object.fromEntries(counts.map(({ kind, count }) => [kind, count]));
}

/** Of each of these there is a request that does without. */
const lessSure = ['PROJ.statusEquatesWith', 'AWAPVL.opTaskID', 'TMPL.isActive'];

describe('what this Workfront does not know', () => {
  test('is switched off alone, in the words of Workfront', async () => {
    const client = await openOther({
      unknownObjects: ['RRUL'],
      unknownFields: ['SCHREP.runAsUserID'],
    });
    expect(client.movedBy('routing_rules')).not.toBeNull();
    expect(await client.checkKinds()).toEqual([
      { kind: 'routing_rules', words: expect.stringContaining('Unknown object type: routingrule') },
      { kind: 'scheduled_reports', words: expect.stringContaining('does not support field runAsUserID') },
    ]);
    expect(client.movedBy('routing_rules')).toBeNull();
    expect(await client.listHoldings('routing_rules', [named.tyler], { first: 0, limit: 5 })).toEqual([]);
    const { counts } = await client.countHoldings([named.tyler]);
    const off: readonly HoldingKind[] = ['routing_rules', 'scheduled_reports'];
    expect(counts.map(({ kind }) => kind)).toEqual(holdingKind.options.filter((kind) => !off.includes(kind)));
  });

  test('of a request with a simpler form is left out of it', async () => {
    const client = await openOther({ unknownFields: lessSure });
    // Tasks are asked for by what the states of their projects mean, which this one does not know at all.
    expect((await client.checkKinds()).map(({ kind }) => kind)).toEqual(['tasks', 'issues']);
    expect(await countsOf(client)).toMatchObject({ projects: 2, approvals: 1, templates: 1 });
    const [approval] = await client.listHoldings('approvals', [named.tyler], { first: 0, limit: 5 });
    expect(approval).toMatchObject({ name: approval?.id, link: null });
  });

  test('is found out by the first count too, where nobody checked', async () => {
    const client = await openOther({ unknownFields: lessSure });
    const counts = await countsOf(client);
    expect(counts).toMatchObject({ projects: 2, approvals: 1, templates: 1 });
    // As it would be at the start, where Workfront was away then.
    expect(Object.keys(counts)).not.toContain('tasks');
    expect(client.movedBy('tasks')).toBeNull();
    expect(await client.listHoldings('tasks', [named.tyler], { first: 0, limit: 5 })).toEqual([]);
  });

  test('is unreadable and not unknown where it was known before, or where nothing is known', async () => {
    const { client, sandbox } = await openBoth({});
    const refuse = (pathIncludes: string) =>
      sandbox.trouble({ match: { pathIncludes }, effect: { kind: 'status', status: 422 } });
    await client.self();
    refuse('/count');
    refuse('/search');
    expect((await failureOf(client.countHoldings([named.tyler]))).code).toBe('invalid');
    sandbox.clearTrouble();
    expect(await countsOf(client)).toMatchObject({ teams: 1 });
    refuse('/team/');
    expect(await countsOf(client)).toMatchObject({ teams: null });
  });

  test('such as which tasks are personal, keeps them all where they are', async () => {
    const client = await openOther({ unknownFields: ['PROJ.personal'] });
    expect(client.movedBy('tasks')).not.toBeNull();
    expect(await client.checkKinds()).toEqual([]);
    expect(client.movedBy('tasks')).toBeNull();
    expect(await countsOf(client)).toMatchObject({ tasks: 3 });
  });

  test('keeps a kind that is merely away or forbidden', async () => {
    const { client, sandbox } = await openBoth({});
    await client.self();
    sandbox.trouble({ match: { pathIncludes: '/team/' }, effect: { kind: 'status', status: 403 } });
    sandbox.trouble({ match: { pathIncludes: '/program/' }, effect: { kind: 'html', status: 404 } });
    expect(await client.checkKinds()).toEqual([]);
    expect(client.movedBy('teams')).not.toBeNull();
  });
});
