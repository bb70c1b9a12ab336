import { afterAll, beforeAll, expect, test } from 'vitest';

import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

test('the connection may be renewed between the command and the click', async () => {
  const { confirm } = await world.ask('Fritz Gabor');
  world.slack.refreshConnections();
  await world.slack.until(() => world.slack.connections() === 0, 'the old connection to end');
  await world.slack.until(() => world.slack.connections() > 0, 'a new connection');
  expect(await world.person.alan.click(confirm, 'Deactivate')).toMatchObject({ ok: true });
  await world.shows(confirm, 'confirmed by Workfront');
});

test('a connection that broke without a word is found again', async () => {
  const { confirm } = await world.ask('Gerda Hoff');
  world.slack.cutConnections();
  await world.slack.until(() => world.slack.connections() > 0, 'a new connection');
  expect(await world.person.alan.click(confirm, 'Deactivate')).toMatchObject({ ok: true });
  await world.shows(confirm, 'confirmed by Workfront');
});
