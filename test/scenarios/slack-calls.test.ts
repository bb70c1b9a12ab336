import { afterAll, beforeAll, expect, test } from 'vitest';

import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** The calls by which the bot wrote. */
function writes(from: number): readonly string[] {
  return world.slack.traffic.slice(from).flatMap((one) => {
    if (one.kind !== 'call') return [];
    return /^chat\.|response_url/u.test(one.method) ? [one.method] : [];
  });
}

test('a request of one person costs seven messages: post, buttons, answer, the end, the result, two with audit lines', async () => {
  const start = world.slack.traffic.length;
  const { confirm } = await world.ask('Ada Brook');
  // As people are: the click comes later than the line about the question.
  await world.auditLines('asked to deactivate Ada Brook');
  await world.person.alan.click(confirm, 'Deactivate');
  await world.shows(confirm, 'confirmed by Workfront');
  await world.dm('rita', 'Ada Brook');
  await expect
    .poll(async () => (await world.bot().store.stats()).jobs.notify.later)
    // The reminder, and the end of the time to undo.
    .toBeLessThanOrEqual(2);
  await world.auditLines('Deactivated Ada Brook');
  expect(writes(start).toSorted()).toEqual([
    'chat.postMessage',
    'chat.postMessage',
    'chat.postMessage',
    'chat.postMessage',
    'chat.update',
    'chat.update',
    'response_url',
  ]);
});
