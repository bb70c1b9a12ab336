import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { channels } from '../../sandbox/acme.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { named } from '../../sandbox/workfront/records/named.ts';
import type { User } from '../../sandbox/workfront/records/user.ts';
import { engines } from '../support/store.ts';
import { words } from '../support/words.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;

/** A new leaver who holds so many things. */
function leaver(name: string, count: number): User {
  const user = world.newcomer(name, { managerID: named.alan });
  if (count > 0) world.workfront.objects.give(user.ID, count);
  return user;
}

/** The rows of a table that name this user in that field. */
const heldBy = (objCode: string, field: string, userId: string) =>
  world.workfront.objects.rows(objCode).filter((row) => row[field] === userId);

/** Where the made things are and by which field they are held. */
const tables = [
  ['PROJ', 'ownerID'],
  ['TMPL', 'ownerID'],
  ['PORT', 'ownerID'],
  ['PRGM', 'ownerID'],
  ['TEAMOB', 'ownerID'],
  ['ITRN', 'ownerID'],
  ['RRUL', 'defaultAssignedToID'],
] as const;

/** Rita asks that somebody takes over; gives the card once it says what is held. */
async function askFor(user: User, to: string) {
  await world.person.rita.type(`/wf-deactivate ${user.emailAddr} to: ${to}`);
  const card = await world.confirm(`Deactivate ${user.name}`);
  await world.shows(card, '[Deactivate]');
  return card;
}

describe.each(engines)('what went to somebody else, on %s', (engine) => {
  beforeAll(async () => {
    world = await startWorld({ engine, env: { HAND_OVER_ASSIGNMENTS: 'true' } });
  });
  afterAll(() => world.close());
  afterEach(() => {
    world.workfront.clearTrouble();
    world.workfront.setHabits({ badRecord: 'partly done', swappedRows: 'kept' });
  });

  test('a reactivation gives back what the successor still has, if somebody chooses that', async () => {
    const user = leaver('Gina Back', 20);
    const report = world.newcomer('Rosa Report', { managerID: user.ID });
    const card = await askFor(user, 'bea.lindqvist@acme.example');
    await world.person.alan.click(card, 'Deactivate');
    await world.shows(card, 'Gina Back is deactivated');
    const [given] = heldBy('TMPL', 'ownerID', named.bea).slice(-1);
    world.workfront.objects.change('TMPL', given?.ID ?? '', { ownerID: named.oscar });

    await world.person.rita.click(card, 'Undo');
    const back = await world.confirm('Reactivate Gina Back');
    expect(await world.shows(back, '[Reactivate]')).toContain(
      'Gives nothing back: what went to others (21 things) stays with them',
    );
    await world.person.rita.click(back, 'Give it back too');
    await world.shows(back, 'Gives back: what went to others (21 things)');
    await world.person.alan.click(back, 'Reactivate');
    const over = await world.shows(back, 'Gina Back is reactivated');
    expect(over).toContain('20 of 21 things given back');
    expect(heldBy('PROJ', 'ownerID', user.ID).length).toBeGreaterThan(0);
    expect(world.workfront.objects.find('TMPL', given?.ID ?? '')?.['ownerID']).toBe(named.oscar);
    expect(heldBy('ASSGN', 'assignedToID', user.ID)).toHaveLength(4);
    expect(world.workfront.directory.find(report.ID)?.managerID).toBe(user.ID);
    expect(world.isActive(user)).toBe(true);
  });
});

