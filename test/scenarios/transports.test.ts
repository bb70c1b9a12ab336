import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { people } from '../../sandbox/acme.ts';
import { postSigned } from '../../sandbox/slack/delivery/deliver.ts';
import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorld, type World } from '../support/world.ts';

/** What Slack sends and the bot has to answer in time. The other scenarios know Socket Mode alone. */
describe.each([
  { mode: 'socket', engine: 'embedded' },
  { mode: 'http', engine: 'postgres' },
] as const)('over $mode, on $engine,', ({ mode, engine }) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ mode, engine });
  });
  afterEach(() => world.workfront.clearTrouble());
  afterAll(() => world.close());

  test('a command is answered in private, a click decides, and everybody is told', async () => {
    const { person } = world;
    const typed = await person.rita.type('/wf-deactivate tyler.reid@acme.example reason: left on Friday');
    expect(typed.ok).toBe(true);
    await world.answer('rita', 'deactivate Tyler Reid (');
    const confirm = await world.confirm('Deactivate Tyler Reid');
    await world.shows(confirm, '[Deactivate]');
    expect((await person.alan.click(confirm, 'Deactivate')).ok).toBe(true);
    expect(await world.shows(confirm, 'confirmed by Workfront')).not.toContain('[Deactivate]');
    await world.dm('rita', 'Tyler Reid');
    await world.auditLines('Tyler Reid');
    expect(world.isActive({ ID: named.tyler })).toBe(false);
  });

  test('a choice in a private answer counts, and replaces it', async () => {
    const { rita } = world.person;
    await rita.type('/wf-deactivate lee');
    const picker = await world.answer('rita', 'Choose a person');
    await rita.choose(picker, 'wf_pick', named.morganLee);
    expect(await world.shows(picker, 'You chose')).toContain('Morgan Lee');
    await world.confirm('Deactivate Morgan Lee');
  });

  test('a window opens at the click, and what is written in it counts', async () => {
    const { alan } = world.person;
    const { user, confirm } = await world.ask('Ada Brook');
    await alan.click(confirm, 'Deny');
    await world.window('alan', 'Tell @');
    const view = alan.openView();
    if (view) alan.fill(view, { 'Tell @Rita Olsen why': 'Ada stays until March' });
    expect(await alan.submit()).toMatchObject({ ok: true });
    await world.window('alan', 'Denied');
    expect(await world.shows(confirm, 'Denied by')).toContain('Ada stays until March');
    expect(world.isActive(user)).toBe(true);
  });

  test('a refused click is told to whoever clicked, alone', async () => {
    const { confirm } = await world.ask('Ines Jarl');
    const { oscar } = world.person;
    await oscar.click(confirm, 'Deactivate');
    await world.window('oscar', 'You aren’t an approver here.');
    expect((await world.trail(0)).at(-1)).toBe('refused by oscar: approve, not_an_approver');
  });

  test('acknowledging does not wait for Workfront, which is down and comes back', async () => {
    const { person } = world;
    const { user, confirm } = await world.ask('Emil Funk');
    world.workfront.trouble({ effect: { kind: 'hang' } });
    expect((await person.rita.type('/wf-deactivate noor.haddad@acme.example')).ok).toBe(true);
    expect((await person.alan.click(confirm, 'Deactivate')).ok).toBe(true);
    await world.shows(confirm, 'next try');
    world.workfront.clearTrouble();
    // The pauses between tries grow to seconds while a busy machine is still asking.
    await world.shows(confirm, 'confirmed by Workfront', 40_000);
    expect(world.workfront.stateChanges.filter(({ userId }) => userId === user.ID)).toHaveLength(1);
  });

  test('what was asked before a restart can be decided after it', async () => {
    const { user, confirm } = await world.ask('Hilde Iver');
    await world.restart();
    await world.person.alan.click(confirm, 'Deactivate');
    await world.shows(confirm, 'confirmed by Workfront');
    expect(world.isActive(user)).toBe(false);
  });

  test('probes and metrics are answered', async () => {
    const { port } = world.bot();
    const [health, readiness, metrics] = await Promise.all(
      ['healthz', 'readyz', 'metrics'].map((path) => fetch(`http://127.0.0.1:${port}/${path}`)),
    );
    expect(health?.status).toBe(200);
    expect(await readiness?.json()).toMatchObject({ ready: true });
    expect(await metrics?.text()).toContain('wf_deactivate_audit_head');
  });

  test('every payload was acknowledged within three seconds, and Slack took everything', () => {
    const payloads = world.slack.traffic.filter((one) => one.kind === 'payload');
    expect(new Set(payloads.map(({ via }) => via))).toEqual(new Set([mode]));
    expect(payloads.length).toBeGreaterThan(10);
    for (const { ackMilliseconds } of payloads) expect(ackMilliseconds).toBeLessThan(3_000);
    expect(world.faults()).toEqual([]);
  });
});

describe('over http', () => {
  // Only an HTTP request can be made up without the simulator's help.
  test('a choice belongs to whoever asked, even when somebody else signs and sends it by hand', async () => {
    const world = await startWorld({
      mode: 'http',
      env: { REQUESTERS: `${people.rita.id},${people.alan.id}` },
    });
    const { rita } = world.person;
    await rita.type('/wf-deactivate oscar mey');
    const picker = await world.answer('rita', 'Is this who you mean by “oscar mey”?');
    const from = await world.mark();
    const target = {
      url: `http://127.0.0.1:${world.bot().port}/slack/events`,
      secret: world.slack.signingSecret,
    };
    const choice = choiceByAlan(
      picker.blocks.at(-1)?.block_id,
      new URL('/actions/none', world.slack.apiUrl).href,
    );
    await postSigned({ ...target, signal: AbortSignal.timeout(3000) }, 'interactive', choice);
    await expect.poll(() => world.trail(from)).toEqual(['refused by alan: pick, not_your_choice']);
    await rita.choose(picker, 'wf_pick', named.oscar);
    await world.answer('rita', 'deactivate Oscar Meyer (');
    await world.close();
  });
});

/** A choice as Slack would send it had Alan made it, in the picker whose block has this id. */
function choiceByAlan(blockId: string | undefined, responseUrl: string): Readonly<Record<string, unknown>> {
  const option = { text: { type: 'plain_text', text: 'Oscar Meyer' }, value: named.oscar };
  return {
    type: 'block_actions',
    team: { id: 'T01ACME' },
    user: { id: people.alan.id },
    trigger_id: 'none',
    response_url: responseUrl,
    actions: [{ type: 'static_select', action_id: 'wf_pick', block_id: blockId, selected_option: option }],
  };
}
