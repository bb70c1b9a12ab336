import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { approversGroup, people } from '../../sandbox/acme.ts';
import type { Message } from '../../sandbox/slack/state/records.ts';
import type { Who } from '../support/watching.ts';
import { words } from '../support/words.ts';
import { startWorld, type World } from '../support/world.ts';

describe('clicks that are refused', () => {
  let world: World;
  let later = 0;
  beforeAll(async () => {
    world = await startWorld({
      env: { APPROVALS_REQUIRED: '2', REQUESTERS: `${people.rita.id},${people.alan.id}` },
      // The members of the user group may be remembered for half a minute.
      now: () => new Date(Date.now() + later),
      prepare: ({ administration }) =>
        administration.setUserGroup(approversGroup.id, [people.alan.id, people.bea.id, people.mina.id]),
    });
  });
  afterAll(() => world.close());

  /** What this person reads in a window after the click, and the audit rows it left. */
  async function click(who: Who, confirm: Message, button: string, stale = false) {
    const from = await world.mark();
    await world.person[who].click(confirm, button, { stale });
    await expect
      .poll(async () => (await world.trail(from)).some((row) => row.startsWith('refused')))
      .toBe(true);
    const answer = await world.window(who, '.');
    await world.person[who].closeView();
    return [answer, await world.trail(from)] as const;
  }

  test('an outsider who sees the message decides nothing', async () => {
    const { confirm } = await world.ask('Ines Jarl');
    expect(await click('oscar', confirm, 'Deactivate')).toEqual([
      'You aren’t an approver here. Nothing changed.',
      ['refused by oscar: approve, not_an_approver'],
    ]);
    expect(await click('oscar', confirm, 'Withdraw')).toEqual([
      'Only the person who made a request can withdraw it.',
      ['refused by oscar: cancel, not_your_request'],
    ]);
    expect(await click('oscar', confirm, 'Deny')).toEqual([
      'You aren’t an approver here. Nothing changed.',
      ['refused by oscar: deny, not_an_approver'],
    ]);
    // Nothing of it is left where others look, or below the fold.
    expect(world.person.oscar.sees().filter(({ ephemeralTo }) => ephemeralTo !== null)).toEqual([]);
    expect(words(world.slack.message(confirm) ?? confirm)).toContain('0 of 2 approvals');
  });

  test('an approver does not decide about their own request', async () => {
    const user = world.newcomer('Jill Kerr');
    await world.person.alan.type(`/wf-deactivate ${user.emailAddr}`);
    const confirm = await world.confirm('Deactivate Jill Kerr');
    await world.shows(confirm, '[Deactivate]');
    expect(await click('alan', confirm, 'Deactivate')).toEqual([
      'You made this request, so somebody else has to decide it.',
      ['refused by alan: approve, own_request'],
    ]);
  });

  test('an approver does not decide about themselves', async () => {
    await world.person.rita.type('/wf-deactivate bea.lindqvist@acme.example');
    const confirm = await world.confirm('Deactivate Bea Lindqvist');
    await world.shows(confirm, '[Deactivate]');
    expect(await click('bea', confirm, 'Deactivate')).toEqual([
      'This request is about you, so somebody else has to decide it.',
      ['refused by bea: approve, about_yourself'],
    ]);
  });

  test('of two approvals needed, one person gives one', async () => {
    const { alan, bea } = world.person;
    const { user, confirm } = await world.ask('Karl Lamm');
    const from = await world.mark();
    await alan.click(confirm, 'Deactivate');
    expect(await world.shows(confirm, '1 of 2 approvals')).toContain(
      '1 of 2 approvals · <@U01ALAN> · can decide',
    );
    expect(await click('alan', confirm, 'Deactivate')).toEqual([
      'You approved this request already. It needs another approver.',
      ['refused by alan: approve, approved_before'],
    ]);
    expect(world.isActive(user)).toBe(true);
    await bea.click(confirm, 'Deactivate');
    expect(await world.shows(confirm, 'confirmed by Workfront')).toContain(
      'Approved by <@U01ALAN>, <@U01BEA>',
    );
    expect(world.isActive(user)).toBe(false);
    expect((await world.trail(from)).filter((row) => row.startsWith('approved'))).toEqual([
      'approved by alan',
      'approved by bea',
    ]);
  });

  test('a late click changes nothing, is told who decided, and repairs the message', async () => {
    const { rita } = world.person;
    const { confirm } = await world.ask('Lena Moor');
    await rita.click(confirm, 'Withdraw');
    await world.shows(confirm, 'Withdrawn by');
    await overwrite(confirm, 'Somebody wrote over this');
    expect(await click('alan', confirm, 'Deactivate', true)).toEqual([
      'Already withdrawn by <@U01RITA>. Nothing changed.',
      ['refused by alan: approve, already_decided, cancelled'],
    ]);
    expect(await world.shows(confirm, 'Withdrawn by')).not.toContain('[');
    await overwrite(confirm, 'Somebody wrote over this');
    await world.person.bea.click(confirm, 'Deny', { stale: true });
    expect(await world.window('bea', 'Already')).toBe('Already withdrawn by <@U01RITA>. Nothing changed.');
    await world.shows(confirm, 'Withdrawn by');
    expect(await click('rita', confirm, 'Withdraw', true)).toEqual([
      'You already withdrew this request.',
      ['refused by rita: cancel, already_decided, cancelled'],
    ]);
  });

  test('a request id that there is not withdraws nothing', async () => {
    const { rita } = world.person;
    expect(await world.hears('rita', () => rita.type('/wf-deactivate cancel rzzzzzzzzzz'))).toBe(
      'There is no such request. /wf-deactivate list shows the open ones.',
    );
    expect((await world.trail(0)).at(-1)).toBe('refused by rita: cancel, request_unknown');
  });

  test('nobody may decide while Slack does not say who the approvers are', async () => {
    const { confirm } = await world.ask('Mona Nash');
    world.slack.trouble({ method: 'usergroups.users.list', effect: { kind: 'error', error: 'fatal_error' } });
    later += 600_000;
    expect(await click('alan', confirm, 'Deactivate')).toEqual([
      'I couldn’t check with Slack whether you’re allowed, so nothing was done. Please try again.',
      ['refused by alan: approve, members_unreadable'],
    ]);
    world.slack.clearTrouble();
  });

  test('whoever has left the user group since the request was made decides nothing', async () => {
    const { confirm } = await world.ask('Nils Oster');
    world.slack.administration.setUserGroup(approversGroup.id, [people.bea.id, people.mina.id]);
    later += 600_000;
    expect((await click('alan', confirm, 'Deactivate'))[1]).toEqual([
      'refused by alan: approve, not_an_approver',
    ]);
  });

  test('a request whose time is over can no longer be decided', async () => {
    const { user, confirm } = await world.ask('Otto Prinz');
    later += 73 * 3_600_000;
    expect(await click('bea', confirm, 'Deactivate')).toEqual([
      'This request has expired, so nobody can decide it any more. Nothing changed.',
      ['refused by bea: approve, already_decided, expired'],
    ]);
    expect(world.isActive(user)).toBe(true);
  });

  test('Slack takes everything and waits for nothing', () => {
    expect(world.faults()).toEqual([]);
  });

  /** Changes the message behind the bot's back. */
  async function overwrite({ channel, ts }: Message, text: string): Promise<void> {
    const answer = await fetch(`${world.slack.apiUrl}chat.update`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${world.slack.botToken}`,
      },
      body: JSON.stringify({ channel, ts, text, blocks: [written(text)] }),
    });
    expect(await answer.json()).toMatchObject({ ok: true });
    await world.shows({ channel, ts }, text);
  }
});

/** Slack lets a rich text only follow a rich text. */
function written(text: string) {
  const section = { type: 'rich_text_section', elements: [{ type: 'text', text }] };
  return { type: 'rich_text', elements: [section] };
}
