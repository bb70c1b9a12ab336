import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { channels } from '../../sandbox/acme.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { accessLevels, idFor } from '../../sandbox/workfront/records/user.ts';
import { escalate } from '../../src/usecases/escalate.ts';
import { askMany, type AskedMany } from '../support/many.ts';
import { engines } from '../support/store.ts';
import { words } from '../support/words.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;

/** Chooses people of the request in the window that leaves people out, and sends it. */
async function leaveOut(who: 'alan' | 'bea', { confirm }: AskedMany, names: readonly string[]) {
  const person = world.person[who];
  await person.click(confirm, 'Leave people out');
  await world.window(who, 'Whom to leave out');
  const view = person.openView();
  if (!view) throw new Error('no window is open');
  for (const name of names) await person.suggestions('wf_whom_to_leave_out', name);
  const options = await person.suggestions('wf_whom_to_leave_out', '');
  const values = names.map((name) => {
    const option = options.find(({ text }) => text.text.startsWith(`${name} (`));
    if (!option) throw new Error(`${name} is not offered`);
    return option.value;
  });
  person.fill(view, { wf_whom_to_leave_out: values });
  return person.submit();
}

function inThread({ confirm }: AskedMany) {
  return world.slack.messages(channels.approvals.id).filter(({ threadTs }) => threadTs === confirm.ts);
}

/** The contents of the file of that name in the thread of the card. */
async function tableInThread(asked: AskedMany, name: string): Promise<string> {
  const file = await world.slack.until(() => {
    const files = inThread(asked).flatMap((one) => one.files.map((id) => world.slack.file(id)));
    return files.find((one) => one?.name === name);
  }, `the table ${name}`);
  return file?.content?.toString() ?? '';
}

describe.each(engines)('one request about many, on %s', (engine) => {
  beforeAll(async () => {
    world = await startWorld({ engine, env: { BULK_BRAKE: '10' } });
  });
  afterAll(() => world.close());

  test('shows everybody, lets people be left out, and tells what became of each', async () => {
    const { alan, bea } = world.person;
    const asked = await askMany(world, 'Lea', 12, { approvalsRequired: 2 });
    const card = words(world.slack.message(asked.confirm) ?? asked.confirm);
    expect(card).toContain('Deactivate 12 people?');
    expect(card).toContain('and 2 more');
    expect(card).toContain('More than 10 people need one approval more than usual.');
    expect(card).toContain('0 of 2 approvals');

    const people = await tableInThread(asked, `people-${asked.id}.csv`);
    expect(people.startsWith('\uFEFF"name","e-mail","Workfront id"')).toBe(true);
    expect(people.split('\r\n')).toHaveLength(14);
    expect(people).toContain('"Lea 12","lea.12@acme.example"');

    await alan.click(asked.confirm, 'Show all');
    const shown = await world.window('alan', 'Lea 12');
    expect(shown).toContain('• Lea 1 (lea.1@acme.example)');
    expect(shown).toContain('1 to 12 of 12');
    await alan.closeView();

    const from = await world.mark();
    await Promise.all([leaveOut('alan', asked, ['Lea 3']), leaveOut('bea', asked, ['Lea 5', 'Lea 6'])]);
    expect(await world.window('alan', 'left out')).toBe('1 person is left out of the request.');
    expect(await world.window('bea', 'left out')).toBe('2 people are left out of the request.');
    await world.shows(asked.confirm, 'Deactivate 9 people?');
    await world.shows(asked.confirm, 'Left out by <@U01ALAN>: Lea 3 (');
    expect(await world.shows(asked.confirm, 'Left out by <@U01BEA>: Lea 5 (')).toContain('0 of 2 approvals');
    await world.slack.until(
      () =>
        world.person.rita
          .dm()
          .some((dm) => ['Lea 3', 'Lea 5', 'Lea 6'].every((name) => plainText(dm).includes(`${name} (`))),
      'what Rita is told',
    );
    expect(new Set((await world.trail(from)).map((line) => line.split(':')[0]))).toEqual(
      new Set(['left_out by alan', 'left_out by bea']),
    );

    await alan.click(asked.confirm, 'Deactivate');
    await world.shows(asked.confirm, '1 of 2 approvals · <@U01ALAN>');
    await bea.click(asked.confirm, 'Deactivate');
    const done = await world.shows(asked.confirm, '9 of 9 done');
    expect(done).toContain('9 people are deactivated');
    expect(asked.users.map((user) => world.isActive(user))).toEqual(
      asked.users.map((_, index) => [2, 4, 5].includes(index)),
    );
    const table = await tableInThread(asked, `${asked.id}.csv`);
    expect(table.startsWith('\uFEFF"name","e-mail"')).toBe(true);
    expect(table.split('\r\n')).toHaveLength(14);
    expect(table).toContain('"Lea 3","lea.3@acme.example"');
    expect(world.faults()).toEqual([]);
  });

  // Slack refuses the same way on both.
  if (engine === 'postgres') return;

  test('says so in the thread where Slack takes no tables', async () => {
    const full = { kind: 'error', error: 'file_uploads_except_images_disabled' } as const;
    world.slack.trouble({ method: 'files.getUploadURLExternal', effect: full });
    const asked = await askMany(world, 'Nia', 11, { approvalsRequired: 2 });
    const told = (part: string) =>
      world.slack.until(() => inThread(asked).find((one) => plainText(one).includes(part)), part);
    await told('Slack took no table of everybody. Show all on the message above lists them.');
    await world.person.alan.click(asked.confirm, 'Deactivate');
    await world.shows(asked.confirm, '1 of 2 approvals');
    await world.person.bea.click(asked.confirm, 'Deactivate');
    await told('Slack took no table of the results. Show all on the message above lists them.');
    expect(await world.shows(asked.confirm, '11 of 11 done')).toContain('[Show all]');
    await world.auditLines('the table of all results, about: deactivate Nia 1');
    expect(inThread(asked)).toHaveLength(2);
    world.slack.clearTrouble();
  });
});

