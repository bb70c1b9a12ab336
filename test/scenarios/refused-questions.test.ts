import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { approversGroup, channels, people } from '../../sandbox/acme.ts';
import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorld, type World } from '../support/world.ts';

describe('questions that are refused', () => {
  let world: World;
  beforeAll(async () => {
    const env = {
      PROTECTED_USERS: `mina.kang@ACME.example,${named.jordanLee.toUpperCase()}`,
      REQUESTERS: `${people.rita.id},${people.alan.id}`,
    };
    world = await startWorld({ env });
  });
  afterAll(() => world.close());

  /** What Rita reads after typing this, and the audit rows it left. */
  async function refused(typed: string): Promise<readonly [string, string | undefined]> {
    const [from, messages] = [await world.mark(), world.slack.messages(channels.approvals.id).length];
    const answer = await world.hears('rita', () => world.person.rita.type(`/wf-deactivate ${typed}`));
    expect(world.slack.messages(channels.approvals.id)).toHaveLength(messages);
    return [answer, (await world.trail(from)).at(-1)];
  }

  test('an outsider may neither ask nor read', async () => {
    const { oscar } = world.person;
    const from = await world.mark();
    const answers = [];
    for (const typed of ['tyler.reid@acme.example', 'list', 'history']) {
      answers.push(await world.hears('oscar', () => oscar.type(`/wf-deactivate ${typed}`)));
    }
    const no = 'You don’t have permission to see requests. Ask whoever runs this bot to add you.';
    expect(answers).toEqual([
      'You don’t have permission to ask for this. Ask whoever runs this bot to add you. No request was made.',
      no,
      no,
    ]);
    expect(await world.trail(from)).toEqual([
      'refused by oscar: deactivate, tyler.reid@acme.example, not_a_requester',
      'refused by oscar: open, not_a_reader',
      'refused by oscar: history, not_a_reader',
    ]);
  });

  test('an unknown person is said to be unknown, with near misses', async () => {
    const [answer, row] = await refused('tyler.reed@acme.example');
    expect(answer).toBe(
      'No Workfront user matches “tyler.reed@acme.example”. No request was made.\nDid you mean one of these?\n• Tyler Reid · tyler.reid@acme.example · Creative · active',
    );
    expect(row).toBe('refused by rita: deactivate, tyler.reed@acme.example, user_unknown');
    expect((await refused('jordan leigh'))[0]).toContain('• Jordan Lee · jordan.lee@acme.example · active');
    expect((await refused('0123456789abcdef0123456789abcdef'))[0]).toBe(
      'No Workfront user matches “0123456789abcdef0123456789abcdef”. No request was made.',
    );
  });

  test('someone inactive already is named with the date, where Workfront knows one', async () => {
    expect(await refused('priya.nair@acme.example')).toEqual([
      'Priya Nair is inactive in Workfront already, since ‹date›. No request was made.',
      'refused by rita: deactivate, priya.nair@acme.example, nothing_to_do, priya.nair@acme.example',
    ]);
    expect((await refused('finn.jarvis@acme.example'))[0]).toBe(
      'Finn Jarvis is not active in Workfront: either never activated or deactivated long ago. No request was made.',
    );
  });

  test('protected people are left alone, and it is said why', async () => {
    expect(await refused('mina.kang@acme.example')).toEqual([
      'Mina Kang is on the list of protected users. No request was made.',
      'refused by rita: deactivate, mina.kang@acme.example, protected, listed, mina.kang@acme.example',
    ]);
    expect(await refused(named.jordanLee)).toEqual([
      'Jordan Lee is on the list of protected users. No request was made.',
      `refused by rita: deactivate, ${named.jordanLee}, protected, listed, jordan.lee@acme.example`,
    ]);
    expect(await refused('deactivation-bot@acme.example')).toEqual([
      'Deactivation Bot is the user this bot itself works as. No request was made.',
      'refused by rita: deactivate, deactivation-bot@acme.example, protected, api_user, deactivation-bot@acme.example',
    ]);
    expect(await refused('dana.whitfield@acme.example')).toEqual([
      'Dana Whitfield is a Workfront administrator, and this bot does not touch administrators. No request was made.',
      'refused by rita: deactivate, dana.whitfield@acme.example, protected, administrator, dana.whitfield@acme.example',
    ]);
  });

  test('a second request about the same person links to the open one', async () => {
    await world.ask('Gita Hale');
    expect(await refused('gita.hale@acme.example')).toEqual([
      'There is an open request about Gita Hale already: ‹link› (request ‹id›). No second one was made.',
      expect.stringContaining(
        'refused by rita: deactivate, gita.hale@acme.example, open_request, gita.hale@acme.example',
      ),
    ]);
  });

  test('typing the same command twice at the same moment makes one request', async () => {
    const { rita } = world.person;
    const user = world.newcomer('Hugo Isle');
    await Promise.all([1, 2].map(() => rita.type(`/wf-deactivate ${user.emailAddr}`)));
    const confirm = await world.confirm('Deactivate Hugo Isle');
    await world.shows(confirm, '[Deactivate]');
    await world.answer('rita', 'There is an open request about Hugo Isle already');
    const about = world.slack
      .messages(channels.approvals.id)
      .filter((message) => JSON.stringify(message).includes('Hugo Isle'));
    expect(about).toHaveLength(1);
  });

  test('a choice that was made already cannot be made again', async () => {
    const { rita } = world.person;
    await rita.type('/wf-deactivate sam.dupont@acme.example');
    const picker = await world.answer('rita', '2 people in Workfront match');
    await rita.choose(picker, 'wf_pick', named.twinUpper);
    await world.answer('rita', 'deactivate Sam Dupont (');
    const from = await world.mark();
    await rita.choose(picker, 'wf_pick', named.twinLower, { stale: true });
    expect(await world.shows(picker, 'A choice was made here already')).toBe(
      'A choice was made here already, or this list is too old. Nothing was done. Run the command again if you still need it.',
    );
    expect(await world.trail(from)).toEqual(['refused by rita: pick, choice_over']);
    await expect(world.person.alan.choose(picker, 'wf_pick', named.twinLower)).rejects.toThrow(
      'Alan Park cannot see the message',
    );
  });

  test('what makes no sense is refused plainly', async () => {
    expect((await refused('@#$%'))[0]).toBe('No Workfront user matches “@#$%”. No request was made.');
  });

  test('a Slack profile without an e-mail address is said to have none', async () => {
    world.slack.administration.setPerson(people.tyler.id, { email: '' });
    const [answer, row] = await refused('@Tyler Reid');
    expect(answer).toBe(
      '<@U01TYLER> has no e-mail address in Slack that I can read, so I cannot find them in Workfront. Please type their e-mail address.',
    );
    expect(row).toBe('refused by rita: deactivate, @tyler.reid (U01TYLER), no_email');
  });

  test('Slack takes everything and waits for nothing', () => {
    expect(world.faults()).toEqual([]);
  });
});

