import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { approversGroup, people } from '../../sandbox/acme.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { startWorld, type Asked, type World } from '../support/world.ts';

type Payload = Readonly<Record<string, unknown>>;

const { alan, bea, oscar, rita } = people;
const lines: string[] = [];
let world: World;
let asked: Asked;
let from = 0;
let count = 0;

/** A payload as Slack would sign it, with whatever in it. */
function forge(payload: Payload) {
  count += 1;
  return world.slack.deliver('command' in payload ? 'slash_commands' : 'interactive', {
    team: { id: 'T01ACME' },
    api_app_id: 'A01WFBOT',
    trigger_id: `forged-${count}`,
    response_url: new URL('/actions/forged', world.slack.apiUrl).href,
    ...payload,
  });
}

const by = ({ id }: { readonly id: string }) => ({ user: { id } });

function click(actionId: string, value: unknown, more: Payload = {}): Payload {
  const action = { type: 'button', action_id: actionId, block_id: 'b', value, ...more };
  return { type: 'block_actions', actions: [action] };
}

function submission(callbackId: string, metadata: string, values: Payload = {}): Payload {
  const view = { id: 'V0FORGED', callback_id: callbackId, private_metadata: metadata, state: { values } };
  return { type: 'view_submission', view };
}

/** A window that shows this request. */
const inWindow = (): Payload => ({ view: { id: 'V0FORGED', private_metadata: asked.id } });

const looking = 'refused by oscar: read, not_a_reader';

/** The form with a date, in seconds. */
function dated(when: number): Payload {
  const options = [{ value: '0'.repeat(32), text: { type: 'plain_text', text: 'Somebody' } }];
  return submission('wf_form', 'deactivate', {
    wf_people: { wf_people: { selected_options: options } },
    wf_when: { wf_when: { selected_date_time: when } },
  });
}

/** The reason that was typed. */
const because = (block: string) => ({ [block]: { reason: { value: 'because' } } });

const rows = () => world.trail(from);

beforeAll(async () => {
  world = await startWorld({
    mode: 'http',
    workfront: { users: 0 },
    log: (line) => void lines.push(line),
    prepare: ({ administration }) => administration.setUserGroup(approversGroup.id, [alan.id, bea.id]),
  });
});
afterAll(() => world.close());
beforeEach(async () => {
  count += 1;
  asked = await world.ask(`Victim ${count}`);
  from = await world.mark();
});

describe('a forged payload', () => {
  test.each<[string, () => Payload, string]>([
    [
      'approves for somebody who may not',
      () => ({ ...click('wf_approve', asked.id), ...by(oscar) }),
      'approve, not_an_approver',
    ],
    [
      'denies so, past the window',
      () => ({ ...submission('wf_denial', asked.id, because('wf_denial_reason')), ...by(oscar) }),
      'deny, not_an_approver',
    ],
    [
      'stops so',
      () => ({
        ...submission(
          'wf_stop',
          JSON.stringify({ requestId: asked.id, list: null }),
          because('wf_stop_reason'),
        ),
        ...by(oscar),
      }),
      'stop, not_an_approver',
    ],
    [
      'leaves people out so',
      () => ({
        ...submission('wf_leaving', asked.id, {
          wf_whom: { wf_whom_to_leave_out: { selected_options: [{ value: asked.user.ID }] } },
        }),
        ...by(oscar),
      }),
      'leave_out, not_an_approver',
    ],
    [
      'withdraws what another person asked',
      () => ({ ...click('wf_cancel', asked.id), ...by(bea) }),
      'cancel, not_your_request',
    ],
    ['lets it go on', () => ({ ...click('wf_go_on', asked.id), ...by(oscar) }), 'go_on, not_an_approver'],
    [
      'undoes what was not done',
      () => ({ ...click('wf_undo', asked.id), ...by(rita) }),
      'undo, nothing_to_undo',
    ],
    [
      'gives back what was never taken',
      () => ({ ...click('wf_give_back', asked.id), ...by(oscar) }),
      'give_back, not_an_approver',
    ],
    ['looks at everybody in it', () => ({ ...click('wf_everybody', asked.id), ...by(oscar) }), looking],
    ['is asked why they stop it', () => ({ ...click('wf_stop', asked.id), ...by(oscar) }), looking],
    ['turns its pages', () => ({ ...click('wf_turn_people', '1'), ...inWindow(), ...by(oscar) }), looking],
    [
      'turns pages of what they hold',
      () => ({ ...click('wf_turn_held', 'projects:1'), ...inWindow(), ...by(oscar) }),
      looking,
    ],
    [
      'turns pages of what anybody holds',
      () => ({
        ...click('wf_turn_held', 'projects:1'),
        view: { id: 'V0FORGED', private_metadata: asked.user.ID },
        ...by(oscar),
      }),
      'not_a_requester',
    ],
    [
      'reads the names in it',
      () => ({
        type: 'block_suggestion',
        action_id: 'wf_whom_to_leave_out',
        block_id: 'wf_whom',
        value: 'v',
        ...inWindow(),
        ...by(oscar),
      }),
      looking,
    ],
    [
      'picks from a look-up that there is not',
      () => ({ ...click('wf_pick', asked.user.ID, { block_id: asked.id }), ...by(rita) }),
      'pick, choice_over',
    ],
    ...['\u0000', 'l'.repeat(100_000)].flatMap((id): [string, () => Payload, string][] => [
      [
        `picks from a look-up called ${JSON.stringify(id.slice(0, 9))}`,
        () => ({ ...click('wf_pick', id, { block_id: id }), ...by(rita) }),
        'pick, choice_over',
      ],
      [
        `asks for a list called ${JSON.stringify(id.slice(0, 9))}`,
        () => ({ ...click('wf_list_ask', id), ...by(rita) }),
        'ask_many, choice_over',
      ],
    ]),
    [
      'asks for such a list in a window',
      () => ({ ...submission('wf_summary', '\u0000'), ...by(rita) }),
      'ask_many, choice_over',
    ],
    [
      'asks for a list that is not theirs',
      () => ({ ...click('wf_list_ask', asked.id), ...by(rita) }),
      'ask_many, choice_over',
    ],
    [
      'names a request in SQL',
      () => ({ ...click('wf_approve', "' or true --"), ...by(alan) }),
      "approve, ' or true --, request_unknown",
    ],
    [
      'names a request in 100,000 letters',
      () => ({ ...click('wf_approve', 'r'.repeat(100_000)), ...by(alan) }),
      `approve, ${'r'.repeat(100)}…, request_unknown`,
    ],
    [
      'names a prototype',
      () => ({ ...click('wf_approve', '__proto__'), ...by(alan) }),
      'approve, __proto__, request_unknown',
    ],
  ])('%s: refused, audited, and nothing changes', async (_what, payload, row) => {
    await forge(payload());
    await expect.poll(rows).toEqual([expect.stringContaining(row)]);
    expect(await world.shows(asked.confirm, '[Deactivate]')).toContain('0 of 1 approval');
    expect(world.isActive(asked.user)).toBe(true);
  });
});

