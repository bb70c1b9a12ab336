import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { channels } from '../../sandbox/acme.ts';
import { named } from '../../sandbox/workfront/records/named.ts';
import { engines } from '../support/store.ts';
import { startWorld, type World } from '../support/world.ts';

describe.each(engines)('many at once, on %s', (engine) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ engine });
  });
  afterAll(() => world.close());

  test('two people named in one command are looked up, shown, asked for, and deactivated together', async () => {
    const { person } = world;
    const from = await world.mark();
    const summary = await world.hears('rita', () =>
      person.rita.type(
        '/wf-deactivate tyler.reid@acme.example, noor.haddad@acme.example reason: season over',
      ),
    );
    expect(summary).toMatchInlineSnapshot(`
      "Deactivate 2 people in Workfront?
      When: as soon as approved
      Reason: season over
      2 to deactivate
      • Tyler Reid (tyler.reid@acme.example)
      • Noor Haddad (noor.haddad@acme.example)
      [Ask for 2 people] [Forget it]"
    `);
    await person.rita.click(await world.answer('rita', 'Ask for 2 people'), 'Ask for 2 people');
    const confirm = await world.confirm('Tyler Reid');
    await world.shows(confirm, '[Deactivate]');
    await person.alan.click(confirm, 'Deactivate');
    await world.dm('rita', '2 people are deactivated');
    expect([named.tyler, named.scheduled].map((ID) => world.isActive({ ID }))).toEqual([false, false]);
    expect((await world.trail(from)).slice(0, 4)).toMatchInlineSnapshot(`
      [
        "asked by rita: tyler.reid@acme.example, noor.haddad@acme.example, season over",
        "looked_up by rita: tyler.reid@acme.example, noor.haddad@acme.example",
        "submitted by rita: season over, tyler.reid@acme.example, noor.haddad@acme.example",
        "approved by alan",
      ]
    `);
  });

  /** What Rita reads after this command. */
  const typed = (text: string) => world.hears('rita', () => world.person.rita.type(`/wf-deactivate ${text}`));

  test('commas, semicolons, blanks and mentions may be mixed, and who stands against it is told', async () => {
    await world.ask('Gita Hale');
    world.newcomer('Olga Петрова', { emailAddr: 'olga.p@acme.example' });
    const words = await typed(
      [
        'jordan.lee@acme.example; @Oscar Meyer morgan.lee@acme.example, priya.nair@acme.example',
        'dana.whitfield@acme.example, gita.hale@acme.example, tyler.reed@acme.example',
        `${named.jordanLee}, olga.p@acme.example reason: supplier left at: 2026-12-24 18:00`,
      ].join(', '),
    );
    expect(words).toMatchInlineSnapshot(`
      "Deactivate 4 people in Workfront?
      :calendar: When: ‹date›, once approved
      Reason: supplier left
      4 to deactivate
      • Jordan Lee (jordan.lee@acme.example)
      • Oscar Meyer (oscar.meyer@acme.example)
      • Morgan Lee (morgan.lee@acme.example)
      • Olga Петрова (olga.p@acme.example)
      1 not found in Workfront
      • tyler.reed@acme.example: did you mean Tyler Reid (tyler.reid@acme.example)?
      1 inactive already
      • Priya Nair (priya.nair@acme.example)
      1 protected
      • Dana Whitfield (dana.whitfield@acme.example): a Workfront administrator
      1 in an open request already
      • Gita Hale (gita.hale@acme.example): ‹link›
      1 named twice
      • 92a47acc2c72a927d691ffc75d79ebc2: the same person as “jordan.lee@acme.example”
      [Ask for 4 people] [Forget it]"
    `);
  });

  test('a name that several have is chosen from a picker, and can turn out to be a double', async () => {
    const { rita } = world.person;
    for (const at of ['a', 'b', 'c']) world.newcomer('Kim Double', { emailAddr: `kim.${at}@acme.example` });
    const first = world.workfront.directory.find('kim.a@acme.example')?.ID ?? '';
    expect(await typed('Kim Double, kim.b@acme.example')).toContain('1 can mean more than one person');
    const summary = await world.answer('rita', 'Kim Double');
    await rita.choose(summary, 'wf_list_choose', first);
    expect(await world.shows(summary, 'Ask for 2 people')).toContain('kim.a@acme.example');
    expect(await typed('kim.c@acme.example, Kim Double')).toContain('1 to deactivate');
    const again = await world.answer('rita', 'kim.c');
    const last = world.workfront.directory.find('kim.c@acme.example')?.ID ?? '';
    await rita.choose(again, 'wf_list_choose', last);
    expect(await world.shows(again, 'named twice')).toContain('the same person as “kim.c@acme.example”');
    await rita.click(again, 'Forget it');
    expect(await world.shows(again, 'Forgotten')).toBe('Forgotten. No request was made.');
  });

  test('of 26 hits for a name 25 are offered', async () => {
    for (let count = 10; count < 36; count += 1) world.newcomer(`Lou Hit ${count}`);
    expect(await typed('lou hit, morgan.lee@acme.example')).toContain('More people match');
  });

  test('everybody on a list that is too long for a message is shown in a window', async () => {
    const { rita, bea } = world.person;
    const list = Array.from({ length: 12 }, (_, one) => `nobody.${one}@acme.example`).join(', ');
    expect(await typed(`${list}, jordan.lee@acme.example`)).toContain('… and 2 more');
    const summary = await world.answer('rita', 'nobody.0');
    await rita.click(summary, 'Show all');
    const words = await world.window('rita', '1 to 13 of 13');
    expect(words).toContain('12 not found in Workfront\n• nobody.0@acme.example\n• nobody.1@acme.example');
    expect(words).toContain('• nobody.11@acme.example\n1 to deactivate\n• Jordan Lee (');
    await rita.closeView();
    await rita.click(summary, 'Forget it');
    await world.shows(summary, 'Forgotten');
    await rita.click(summary, 'Show all', { stale: true });
    expect(await world.window('rita', 'choice')).toContain('A choice was made here already');
    await rita.closeView();
    expect(bea.openView()).toBeNull();
    expect(await typed('jordan.lee@acme.example, morgan.lee@acme.example')).not.toContain('Show all');
  });

  test('names in every script are found', async () => {
    const names = ['田中 花子', '김 민수', 'Ольга Иванова', 'محمد علي', 'Åsa Öström', '王小明'];
    for (const name of names) world.newcomer(name);
    const words = await typed(names.join(', '));
    expect(words).toContain('6 to deactivate');
    for (const name of names) expect(words).toContain(name);
  });

  test('a comma inside a name is no comma between people', async () => {
    expect(await typed('"Lee, Morgan", olga.p@acme.example')).toContain('• Morgan Lee (');
    world.newcomer('Ada Comma');
    expect(await typed('Comma, Ada')).toContain('Sent to the approvers: deactivate Ada Comma');
  });

  test('several people are given their access back by one command', async () => {
    const { rita, alan } = world.person;
    const back = [
      world.newcomer('Ria Back', { isActive: false }),
      world.newcomer('Rob Back', { isActive: false }),
    ];
    const list = back.map(({ emailAddr }) => emailAddr).join('; ');
    const summary = await world.hears('rita', () =>
      rita.type(`/wf-reactivate ${list}, jordan.lee@acme.example`),
    );
    expect(summary).toContain('Reactivate 2 people in Workfront?');
    expect(summary).toContain('1 active already\n• Jordan Lee');
    await rita.click(await world.answer('rita', 'Ria Back'), 'Ask for 2 people');
    const card = await world.confirm('Ria Back');
    await world.shows(card, '[Reactivate]');
    await alan.click(card, 'Reactivate');
    await world.dm('rita', '2 people are reactivated');
    expect(back.map((user) => world.isActive(user))).toEqual([true, true]);
  });

  test('more people than a request holds are told how many are too many', async () => {
    const from = await world.mark();
    const everybody = Array.from({ length: 101 }, (_, one) => `p${one}@acme.example`).join(', ');
    expect(await typed(everybody)).toBe(
      'Please name at most 100 people at a time; you named 101, 1 too many. No request was made.',
    );
    expect((await world.trail(from)).map((row) => row.split(':')[0])).toEqual(['refused by rita']);
  });

  test('who changed while the requester looked is shown again, and a list serves once', async () => {
    const { rita } = world.person;
    const [one, two] = [world.newcomer('Ina First'), world.newcomer('Ina Second')];
    await typed(`${one.emailAddr}, ${two.emailAddr}`);
    const summary = await world.answer('rita', 'Ina First');
    world.workfront.directory.change(one.ID, { isActive: false });
    await rita.click(summary, 'Ask for 2 people');
    expect(await world.shows(summary, 'Something has changed')).toContain('1 inactive already');
    await rita.click(summary, 'Ask for 1 person');
    await world.shows(summary, 'You asked to deactivate 1 person');
    await world.answer('rita', 'deactivate Ina Second');
    const again = () => rita.click(summary, 'Ask for 1 person', { stale: true });
    expect(await world.hears('rita', again)).toContain('A choice was made here already');
  });

  test('Slack takes everything and waits for nothing', () => {
    expect(world.faults()).toEqual([]);
  });
});

