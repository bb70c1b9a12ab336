import { afterAll, beforeAll, expect, test } from 'vitest';

import { usual } from '../../sandbox/workfront/habits.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({
    workfront: { users: 0, habits: { versions: 'texts' } },
    env: ({ credentials: { jwt } }) => ({
      WORKFRONT_AUTH: 'jwt',
      WORKFRONT_CUSTOMER_ID: jwt.customerId,
      WORKFRONT_USER_ID: jwt.userId,
      WORKFRONT_CLIENT_ID: jwt.clientId,
      WORKFRONT_CLIENT_SECRET: jwt.clientSecret,
      WORKFRONT_PRIVATE_KEY: jwt.privateKey,
    }),
  });
});
afterAll(() => world.close());

const ask = (typed: string) => world.hears('rita', () => world.person.rita.type(typed));

test('an access that Workfront gives back only with an access level is not called given back', async () => {
  world.workfront.setHabits({ ...usual, reactivation: 'needs access level' });
  const user = world.newcomer('Lina Moor', { isActive: false });
  await world.person.rita.type(`/wf-reactivate ${user.ID}`);
  const confirm = await world.confirm('Reactivate Lina Moor?');
  await world.shows(confirm, '[Reactivate]');
  await world.person.alan.click(confirm, 'Reactivate');
  expect(await world.shows(confirm, 'was not reactivated')).toContain(
    'Workfront refused and said “An access level is required to activate a user.”. Please reactivate by hand in Workfront, Setup, Users.',
  );
  expect(await world.dm('rita', 'Lina Moor')).toContain('An access level is required');
  expect(world.isActive(user)).toBe(false);
});

test('of whom Workfront does not tell whether they are an administrator nobody is asked', async () => {
  for (const isAdmin of ['null', 'absent'] as const) {
    world.workfront.setHabits({ ...usual, isAdmin });
    world.newcomer(`Mia ${isAdmin}`);
    expect(await ask(`/wf-deactivate mia.${isAdmin}@acme.example`)).toBe(
      `Workfront does not say whether Mia ${isAdmin} is an administrator, and this bot does not touch administrators. No request was made. Whoever runs this bot can give its Workfront user more rights.`,
    );
  }
});

test('who has no e-mail address that the bot may see is found by id, and their access taken', async () => {
  world.workfront.setHabits({ ...usual, emailAddr: 'absent' });
  const user = world.newcomer('Nils Oest', { username: 'noest' });
  expect(await ask('/wf-deactivate nils.oest@acme.example')).toContain('No Workfront user matches');
  await world.person.rita.type(`/wf-deactivate ${user.ID}`);
  const confirm = await world.confirm('Deactivate Nils Oest?');
  await world.shows(confirm, '[Deactivate]');
  await world.person.alan.click(confirm, 'Deactivate');
  await world.shows(confirm, 'confirmed by Workfront');
  expect(world.isActive(user)).toBe(false);
});

test('a session that ends with a redirect to the log-in page is renewed once, and nobody notices', async () => {
  world.workfront.setHabits({ ...usual, refusal: 'redirect' });
  const { user, confirm } = await world.ask('Olaf Penn');
  world.workfront.trouble({ match: { method: 'PUT' }, times: 1, effect: { kind: 'expireSessions' } });
  await world.person.alan.click(confirm, 'Deactivate');
  expect(await world.shows(confirm, 'confirmed by Workfront')).toContain('was deactivated on ‹date›');
  expect(world.workfront.stateChanges.filter(({ userId }) => userId === user.ID)).toHaveLength(1);
});

test('Slack takes everything and waits for nothing', () => {
  expect(world.faults()).toEqual([]);
});
