import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ env: { HAND_OVER_ASSIGNMENTS: 'true' } });
  // Beside the start every kind is tried once.
  const isTried = () => world.workfront.traffic.some(({ path }) => path.includes('/document/search'));
  await vi.waitUntil(isTried, 20_000);
});
afterAll(() => world.close());

/** What Workfront is asked from the command to the result; docs/architecture.md tells these figures. */
test.each([
  { things: 0, before: 24, after: 24 },
  { things: 50, before: 24, after: 60 },
  { things: 2_000, before: 24, after: 300 },
])(
  'a leaver with $things things costs few requests',
  async ({ things, ...most }) => {
    const user = world.newcomer(`Leaver with ${things}`);
    if (things > 0) world.workfront.objects.give(user.ID, things);
    const start = world.workfront.traffic.length;
    const asked = () =>
      world.workfront.traffic.slice(start).filter(({ path }) => !path.includes('/session')).length;
    await world.person.rita.type(`/wf-deactivate ${user.ID} to: ${named.bea}`);
    const card = await world.confirm(`Deactivate ${user.name}`);
    await world.shows(card, '[Deactivate]');
    const before = asked();
    await world.person.alan.click(card, 'Deactivate');
    await world.shows(card, `${user.name} is deactivated`, 60_000);
    const after = asked() - before;
    process.stdout.write(
      `requests to Workfront, ${things} things: ${before} until the card stands, ${after} after the approval\n`,
    );
    expect(before).toBeLessThanOrEqual(most.before);
    expect(after).toBeLessThanOrEqual(most.after);
  },
  90_000,
);
