import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { words } from '../support/words.ts';
import { startWorld, type World } from '../support/world.ts';

describe('the main job', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  /** Alan agrees to the request about this person; gives what is shown at the end. */
  async function agree(name: string): Promise<string> {
    const confirm = await world.confirm(`Deactivate ${name}?`);
    await world.shows(confirm, '[Deactivate]');
    await world.person.alan.click(confirm, 'Deactivate');
    return world.shows(confirm, 'confirmed by Workfront');
  }

  test('a leaver named by e-mail is deactivated once an approver agreed, and everybody is told', async () => {
    const { person } = world;
    const from = await world.mark();
    const answer = await world.hears('rita', () =>
      person.rita.type('/wf-deactivate tyler.reid@acme.example reason: left on Friday'),
    );
    expect(answer).toBe(
      'Sent to the approvers: deactivate Tyler Reid (tyler.reid@acme.example) · reason: left on Friday · when: as soon as approved. ‹link› · I’ll message you with the result.\n[Undo]',
    );
    const confirm = await world.confirm('0 of 1 approval');
    expect(words(confirm)).toMatchInlineSnapshot(`
      "Deactivate Tyler Reid?
      E-mail: tyler.reid@acme.example
      Title: Senior Designer
      Access level: Standard
      Home group: Creative
      Manager: Bea Lindqvist
      Last login: ‹date›
      Asked by <@U01RITA>, ‹date›
      Reason: left on Friday
      When: as soon as approved
      They lose access to Workfront and the license is freed.
      Still theirs in Workfront:
      • 1 approval waits for their decision
      • 1 approval process where they alone decide a stage
      • 1 routing rule sends work to them
      • 2 open projects they own
      • 3 open tasks of theirs
      • 2 open issues of theirs
      • 1 team they own
      • 1 project template they own
      • 1 portfolio they own
      • 1 program they own
      • 1 iteration they own
      • 1 project or template they are resource manager of
      • 1 timesheet they have to approve
      • 1 timesheet profile they approve
      • 2 reports run with their rights
      • 1 scheduled report runs with their rights
      • 1 document they have checked out
      None: direct reports.
      Goes to: nobody, so all of it stays as it is. to: bob@acme.com would hand it over.
      Request ‹id› · 0 of 1 approval · can decide: <!subteam^S01APPROVERS> · open until ‹date›
      [Deactivate] [Deny] [Withdraw]
      [Details]"
    `);
    const clicked = await person.alan.click(confirm, 'Deactivate');
    expect(clicked.confirm).toMatchObject({
      title: { text: 'Deactivate Tyler Reid?' },
      text: {
        text: 'Tyler Reid (tyler.reid@acme.example) will lose access right away.',
      },
    });
    expect(await world.shows(confirm, 'confirmed by Workfront')).toMatchInlineSnapshot(`
      "Tyler Reid is deactivated
      :white_check_mark: tyler.reid@acme.example was deactivated on ‹date›; confirmed by Workfront.
      Still theirs in Workfront: approvals: 1, approval stages: 1, routing rules: 1, projects: 2, tasks: 3, issues: 2, and 11 more kinds. Details lists it; nobody took over.
      Asked by <@U01RITA>: left on Friday
      Approved by <@U01ALAN>
      Still to do: remove Tyler Reid from the <https://adminconsole.adobe.com/|Adobe Admin Console>.
      Request ‹id›
      [Done] [Details] [Undo]"
    `);
    expect(await world.dm('rita', 'Tyler Reid')).toMatchInlineSnapshot(`
      "Tyler Reid is deactivated
      :white_check_mark: tyler.reid@acme.example was deactivated on ‹date›; confirmed by Workfront.
      Still theirs in Workfront: approvals: 1, approval stages: 1, routing rules: 1, projects: 2, tasks: 3, issues: 2, and 11 more kinds. Details lists it; nobody took over.
      Approved by <@U01ALAN>
      Still to do: remove Tyler Reid from the <https://adminconsole.adobe.com/|Adobe Admin Console>.
      Request ‹id› · ‹link›
      [Done] [Details] [Undo]"
    `);
    expect(world.isActive({ ID: named.tyler })).toBe(false);
    expect(await world.trail(from)).toMatchInlineSnapshot(`
      [
        "asked by rita: tyler.reid@acme.example, left on Friday",
        "looked_up by rita: tyler.reid@acme.example",
        "submitted by rita: left on Friday, tyler.reid@acme.example",
        "approved by alan",
        "execution_started",
        "target_settled: tyler.reid@acme.example, answer, done",
        "finished: done",
      ]
    `);
    expect(await world.auditLines('confirmed by Workfront')).toMatchInlineSnapshot(`
      [
        "Rita Olsen (U01RITA) asked to deactivate Tyler Reid (tyler.reid@acme.example), as soon as it is approved; reason: left on Friday · ‹id›",
        "Alan Park (U01ALAN) approved: deactivate Tyler Reid (tyler.reid@acme.example) (1 of 1) · ‹id›",
        "Deactivated Tyler Reid (tyler.reid@acme.example); asked by Rita Olsen (U01RITA) (left on Friday), approved by Alan Park (U01ALAN); confirmed by Workfront · ‹id›",
      ]
    `);
  });

  test('a leaver named by Workfront id is found', async () => {
    const user = world.newcomer('Greta Ivers');
    await world.person.rita.type(`/wf-deactivate ${user.ID.toUpperCase()}`);
    await agree('Greta Ivers');
    expect(world.isActive(user)).toBe(false);
  });

  test('a leaver named by a mention is found by the e-mail address of the Slack profile', async () => {
    await world.person.rita.type('/wf-deactivate @Oscar Meyer reason: moved on');
    await agree('Oscar Meyer');
    expect(world.isActive({ ID: named.oscar })).toBe(false);
  });

  test('an exact name that only one person has needs no picker', async () => {
    await world.person.rita.type('/wf-deactivate noor  HADDAD');
    const confirm = await world.confirm('Deactivate Noor Haddad?');
    expect(await world.shows(confirm, '[Deactivate]')).toContain(
      ':warning: Workfront itself will deactivate this user on ‹date›.',
    );
    await agree('Noor Haddad');
    expect(world.isActive({ ID: named.scheduled })).toBe(false);
  });

  test('of two people of that name the one who was picked is deactivated', async () => {
    const { person } = world;
    const from = await world.mark();
    expect(await world.hears('rita', () => person.rita.type('/wf-deactivate lee'))).toBe(
      [
        '2 people in Workfront match “lee”. Who do you mean?',
        '• Jordan Lee · jordan.lee@acme.example · active\n• Morgan Lee · morgan.lee@acme.example · active',
        '<Choose a person>',
      ].join('\n'),
    );
    const picker = await world.answer('rita', 'Choose a person');
    await person.rita.choose(picker, 'wf_pick', named.morganLee);
    expect(await world.shows({ ...picker }, 'You chose')).toBe(
      'You chose Morgan Lee (morgan.lee@acme.example), to deactivate.',
    );
    await agree('Morgan Lee');
    expect(world.isActive({ ID: named.morganLee })).toBe(false);
    expect(world.isActive({ ID: named.jordanLee })).toBe(true);
    expect((await world.trail(from)).slice(0, 3)).toEqual([
      'asked by rita: lee',
      'looked_up by rita: lee',
      'submitted by rita: morgan.lee@acme.example',
    ]);
  });

  test('an address that is only a username finds its owner', async () => {
    await world.person.rita.type('/wf-deactivate Pat.Quinn@acme.example');
    const done = await agree('Pat Quinn');
    expect(done).toContain('pat@quinn-studio.example');
    expect(world.isActive({ ID: named.usernameOnly })).toBe(false);
  });

  test('people whose addresses differ in letter case alone have to be picked', async () => {
    const { person } = world;
    const answer = await world.hears('rita', () =>
      person.rita.type('/wf-deactivate sam.dupont@acme.example'),
    );
    expect(answer).toContain('2 people in Workfront match “sam.dupont@acme.example”. Who do you mean?');
    await person.rita.choose(
      await world.answer('rita', '2 people in Workfront match “sam'),
      'wf_pick',
      named.twinUpper,
    );
    await agree('Sam Dupont');
    expect(world.isActive({ ID: named.twinUpper })).toBe(false);
    expect(world.isActive({ ID: named.twinLower })).toBe(true);
  });

  test('of very many people of that name the first 25 can be picked, and more letters are asked for', async () => {
    const { rita } = world.person;
    for (let count = 11; count < 41; count += 1) world.newcomer(`Lou Clone ${count}`);
    const answer = await world.hears('rita', () => rita.type('/wf-deactivate clone'));
    expect(answer).toBe(
      'More than 25 people match “clone”. Run the command again with a fuller name or an e-mail, or choose one of the first 25.\n<Choose a person>',
    );
    await rita.choose(await world.answer('rita', 'match “clone”'), 'wf_pick', 'Lou Clone 35');
    await agree('Lou Clone 35');
  });

  test('an access that was taken away is given back in the same way', async () => {
    const { person } = world;
    await person.rita.type('/wf-reactivate priya.nair@acme.example');
    const confirm = await world.confirm('Reactivate Priya Nair?');
    await world.shows(confirm, '[Reactivate]');
    await person.bea.click(confirm, 'Reactivate');
    const done = await world.shows(confirm, 'confirmed by Workfront');
    expect(done).toContain('Priya Nair is reactivated');
    expect(done).toContain('Access level: Standard, as before.');
    expect(world.isActive({ ID: named.inactive })).toBe(true);
  });

  test('Slack takes everything and waits for nothing', () => {
    expect(world.faults()).toEqual([]);
  });
});
