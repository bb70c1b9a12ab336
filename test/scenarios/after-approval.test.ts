import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import type { Message } from '../../sandbox/slack/state/records.ts';
import type { Who } from '../support/watching.ts';
import { startWorld, type World } from '../support/world.ts';

describe('what can be done to a request once it is approved', () => {
  let world: World;
  let later = 0;
  beforeAll(async () => {
    world = await startWorld({
      workfront: { users: 0 },
      now: () => new Date(Date.now() + later),
    });
  });
  afterAll(() => world.close());

  /** A request for a day far ahead, approved. */
  async function scheduled(name: string): Promise<Message> {
    const user = world.newcomer(name);
    const day = new Date(Date.now() + 30 * 24 * 3_600_000).toISOString().slice(0, 10);
    await world.person.rita.type(`/wf-deactivate ${user.ID} at: ${day} 18:00`);
    const confirm = await world.confirm(`Deactivate ${name}?`);
    await world.shows(confirm, '[Deactivate]');
    const clicked = await world.person.alan.click(confirm, 'Deactivate');
    expect(clicked.confirm?.text.text).toMatch(/will lose access on \d{4}-\d\d-\d\d \d\d:00 UTC\.$/u);
    await world.shows(confirm, 'Scheduled: ');
    return confirm;
  }

  /** Waits for the window that asks why, answers and sends it. */
  async function fillWhy(who: Who, part: string, why: string): Promise<void> {
    const person = world.person[who];
    expect(await world.window(who, 'Why?')).toContain(part);
    const view = person.openView();
    if (view) person.fill(view, { 'Why?': why });
    await person.submit();
  }

  test.each(['rita', 'bea'] as const)('%s stops a dated request and says why', async (who) => {
    const name = `Ada ${who === 'rita' ? 'Asker' : 'Approver'}`;
    const confirm = await scheduled(name);
    expect(await world.shows(confirm, '[Stop]')).toMatch(
      new RegExp(`^Scheduled: deactivate ${name}\n:calendar: Approved by <@U01ALAN>\\. Runs ‹date›\\.`, 'u'),
    );
    const from = await world.mark();
    await world.person[who].click(confirm, 'Stop');
    await fillWhy(who, `The request to deactivate ${name} will not run.`, 'She stays.');
    await world.window(who, 'Stopped. The requester is told.');
    const shown = await world.shows(confirm, 'Stopped by');
    expect(shown).toContain(`Stopped: deactivate ${name}\n`);
    expect(shown).toContain('Why it was stopped: She stays.');
    expect(shown).not.toContain('[');
    expect(await world.dm('rita', name)).toContain('Why it was stopped: She stays.');
    expect(await world.trail(from)).toEqual([`stopped by ${who}: She stays.`]);
  });

  test('an approver stops a dated request from the list, which then stands without it', async () => {
    const confirm = await scheduled('Abe Asker');
    const { rita, bea } = world.person;
    const own = await world.hears('rita', () => rita.type('/wf-deactivate list'));
    expect(own.split('\n').slice(-2)).toEqual([expect.stringContaining('Abe Asker'), '[Stop]']);
    expect((await world.hears('bea', () => bea.type('/wf-deactivate list'))).split('\n')).toEqual([
      'Open requests',
      'Deactivate Abe Asker · approved by <@U01ALAN> · for ‹date› · asked by <@U01RITA>, ‹date› · ‹link›',
      '[Stop]',
    ]);
    const list = await world.answer('bea', 'Abe Asker');
    await bea.click(list, 'Stop');
    await fillWhy('bea', 'The request to deactivate Abe Asker will not run.', 'He stays.');
    await world.window('bea', 'Stopped. The requester is told.');
    expect(await world.shows(list, 'There is no open request')).toBe('There is no open request.');
    expect(await world.shows(confirm, 'Stopped by')).toContain('Why it was stopped: He stays.');
    await bea.closeView();
    await bea.click(list, 'Stop', { stale: true });
    await fillWhy('bea', 'The request to deactivate Abe Asker', 'Again.');
    expect(await world.window('bea', 'Already')).toBe('Already stopped by you. Nothing changed.');
    await bea.closeView();
  });

  test('an outsider stops nothing', async () => {
    const confirm = await scheduled('Ben Croft');
    const said = await world.hears('oscar', () => world.person.oscar.click(confirm, 'Stop'));
    expect(said).toContain('You don’t have permission to see requests');
    expect((await world.trail(0)).at(-1)).toBe('refused by oscar: read, not_a_reader');
    expect(await world.shows(confirm, 'Scheduled: ')).toContain('[Stop]');
  });

  test('what is left to do is ticked once, and both messages say by whom', async () => {
    const { confirm } = await world.ask('Cleo Dorn');
    await world.person.alan.click(confirm, 'Deactivate');
    expect(await world.shows(confirm, 'Still to do: remove Cleo Dorn from the')).toContain('[Done]');
    expect(await world.dm('rita', 'Cleo Dorn')).toContain('[Done]');
    const from = await world.mark();
    await world.person.bea.click(confirm, 'Done');
    const said = 'Removed Cleo Dorn from the Adobe Admin Console: <@U01BEA>, ‹date›.';
    expect(await world.shows(confirm, 'Removed Cleo Dorn')).toContain(said);
    await expect.poll(() => world.dm('rita', 'Cleo Dorn')).toContain(said);
    expect(await world.dm('rita', 'Cleo Dorn')).not.toContain('[Done]');
    expect(await world.trail(from)).toEqual(['ticked by bea']);
  });

  test('while Workfront is away an approver tries at once, and the requester hears once that it is stuck', async () => {
    const { confirm } = await world.ask('Dina Elder');
    world.workfront.trouble({ effect: { kind: 'status', status: 500 } });
    await world.person.alan.click(confirm, 'Deactivate');
    expect(await world.shows(confirm, '[Try now]')).not.toContain('Still to do');
    later += 90_000;
    const from = await world.mark();
    await world.person.bea.click(confirm, 'Try now');
    expect(await world.trail(from)).toEqual(['tried_now by bea']);
    expect(await world.dm('rita', 'is stuck')).toMatch(
      /^Your request to deactivate Dina Elder was approved, but is stuck\. .*I’ll message you once it is through\./u,
    );
    const told = () => world.person.rita.dm().filter((one) => plainText(one).includes('Dina Elder'));
    expect(told().map(plainText).join('\n')).not.toMatch(/Still to do|\[Done\]/u);
    world.workfront.clearTrouble();
    await world.person.bea.click(confirm, 'Try now');
    await world.shows(confirm, 'confirmed by Workfront');
    expect(await world.dm('rita', 'Dina Elder is deactivated')).toContain('Still to do: remove Dina Elder');
    expect(told()).toHaveLength(2);
    const stuck = world.person.rita.dm().filter(({ text }) => text.includes('Dina Elder was approved'));
    expect(stuck).toHaveLength(1);
  });

  test('Slack takes everything and waits for nothing', () => {
    expect(world.faults()).toEqual([]);
  });
});