describe('what a leaver holds', () => {
  beforeAll(async () => {
    world = await startWorld({ env: { HAND_OVER_ASSIGNMENTS: 'true' } });
  });
  afterAll(() => world.close());
  afterEach(() => {
    world.workfront.clearTrouble();
    world.workfront.setHabits({ badRecord: 'partly done', swappedRows: 'kept' });
  });

  test('is shown before anybody decides, moved before the access goes, and told to everybody', async () => {
    const user = leaver('Lena Ast', 40);
    const from = await world.mark();
    const card = await askFor(user, 'bea.lindqvist@acme.example');
    const shown = words(world.slack.message(card) ?? card);
    expect(shown).toContain('Still theirs in Workfront:');
    expect(shown).toMatch(/• \d routing rules send work to them/u);
    expect(shown).toMatch(
      /Goes to: Bea Lindqvist \(bea\.lindqvist@acme\.example\) · 40 things will be moved before the access is taken\.\n/u,
    );
    expect(shown).toContain('Workfront may send mail about it to 1 person.');

    await world.person.alan.click(card, 'Deactivate');
    const over = await world.shows(card, 'Lena Ast is deactivated');
    expect(over).toContain('40 things moved to Bea Lindqvist (bea.lindqvist@acme.example)');
    expect(heldBy('ASSGN', 'assignedToID', user.ID)).toEqual([]);
    for (const [objCode, field] of tables) {
      expect(heldBy(objCode, field, user.ID)).toEqual([]);
    }
    expect(world.isActive(user)).toBe(false);

    const told = await world.dm('bea', 'are yours in Workfront now');
    expect(told).toContain('40 things of Lena Ast are yours in Workfront now.');
    expect(told).toContain('Asked by <@U01RITA>, approved by <@U01ALAN>');
    expect(told).toMatch(/\nrouting rules: \d, projects: \d, tasks: \d, /u);
    expect(told).toContain('… and 10 more');
    expect(await world.dm('rita', 'Lena Ast is deactivated')).toContain('40 things moved to Bea Lindqvist');
    const lines = await world.auditLines('Deactivated Lena Ast');
    expect(lines.find((line) => line.includes('Deactivated Lena Ast'))).toContain(
      'handed over 40 of 40 things to Bea Lindqvist (bea.lindqvist@acme.example)',
    );
    const events = (await world.trail(from)).map((line) => line.split(/[ :]/u)[0]);
    expect(events.indexOf('hand_over_planned')).toBeLessThan(events.indexOf('handed_over'));
    expect(events.lastIndexOf('handed_over')).toBeLessThan(events.indexOf('target_settled'));
    expect(world.faults()).toEqual([]);
  });

  test('of every kind, what Workfront refuses, somebody moved or removed stays, and is told; the access goes', async () => {
    const user = leaver('Otto Brand', 45);
    const { objects } = world.workfront;
    for (const name of ['Rea', 'Rob', 'Ria']) world.newcomer(`${name} Brand`, { managerID: user.ID });
    const assigned = heldBy('ASSGN', 'assignedToID', user.ID);
    const ofTasks = assigned.filter((row) => typeof row['taskID'] === 'string');
    const held = [
      ...tables.map(([objCode, field]) => [objCode, field, heldBy(objCode, field, user.ID)] as const),
      ['USER', 'managerID', heldBy('USER', 'managerID', user.ID)] as const,
      ['ASSGN', 'assignedToID', ofTasks] as const,
      ['ASSGN', 'assignedToID', assigned.filter((row) => !ofTasks.includes(row))] as const,
    ];
    const threes = held.map(([objCode, field, [refused, moved, hidden]]) => {
      if (!refused || !moved || !hidden) throw new Error(`there are three of ${objCode}`);
      return { objCode, field, refused, moved, hidden };
    });
    const rule = 'Things in portfolio "Brand" may only be given away by the PMO';
    const card = await askFor(user, 'bea.lindqvist@acme.example');
    // A swap is refused for its task.
    for (const { refused } of threes) objects.refuse(String(refused['taskID'] ?? refused.ID), rule);
    // After the plan was made, and before anything is written.
    const stop = world.workfront.onChange((event) => {
      const path = event.kind === 'exchange' ? event.exchange.path : '';
      if (!path.includes('/document/search') || !path.includes(user.ID)) return;
      stop();
      for (const { objCode, field, moved, hidden } of threes) {
        if (objCode === 'USER') world.workfront.directory.change(moved.ID, { managerID: named.oscar });
        else objects.change(objCode, moved.ID, { [field]: named.oscar });
        objects.hide(hidden.ID);
      }
    });
    await world.person.alan.click(card, 'Deactivate');
    const over = await world.shows(card, 'Otto Brand is deactivated');
    const stay = 3 * threes.length;
    expect(over).toContain(`${48 - stay} of 48 things moved to Bea Lindqvist`);
    expect(over).toContain(
      `${stay} things stay (routing rules: 3, projects: 3, tasks: 3, issues: 3, direct reports: 3, `,
    );
    for (const { objCode, field, refused, moved } of threes) {
      expect(objects.find(objCode, refused.ID)?.[field]).toBe(user.ID);
      expect(objects.find(objCode, moved.ID)?.[field]).toBe(named.oscar);
    }

    await world.person.rita.click(card, 'Details');
    const window = await world.window('rita', 'somebody else moved it meanwhile');
    expect(window).toContain(`Workfront refused: “${rule}”`);
    expect(window).toContain('not there any more');
    await world.person.rita.closeView();
    expect(world.faults()).toEqual([]);
  });

  test('an outage is waited out, and nothing is moved twice or forgotten', async () => {
    const user = leaver('Olga Out', 30);
    const card = await askFor(user, 'bea.lindqvist@acme.example');
    world.workfront.trouble({ match: { method: 'PUT' }, times: 3, effect: { kind: 'loseAnswer' } });
    await world.person.alan.click(card, 'Deactivate');
    expect(await world.shows(card, 'Olga Out is deactivated', 30_000)).toContain(
      '30 things moved to Bea Lindqvist',
    );
    expect(heldBy('PROJ', 'ownerID', user.ID)).toEqual([]);
  });

  test('a successor who cannot take over any more gets nothing, and the access goes', async () => {
    const user = leaver('Sven Late', 10);
    const successor = world.newcomer('Zoe Gone');
    const card = await askFor(user, successor.ID);
    world.workfront.directory.change(successor.ID, { isActive: false });
    await world.person.alan.click(card, 'Deactivate');
    const over = await world.shows(card, 'Sven Late is deactivated');
    expect(over).toContain('0 of 10 things moved to Zoe Gone');
    expect(over).toContain('who was to take over is not active any more (10 things)');
    expect(heldBy('PROJ', 'ownerID', user.ID).length).toBeGreaterThan(0);
  });

  test('a successor who is to leave too by then gets nothing, and the card and the log say so', async () => {
    const user = leaver('Lena Later', 10);
    const successor = world.newcomer('Zack Too');
    const card = await askFor(user, successor.ID);
    await askFor(successor, named.bea);
    await world.person.alan.click(card, 'Deactivate');
    const over = await world.shows(card, 'Lena Later is deactivated');
    expect(over).toContain('0 of 10 things moved to Zack Too');
    expect(over).toContain('who was to take over is leaving too (10 things)');
    expect(heldBy('PROJ', 'ownerID', user.ID).length).toBeGreaterThan(0);
    const lines = await world.auditLines('Deactivated Lena Later');
    expect(lines.find((line) => line.includes('Deactivated Lena Later'))).toMatch(
      /handed over 0 of 10 things to Zack Too .*10 stay, since who was to take over is leaving too/u,
    );
  });

  test.each(['refused whole', 'partly done', 'short answer'] as const)(
    'a list with one bad record: %s',
    async (badRecord) => {
      world.workfront.setHabits({ badRecord, swappedRows: 'made anew' });
      const user = leaver(`Ruth ${badRecord}`, 30);
      const [project] = heldBy('PROJ', 'ownerID', user.ID);
      world.workfront.objects.refuse(project?.ID ?? '', 'no');
      const card = await askFor(user, 'bea.lindqvist@acme.example');
      await world.person.alan.click(card, 'Deactivate');
      expect(await world.shows(card, 'is deactivated')).toContain('29 of 30 things moved to Bea Lindqvist');
    },
  );

  test('a kind that is not shown when it is to be moved is told, and the rest goes', async () => {
    const user = leaver('Fay Forbid', 9);
    const card = await askFor(user, 'bea.lindqvist@acme.example');
    world.workfront.trouble({
      match: { pathIncludes: '/template/search' },
      effect: { kind: 'status', status: 403 },
    });
    await world.person.alan.click(card, 'Deactivate');
    const over = await world.shows(card, 'Fay Forbid is deactivated');
    world.workfront.clearTrouble();
    expect(over).toContain('8 things moved to Bea Lindqvist');
    expect(over).toContain('Could not be read, so nothing of it was handed over: templates.');
  });

  test('an issue is linked as such for whoever took it over, though it is moved by its assignment', async () => {
    const user = leaver('Ida Issue', 0);
    world.workfront.objects.give(user.ID, 1, ['OPTASK']);
    const card = await askFor(user, 'bea.lindqvist@acme.example');
    await world.person.alan.click(card, 'Deactivate');
    await world.dm('bea', 'thing of Ida Issue');
    const told = JSON.stringify(world.person.bea.dm().at(-1));
    const [assignment] = heldBy('ASSGN', 'assignedToID', named.bea).filter((row) =>
      told.includes(String(row['opTaskID'])),
    );
    expect(told).toContain(`${world.workfront.url}/issue/${String(assignment?.['opTaskID'])}/overview`);
  });

  test('the access stays if everything was to be moved and was not', async () => {
    const user = leaver('Paul Fest', 10);
    const [project] = heldBy('PROJ', 'ownerID', user.ID);
    world.workfront.objects.refuse(project?.ID ?? '', 'not this one');
    const { rita } = world.person;
    await rita.type('/wf-deactivate');
    await world.window('rita', 'Work goes to');
    const view = rita.openView();
    if (!view) throw new Error('no form is open');
    await rita.suggestions('wf_people', 'Paul Fest');
    await rita.choose(view, 'wf_people', [user.ID]);
    const managers = await rita.suggestions('wf_successor', '');
    expect(managers.map(({ text }) => text.text)).toEqual(['Their manager']);
    await rita.suggestions('wf_successor', 'Bea Lindqvist');
    await rita.choose(view, 'wf_successor', [named.bea]);
    rita.fill(view, { wf_only_if_all: ['all'] });
    expect((await rita.submit()).errors).toEqual({});
    const summary = await world.window('rita', '1 to deactivate');
    expect(summary).toContain('Work goes to: Bea Lindqvist (bea.lindqvist@acme.example)');
    await rita.submit();
    const card = await world.confirm('Deactivate Paul Fest');
    expect(await world.shows(card, '[Deactivate]')).toContain(
      'The access is only taken if everything that can be moved was moved.',
    );
    await world.person.alan.click(card, 'Deactivate');
    const over = await world.shows(card, 'Not deactivated: Paul Fest');
    expect(over).toContain('9 of 10 things moved to Bea Lindqvist');
    expect(over).toContain('not everything was handed over');
    expect(world.isActive(user)).toBe(true);
  });

  test('to: manager is the leaver’s own; one of their reports gets that manager when they take over', async () => {
    const user = leaver('Mara Boss', 5);
    const report = world.newcomer('Rob Report', { managerID: user.ID });
    const other = world.newcomer('Rea Report', { managerID: user.ID });
    const toReport = await askFor(user, report.emailAddr ?? '');
    await world.person.bea.click(toReport, 'Deactivate');
    await world.shows(toReport, '7 things moved to Rob Report');
    expect(world.workfront.directory.find(report.ID)?.managerID).toBe(named.alan);
    expect(world.workfront.directory.find(other.ID)?.managerID).toBe(report.ID);

    const next = leaver('Nina Next', 5);
    const card = await askFor(next, 'manager');
    expect(words(world.slack.message(card) ?? card)).toContain('Goes to: Alan Park');
    await world.person.bea.click(card, 'Deactivate');
    await world.shows(card, '5 things moved to Alan Park');
  });

  test('without a successor nothing is moved, and Details lists what they hold a page at a time', async () => {
    const user = leaver('Dora Keep', 300);
    const { confirm: card } = await (async () => {
      await world.person.rita.type(`/wf-deactivate ${user.emailAddr}`);
      return { confirm: await world.confirm('Deactivate Dora Keep') };
    })();
    expect(await world.shows(card, '[Details]')).toContain('Goes to: nobody, so all of it stays as it is.');
    const { alan } = world.person;
    await alan.click(card, 'Details');
    await world.window('alan', '1–25 of 33');
    const view = alan.openView();
    if (!view) throw new Error('no window is open');
    await alan.click(view, 'Next');
    await world.window('alan', '26–33 of 33');
    await alan.closeView();
    await world.person.oscar.click(card, 'Details');
    expect(await world.window('oscar', 'You don’t have permission')).not.toContain('33');
    await alan.click(card, 'Deactivate');
    expect(await world.shows(card, 'Dora Keep is deactivated')).toMatch(
      /Still theirs in Workfront: routing rules: 33, projects: 34, .* Details lists it; nobody took over\./u,
    );
    await world.person.rita.click(card, 'Details');
    await world.window('rita', '1–25 of 33');
    await world.person.rita.closeView();
    expect(heldBy('PROJ', 'ownerID', user.ID).length).toBeGreaterThan(10);
    const posts = world.slack.messages(channels.approvals.id).filter(({ threadTs }) => threadTs === card.ts);
    expect(posts.map((post) => plainText(post))).toEqual([]);
  });

  test('show says in private what somebody holds, asks for nothing, and is logged', async () => {
    const user = leaver('Sina Show', 12);
    world.workfront.objects.give(user.ID, 30, ['RRUL']);
    const from = await world.mark();
    const said = await world.hears('rita', () =>
      world.person.rita.type(`/wf-deactivate show ${user.emailAddr}`),
    );
    expect(said).toContain('Sina Show (sina.show@acme.example)');
    expect(said).toMatch(/• \d open projects? they own/u);
    expect(await world.trail(from)).toEqual(['looked_at by rita: sina.show@acme.example']);

    const { rita } = world.person;
    const answer = rita.sees().findLast((one) => plainText(one).includes('Sina Show'));
    if (!answer) throw new Error('no answer is to be seen');
    world.slack.trouble({
      method: 'views.open',
      times: 1,
      effect: { kind: 'error', error: 'exchanged_trigger_id' },
    });
    // Said beside the answer, whose button is still there to be clicked again.
    expect(await world.hears('rita', () => rita.click(answer, 'Details'))).toContain('Please click again.');
    await rita.click(answer, 'Details');
    await world.window('rita', '1–25 of 31');
    const view = rita.openView();
    if (!view) throw new Error('no window is open');
    await rita.click(view, 'Next');
    await world.window('rita', '26–31 of 31');
    await rita.closeView();
    // Once for the answer, once for the window.
    expect(await world.trail(from)).toEqual(Array(2).fill('looked_at by rita: sina.show@acme.example'));
    const refused = await world.hears('oscar', () =>
      world.person.oscar.type(`/wf-deactivate show ${user.emailAddr}`),
    );
    expect(refused).toContain('You don’t have permission');
  });

  test.each([
    ['an inactive person', named.inactive, 'is inactive in Workfront'],
    ['somebody whom Workfront itself will deactivate', named.scheduled, 'is about to lose their own access'],
  ])('%s cannot take over', async (_, id, said) => {
    const user = leaver(`Vera ${id.slice(0, 4)}`, 1);
    const answer = await world.hears('rita', () =>
      world.person.rita.type(`/wf-deactivate ${user.emailAddr} to: ${id}`),
    );
    expect(answer).toContain(said);
    expect(answer).toContain('No request was made.');
  });
});