describe.each(engines)('approvals and undoing, on %s', (engine) => {
  beforeAll(async () => {
    world = await startWorld({
      engine,
      env: { BULK_BRAKE: '10', ESCALATE_AFTER_HOURS: '4', ESCALATION_APPROVERS: 'U01MINA' },
    });
  });
  afterAll(() => world.close());

  test('an approval is taken back until the last one is given', async () => {
    const { alan, bea } = world.person;
    const asked = await askMany(world, 'Tia', 2, { approvalsRequired: 2 });
    const from = await world.mark();
    await alan.click(asked.confirm, 'Deactivate');
    await world.shows(asked.confirm, '1 of 2 approvals · <@U01ALAN>');
    await bea.click(asked.confirm, 'Take approval back');
    expect(await world.window('bea', 'approved')).toBe('You have not approved this request.');
    await alan.click(asked.confirm, 'Take approval back');
    await world.shows(asked.confirm, '0 of 2 approvals');
    await bea.click(asked.confirm, 'Deactivate');
    await alan.click(asked.confirm, 'Deactivate');
    await world.shows(asked.confirm, '2 of 2 done');
    expect((await world.trail(from)).slice(0, 5)).toEqual([
      'approved by alan',
      'refused by bea: take_back, not_approved_by_you',
      'approval_taken_back by alan',
      'approved by bea',
      'approved by alan',
    ]);
  });

  test('approvers who are asked later are mentioned once, and count', async () => {
    const asked = await askMany(world, 'Uma', 2);
    const { mina } = world.person;
    await mina.click(asked.confirm, 'Deactivate');
    expect(await world.window('mina', 'approver')).toBe('You aren’t an approver here. Nothing changed.');
    await escalate({ store: world.bot().store.store, now: () => new Date() }, asked.id);
    await world.slack.until(
      () => inThread(asked).some((one) => plainText(one).includes('<@U01MINA>')),
      'the question to Mina',
    );
    await world.shows(asked.confirm, 'Further approvers were asked too');
    await mina.click(asked.confirm, 'Deactivate');
    await world.shows(asked.confirm, '2 of 2 done');
    expect(inThread(asked).filter((one) => plainText(one).includes('<@U01MINA>'))).toHaveLength(1);
  });

  test('what was done is undone by a request of its own, which says what is different', async () => {
    const { alan, rita } = world.person;
    const asked = await askMany(world, 'Ivo', 3);
    world.workfront.directory.change(asked.users[2]?.ID ?? '', { isActive: false });
    // Changed between the question and the deactivation: how it was before is how it is now.
    world.workfront.directory.change(asked.users[1]?.ID ?? '', {
      accessLevelID: idFor(accessLevels.light.name),
    });
    expect(inThread(asked).flatMap(({ files }) => files)).toEqual([]);
    await alan.click(asked.confirm, 'Deactivate');
    await world.shows(asked.confirm, '[Undo]');
    world.workfront.directory.change(asked.users[0]?.ID ?? '', {
      accessLevelID: idFor(accessLevels.light.name),
    });
    await rita.click(asked.confirm, 'Undo');
    const card = await world.confirm('Reactivate 2 people?');
    expect(await world.shows(card, '[Deny]')).toContain('Urgent: gives back what request');
    await alan.click(card, 'Reactivate');
    const done = await world.shows(card, '2 of 2 done');
    expect(done).toContain('Ivo 1 (ivo.1@acme.example) is not as before the access was taken: access level:');
    expect(done).not.toContain('Ivo 2 (');
    expect(asked.users.map((user) => world.isActive(user))).toEqual([true, true, false]);
    const given = await world.shows(asked.confirm, '2 of 3 have access again.');
    expect(given).toContain('Still to do: remove Ivo 3 from the');
    expect(given).not.toContain('[Undo]');
    const told = () =>
      rita
        .dm()
        .map(plainText)
        .find((one) => one.includes('2 of 3 have access again.'));
    expect(await world.slack.until(told, 'the same in the result')).not.toContain('[Undo]');
  });
});

describe.each(engines)('the limit for an hour, on %s', (engine) => {
  beforeAll(async () => {
    world = await startWorld({ engine, env: { HOURLY_LIMIT: '2' } });
  });
  afterAll(() => world.close());

  test('stops what is next, and somebody who did not approve it lets it go on', async () => {
    const { alan, bea } = world.person;
    const asked = await askMany(world, 'Max', 5);
    await alan.click(asked.confirm, 'Deactivate');
    const paused = await world.shows(asked.confirm, '[Go on]');
    expect(paused).toContain('2 of 5 done');
    const told = await world.slack.until(() => inThread(asked)[0], 'what the approvers are told');
    expect(words(told)).toBe(
      '<@U01BEA> Stopped for now: deactivate 5 people. More than 2 people would be changed within an hour. Go on, on the message above, lets the rest run without a pause. Otherwise it follows bit by bit.',
    );
    await alan.click(asked.confirm, 'Go on');
    expect(await world.window('alan', 'approved')).toContain('<@U01BEA>');
    await alan.closeView();
    await bea.click(asked.confirm, 'Go on');
    expect(await world.shows(asked.confirm, '5 of 5 done')).not.toContain('[Go on]');
    await world.auditLines('beyond the limit');
  });
});
