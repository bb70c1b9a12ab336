import { expect, onTestFinished, test } from 'vitest';

import { people } from '../../sandbox/acme.ts';
import { askMany } from '../support/many.ts';
import { startWorld } from '../support/world.ts';

test('whoever left Slack meanwhile gets no message that nobody reads, and the audit log says so', async () => {
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

  const many = await askMany(world, 'Nico', 2);
  const { alan } = world.person;
  await alan.click(many.confirm, 'Leave people out');
  await world.window('alan', 'Whom to leave out');
  const [option] = await alan.suggestions('wf_whom_to_leave_out', '');
  alan.fill(alan.openView() ?? { id: '' }, { wf_whom_to_leave_out: [option?.value ?? ''] });
  await alan.submit();
  await expect.poll(() => world.trail(0)).toContain('message_not_delivered: left_out, account_deactivated');
  expect(world.person.rita.dm().filter(({ text }) => text.includes('Nico'))).toEqual([]);
});
