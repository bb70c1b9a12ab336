import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';

import { channels, people } from '../../sandbox/acme.ts';
import { sign } from '../../sandbox/slack/delivery/deliver.ts';
import { startWorld, type World } from '../support/world.ts';
import { patienceMs, runs } from './budget.ts';
import { changes, json, longText, spoiled, text } from './hostile.ts';

const form = 'application/x-www-form-urlencoded';
const responseUrl = 'http://127.0.0.1:9/none';
let trigger = 0;

/** What Slack would send, as it should be. */
const payloads: readonly object[] = [
  {
    type: 'block_actions',
    user: { id: people.alan.id },
    team: { id: 'T01ACME' },
    trigger_id: '',
    response_url: responseUrl,
    container: { is_ephemeral: true },
    actions: [{ type: 'button', action_id: 'approve', block_id: 'b', value: 'r7kq2m9x3ta' }],
  },
  {
    type: 'block_actions',
    user: { id: people.rita.id },
    team: { id: 'T01ACME' },
    trigger_id: '',
    response_url: responseUrl,
    actions: [
      {
        type: 'static_select',
        action_id: 'pick',
        block_id: 'r7kq2m9x3ta',
        selected_option: { value: 'a'.repeat(32), text: { text: 'x' } },
      },
    ],
  },
  {
    type: 'view_submission',
    user: { id: people.alan.id },
    team: { id: 'T01ACME' },
    trigger_id: '',
    view: {
      id: 'V1',
      callback_id: 'denial',
      private_metadata: '{}',
      state: { values: { reason: { text: { value: 'no' } } } },
    },
  },
  {
    type: 'block_suggestion',
    user: { id: people.rita.id },
    team: { id: 'T01ACME' },
    action_id: 'people',
    block_id: 'b',
    value: 'ty',
  },
  {
    type: 'message_action',
    user: { id: people.rita.id },
    team: { id: 'T01ACME' },
    callback_id: 'ask',
    trigger_id: '',
    response_url: responseUrl,
    message: { text: 'x' },
  },
  {
    type: 'view_closed',
    user: { id: people.rita.id },
    team: { id: 'T01ACME' },
    view: { id: 'V1', callback_id: 'denial' },
  },
];

const typed = fc.oneof(text, longText).map((words) => ({
  command: '/wf-deactivate',
  text: words,
  user_id: people.oscar.id,
  channel_id: channels.approvals.id,
  team_id: 'T01ACME',
  trigger_id: `t${(trigger += 1)}`,
  response_url: responseUrl,
}));

type Sent = { readonly body: string; readonly type: string };

const sent: fc.Arbitrary<Sent> = fc.oneof(
  typed.map((fields) => ({ type: form, body: new URLSearchParams(fields).toString() })),
  fc.tuple(fc.constantFrom(...payloads), changes).map(([payload, how]) => ({
    type: form,
    body: new URLSearchParams({ payload: JSON.stringify(spoiled(payload, how)) }).toString(),
  })),
  json.map((value) => ({ type: 'application/json', body: JSON.stringify(value) })),
  fc
    .tuple(fc.constantFrom(form, 'application/json', 'text/plain', 'multipart/form-data'), text)
    .map(([type, body]) => ({ type, body })),
);

async function post(world: World, { body, type }: Sent, isSigned: boolean): Promise<number> {
  const timestamp = Math.floor(Date.now() / 1000);
  const answer = await fetch(`http://127.0.0.1:${world.bot().port}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': type,
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': isSigned
        ? sign(world.slack.signingSecret, timestamp, body.toWellFormed())
        : 'v0=0',
    },
    body: body.toWellFormed(),
    signal: AbortSignal.timeout(30_000),
  });
  await answer.arrayBuffer();
  return answer.status;
}

test(
  'whatever comes in over HTTP is answered, kills nothing, and tells no secret',
  { timeout: patienceMs },
  async () => {
    const lines: string[] = [];
    const world = await startWorld({
      mode: 'http',
      workfront: { users: 0 },
      log: (line) => void lines.push(line),
    });
    onTestFinished(() => world.close());
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    onTestFinished(() => void process.off('unhandledRejection', note));
    const many = fc.array(fc.tuple(sent, fc.constantFrom(true, true, true, false)), {
      minLength: 10,
      maxLength: 40,
    });
    // At once, since Slack's three seconds pass for what nobody listens to.
    const property = fc.asyncProperty(many, async (requests) => {
      const answers = await Promise.all(
        requests.map(async ([one, isSigned]) => ({ isSigned, status: await post(world, one, isSigned) })),
      );
      const odd = answers.filter(
        ({ isSigned, status }) => !(isSigned ? [200, 400, 404] : [401]).includes(status),
      );
      expect(odd).toEqual([]);
    });
    await fc.assert(property, runs(2, 2_000));
    const { user, confirm } = await world.ask('Ines Kurz');
    await world.person.alan.click(confirm, 'Deactivate');
    await world.dm('rita', 'Ines Kurz');
    expect(world.isActive(user)).toBe(false);
    expect(unhandled).toEqual([]);
    const { slack, workfront } = world;
    for (const secret of [slack.botToken, slack.signingSecret, workfront.credentials.apiKey])
      expect(lines.join('\n')).not.toContain(secret);
  },
);
