import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { people } from '../../sandbox/acme.ts';
import { startWorld, type World, type WorldOptions } from '../support/world.ts';

async function start(options: WorldOptions): Promise<World> {
  const world = await startWorld({ workfront: { users: 0 }, ...options });
  onTestFinished(() => world.close());
  return world;
}

type Payload = Readonly<Record<string, unknown>>;

/** The payload of the newest command or click that the simulator delivered. */
function lastPayload(world: World): Payload {
  const last = world.slack.traffic.findLast(({ kind }) => kind === 'payload');
  if (last?.kind !== 'payload') throw new Error('Nothing was delivered');
  return last.payload;
}

describe.each(['socket', 'http'] as const)('too much at once, over %s,', (mode) => {
  test('is answered "slow down" and delays nobody else', async () => {
    const world = await start({ mode, env: { COMMANDS_PER_MINUTE: '3' } });
    const callsBefore = world.slack.traffic.filter(({ kind }) => kind === 'call').length;
    const flood = Array.from({ length: 60 }, () => world.person.oscar.type('/wf-deactivate list'));
    const { confirm } = await world.ask('Ines Kurz');
    await Promise.all(flood);
    await world.answer('oscar', 'slow down');
    expect(confirm.deleted).toBe(false);
    const rows = async () => (await world.trail(0)).filter((line) => line.includes('oscar'));
    await expect.poll(rows).toHaveLength(4);
    expect((await rows()).filter((line) => line.includes('too_fast'))).toHaveLength(1);
    const calls = world.slack.traffic.filter(({ kind }) => kind === 'call').length - callsBefore;
    expect(calls).toBeLessThan(30);
  });

  test('goes for clicks too, six times as many', async () => {
    const world = await start({ mode, env: { COMMANDS_PER_MINUTE: '1' } });
    const { confirm } = await world.ask('Ines Kurz');
    for (let at = 0; at < 8; at += 1) await world.person.bea.click(confirm, 'Withdraw');
    await world.answer('bea', 'slow down');
    const rows = async () => (await world.trail(0)).filter((line) => line.includes('bea'));
    await expect.poll(rows).toHaveLength(7);
    expect((await rows()).filter((line) => line.includes('not_your_request'))).toHaveLength(6);
    expect((await rows()).filter((line) => line.includes('too_fast'))).toHaveLength(1);
  });

  test('may be any number', async () => {
    const world = await start({ mode, env: { COMMANDS_PER_MINUTE: '0' } });
    await Promise.all(Array.from({ length: 30 }, () => world.person.oscar.type('/wf-deactivate help')));
    const answers = world.person.oscar.sees().filter(({ ephemeralTo }) => ephemeralTo !== null);
    expect(answers).toHaveLength(30);
  });
});

describe('a payload', () => {
  test('that comes a second time does nothing', async () => {
    const world = await start({ mode: 'http' });
    const { confirm } = await world.ask('Ines Kurz');
    const before = await world.mark();
    await world.hears('oscar', () => world.person.oscar.type('/wf-deactivate list'));
    await world.slack.deliver('slash_commands', lastPayload(world));
    await world.person.alan.click(confirm, 'Deactivate');
    await world.shows(confirm, 'confirmed by Workfront');
    const click = world.slack.traffic.findLast((one) => one.kind === 'payload' && one.type === 'interactive');
    await world.slack.deliver('interactive', click?.kind === 'payload' ? click.payload : {});
    await world.hears('bea', () => world.person.bea.type('/wf-deactivate list'));
    const rows = (await world.trail(before)).filter((line) => line.includes('refused'));
    expect(rows).toHaveLength(1);
  });
});

test('another app is known by the greeting of the connection, where nothing else tells which app this is', async () => {
  const bot = { method: 'bots.info', effect: { kind: 'error', error: 'bot_not_found' } } as const;
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const world = await start({ prepare: (slack) => slack.trouble(bot), log });
  await world.hears('oscar', () => world.person.oscar.type('/wf-deactivate list'));
  const from = await world.mark();
  const other = { ...lastPayload(world), trigger_id: 'other', api_app_id: 'A0OTHER' };
  await world.slack.deliver('slash_commands', other);
  await expect.poll(() => world.trail(from)).toEqual(['refused by oscar: command, other_workspace']);
  const told = lines.find((line) => line.includes('another workspace, organization or app'));
  expect(told).toContain('"appId":"A0OTHER"},"to":');
});

/** The same payload as Slack would send it from elsewhere, or for something else. */
const elsewhere = {
  'another workspace': { team_id: 'T0ELSEWHERE', team: { id: 'T0ELSEWHERE' } },
  'another organization': { enterprise_id: 'E0ELSEWHERE', enterprise: { id: 'E0ELSEWHERE' } },
  'another app': { api_app_id: 'A0OTHER' },
} as const;

describe.each(['socket', 'http'] as const)('over %s, a payload from', (mode) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      mode,
      prepare: ({ administration }) => administration.setHabits({ enterpriseId: 'E01ACME' }),
      workfront: { users: 0 },
    });
  });
  afterAll(() => world.close());

  test.each(Object.entries(elsewhere))(
    '%s is refused and audited, whatever it asks for',
    async (where, change) => {
      const { user, confirm } = await world.ask(`Ines of ${where}`);
      const from = await world.mark();
      await world.hears('oscar', () => world.person.oscar.type('/wf-deactivate list'));
      const command = lastPayload(world);
      await world.person.oscar.click(confirm, 'Deactivate');
      const click = lastPayload(world);
      const again = (payload: Payload, more: Payload) =>
        world.slack.deliver('command' in payload ? 'slash_commands' : 'interactive', {
          ...payload,
          trigger_id: `forged-${Math.random()}`,
          ...more,
          ...change,
        });
      const asked = await again(command, { user_id: people.rita.id, text: user.ID });
      expect(JSON.stringify(asked.payload)).toContain('another workspace');
      const approved = await again(click, { user: { id: people.alan.id } });
      expect(approved.problem).toBeNull();
      const sent = await again(click, {
        type: 'view_submission',
        user: { id: people.alan.id },
        view: {
          id: 'V1',
          callback_id: 'wf_denial',
          private_metadata: click['actions'],
          state: { values: {} },
        },
      });
      expect(JSON.stringify(sent.payload)).toContain('another workspace');
      const suggested = await again(click, {
        type: 'block_suggestion',
        user: { id: people.rita.id },
        action_id: 'wf_people',
        block_id: 'wf_people',
        value: 'in',
      });
      expect(suggested.payload).toEqual({ options: [] });
      const refused = () =>
        world.trail(from).then((rows) => rows.filter((row) => row.includes('other_workspace')).toSorted());
      await expect
        .poll(refused)
        .toEqual([
          'refused by alan: click, other_workspace',
          'refused by alan: window, other_workspace',
          'refused by rita: command, other_workspace',
          'refused by rita: options, other_workspace',
        ]);
      expect(world.isActive(user)).toBe(true);
      expect(await world.shows(confirm, '[Deactivate]')).toContain('0 of 1 approval');
    },
  );
});
