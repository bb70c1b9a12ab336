import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { people } from '../../sandbox/acme.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { readAudit } from '../../src/store/audit-log.ts';
import { startWorld, type World } from '../support/world.ts';

/** A NUL, which PostgreSQL cannot hold, half of a pair, a bell, an escape, and what turns text around. */
const nasty = '\0 \uD800 \u0007 \u001B[31m \u202E \u200B';

/**
 * Every text that comes from outside, each with such characters: what is typed, Slack's names, Workfront's names and
 * words, reasons of every kind, a ticket, a list, a file.
 */
describe('control characters in every text from outside', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ env: { TICKET_PATTERN: 'IT-\\d+' } });
    for (const who of [people.rita, people.alan, people.bea]) {
      world.slack.administration.setPerson(who.id, { name: `${who.name} ${nasty}` });
    }
  });
  afterAll(() => world.close());

  const draft = { title: `Title ${nasty}`, manager: null };

  test('a request with them is made, denied with them, and told', async () => {
    const { rita, alan } = world.person;
    const user = world.newcomer(`Nora ${nasty} Nul`, { emailAddr: 'nora@acme.example', title: draft.title });
    await rita.type(`/wf-deactivate ${user.ID} reason: IT-1 ${nasty} gone`);
    const card = await world.confirm('Nora');
    await world.shows(card, '[Deactivate]');
    await alan.click(card, 'Deny');
    await world.window('alan', 'Tell @');
    const view = alan.openView();
    if (view) alan.fill(view, { reason: `no ${nasty} reason` });
    await alan.submit();
    expect(await world.shows(card, 'Denied')).toContain('Why it was denied');
    expect(await world.dm('rita', 'Nora')).toContain('reason');
  });

  test('what Workfront says with them is told, and the log holds it', async () => {
    const { rita, alan } = world.person;
    const user = world.newcomer(`Otis ${nasty}`, { emailAddr: 'otis@acme.example' });
    world.workfront.objects.give(user.ID, 3);
    const [project] = world.workfront.objects.rows('PROJ').filter((row) => row['ownerID'] === user.ID);
    world.workfront.objects.change('PROJ', project?.ID ?? '', { name: `Project ${nasty}` });
    world.workfront.objects.refuse(project?.ID ?? '', `not ${nasty} this one`);
    await rita.type(`/wf-deactivate ${user.ID} to: ${people.bea.email} reason: IT-2`);
    const card = await world.confirm('Otis');
    await world.shows(card, '[Deactivate]');
    await alan.click(card, 'Deactivate');
    expect(await world.shows(card, 'is deactivated')).toContain('2 of 3 things moved');
  });

  test('a question with them that leads nowhere is in the log', async () => {
    const from = await world.mark();
    const said = await world.hears('rita', () =>
      world.person.rita.type(`/wf-deactivate Nobody${nasty}Here reason: IT-3`),
    );
    expect(said).toContain('No Workfront user matches');
    expect((await world.trail(from)).some((row) => row.startsWith('refused by rita'))).toBe(true);
    const cancelled = await world.hears('rita', () =>
      world.person.rita.type(`/wf-deactivate cancel ${nasty}`),
    );
    expect(cancelled).not.toContain('Something went wrong');
  });

  test('a pasted list with them is read, and each bad line is told', async () => {
    const { rita } = world.person;
    world.newcomer('Paul Plain', { emailAddr: 'paul@acme.example' });
    world.newcomer('Pia Plain', { emailAddr: 'pia@acme.example' });
    await rita.type('/wf-deactivate');
    await world.window('rita', 'Or paste a list');
    const view = rita.openView();
    if (!view) throw new Error('no form is open');
    rita.fill(view, {
      wf_list: `paul@acme.example\n${nasty}\npia@acme.example\nGhost ${nasty}`,
      wf_reason: `season ${nasty} over`,
      wf_ticket: `IT-4 ${nasty}`,
    });
    expect((await rita.submit()).errors).toEqual({});
    expect(await world.window('rita', '2 to deactivate')).toContain('Paul Plain');
    await rita.submit();
    const card = await world.confirm('Deactivate 2 people');
    expect(await world.shows(card, '[Deactivate]')).toContain('season');
    while (rita.openView()) await rita.closeView();
  });

  test('the log is whole, and nobody was told that something went wrong', async () => {
    const verdict = await verifyLog(readAudit(world.bot().store.db), { keys: null });
    expect(verdict.ok).toBe(true);
    const everything = Object.values(world.person).flatMap((one) => one.sees());
    expect(everything.filter((one) => plainText(one).includes('Something went wrong'))).toEqual([]);
    expect(world.faults()).toEqual([]);
  });
});
