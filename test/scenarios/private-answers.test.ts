import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { people } from '../../sandbox/acme.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { cuttable, type Cuttable } from '../support/cuttable.ts';
import { words } from '../support/words.ts';
import { startWorld, type World } from '../support/world.ts';

describe('a private answer', () => {
  let world: World;
  let later = 0;
  beforeAll(async () => {
    world = await startWorld({
      // Who somebody is may be remembered for half a minute.
      now: () => new Date(Date.now() + later),
      workfrontTiming: { headersTimeout: 6_000, callBudget: 8_000 },
    });
  });
  afterAll(() => world.close());
  afterEach(() => {
    world.slack.clearTrouble();
    world.workfront.clearTrouble();
    later += 31_000;
  });

  const toRita = () => world.person.rita.sees().filter(({ ephemeralTo }) => ephemeralTo !== null);

  test('that takes longer than two seconds has one line before it, and no other', async () => {
    const user = world.newcomer('Lara Slow');
    const delay = { kind: 'delay', milliseconds: 2_600 } as const;
    world.workfront.trouble({ match: { pathIncludes: '/user/search' }, times: 1, effect: delay });
    const before = toRita().length;
    await world.person.rita.type(`/wf-deactivate ${user.emailAddr}`);
    await world.answer('rita', 'Sent to the approvers');
    const [first, second, ...others] = toRita().slice(before);
    expect(first && words(first)).toBe(':mag: Looking up lara.slow@acme.example in Workfront …');
    expect(second && words(second)).toContain('deactivate Lara Slow (lara.slow@acme.example)');
    expect(others).toEqual([]);
  });

  test('that comes soon has nothing before it', async () => {
    const user = world.newcomer('Lars Fast');
    const before = toRita().length;
    await world.person.rita.type(`/wf-deactivate ${user.emailAddr}`);
    await world.answer('rita', 'Lars Fast');
    expect(toRita()).toHaveLength(before + 1);
  });

  test('waits as Slack says when there are too many', async () => {
    world.slack.trouble({
      method: 'response_url',
      times: 1,
      effect: { kind: 'ratelimited', retryAfterSeconds: 1 },
    });
    expect(await world.hears('rita', () => world.person.rita.type('/wf-deactivate list'))).toContain(
      'equest',
    );
  });

  test.each([
    { kind: 'ratelimited', retryAfterSeconds: 1 },
    { kind: 'status', status: 500 },
    { kind: 'dropBefore' },
  ] as const)('becomes a direct message where Slack does not take it to the end: %j', async (effect) => {
    const before = world.person.oscar.dm().length;
    world.slack.trouble({ method: 'response_url', effect });
    await world.person.oscar.type('/wf-deactivate list');
    const dm = await world.slack.until(
      () => world.person.oscar.dm().slice(before)[0],
      'a direct message',
      30_000,
    );
    expect(plainText(dm)).toContain('permission to see requests');
  });

  test('waits for who may do this as long as Slack asks, within what a person waits', async () => {
    world.slack.trouble({
      method: 'usergroups.users.list',
      times: 2,
      effect: { kind: 'ratelimited', retryAfterSeconds: 1 },
    });
    const { confirm } = await world.ask('Mona Later');
    expect(await world.shows(confirm, '[Deactivate]')).toContain('Deactivate Mona Later?');
  });

  test.each([
    ['guests', { isRestricted: true }, 'Guests of this workspace can’t ask or decide, so nothing was done.'],
    ['guests of one channel', { isUltraRestricted: true }, 'Guests of this workspace can’t'],
    ['bots', { isBot: true }, 'Bots can’t ask or decide, so nothing was done.'],
    ['people of another organization', { isStranger: true }, 'People from another organization can’t'],
  ] as const)('tells %s that they can neither ask nor decide', async (_, change, said) => {
    const usual = { isRestricted: false, isUltraRestricted: false, isBot: false, isStranger: false };
    const { confirm, user } = await world.ask(`Nils ${_.length}`);
    world.slack.administration.setPerson(people.rita.id, change);
    world.slack.administration.setPerson(people.alan.id, change);
    later += 31_000;
    const from = await world.mark();
    const answer = await world.hears('rita', () =>
      world.person.rita.type('/wf-deactivate oscar.meyer@acme.example'),
    );
    expect(answer).toContain(said);
    await world.person.alan.click(confirm, 'Deactivate');
    expect(await world.window('alan', said.slice(0, 20))).toContain(said);
    await world.person.alan.closeView();
    expect((await world.trail(from)).map((line) => line.split(':')[0])).toEqual([
      'refused by rita',
      'refused by alan',
    ]);
    expect(world.isActive(user)).toBe(true);
    world.slack.administration.setPerson(people.rita.id, usual);
    world.slack.administration.setPerson(people.alan.id, usual);
  });

  test('to a refused click is a private message only where no window can be opened any more', async () => {
    const { confirm } = await world.ask('Olaf Expired');
    world.slack.trouble({ method: 'views.open', effect: { kind: 'error', error: 'expired_trigger_id' } });
    expect(await world.hears('oscar', () => world.person.oscar.click(confirm, 'Deactivate'))).toBe(
      'You aren’t an approver here. Nothing changed.',
    );
    expect(world.person.oscar.openView()).toBeNull();
  });
});

test('a database that is away is told to who clicks or types, and once a minute in the log', async () => {
  const log: string[] = [];
  const ways: Cuttable[] = [];
  const world = await startWorld({
    log: (line) => void log.push(line),
    async through(url) {
      const way = await cuttable(url);
      ways.push(way);
      return way.url;
    },
  });
  onTestFinished(async () => {
    await world.close();
    await Promise.all(ways.map((way) => way.close()));
  });
  const { confirm, user } = await world.ask('Pia Store');
  await world.auditLines('asked to deactivate Pia Store');
  log.length = 0;
  for (const way of ways) way.cut();
  for (let click = 0; click < 3; click += 1) {
    await world.person.alan.click(confirm, 'Deactivate');
    expect(await world.window('alan', 'did not count')).toBe(
      'The bot’s database can’t be reached, so your click did not count. Please click again in a minute.',
    );
    await world.person.alan.closeView();
  }
  expect(await world.hears('rita', () => world.person.rita.type('/wf-deactivate list'))).toBe(
    'The bot’s database can’t be reached, so nothing was done. Please try again in a minute.',
  );
  const loud = log.filter((line) => /"level":"(?:warn|error)"/u.test(line));
  expect(loud).toEqual([expect.stringContaining('the database is away; what failed is tried again')]);
  for (const way of ways) way.mend();
  await expect
    .poll(
      async () => {
        await world.person.alan.click(confirm, 'Deactivate', { stale: true });
        return world.isActive(user);
      },
      { timeout: 20_000, interval: 1_000 },
    )
    .toBe(false);
}, 60_000);
