import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import type { TroubleRule } from '../../sandbox/workfront/trouble.ts';
import { startWorld, type World } from '../support/world.ts';

type Effect = TroubleRule['effect'];

let world: World;

/** Asks for a newcomer, makes trouble, lets Alan agree; gives status line, audit rows, and state changes. */
async function executed(name: string, rules: readonly TroubleRule[], part: string) {
  const { user, confirm } = await world.ask(name);
  for (const rule of rules) world.workfront.trouble(rule);
  const from = await world.mark();
  await world.person.alan.click(confirm, 'Deactivate');
  const shown = await world.shows(confirm, part, 15_000);
  expect(await world.dm('rita', name)).toContain(part);
  const lines = shown.split('\n');
  return {
    status: lines[1],
    rows: (await world.trail(from)).slice(2),
    changes: world.workfront.stateChanges.filter(({ userId }) => userId === user.ID).length,
  };
}

const put = (effect: Effect, times = 1): TroubleRule => ({ match: { method: 'PUT' }, times, effect });
const get = (effect: Effect, times = 1): TroubleRule => ({ match: { method: 'GET' }, times, effect });
const addressOf = (name: string) => `${name.toLowerCase().replace(' ', '.')}@acme.example`;
const done = (name: string) =>
  `:white_check_mark: ${addressOf(name)} was deactivated on ‹date›; confirmed by Workfront.`;
const settled = (name: string, how: string) => [
  `target_settled: ${addressOf(name)}, ${how}, done`,
  'finished: done',
];

