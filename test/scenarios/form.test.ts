import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { channels } from '../../sandbox/acme.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import { named } from '../../sandbox/workfront/records/named.ts';
import { engines } from '../support/store.ts';
import { startWorld, type World } from '../support/world.ts';

const form = 'Or paste a list';

/** A row that names nobody in Workfront, or nobody at all. */
function wrongRow(one: number): string {
  return one % 2 === 0 ? `;kaputt ${one}@` : `Nobody ${one};nobody${one}@acme.example`;
}

describe.each(engines)('the form, on %s', (engine) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ engine });
  });
  afterAll(() => world.close());
  afterEach(() => closeAll());

  /** Rita opens the form and waits until it can be filled in. */
  async function open(typed = '/wf-deactivate'): Promise<{ readonly id: string }> {
    await world.person.rita.type(typed);
    await world.window('rita', form);
    return view();
  }

  function view(): { readonly id: string } {
    const top = world.person.rita.openView();
    if (!top) throw new Error('Rita has no window open');
    return top;
  }

  /** Sends what is on top, and gives the words of the window that comes of it. */
  async function send(part: string): Promise<string> {
    const sent = await world.person.rita.submit();
    expect(sent.errors).toEqual({});
    expect(sent.problem).toBeNull();
    return world.window('rita', part);
  }

  function titleOf(who: 'rita' | 'oscar'): string | null {
    const shown = world.person[who].openView()?.definition;
    return shown?.type === 'modal' ? shown.title.text : null;
  }

  async function closeAll(): Promise<void> {
    while (world.person.rita.openView()) await world.person.rita.closeView();
  }

  test('a person found by typing, a pasted list and a reason become one request', async () => {
    const { rita, alan } = world.person;
    const opened = await open();
    const options = await rita.suggestions('wf_people', 'tyl');
    expect(options.map(({ text }) => text.text)).toContain('Tyler Reid');
    await rita.choose(opened, 'wf_people', [named.tyler]);
    rita.fill(opened, { wf_list: 'noor.haddad@acme.example\nMorgan Lee', wf_reason: 'season over' });
    expect(await send('3 to deactivate')).toMatchInlineSnapshot(`
      "Deactivate 3 people in Workfront?
      When: as soon as approved
      Reason: season over
      3 to deactivate
      • Tyler Reid (tyler.reid@acme.example)
      • Noor Haddad (noor.haddad@acme.example)
      • Morgan Lee (morgan.lee@acme.example)"
    `);
    expect(await send('Sent to the approvers')).toContain('Sent to the approvers: 3 people');
    await world.window('rita', 'open the request');
    await rita.closeView();
    expect(rita.openView()).toBeNull();
    const confirm = await world.confirm('Morgan Lee');
    await world.shows(confirm, '[Deactivate]');
    await alan.click(confirm, 'Deactivate');
    await world.dm('rita', '3 people are deactivated');
    expect([named.tyler, named.scheduled, named.morganLee].map((ID) => world.isActive({ ID }))).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('a name that several have is chosen in the window, which then asks for one more', async () => {
    const { rita } = world.person;
    for (const at of ['a', 'b']) world.newcomer('Kit Twin', { emailAddr: `kit.${at}@acme.example` });
    const opened = await open();
    const { emailAddr } = world.newcomer('Kai Other');
    rita.fill(opened, { wf_list: `Kit Twin\n${emailAddr}\nkit.b@acme.example` });
    expect(await send('2 to deactivate')).toContain('1 can mean more than one person');
    await rita.choose(
      view(),
      'wf_list_choose',
      world.workfront.directory.find('kit.a@acme.example')?.ID ?? '',
    );
    expect(await world.window('rita', '3 to deactivate')).not.toContain('more than one');
    await rita.closeView();
    expect(await send('2 to deactivate')).toContain('Kit Twin');
    await rita.choose(
      view(),
      'wf_list_choose',
      world.workfront.directory.find('kit.b@acme.example')?.ID ?? '',
    );
    expect(await world.window('rita', 'named twice')).toContain('2 to deactivate');
    await send('Sent to the approvers: 2 people');
  });

  test('what is wrong stands at its field, and nothing that was typed is lost', async () => {
    const { rita } = world.person;
    const opened = await open();
    expect((await rita.submit()).errors).toEqual({
      wf_list: 'Name somebody, here or in one of the other fields.',
    });
    rita.fill(opened, { wf_list: 'jordan.lee@acme.example', wf_when: 1_600_000_000, wf_reason: 'gone' });
    expect((await rita.submit()).errors).toEqual({ wf_when: 'This moment is in the past.' });
    rita.fill(opened, { wf_when: Math.floor(Date.now() / 1000) + 3 * 366 * 86_400 });
    expect((await rita.submit()).errors).toEqual({ wf_when: 'This is more than a year away.' });
    rita.fill(opened, { wf_when: Math.floor(Date.now() / 1000) + 86_400 });
    expect(await send('1 to deactivate')).toContain('gone');
    await rita.closeView();
    expect(rita.openView()?.id).toBe(opened.id);
    await closeAll();
  });

  test('while Workfront is away the form stays below as it was filled in', async () => {
    const { rita } = world.person;
    const opened = await open();
    rita.fill(opened, { wf_list: 'jordan.lee@acme.example' });
    world.workfront.trouble({
      match: { pathIncludes: '/user/search' },
      effect: { kind: 'status', status: 503 },
    });
    await send('Workfront does not answer');
    world.workfront.clearTrouble();
    await rita.closeView();
    expect(rita.openView()?.id).toBe(opened.id);
    expect(await send('1 to deactivate')).toContain('Jordan Lee');
    await closeAll();
  });

  test('the type-ahead marks who cannot be asked for, and answers in time when Workfront does not', async () => {
    const { rita } = world.person;
    await open();
    const shown = async (typed: string) =>
      (await rita.suggestions('wf_people', typed)).map(({ text }) => text.text);
    expect(await shown('priya')).toEqual(['Priya Nair (inactive)']);
    expect(await shown('dana w')).toEqual(['Dana Whitfield (protected)']);
    expect(await shown('morgan.lee@')).toHaveLength(1);
    expect(await shown('m')).toEqual([]);
    for (let count = 100; count < 250; count += 1) world.newcomer(`Zed Many ${count}`);
    expect(await shown('zed many')).toHaveLength(100);
    world.workfront.trouble({ effect: { kind: 'delay', milliseconds: 6_000 } });
    expect(await shown('jordan')).toEqual([]);
    world.workfront.clearTrouble();
    expect(await shown('jordan')).toEqual(['Jordan Lee']);
    await closeAll();
  });

  test('the look-up of an older keystroke is given up', async () => {
    const { rita } = world.person;
    await open();
    const before = world.workfront.traffic.length;
    const typed = await Promise.all(
      ['no', 'noo', 'noor'].map((letters) => rita.suggestions('wf_people', letters)),
    );
    expect(typed.map((options) => options.length > 0)).toEqual([false, false, true]);
    const searches = world.workfront.traffic
      .slice(before)
      .filter(({ path }) => path.includes('/user/search'));
    expect(searches.every(({ path }) => path.includes('=noor&'))).toBe(true);
    await closeAll();
  });

  test('a message’s e-mails and mentions are offered, its author is not', async () => {
    const { rita, bea } = world.person;
    const message = bea.say('Please: jordan.lee@acme.example and @Oscar Meyer, thanks', channels.itHelp.id);
    await rita.shortcut('wf_deactivate_named', message);
    const words = await world.window('rita', form);
    expect(words).toContain('Named in the message');
    const opened = view();
    rita.fill(opened, { wf_named: ['jordan.lee@acme.example', 'Oscar Meyer'] });
    expect(await send('2 to deactivate')).not.toContain('Bea');
    await closeAll();
    const single = bea.say('jordan.lee@acme.example', channels.itHelp.id);
    await rita.shortcut('wf_deactivate_named', single);
    await world.window('rita', form);
    expect(await send('1 to deactivate')).toContain('Jordan Lee');
    await closeAll();
    const none = bea.say('hello', channels.itHelp.id);
    await rita.shortcut('wf_deactivate_named', none);
    expect(await world.window('rita', form)).toContain('no e-mail address and no mention in that message');
    await closeAll();
  });

  test('the shortcut works anywhere, and tells an outsider that they may not ask', async () => {
    await world.person.rita.shortcut('wf_deactivate');
    await world.window('rita', form);
    await closeAll();
    const from = await world.mark();
    await world.person.oscar.shortcut('wf_deactivate');
    await world.window('oscar', 'You don’t have permission');
    expect(await world.trail(from)).toEqual(['refused by oscar: deactivate, not_a_requester']);
    await world.person.oscar.closeView();
  });

  test('a CSV file is read with Slack’s token, and its bad lines are listed', async () => {
    const { rita } = world.person;
    await open();
    const csv =
      'Name;E-Mail-Adresse\r\nJordan Lee;jordan.lee@acme.example\r\n;\r\n;kaputt\r\n"Haddad, Noor";\r\n';
    rita.upload('wf_file', [{ name: 'leavers.csv', content: csv }]);
    const words = await send('1 to deactivate');
    expect(words).toContain('Jordan Lee (jordan.lee@acme.example)');
    expect(words).toContain('line 4: kaputt');
    await closeAll();
  });

  test('of a file with 10,000 rows of which everything is wrong the first hundred are taken', async () => {
    const { rita } = world.person;
    await open();
    const rows = Array.from({ length: 10_000 }, (_, one) => wrongRow(one));
    rita.upload('wf_file', [{ name: 'wrong.csv', content: ['Name;Mail', ...rows].join('\r\n') }]);
    const words = await send('There is nobody to deactivate');
    expect(words).toContain('100 not found in Workfront');
    expect(words).toContain('4900 more people are on the list. A request holds at most 100');
    expect(words).toContain('5000 lines do not say who is meant');
    expect(words).toContain('and 90 more');
    await rita.click(view(), 'Show all');
    expect(await world.window('rita', '1 to 25 of 5100')).toContain('• nobody1@acme.example');
    await rita.click(view(), 'Next');
    expect(await world.window('rita', '26 to 50 of 5100')).toMatch(/^100 not found in Workfront\n•/u);
    await rita.click(view(), 'Previous');
    await world.window('rita', '1 to 25 of 5100');
    await rita.closeView();
    expect(await world.window('rita', 'There is nobody to deactivate')).toBe(words);
  });

  test('a list that names nobody is told at its field', async () => {
    const { rita } = world.person;
    const opened = await open();
    rita.fill(opened, { wf_list: '\njordan.lee@acme.example left on friday' });
    expect((await rita.submit()).errors).toEqual({
      wf_list: 'I found nobody in it. Line 2 says: jordan.lee@acme.example left on friday',
    });
  });

  test('a file that is no list, and one that Slack does not give, are told apart', async () => {
    const { rita } = world.person;
    await open();
    rita.upload('wf_file', [{ name: 'none.csv', content: '\0\u0001\u0002' }]);
    expect(await send('I found nobody in this file')).toContain('CSV');
    await rita.closeView();
    rita.upload('wf_file', [{ name: 'large.csv', content: 'x'.repeat(1_000_001) }]);
    expect((await rita.submit()).errors).toEqual({
      wf_file: 'This file is too large. A list of people has at most 1 MB.',
    });
  });

  test('people are given their access back with the same form', async () => {
    const { rita } = world.person;
    const opened = await open('/wf-reactivate');
    rita.fill(opened, { wf_list: 'priya.nair@acme.example' });
    expect(await send('1 to reactivate')).toContain('Priya Nair');
    expect(titleOf('rita')).toBe('Reactivate in Workfront');
    await send('Sent to the approvers: 1 person');
    expect(titleOf('rita')).toBe('Reactivate in Workfront');
    await closeAll();
    await world.person.oscar.type('/wf-reactivate');
    await world.window('oscar', 'You don’t have permission');
    expect(titleOf('oscar')).toBe('Reactivate in Workfront');
    await world.person.oscar.closeView();
  });

  test('Slack takes everything and waits for nothing', () => {
    expect(world.faults()).toEqual([]);
  });

  // The store has no part in what follows, so once is enough, on the quicker one.
  if (engine === 'embedded') return;

  test('of a file of which no row names anybody the lines are told, and nothing that was typed is lost', async () => {
    const { rita } = world.person;
    const opened = await open();
    rita.fill(opened, { wf_reason: 'season over' });
    const rows = Array.from({ length: 10_000 }, (_, one) => `kaputt ${one}@`);
    rita.upload('wf_file', [{ name: 'wrong.csv', content: ['Mail', ...rows].join('\r\n') }]);
    const words = await send('I found nobody in this file');
    expect(words).toContain('10000 lines do not say who is meant\n• line 2: kaputt 0@\n• line 3: kaputt 1@');
    expect(words).toContain('and 9990 more');
    await rita.closeView();
    rita.fill(opened, { wf_list: 'jordan.lee@acme.example' });
    const both = await send('1 to deactivate');
    expect(both).toContain('Reason: season over');
    expect(both).toContain('10000 lines do not say who is meant');
    await rita.closeView();
    rita.upload('wf_file', [{ name: 'empty.csv', content: '' }]);
    expect(await send('I found nobody in this file')).not.toContain('to deactivate');
    await rita.closeView();
    expect(rita.openView()?.id).toBe(opened.id);
    expect(world.faults()).toEqual([]);
  });
});

