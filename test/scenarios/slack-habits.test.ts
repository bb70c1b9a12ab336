import { afterAll, beforeAll, expect, test } from 'vitest';

import { steady } from '../support/words.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({
    workfront: { users: 0 },
    prepare: ({ administration }) => administration.setHabits({ linksDomains: true, keepsLineBreaks: false }),
  });
});
afterAll(() => world.close());

test('a bare domain in a reason reads as it was typed, where Slack makes a link of it', async () => {
  const user = world.newcomer('Lena Kern');
  await world.person.rita.type(`/wf-deactivate ${user.emailAddr} reason: see acme.com/leavers`);
  const confirm = await world.confirm('Deactivate Lena Kern');
  expect(await world.shows(confirm, '[Deactivate]')).toContain('Reason: see acme.com/leavers\n');
});

test('a list is read although Slack swallows its line breaks', async () => {
  const [one, other] = [world.newcomer('Mara Lind'), world.newcomer('Nora Munk')];
  const typed = `/wf-deactivate ${one.emailAddr}\n${other.emailAddr}`;
  expect(await world.hears('rita', () => world.person.rita.type(typed))).toContain('2 to deactivate');
});

test('the push on an approver’s phone says what is asked, of whom and by whom, and comes once', async () => {
  const before = world.person.alan.notifications().length;
  await world.ask('Olga Nord');
  const pushed = world.person.alan.notifications().slice(before);
  expect(pushed.map(({ text }) => steady(text))).toEqual([
    'Deactivate Olga Nord (olga.nord@acme.example)? Asked by <@U01RITA>\nTo decide: <!subteam^S01APPROVERS>\nPreparing request ‹id›; buttons appear shortly.',
  ]);
  const later = world.person.alan.notifications().length;
  const { emailAddr } = world.newcomer('Olga West');
  await world.person.rita.type(`/wf-deactivate ${emailAddr} reason: left at: tomorrow 6pm`);
  await world.confirm('Deactivate Olga West');
  expect(
    world.person.alan
      .notifications()
      .slice(later)
      .map(({ text }) => steady(text)),
  ).toEqual([
    'Deactivate Olga West (olga.west@acme.example)? Asked by <@U01RITA>: left\n:calendar: When: ‹date›, once approved\nTo decide: <!subteam^S01APPROVERS>\nPreparing request ‹id›; buttons appear shortly.',
  ]);
});

test('Slack takes everything and waits for nothing', () => {
  expect(world.faults()).toEqual([]);
});