describe('when Workfront does the unexpected', () => {
  beforeAll(async () => {
    world = await startWorld({ workfront: { users: 0 } });
  });
  afterEach(() => world.workfront.clearTrouble());
  afterAll(() => world.close());

  describe('trouble that passes is not seen by people', () => {
    test.each<readonly [string, string, TroubleRule, 'answer' | 'read']>([
      ['a 401 once', 'Ulla Voss', put({ kind: 'status', status: 401 }), 'answer'],
      ['a 429 twice', 'Vera Wirth', put({ kind: 'status', status: 429 }, 2), 'answer'],
      ['a 500 for one read', 'Walt Xaver', get({ kind: 'status', status: 500 }), 'answer'],
      ['a page of HTML instead of a read', 'Xenia Yao', get({ kind: 'html' }), 'answer'],
      ['a lost answer to a change that was made', 'Yann Zorn', put({ kind: 'loseAnswer' }), 'read'],
      ['a page of HTML instead of the change', 'Zita Aster', put({ kind: 'html' }), 'answer'],
    ])('%s', async (_what, name, rule, how) => {
      expect(await executed(name, [rule], 'confirmed by Workfront')).toEqual({
        status: done(name),
        rows: settled(name, how),
        changes: 1,
      });
    });
  });

  test('who does not wait for the next try is named in the audit channel', async () => {
    const { confirm } = await world.ask('Abby Now');
    world.workfront.trouble({ effect: { kind: 'status', status: 500 } });
    await world.person.alan.click(confirm, 'Deactivate');
    await world.shows(confirm, '[Try now]');
    await world.person.bea.click(confirm, 'Try now');
    expect(await world.auditLines('did not wait')).toContainEqual(
      expect.stringMatching(
        /^Bea Lindqvist \(U01BEA\) did not wait for the next try: deactivate Abby Now \(abby\.now@acme\.example\)/u,
      ),
    );
    world.workfront.clearTrouble();
    await world.person.bea.click(confirm, 'Try now', { stale: true });
    await world.shows(confirm, 'confirmed by Workfront');
  });

  describe('what Workfront does not do is never called done', () => {
    const byHand = 'Please deactivate by hand in Workfront, Setup, Users.';
    test.each<readonly [string, string, TroubleRule, string, string]>([
      [
        'a 403',
        'Anni Bauer',
        put({ kind: 'status', status: 403 }),
        'Workfront does not allow the bot’s user to do it. An administrator has to give that user the right to edit users, or deactivate this person by hand.',
        'forbidden, failed',
      ],
      [
        'a block before Workfront',
        'Bela Busch',
        put({ kind: 'html', status: 403 }),
        'something before Workfront blocks the bot, such as Workfront’s IP allow-list or a proxy. Nothing was changed.',
        'blocked, failed',
      ],
      [
        'an error inside a 200',
        'Bert Conrad',
        put({ kind: 'errorIn200' }, 9),
        `Workfront refused and said “you must specify an action”. ${byHand}`,
        'rejected, failed',
      ],
      [
        'a 200 without any effect',
        'Carl Dietz',
        put({ kind: 'ignoreWrite' }, 9),
        `Workfront said yes, but the user is unchanged. ${byHand}`,
        'no_effect, failed',
      ],
    ])('%s', async (_what, name, rule, why, outcome) => {
      const { status, rows, changes } = await executed(name, [rule], 'was not deactivated');
      expect(status).toBe(`:x: ${addressOf(name)} was not deactivated: ${why}`);
      expect(rows).toEqual([
        expect.stringContaining(`target_settled: ${addressOf(name)}`),
        'finished: failed',
      ]);
      for (const word of outcome.split(', ')) expect(rows[0]).toContain(word);
      expect(changes).toBe(0);
    });

    test('a user who vanished at the moment of the change', async () => {
      const trouble = put({ kind: 'status', status: 404 });
      const { status, rows, changes } = await executed('Dora Engel', [trouble], 'was not deactivated');
      expect(status).toBe(
        `:x: dora.engel@acme.example was not deactivated: Workfront refused and said “Not found”. ${byHand}`,
      );
      expect(rows.at(-1)).toBe('finished: failed');
      expect(changes).toBe(0);
    });

    test('the user who holds the Admin Email, whom Workfront refuses to deactivate', async () => {
      world.workfront.directory.change(named.adminEmail, { isAdmin: false });
      await world.person.rita.type('/wf-deactivate workfront-owner@acme.example');
      const confirm = await world.confirm('Deactivate Acme Workfront Owner');
      await world.shows(confirm, '[Deactivate]');
      await world.person.bea.click(confirm, 'Deactivate');
      expect(await world.shows(confirm, 'was not deactivated')).toContain(
        `:x: workfront-owner@acme.example was not deactivated: Workfront refused and said “The main administrator (Admin Email) cannot be deactivated.”. ${byHand}`,
      );
    });
  });

  test('an answer that shows the new state is believed, and the audit log says that it was the answer', async () => {
    const { status, rows, changes } = await executed(
      'Dirk Falk',
      [put({ kind: 'pretendWrite' })],
      'confirmed by Workfront',
    );
    expect(status).toBe(done('Dirk Falk'));
    expect(rows).toEqual(settled('Dirk Falk', 'answer'));
    expect(changes).toBe(0);
  });

  test('when Workfront is down at the execution, the message says so and the bot recovers by itself', async () => {
    const { user, confirm } = await world.ask('Emil Funk');
    world.workfront.trouble({ effect: { kind: 'status', status: 500 } });
    await world.person.alan.click(confirm, 'Deactivate');
    const waiting = await world.shows(confirm, 'next try');
    expect(waiting).toMatch(
      /:hourglass_flowing_sand: Workfront does not answer\. Nothing is lost: next try in \d+ seconds?\./u,
    );
    expect(waiting).not.toContain('[Deactivate]');
    expect(world.isActive(user)).toBe(true);
    world.workfront.clearTrouble();
    expect(await world.shows(confirm, 'confirmed by Workfront', 15_000)).toContain(done('Emil Funk'));
    expect(world.workfront.stateChanges.filter(({ userId }) => userId === user.ID)).toHaveLength(1);
  });

  test.each([
    ['a block before Workfront', 'Edgar Ahn', { kind: 'html', status: 403 }],
    ['a 403', 'Edith Bohm', { kind: 'status', status: 403 }],
  ] as const)(
    'a change whose answer is lost is not called undone when %s hides what came of it',
    async (_what, name, effect) => {
      const look = { match: { method: 'GET', pathIncludes: 'fields=ID%2CisActive' }, times: 1, effect };
      expect(await executed(name, [put({ kind: 'loseAnswer' }), look], 'confirmed by Workfront')).toEqual({
        status: done(name),
        rows: settled(name, 'read'),
        changes: 1,
      });
    },
  );

  describe('when Workfront is down at the look-up', () => {
    test('the requester is told plainly, in private, and no request is made', async () => {
      const from = await world.mark();
      const { rita } = world.person;
      const ask = (typed: string) => world.hears('rita', () => rita.type(`/wf-deactivate ${typed}`));
      for (const effect of [
        { kind: 'status', status: 500 },
        { kind: 'hang' },
        { kind: 'html', status: 200 },
      ] as const) {
        world.workfront.trouble({ effect });
        expect(await ask('tyler.reid@acme.example')).toBe(
          'Workfront does not answer. No request was made. Please try again in a few minutes.',
        );
        world.workfront.clearTrouble();
      }
      world.workfront.trouble({ effect: { kind: 'status', status: 401 } });
      expect(await ask('tyler.reid@acme.example')).toBe(
        'Workfront does not accept the bot’s log-in. No request was made. Please tell whoever runs this bot.',
      );
      world.workfront.clearTrouble();
      world.workfront.trouble({ effect: { kind: 'status', status: 403 } });
      expect(await ask('tyler.reid@acme.example')).toBe(
        'Workfront does not allow the bot’s user to look people up. No request was made. Please tell whoever runs this bot.',
      );
      world.workfront.clearTrouble();
      world.workfront.trouble({ effect: { kind: 'html', status: 403 } });
      expect(await ask('tyler.reid@acme.example')).toBe(
        'Something before Workfront blocks the bot: the IP allow-list or a proxy. No request was made. Please tell whoever runs this bot.',
      );
      expect((await world.trail(from)).at(-1)).toBe('asked by rita: tyler.reid@acme.example');
      expect(world.faults()).toEqual([]);
    });
  });
});