describe('a form that wants a reason and a ticket', () => {
  test('says so at the fields, and a command without them says it too', async () => {
    const env = { REASON_REQUIRED: 'true', TICKET_PATTERN: 'IT-[0-9]+' };
    const world = await startWorld({ env });
    const { rita } = world.person;
    await rita.type('/wf-deactivate');
    await world.window('rita', form);
    const opened = rita.openView();
    if (!opened) throw new Error('there is no form');
    rita.fill(opened, { wf_list: 'jordan.lee@acme.example', wf_reason: '  ', wf_ticket: 'soon' });
    expect((await rita.submit()).errors).toEqual({
      wf_reason: 'Please say why.',
      wf_ticket: 'This does not look like one of your tickets.',
    });
    rita.fill(opened, { wf_reason: 'left', wf_ticket: 'see IT-4711' });
    await rita.submit();
    expect(await world.window('rita', '1 to deactivate')).toContain('IT-4711');
    await rita.submit();
    expect(await world.shows(await world.confirm('Jordan Lee'), '[Deactivate]')).toContain(
      '\nReason: left\nTicket: IT-4711\n',
    );
    const both = 'morgan.lee@acme.example, tyler.reid@acme.example';
    const list = 'jordan.lee@acme.example, tyler.reid@acme.example';
    expect(await world.hears('rita', () => rita.type(`/wf-deactivate ${list}`))).toContain('Please say why');
    const without = await world.hears('rita', () => rita.type(`/wf-deactivate ${list} reason: left`));
    expect(without).toContain('ticket');
    const back = (typed: string) => world.hears('rita', () => rita.type(`/wf-reactivate ${typed}`));
    expect(await back(list)).toBe(
      'Please say why: add reason: and the reason, such as reason: back from leave. No request was made.',
    );
    expect(await back(`${list} reason: back`)).toBe(
      'Please name the ticket: add ticket: and its number, or use the form, /wf-reactivate without anything after it. No request was made.',
    );
    expect(
      await world.hears('rita', () => rita.type(`/wf-deactivate ${both} ticket: IT-12 reason: left`)),
    ).toContain('Reason: left · ticket: IT-12\nTicket: IT-12\n2 to deactivate');
    expect(
      await world.hears('rita', () => rita.type('/wf-deactivate tyler.reid@acme.example reason: left')),
    ).toBe(
      'I found no ticket in “left”. Add ticket: and its number, or use the form, /wf-deactivate without anything after it. No request was made.',
    );
    expect(world.faults()).toEqual([]);
    await world.close();
  });

  test('asks for no file where the app may not read any', async () => {
    const world = await startWorld({
      prepare: ({ administration }) =>
        administration.setScopes(readManifest('manifest.yml').scopes.filter((one) => one !== 'files:read')),
    });
    await world.person.rita.type('/wf-deactivate');
    const words = await world.window('rita', form);
    expect(words).not.toContain('CSV');
    expect(words).toContain('At most 100 people and 3,000 characters.');
    await world.close();
  });
});