test('a kind that this Workfront refuses is left out with a warning, and a limited user is told as such', async () => {
  const log: string[] = [];
  world = await startWorld({
    workfront: {
      unknownObjects: ['ITRN'],
      apiUser: { isAdmin: false, mayEditUsers: true, seesOthers: true },
    },
    log: (text) => void log.push(text),
  });
  await world.bot().settled;
  expect(log.filter((text) => text.includes('cards say nothing of them'))).toEqual([
    expect.stringContaining('Workfront does not know how to show iterations'),
  ]);
  const user = leaver('Lina Low', 12);
  await world.person.rita.type(`/wf-deactivate ${user.emailAddr}`);
  const card = await world.confirm('Deactivate Lina Low');
  const shown = await world.shows(card, '[Details]');
  expect(shown).not.toContain('iteration');
  expect(shown).toContain('At least so many: the bot’s Workfront user does not see everything.');
  await world.close();
});

test('a card whose counts take long has its buttons after two seconds, and the counts once they are there', async () => {
  world = await startWorld({ workfrontTiming: { headersTimeout: 6_000, callBudget: 8_000 } });
  world.workfront.trouble({
    match: { pathIncludes: '/portfolio/' },
    effect: { kind: 'delay', milliseconds: 3_000 },
  });
  const user = leaver('Siri Slow', 5);
  await world.person.rita.type(`/wf-deactivate ${user.emailAddr}`);
  const card = await world.confirm('Siri Slow');
  expect(await world.shows(card, '[Deactivate]')).toContain('Counting what they still hold in Workfront …');
  expect(await world.shows(card, '[Details]')).toContain('• 1 portfolio they own');
  await world.close();
});

test('for many people the numbers are together, and each successor hears of their own', async () => {
  world = await startWorld();
  const [one, other] = [leaver('Mia Many', 6), leaver('Max Many', 6)];
  world.workfront.directory.change(other.ID, { managerID: named.bea });
  const { rita, alan } = world.person;
  await rita.type(`/wf-deactivate ${one.emailAddr}, ${other.emailAddr} to: manager`);
  const summary = await world.answer('rita', '2 to deactivate');
  expect(words(summary)).toContain('Work goes to: their manager');
  await rita.click(summary, 'Ask for 2 people');
  const card = await world.confirm('Deactivate 2 people');
  const shown = await world.shows(card, '[Details]');
  expect(shown).toContain('Still theirs in Workfront, all together:');
  expect(shown).toContain('Goes to: 2 managers, each what their report holds · 12 things will be moved');
  await alan.click(card, 'Deactivate');
  await world.shows(card, '12 things moved to 2 managers');
  expect(await world.dm('alan', 'Mia Many')).toContain('6 things of Mia Many are yours');
  expect(await world.dm('bea', 'Max Many')).toContain('6 things of Max Many are yours');
  expect(world.faults()).toEqual([]);
  await world.close();
});
