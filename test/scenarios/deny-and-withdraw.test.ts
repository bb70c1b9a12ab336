import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { words } from '../support/words.ts';
import { startWorld, type World } from '../support/world.ts';

describe('what ends a request without a change, and what can be read about it', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  test('with nothing asked yet, list and history say so', async () => {
    const { rita } = world.person;
    expect(await world.hears('rita', () => rita.type('/wf-deactivate list'))).toBe(
      'There is no open request.',
    );
    expect(await world.hears('rita', () => rita.type('/wf-deactivate history'))).toBe(
      'There is no request to show.',
    );
  });

  test('a denial opens a window at once, asks why, and tells the requester', async () => {
    const { alan } = world.person;
    const from = await world.mark();
    const { user, confirm } = await world.ask('Ada Brook');
    await alan.click(confirm, 'Deny');
    expect(await world.window('alan', 'Tell @')).toBe(
      'Nothing will change in Workfront for Ada Brook (ada.brook@acme.example).\nTell @Rita Olsen why\n<>\nThe requester reads this, and it is kept in the audit log.',
    );
    expect(alan.openView()?.definition).toMatchObject({ title: { text: 'Deny: deactivate Ada B …' } });
    const opened = world.slack.traffic
      .filter(({ kind }) => kind === 'call')
      .map((one) => JSON.stringify(one));
    const open = opened.findIndex((one) => one.includes('"method":"views.open"'));
    expect(opened[open]).toContain('One moment …');
    await fillReason('Ada stays until March & <then> leaves');
    expect(await world.window('alan', 'Denied')).toBe('Denied. The requester is told.');
    expect(await world.shows(confirm, 'Denied by')).toContain(
      ':no_entry: Denied by <@U01ALAN>, ‹date›. Nothing was changed.\nWhy it was denied: Ada stays until March & <then> leaves\nada.brook@acme.example · Asked by <@U01RITA>\nRequest ‹id›',
    );
    expect(await world.dm('rita', 'Ada Brook')).toBe(
      'Denied: deactivate Ada Brook\n:no_entry: Denied by <@U01ALAN>, ‹date›. Nothing was changed.\nWhy it was denied: Ada stays until March & <then> leaves\nRequest ‹id› · ‹link›',
    );
    expect(world.isActive(user)).toBe(true);
    expect((await world.trail(from)).slice(2)).toEqual([
      `submitted by rita: ${user.emailAddr}`,
      'denied by alan: Ada stays until March & <then> leaves',
    ]);
  });

  test('a denial without a reason is not sent by Slack, and one of spaces is not taken', async () => {
    const { confirm } = await world.ask('Ben Croft');
    await world.person.alan.click(confirm, 'Deny');
    await world.window('alan', 'Tell @');
    expect(await world.person.alan.submit()).toMatchObject({ ok: false, sent: false });
    const form = world.person.alan.openView();
    if (form) world.person.alan.fill(form, { 'Tell @Rita Olsen why': ' \n ' });
    expect((await world.person.alan.submit()).errors).toEqual({ wf_denial_reason: 'Please say why.' });
    await world.person.alan.closeView();
    expect(words(world.slack.message(confirm) ?? confirm)).toContain('0 of 1 approval');
  });

  test('the button on the confirm message withdraws one’s own request', async () => {
    const { rita } = world.person;
    const { user, confirm } = await world.ask('Cleo Dorn');
    const from = await world.mark();
    const clicked = await rita.click(confirm, 'Withdraw');
    expect(clicked.confirm).toMatchObject({
      title: { text: 'Withdraw this request?' },
      text: { text: 'Nothing is changed in Workfront, and nobody can approve it any more.' },
      confirm: { text: 'Yes, withdraw' },
      deny: { text: 'Go back' },
    });
    const shown = await world.shows(confirm, 'Withdrawn by');
    expect(shown).toContain('Withdrawn: deactivate Cleo Dorn');
    expect(shown).toContain(
      ':leftwards_arrow_with_hook: Withdrawn by <@U01RITA>, ‹date›. Nothing was changed.\ncleo.dorn@acme.example · Asked by <@U01RITA>\nRequest ‹id›',
    );
    expect(shown).not.toContain('[');
    expect(await world.dm('rita', 'Cleo Dorn')).toContain('Withdrawn by <@U01RITA>');
    expect(world.isActive(user)).toBe(true);
    expect(await world.trail(from)).toEqual(['cancelled by rita']);
  });

  test('Undo on the private answer withdraws, and goes', async () => {
    const { confirm } = await world.ask('Dina Elder');
    const answer = await world.answer('rita', 'deactivate Dina Elder (');
    await world.person.rita.click(answer, 'Undo');
    expect(await world.shows(answer, 'Withdrawn')).toBe(
      'Withdrawn: deactivate Dina Elder. Nothing was changed. (Request ‹id›)',
    );
    expect(await world.shows(confirm, 'Withdrawn by')).not.toContain('[');
  });

  test('Undo on an old answer says how things are, in its place', async () => {
    const { confirm } = await world.ask('Dora Eng');
    const answer = await world.answer('rita', 'deactivate Dora Eng (');
    await world.person.alan.click(confirm, 'Deactivate');
    await world.dm('rita', 'Dora Eng');
    await world.person.rita.click(answer, 'Undo');
    expect(await world.shows(answer, 'Already')).toBe(
      'Already done, approved by <@U01ALAN>. Nothing changed.',
    );
  });

  test('the command withdraws by the request’s id, as it was read aloud', async () => {
    const { rita } = world.person;
    const { confirm, id } = await world.ask('Elif Fox');
    expect(await world.hears('rita', () => rita.type(`/wf-deactivate cancel ${id.toUpperCase()}`))).toBe(
      'Withdrawn: deactivate Elif Fox. Nothing was changed. (Request ‹id›)',
    );
    expect(await world.shows(confirm, 'Withdrawn by')).not.toContain('[');
  });

  test('list shows what is open, and history what was', async () => {
    const { rita, alan } = world.person;
    await world.ask('Finn Gale');
    const open = await world.hears('alan', () => alan.type('/wf-deactivate list'));
    expect(open.split('\n')).toEqual([
      'Open requests',
      'Deactivate Ben Croft · waiting for approval · asked by <@U01RITA>, ‹date› · ‹link›',
      'Deactivate Finn Gale · waiting for approval · asked by <@U01RITA>, ‹date› · ‹link›',
    ]);
    const about = await world.hears('rita', () => rita.type('/wf-deactivate history ada'));
    expect(about.split('\n')).toEqual([
      'Requests, newest first',
      'Deactivate Ada Brook · denied by <@U01ALAN>, ‹date› · asked by <@U01RITA>, ‹date› · ‹link›',
    ]);
    const all = await world.hears('rita', () => rita.type('/wf-deactivate history'));
    expect(all.split('\n').filter((line) => line.startsWith('Deactivate'))).toHaveLength(7);
    expect(all).toContain('Deactivate Cleo Dorn · withdrawn by <@U01RITA>, ‹date› · ');
    expect(all).toContain('Deactivate Dora Eng · done, approved by <@U01ALAN>, ‹date› · ');
  });

  test('one’s own open requests can be withdrawn from the list, which then stands without them', async () => {
    const { rita } = world.person;
    const own = await world.hears('rita', () => rita.type('/wf-deactivate cancel'));
    expect(own.split('\n')).toEqual([
      'Your open requests',
      'Deactivate Ben Croft · waiting for approval · asked by <@U01RITA>, ‹date› · ‹link›',
      '[Withdraw]',
      'Deactivate Finn Gale · waiting for approval · asked by <@U01RITA>, ‹date› · ‹link›',
      '[Withdraw]',
    ]);
    const list = await world.answer('rita', 'Your open requests');
    await rita.click(list, 'Withdraw');
    expect((await world.shows(list, 'Withdrawn')).split('\n')).toEqual([
      'Withdrawn: deactivate Ben Croft. Nothing was changed. (Request ‹id›)',
      'Your open requests',
      'Deactivate Finn Gale · waiting for approval · asked by <@U01RITA>, ‹date› · ‹link›',
      '[Withdraw]',
    ]);
    await world.confirm('Withdrawn: deactivate Ben Croft');
  });

  test('a list of more than ten has pages', async () => {
    const { alan } = world.person;
    for (let count = 10; count < 20; count += 1) await world.ask(`Paul Many ${count}`);
    const first = await world.hears('alan', () => alan.type('/wf-deactivate list'));
    expect(first.split('\n').filter((line) => line.startsWith('Deactivate'))).toHaveLength(10);
    expect(first).toMatch(/\n\[Next\]$/u);
    const list = await world.answer('alan', 'Open requests');
    await alan.click(list, 'Next');
    expect((await world.shows(list, '[Back]')).split('\n')).toEqual([
      'Open requests',
      'Deactivate Paul Many 19 · waiting for approval · asked by <@U01RITA>, ‹date› · ‹link›',
      '[Back]',
    ]);
    await alan.click(list, 'Back');
    expect(await world.shows(list, '[Next]')).toBe(first);
  });

  test('help says what can be typed', async () => {
    const { oscar } = world.person;
    const help = await world.hears('oscar', () => oscar.type('/wf-deactivate help'));
    expect(help).toMatchInlineSnapshot(`
      "*\`/wf-deactivate\` takes somebody’s Workfront access away, \`/wf-reactivate\` gives it back. An approver has to agree first.*
      \`/wf-deactivate jane@acme.com\`   by e-mail; a name, an @mention or a Workfront ID works too
      \`/wf-deactivate jane@acme.com, joe@acme.com\`   several people, with commas between; you see who was found before anybody is asked
      \`/wf-deactivate\`   the form: search for people, paste a list, or choose a CSV file
      \`/wf-deactivate jane@acme.com reason: left on Friday\`   with a reason for the approvers
      \`/wf-deactivate jane@acme.com at: friday 18:00\`   approved now, done then, in your time zone; also \`tomorrow 6pm\` or \`2026-12-24 18:00\`
      \`/wf-deactivate jane@acme.com to: bob@acme.com\`   what Jane owns in Workfront goes to Bob first; \`to: manager\` works too
      \`reason:\`, \`ticket:\`, \`at:\` and \`to:\` can stand in any order behind the person. Nothing is asked before it is clear who and when.
      \`/wf-deactivate show jane@acme.com\`   what Jane holds in Workfront, for you alone
      \`/wf-deactivate list\`   open requests
      \`/wf-deactivate history\`   past requests; add a name or e-mail to narrow
      \`/wf-deactivate cancel\`   withdraw one of your own requests"
    `);
    const other = await world.hears('oscar', () => oscar.type('/wf-reactivate help'));
    const here = help.replaceAll('\n`/wf-deactivate', '\n`/wf-reactivate');
    // Nothing is handed over when access is given back.
    expect(other).toBe(
      here
        .replace('left on Friday', 'back from leave')
        .replace(/\n[^\n]*to: bob[^\n]*/u, '')
        .replace(', `at:` and `to:`', ' and `at:`'),
    );
  });

  test('Slack takes everything and waits for nothing', () => {
    expect(world.faults()).toEqual([]);
  });

  /** Alan answers the window and sends it. */
  async function fillReason(reason: string): Promise<void> {
    const { alan } = world.person;
    const view = alan.openView();
    if (view) alan.fill(view, { 'Tell @Rita Olsen why': reason });
    expect(await alan.submit()).toMatchObject({ ok: true });
  }
});