test.each<[string, Payload]>([
  ['a shortcut', { type: 'shortcut', callback_id: 'wf_deactivate', trigger_id: undefined }],
  ['somebody who cannot be', { ...click('wf_approve', 'r2222222222'), user: { id: 'U1\u0000' } }],
  ['a date after all dates', dated(1e20)],
  ['a stop', { ...click('wf_stop', 'r2222222222'), trigger_id: undefined }],
  ['a page of people', { ...click('wf_turn_people', '1'), view: null }],
])('%s that is none is not acknowledged', async (_what, payload) => {
  expect((await forge({ ...by(rita), ...payload })).problem).toBe('dispatch_failed');
});

describe('a real payload, changed,', () => {
  test('sent ten times at once, is carried out once', async () => {
    const same = { ...click('wf_approve', asked.id), ...by(alan), trigger_id: 'once' };
    const acks = await Promise.all(Array.from({ length: 10 }, () => forge(same)));
    expect(acks.filter(({ problem }) => problem !== null)).toEqual([]);
    await world.shows(asked.confirm, 'confirmed by Workfront');
    expect((await rows()).filter((row) => row.includes('by alan'))).toEqual(['approved by alan']);
  });

  test('leaves nobody out who is not in it, and then the log has no row of that', async () => {
    const chosen = { selected_options: [{ value: 'f'.repeat(32) }] };
    const values = { wf_whom: { wf_whom_to_leave_out: chosen } };
    const sent = await forge({ ...submission('wf_leaving', asked.id, values), ...by(alan) });
    expect(JSON.stringify(sent.payload)).toContain('update');
    expect(await rows()).toEqual([]);
  });

  test('picks nobody but who was found for that very person', async () => {
    world.newcomer('Twin One', { emailAddr: 'twin.one@acme.example' });
    world.newcomer('Twin Two', { emailAddr: 'twin.two@acme.example' });
    await world.person.rita.type('/wf-deactivate Twin');
    await world.answer('rita', 'Twin Two');
    const answer = world.person.rita.sees().findLast((one) => plainText(one).includes('Twin Two'));
    const [, lookUp = ''] = /"block_id":"(r[0-9a-z]{10})"/u.exec(JSON.stringify(answer?.blocks)) ?? [];
    expect(lookUp).not.toBe('');
    await forge({ ...click('wf_pick', asked.user.ID, { block_id: lookUp }), ...by(bea) });
    await expect.poll(rows).toContainEqual(expect.stringMatching(/by bea: pick, not_a_requester/u));
    await forge({ ...click('wf_pick', asked.user.ID, { block_id: lookUp }), ...by(rita) });
    await expect.poll(rows).toContainEqual(expect.stringMatching(/by rita: pick, Twin, user_unknown/u));
  });

  test.each(['../project/x', "' or 1=1", '$$USER.ID', '*'])(
    'asks in the form for %s, which never gets to Workfront',
    async (id) => {
      const before = world.workfront.traffic.length;
      const refusals = lines.length;
      const options = [{ value: id, text: { type: 'plain_text', text: 'Somebody' } }];
      const values = { wf_people: { wf_people: { selected_options: options } } };
      await forge({ ...submission('wf_form', 'deactivate', values), ...by(rita) });
      const refused = () => lines.slice(refusals).filter((line) => line.includes('A Workfront id has 32'));
      await expect.poll(refused).toHaveLength(1);
      expect(world.workfront.traffic.slice(before)).toEqual([]);
      expect(await rows()).toEqual(['asked by rita: Somebody']);
    },
  );

  test('hands work over to the leaver under another address, which is refused', async () => {
    const twin = world.newcomer('Vera Alias', { emailAddr: 'vera@acme.example' });
    const said = await world.hears('rita', () =>
      world.person.rita.type(`/wf-deactivate ${twin.ID} to: VERA@ACME.EXAMPLE`),
    );
    expect(said).toContain('Vera Alias');
    expect((await rows()).at(-1)).toContain('successor');
  });
});

test('after all of that nobody was told that something went wrong', () => {
  expect(lines.filter((line) => line.includes('unexpected failure'))).toEqual([]);
  const everything = Object.values(world.person).flatMap((one) => one.sees());
  expect(everything.filter((one) => plainText(one).includes('Something went wrong'))).toEqual([]);
});