describe('a list', () => {
  test('for which there are not enough approvers is refused, and says why', async () => {
    const world = await startWorld({ env: { BULK_BRAKE: '2', APPROVERS: 'U01ALAN' } });
    const { rita } = world.person;
    const list = 'jordan.lee@acme.example, morgan.lee@acme.example, tyler.reid@acme.example';
    await world.hears('rita', () => rita.type(`/wf-deactivate ${list}`));
    const summary = await world.answer('rita', 'Ask for 3 people');
    const from = await world.mark();
    expect(await world.hears('rita', () => rita.click(summary, 'Ask for 3 people'))).toBe(
      'More than 2 people need one approval more, 2 in all, and there are not as many approvers besides you and the people it is about. No request was made. Ask whoever runs this bot to add approvers.',
    );
    expect(await world.trail(from)).toEqual([expect.stringMatching(/^refused by rita: .*no_approver_left/u)]);
    expect(world.slack.messages(channels.approvals.id)).toEqual([]);
    await world.close();
  });

  test('with a date, a ticket and a successor is marked as a dry run from the summary to the end', async () => {
    const world = await startWorld({ env: { DRY_RUN: 'true', TICKET_PATTERN: 'IT-[0-9]+' } });
    const { rita, alan } = world.person;
    const leavers = [world.newcomer('Dora Dry'), world.newcomer('Dan Dry')];
    const list = leavers.map(({ emailAddr }) => emailAddr).join('\n');
    const summary = await world.hears('rita', () =>
      rita.type(`/wf-deactivate ${list} to: morgan.lee@acme.example reason: IT-12 season over`),
    );
    expect(summary).toMatchInlineSnapshot(`
      "Deactivate 2 people in Workfront?
      When: as soon as approved
      Reason: IT-12 season over
      Ticket: IT-12
      Work goes to: Morgan Lee (morgan.lee@acme.example)
      2 to deactivate
      • Dora Dry (dora.dry@acme.example)
      • Dan Dry (dan.dry@acme.example)
      :test_tube: Dry run. Workfront is not changed.
      [Ask for 2 people] [Forget it]"
    `);
    await rita.click(await world.answer('rita', 'Ask for 2 people'), 'Ask for 2 people');
    const card = await world.confirm('Dora Dry');
    expect(await world.shows(card, '[Deactivate]')).toContain('Dry run: Deactivate 2 people?');
    await alan.click(card, 'Deactivate');
    expect(await world.dm('rita', 'Dry run ended')).toMatchInlineSnapshot(`
      "Dry run ended: deactivate 2 people
      2 of 2 would be done
      :busts_in_silhouette: There was nothing to move to Morgan Lee (morgan.lee@acme.example)
      Approved by <@U01ALAN>
      :test_tube: Dry run. Workfront is not changed.
      Request ‹id› · ‹link›
      [Show all]"
    `);
    expect(leavers.map((user) => world.isActive(user))).toEqual([true, true]);
    await rita.type('/wf-deactivate');
    await world.window('rita', 'Or paste a list');
    const view = rita.openView();
    if (!view) throw new Error('there is no form');
    rita.fill(view, { wf_list: leavers[0]?.emailAddr ?? '', wf_ticket: 'IT-13' });
    await rita.submit();
    expect(await world.window('rita', '1 to deactivate')).toContain('Dry run.');
    await rita.submit();
    expect(await world.window('rita', 'Sent to the approvers: 1 person')).toContain('Dry run.');
    expect(world.faults()).toEqual([]);
    await world.close();
  });

  test('that takes long to look up says how far it is', async () => {
    const world = await startWorld({ workfrontTiming: { headersTimeout: 10_000, callBudget: 10_000 } });
    world.workfront.trouble({
      match: { pathIncludes: '/user/search' },
      times: 1,
      effect: { kind: 'delay', milliseconds: 2_500 },
    });
    const { rita } = world.person;
    const began = performance.now();
    const typing = rita.type('/wf-deactivate jordan.lee@acme.example, morgan.lee@acme.example');
    await world.answer('rita', 'Looking up 2 people in Workfront: 0 done');
    expect(performance.now() - began).toBeGreaterThanOrEqual(1_900);
    await typing;
    await world.answer('rita', 'Ask for 2 people');
    expect(world.faults()).toEqual([]);
    await world.close();
  });
});

