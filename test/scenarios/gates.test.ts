import { describe, expect, onTestFinished, test } from 'vitest';

import { channels, people } from '../../sandbox/acme.ts';
import { postSigned } from '../../sandbox/slack/delivery/signed-request.ts';
import { startWorld, type World, type WorldOptions } from '../support/world.ts';

async function start(options: WorldOptions): Promise<World> {
  const world = await startWorld({ workfront: { users: 0 }, ...options });
  onTestFinished(() => world.close());
  return world;
}

/** The payload of the newest command or click that the simulator delivered. */
function lastPayload(world: World): Readonly<Record<string, unknown>> {
  const last = world.slack.traffic.findLast(({ kind }) => kind === 'payload');
  if (last?.kind !== 'payload') throw new Error('Nothing was delivered');
  return last.payload;
}

function send(
  world: World,
  type: 'slash_commands' | 'interactive',
  payload: Readonly<Record<string, unknown>>,
) {
  const url = `http://127.0.0.1:${world.bot().port}/slack/events`;
  const signal = AbortSignal.timeout(10_000);
  return postSigned({ url, secret: world.slack.signingSecret, signal }, type, payload);
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
    await send(world, 'slash_commands', lastPayload(world));
    await world.person.alan.click(confirm, 'Deactivate');
    await world.shows(confirm, 'confirmed by Workfront');
    const click = world.slack.traffic.findLast((one) => one.kind === 'payload' && one.type === 'interactive');
    await send(world, 'interactive', click?.kind === 'payload' ? click.payload : {});
    await world.hears('bea', () => world.person.bea.type('/wf-deactivate list'));
    const rows = (await world.trail(before)).filter((line) => line.includes('refused'));
    expect(rows).toHaveLength(1);
  });

  const foreign: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['from another workspace', { team_id: 'T0ELSEWHERE' }],
    ['for another app', { api_app_id: 'A0OTHER' }],
  ];
  test.each(foreign)('%s is refused and audited', async (_what, change) => {
    const world = await start({ mode: 'http' });
    world.newcomer('Ines Kurz', { emailAddr: 'ines@acme.com' });
    const answer = await send(world, 'slash_commands', {
      command: '/wf-deactivate',
      text: 'ines@acme.com',
      user_id: people.rita.id,
      channel_id: channels.approvals.id,
      team_id: 'T01ACME',
      trigger_id: '1.2.forged',
      response_url: 'https://hooks.slack.com/commands/1/2/3',
      ...change,
    });
    expect(JSON.stringify(answer)).toContain('another workspace');
    await expect.poll(() => world.trail(0)).toEqual([expect.stringContaining('other_workspace')]);
  });
});
