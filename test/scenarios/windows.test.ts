import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { startWorld, type World } from '../support/world.ts';

const lines: string[] = [];

describe('a window on a Slack that loses an update right after an ack', () => {
  let world: World;
  let offset = 0;
  beforeAll(async () => {
    world = await startWorld({
      now: () => new Date(Date.now() + offset),
      prepare: ({ administration }) => administration.setHabits({ modalRaceMilliseconds: 800 }),
      log: (line) => lines.push(line),
    });
  });
  afterEach(() => world.slack.clearTrouble());
  afterAll(() => world.close());

  /** Who may decide has to be read anew, and Slack takes longer for it than a window may stay unanswered. */
  function slowSlack(): void {
    offset += 31_000;
    world.slack.trouble({ method: 'usergroups.users.list', effect: { kind: 'delay', milliseconds: 2_100 } });
  }

  test('a denial that takes long ends with what became of it, not with the wait', async () => {
    const { alan } = world.person;
    const { confirm } = await world.ask('Wanda Amt');
    await alan.click(confirm, 'Deny');
    await fillDenial(world, 'stays');
    slowSlack();
    await alan.submit();
    await world.shows(confirm, 'Denied by');
    expect(await world.window('alan', 'The requester is told')).toBe('Denied. The requester is told.');
    await alan.closeView();
  });

  test('a sent form shows the people, although they were found at once', async () => {
    const { rita } = world.person;
    world.newcomer('Wido Bahr');
    await rita.type('/wf-deactivate');
    await world.window('rita', 'Or paste a list');
    rita.fill(topOf(world, 'rita'), { wf_list: 'wido.bahr@acme.example' });
    await rita.submit();
    expect(await world.window('rita', '1 to deactivate')).toContain('Wido Bahr');
    slowSlack();
    await rita.submit();
    await world.window('rita', 'Sent to the approvers: 1 person');
    while (rita.openView()) await rita.closeView();
  });

  test('a request that is stored at once is linked to all the same', async () => {
    const { rita } = world.person;
    world.newcomer('Wim Kahl');
    await rita.type('/wf-deactivate');
    await world.window('rita', 'Or paste a list');
    rita.fill(topOf(world, 'rita'), { wf_list: 'wim.kahl@acme.example' });
    await rita.submit();
    await world.window('rita', '1 to deactivate');
    await rita.submit();
    expect(await world.window('rita', 'open the request')).toContain('Sent to the approvers: 1 person');
    while (rita.openView()) await rita.closeView();
  });

  test('a choice in a window that was closed meanwhile is no error', async () => {
    const { rita } = world.person;
    const users = ['a', 'b'].map((one) =>
      world.newcomer('Wolf Twin', { emailAddr: `wolf.${one}@acme.example` }),
    );
    await rita.type('/wf-deactivate');
    await world.window('rita', 'Or paste a list');
    rita.fill(topOf(world, 'rita'), { wf_list: 'Wolf Twin' });
    await rita.submit();
    await world.window('rita', 'can mean more than one person');
    world.slack.trouble({ method: 'views.update', effect: { kind: 'error', error: 'not_found' } });
    lines.length = 0;
    const from = world.slack.traffic.length;
    await rita.choose(topOf(world, 'rita'), 'wf_list_choose', users[0]?.ID ?? '');
    const updates = () =>
      world.slack.traffic.slice(from).filter((one) => one.kind === 'call' && one.method === 'views.update');
    await expect.poll(updates).toHaveLength(1);
    while (rita.openView()) await rita.closeView();
    expect(lines.filter((line) => /"level":"?(error|warn|40|50)/u.test(line))).toEqual([]);
  });

  test('to who closes the window meanwhile the answer comes as a message, and it is no error', async () => {
    const { alan } = world.person;
    const { confirm } = await world.ask('Wenke Cors');
    await alan.click(confirm, 'Deny');
    await fillDenial(world, 'stays');
    slowSlack();
    lines.length = 0;
    await alan.submit();
    await world.window('alan', 'One moment');
    await alan.closeView();
    expect(await world.dm('alan', 'Denied')).toBe('Denied. The requester is told.');
    expect(await world.shows(confirm, 'Denied by')).not.toContain('[');
    expect(lines.filter((line) => /"level":"?(error|warn|40|50)/u.test(line))).toEqual([]);
  });

  test('Slack takes everything and waits for nothing', () => {
    expect(world.faults()).toEqual([]);
  });
});

function topOf(world: World, who: 'alan' | 'rita'): { readonly id: string } {
  const view = world.person[who].openView();
  if (!view) throw new Error(`${who} has no window open`);
  return view;
}

/** Waits for the form of a denial and writes the reason. */
async function fillDenial(world: World, reason: string): Promise<void> {
  await world.window('alan', 'Tell @');
  world.person.alan.fill(topOf(world, 'alan'), { wf_denial_reason: reason });
}