describe('a thousand people', () => {
  test('are looked up with at most 100 requests to Workfront, and none to Slack for each', async () => {
    const world = await startWorld({
      env: { MAX_BULK: '1000', TICKET_PATTERN: 'IT-[0-9]+' },
      workfront: { users: 1_100 },
    });
    const { rita } = world.person;
    const people = world.workfront.directory.all().filter(({ isActive, isAdmin }) => isActive && !isAdmin);
    const list = people.slice(-1_000).map(({ emailAddr }) => emailAddr);
    expect(list).toHaveLength(1_000);
    await rita.type('/wf-deactivate');
    await world.window('rita', 'Or choose a CSV file');
    const [asked, called] = [world.workfront.traffic.length, world.slack.traffic.length];
    rita.upload('wf_file', [{ name: 'all.csv', content: ['mail', ...list].join('\n') }]);
    const view = rita.openView();
    if (view) rita.fill(view, { wf_ticket: 'IT-1' });
    await rita.submit();
    await world.window('rita', '1000 to deactivate');
    expect(world.workfront.traffic.length - asked).toBeLessThanOrEqual(30);
    await rita.submit();
    await world.window('rita', 'Sent to the approvers: 1000 people');
    expect(world.workfront.traffic.length - asked).toBeLessThanOrEqual(100);
    expect(world.slack.traffic.length - called).toBeLessThanOrEqual(20);
    expect(world.faults()).toEqual([]);
    await world.close();
  });
});
