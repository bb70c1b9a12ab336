import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { channels } from '../../sandbox/acme.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import { words } from '../support/words.ts';
import { startWorld, type World } from '../support/world.ts';

describe('when Slack or a person does the unexpected', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ workfront: { users: 0 } });
  });
  afterEach(() => world.slack.clearTrouble());
  afterAll(() => world.close());

  const inApprovals = (part: string) =>
    world.slack.messages(channels.approvals.id).filter((one) => plainText(one).includes(part));

  test('of two approvers who click at the same moment one wins and the other is told', async () => {
    const { alan, bea } = world.person;
    const { user, confirm } = await world.ask('Abel Brandt');
    const from = await world.mark();
    const click = (who: typeof alan) => who.click(confirm, 'Deactivate', { stale: true });
    await Promise.all([click(alan), click(bea)]);
    await world.shows(confirm, 'confirmed by Workfront');
    const refused = await world.slack.until(
      () => [alan, bea].map((one) => one.openView()).find((view) => view !== null && view !== undefined),
      'a window of the slower one',
    );
    expect(plainText({ ...refused, text: '' })).toMatch(
      /^Already (approved by|being carried out, approved by|done, approved by) <@U01(ALAN|BEA)>\. Nothing changed\.$/u,
    );
    const rows = await world.trail(from);
    expect(rows.filter((row) => row.startsWith('approved'))).toHaveLength(1);
    expect(rows.filter((row) => row.includes('already_decided'))).toHaveLength(1);
    expect(world.workfront.stateChanges.filter(({ userId }) => userId === user.ID)).toHaveLength(1);
  });

  test('when the answer to a post is lost, one copy alone has buttons', async () => {
    // So that the post whose answer is lost is the card.
    await world.auditLines('Deactivated Abel Brandt');
    await world.dm('rita', 'Abel Brandt');
    world.slack.trouble({ method: 'chat.postMessage', times: 1, effect: { kind: 'dropAfter' } });
    const user = world.newcomer('Bodo Celik');
    await world.person.rita.type(`/wf-deactivate ${user.ID}`);
    await world.answer('rita', 'deactivate Bodo Celik (');
    const confirm = await world.slack.until(
      () => inApprovals('Bodo Celik').find((one) => plainText(one).includes('[Deactivate]')),
      'a card with buttons',
    );
    const id = /[Rr]equest (?<id>r\w{10})/u.exec(plainText(confirm))?.groups?.['id'];
    const copies = inApprovals(id ?? 'none');
    expect(copies).toHaveLength(2);
    expect(copies.filter((one) => plainText(one).includes('[Deactivate]'))).toHaveLength(1);
  });

  test('when Slack asks to wait, the message is brought up to date after that', async () => {
    const { confirm } = await world.ask('Carlo Dahl');
    world.slack.trouble({
      method: 'chat.update',
      times: 1,
      effect: { kind: 'ratelimited', retryAfterSeconds: 1 },
    });
    await world.person.alan.click(confirm, 'Deactivate');
    expect(await world.shows(confirm, 'confirmed by Workfront', 10_000)).not.toContain('[Deactivate]');
    await world.dm('rita', 'Carlo Dahl');
  });

  test('a deny click that came too late for its window is answered', async () => {
    const { confirm } = await world.ask('Dario Ebner');
    world.slack.trouble({ method: 'views.open', effect: { kind: 'error', error: 'expired_trigger_id' } });
    expect(await world.hears('alan', () => world.person.alan.click(confirm, 'Deny'))).toBe(
      'That took too long, so Slack closed the window. Please click again.',
    );
  });

  test('when the private answer cannot be given, it comes as a direct message', async () => {
    const user = world.newcomer('Edda Falk');
    world.slack.trouble({ method: 'response_url', effect: { kind: 'status', status: 404 } });
    await world.person.rita.type(`/wf-deactivate ${user.ID}`);
    expect(await world.dm('rita', 'Edda Falk')).toBe(
      'Sent to the approvers: deactivate Edda Falk (edda.falk@acme.example) · no reason given · when: as soon as approved. ‹link› · I’ll message you with the result.\n[Undo]',
    );
  });

  test('a choice counts even when the picker cannot be replaced', async () => {
    const { rita } = world.person;
    world.newcomer('Gesa Lorenz');
    await rita.type('/wf-deactivate lorenz');
    const picker = await world.answer('rita', 'Is this who you mean by “lorenz”?');
    world.slack.trouble({ method: 'response_url', effect: { kind: 'status', status: 404 } });
    await rita.choose(picker, 'wf_pick', 'Gesa Lorenz');
    expect(await world.dm('rita', 'Gesa Lorenz')).toContain('Sent to the approvers');
  });

  test('a name full of Slack markup pings and links nobody, wherever it is shown', async () => {
    const { rita, alan } = world.person;
    const start = world.slack.traffic.length;
    const dangerous = /<!channel|<@U01ALAN> _boss_|<https:\/\/evil/u;
    await rita.type('/wf-deactivate zed.marker@acme.example reason: <!here> & <@U01BEA>');
    const confirm = await world.confirm('Zed');
    await world.shows(confirm, '[Deactivate]');
    await world.hears('rita', () => rita.type('/wf-deactivate zed.marker@acme.example'));
    await world.hears('rita', () => rita.type('/wf-deactivate zed'));
    await world.hears('rita', () => rita.type('/wf-deactivate list'));
    await alan.click(confirm, 'Deactivate');
    await world.shows(confirm, 'confirmed by Workfront');
    await world.dm('rita', 'Zed');
    await world.auditLines('zed.marker@acme.example); asked by');
    const texts = world.slack.traffic.slice(start).flatMap((one) => mrkdwnOf(one));
    expect(texts.some((text) => text.includes('&lt;!channel&gt;'))).toBe(true);
    expect(texts.filter((text) => dangerous.test(text) || text.includes('<!here>'))).toEqual([]);
  });

  test('very long names and reasons are cut where one sees it, and Slack takes the message', async () => {
    const { rita, alan } = world.person;
    const name = `Ewald ${'Long'.repeat(80)} <&>`;
    const user = world.newcomer(name, { emailAddr: 'ewald@acme.example', title: '&'.repeat(3000) });
    await rita.type(`/wf-deactivate ${user.ID} reason: ${'because & '.repeat(300)}`);
    const confirm = await world.confirm('Deactivate Ewald');
    const shown = await world.shows(confirm, '[Deactivate]');
    expect(shown).toMatch(/^Deactivate Ewald (Long)+\S* …\n/u);
    expect(shown).toMatch(/Reason: because & [^\n]* …\n/u);
    await world.answer('rita', 'deactivate Ewald');
    await alan.click(confirm, 'Deactivate');
    await world.shows(confirm, 'confirmed by Workfront');
    await world.dm('rita', 'Ewald');
    await world.auditLines('ewald@acme.example); asked by');
  });

  test('a result arrives although the card can no longer be updated', async () => {
    const { administration } = world.slack;
    const { id } = await world.ask('Irma Juhl');
    const from = await world.mark();
    administration.setChannel(channels.approvals.id, { isFrozen: true });
    await world.person.rita.type(`/wf-deactivate cancel ${id}`);
    await world.dm('rita', 'Irma Juhl');
    await expect
      .poll(() => world.trail(from))
      .toEqual([expect.stringMatching(/^cancelled/u), 'message_not_delivered: confirm, is_inactive']);
    administration.setChannel(channels.approvals.id, { isFrozen: false });
  });

  test('a result does not wait for a card that Slack does not update', async () => {
    const { id, confirm } = await world.ask('Kai Lund');
    world.slack.trouble({ method: 'chat.update', effect: { kind: 'status', status: 500 } });
    await world.person.rita.type(`/wf-deactivate cancel ${id}`);
    await world.dm('rita', 'Kai Lund');
    world.slack.clearTrouble();
    expect(await world.shows(confirm, 'Withdrawn by')).not.toContain('[');
  });

  test('Slack takes everything and waits for nothing', () => {
    expect(world.faults()).toEqual([]);
  });

  test.each([
    [
      'the token is refused',
      () => {
        const effect = { kind: 'error', error: 'token_revoked' } as const;
        world.slack.trouble({ method: 'chat.postMessage', effect });
      },
    ],
    [
      'a scope is missing',
      () => {
        const { scopes } = readManifest('manifest.yml');
        world.slack.administration.setScopes(scopes.filter((scope) => scope !== 'chat:write'));
      },
    ],
  ])(
    'while %s the requester hears at once, and all of it arrives once that is mended',
    async (what, fail) => {
      const { rita, alan } = world.person;
      const name = `Jana ${what.length}`;
      const user = world.newcomer(name);
      fail();
      const before = new Set(rita.sees().map(({ ts }) => ts));
      await rita.type(`/wf-deactivate ${user.ID}`);
      const told = await world.slack.until(
        () => rita.sees().find((one) => !before.has(one.ts) && plainText(one).includes('cannot see it yet')),
        'that nobody sees it yet',
      );
      expect(words(told)).toBe(
        'The request is stored, but the approvers cannot see it yet: Slack does not let this bot post. Please tell whoever runs it. It is posted by itself once that is mended. (Request ‹id›)',
      );
      world.slack.clearTrouble();
      world.slack.administration.setScopes(readManifest('manifest.yml').scopes);
      const confirm = await world.confirm(`Deactivate ${name}?`);
      await world.shows(confirm, '[Deactivate]', 30_000);
      await world.answer('rita', `deactivate ${name} (`);
      await alan.click(confirm, 'Deactivate');
      await world.shows(confirm, 'confirmed by Workfront');
      await world.dm('rita', name);
      await world.auditLines(`Deactivated ${name}`);
      expect((await world.trail(0)).filter((line) => /token_revoked|missing_scope/u.test(line))).toEqual([]);
    },
  );

  test('the window of a form does not say that it was sent where the approvers cannot see it', async () => {
    const { rita } = world.person;
    const { administration } = world.slack;
    const asked = async (name: string, part: string): Promise<string> => {
      const emailAddr = world.newcomer(name).emailAddr ?? '';
      await rita.type('/wf-deactivate');
      await world.window('rita', 'Or paste a list');
      const form = rita.openView();
      if (form) rita.fill(form, { wf_list: emailAddr });
      await rita.submit();
      await world.window('rita', '1 to deactivate');
      await rita.submit();
      const said = await world.window('rita', part);
      while (rita.openView()) await rita.closeView();
      return said;
    };
    administration.setScopes(readManifest('manifest.yml').scopes.filter((scope) => scope !== 'chat:write'));
    expect(await asked('Jutta Kolb', 'cannot see it yet')).not.toContain('Sent to the approvers');
    administration.setScopes(readManifest('manifest.yml').scopes);
    await world.confirm('Deactivate Jutta Kolb?');
    administration.setChannel(channels.approvals.id, { isArchived: true });
    expect(await asked('Jonas Kolb', 'could not be posted')).not.toContain('Sent to the approvers');
    administration.setChannel(channels.approvals.id, { isArchived: false });
  });

  test('an archived channel is written to the audit log once, and everything else goes on', async () => {
    const { administration } = world.slack;
    administration.setChannel(channels.approvals.id, { isArchived: true });
    const from = await world.mark();
    world.newcomer('Gero Hahn');
    expect(
      await world.hears('rita', () => world.person.rita.type('/wf-deactivate gero.hahn@acme.example')),
    ).toBe(
      'The request about Gero Hahn is stored, but its message could not be posted in the approval channel. Please tell whoever runs this bot. (Request ‹id›)',
    );
    await expect.poll(() => world.bot().store.store.listUnannounced(1)).toEqual([]);
    expect((await world.trail(from)).at(-1)).toBe('message_not_delivered: confirm, is_archived');
    administration.setChannel(channels.audit.id, { isArchived: true });
    const then = await world.mark();
    await world.hears('oscar', () => world.person.oscar.type('/wf-deactivate list'));
    const rows = ['refused by oscar: open, not_a_reader', 'message_not_delivered: audit_line, is_archived'];
    await expect.poll(() => world.trail(then)).toEqual(rows);
    administration.setChannel(channels.audit.id, { isArchived: false });
    await world.hears('oscar', () => world.person.oscar.type('/wf-deactivate list'));
    await expect.poll(() => world.bot().store.store.listUnannounced(1)).toEqual([]);
    expect(await world.trail(then)).toEqual([...rows, rows[0]]);
    const lines = world.slack.messages(channels.audit.id).map(plainText).slice(-2).join('\n');
    expect(lines).toMatch(/could not be delivered: .*\(is_archived\).*\n.*Refused: Oscar/u);
  });
});

/** Every text of a call in which Slack reads markup. */
function mrkdwnOf(exchange: World['slack']['traffic'][number]): readonly string[] {
  if (exchange.kind !== 'call') return [];
  const found: string[] = [];
  JSON.stringify(exchange.arguments, (key, value: unknown) => {
    if (key === 'text' && typeof value === 'string') found.push(value);
    return isPlain(value) ? undefined : value;
  });
  return found;
}

/** In which Slack looks for no markup. */
const plain: ReadonlySet<unknown> = new Set(['plain_text', 'rich_text']);

function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && plain.has(value.type);
}