describe('a request that nobody could decide', () => {
  test('is refused when the approvers are the requester, the target and somebody who left Slack', async () => {
    const world = await startWorld({
      env: { REQUESTERS: people.alan.id },
      prepare({ administration }) {
        administration.setUserGroup(approversGroup.id, [people.alan.id, people.bea.id, people.mina.id]);
        administration.setPerson(people.mina.id, { deactivated: true });
      },
    });
    const { alan } = world.person;
    expect(await world.hears('alan', () => alan.type('/wf-deactivate bea.lindqvist@acme.example'))).toBe(
      'Nobody could approve this: there are not enough approvers besides you and the person it is about. No request was made. Ask whoever runs this bot to add approvers.',
    );
    expect((await world.trail(0)).at(-1)).toBe(
      'refused by alan: deactivate, bea.lindqvist@acme.example, no_approver_left',
    );
    expect(world.slack.messages(channels.approvals.id)).toEqual([]);
    await world.close();
  });

  test('is refused while Slack does not say who the approvers are', async () => {
    const world = await startWorld({ now: createLateClock() });
    world.slack.trouble({ method: 'usergroups.users.list', effect: { kind: 'error', error: 'fatal_error' } });
    const { rita } = world.person;
    expect(await world.hears('rita', () => rita.type('/wf-deactivate tyler.reid@acme.example'))).toBe(
      'I couldn’t check with Slack whether you’re allowed, so nothing was done. Please try again.',
    );
    expect((await world.trail(0)).at(-1)).toBe(
      'refused by rita: deactivate, tyler.reid@acme.example, members_unreadable',
    );
    await world.close();
  });
});

/** A clock on which every look is ten minutes after the one before, so that nothing stays in memory. */
function createLateClock(): () => Date {
  let time = Date.now();
  return () => {
    time += 600_000;
    return new Date(time);
  };
}
