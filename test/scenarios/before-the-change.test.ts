import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { UserChange } from '../../sandbox/workfront/records/user.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;

/** Asks, changes the person behind the approver's back, lets Alan agree; gives status line and audit rows. */
async function changedMeanwhile(name: string, change: UserChange, part: string) {
  const { user, confirm } = await world.ask(name);
  world.workfront.directory.change(user.ID, change);
  const from = await world.mark();
  await world.person.alan.click(confirm, 'Deactivate');
  const shown = await world.shows(confirm, part);
  expect(shown).not.toContain('[Deactivate]');
  expect(await world.dm('rita', name)).toContain(part);
  const sent = world.workfront.traffic.filter(
    ({ method, path }) => method === 'PUT' && path.includes(user.ID),
  );
  expect(sent).toEqual([]);
  const lines = shown.split('\n');
  return [lines[0], lines[1], (await world.trail(from)).slice(2)];
}

describe('between approval and change', () => {
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  test('someone who was deactivated meanwhile is left as they are', async () => {
    expect(await changedMeanwhile('Olga Pohl', { isActive: false }, 'inactive already')).toEqual([
      'Olga Pohl is deactivated',
      ':white_check_mark: olga.pohl@acme.example was inactive already (since ‹date›). Nothing was changed.',
      ['target_settled: olga.pohl@acme.example, already', 'finished: done'],
    ]);
  });

  test('someone who became an administrator meanwhile is not touched', async () => {
    expect(await changedMeanwhile('Pia Quast', { isAdmin: true }, 'administrator')).toEqual([
      'Not deactivated: Pia Quast',
      ':x: pia.quast@acme.example has become a Workfront administrator since the request was made. Nothing was changed.',
      ['target_settled: pia.quast@acme.example, administrator, skipped', 'finished: failed'],
    ]);
  });

  test('someone whose address changed meanwhile may be somebody else, and is not touched', async () => {
    const change = { emailAddr: 'other@acme.example' };
    expect(await changedMeanwhile('Rolf Stahl', change, 'another e-mail')).toEqual([
      'Not deactivated: Rolf Stahl',
      ':x: rolf.stahl@acme.example has another e-mail address in Workfront now than the one the approvers saw. Nothing was changed; ask again if it is still the right person.',
      ['target_settled: rolf.stahl@acme.example, email_changed, skipped', 'finished: failed'],
    ]);
  });

  test('someone who is gone from Workfront meanwhile is said to be gone', async () => {
    const { user, confirm } = await world.ask('Tess Urban');
    const from = await world.mark();
    world.workfront.directory.remove(user.ID);
    await world.person.alan.click(confirm, 'Deactivate');
    expect(await world.shows(confirm, 'no longer exists')).toContain(
      ':x: tess.urban@acme.example no longer exists in Workfront. Nothing was changed.',
    );
    expect((await world.trail(from)).slice(2)).toEqual([
      'target_settled: tess.urban@acme.example, gone, skipped',
      'finished: failed',
    ]);
  });
});
