import { expect, onTestFinished, test } from 'vitest';

import { people } from '../../sandbox/acme.ts';
import { startWorld } from '../support/world.ts';

test('whoever left Slack meanwhile gets no result that nobody reads, and the audit log says so', async () => {
  const world = await startWorld();
  onTestFinished(() => world.close());
  const { user, confirm } = await world.ask('Nora Vale');
  world.slack.administration.setPerson(people.rita.id, { deactivated: true });
  // What was read of people before is forgotten.
  await world.restart();
  await world.person.alan.click(confirm, 'Deactivate');
  await world.shows(confirm, 'Nora Vale is deactivated');
  expect(world.isActive(user)).toBe(false);
  await expect.poll(() => world.trail(0)).toContain('message_not_delivered: result, account_deactivated');
  expect(world.person.rita.dm().filter(({ text }) => text.includes('is deactivated'))).toEqual([]);
});
