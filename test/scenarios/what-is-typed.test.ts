import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { channels, people } from '../../sandbox/acme.ts';
import { words } from '../support/words.ts';
import { startWorld, type World } from '../support/world.ts';

describe('what is typed', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  /** What Rita reads after typing this, when no request comes of it. */
  async function refused(typed: string, command = '/wf-deactivate'): Promise<string> {
    const before = world.slack.messages(channels.approvals.id).length;
    const answer = await world.hears('rita', () => world.person.rita.type(`${command} ${typed}`));
    expect(world.slack.messages(channels.approvals.id)).toHaveLength(before);
    return answer;
  }

  test.each([
    ['reason: parental leave at: tomorrow 18:00', 'parental leave'],
    ['at: tomorrow 6pm REASON: contract ends', 'contract ends'],
    ['reason: told by @Oscar Meyer\nAt: morgen um 18 Uhr', 'told by @Oscar Meyer'],
  ])('date and reason count in any order: %j', async (typed, reason) => {
    const user = world.newcomer(`Ida ${reason.replaceAll(/\W/gu, '')}`);
    const from = Date.now();
    await world.person.rita.type(`/wf-deactivate ${user.emailAddr} ${typed}`);
    const confirm = await world.confirm(`Deactivate ${user.name}`);
    await world.answer('rita', `deactivate ${user.name} (`);
    await world.shows(confirm, '[Deactivate]');
    const shown = JSON.stringify(world.slack.message(confirm));
    expect(shown).toContain(reason);
    const dates = [...shown.matchAll(/"timestamp":(\d+)/gu)].map(([, seconds]) => Number(seconds) * 1000);
    const { timeZone } = people.rita;
    const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
    const tomorrow = clock.format(from + 24 * 3_600_000).slice(0, 10);
    expect(dates.map((at) => clock.format(at))).toContain(`${tomorrow} 18:00`);
    expect(world.isActive(user)).toBe(true);
  });

  test('a date that cannot be read, or can be read in two ways, is asked back', async () => {
    const who = 'tyler.reid@acme.example';
    expect(await refused(`${who} reason: meet at: reception`)).toBe(
      'I cannot read “reception” as a date and time. Please type it like at: 2026-12-24 18:00, in your time zone. No request was made. I read “meet” as the reason.',
    );
    expect(await refused(`${who} at: 1/2 18:00`)).toBe(
      '“1/2 18:00” can mean ‹date› or ‹date›, your time. Please type it like at: 2026-12-24 18:00. No request was made.',
    );
    expect(await refused(`${who} at: tomorrow`)).toBe(
      '“tomorrow” has no time of day (I read ‹date›). Please type it like at: 2026-12-24 18:00. No request was made.',
    );
    expect(await refused(`${who} at: yesterday 18:00`)).toBe(
      'I read “yesterday 18:00” as ‹date›, your time, and that is in the past. No request was made.',
    );
    expect(await refused(`${who} at: 2099-12-24 18:00`)).toBe(
      'I read “2099-12-24 18:00” as ‹date›, your time, and that is more than a year away. No request was made.',
    );
  });

  test('what cannot be told apart is asked back, with what to type', async () => {
    const who = 'tyler.reid@acme.example';
    expect(await refused(`${who} because @Oscar Meyer \`said\` so`)).toBe(
      'I couldn’t tell the person from the rest in “tyler.reid@acme.example because @oscar.meyer `said` so”. Try /wf-deactivate noor@acme.com reason: she left. No request was made.',
    );
    expect(await refused(`${who} reason: a reason: b`)).toBe(
      'reason: stands there twice, so I cannot tell which one counts. No request was made.',
    );
    expect(await refused(`${who} at:`)).toBe(
      'Nothing follows at:. Fill it in, or leave it out. No request was made.',
    );
    expect(await refused('reason: she left')).toBe(
      'You did not say who. Try /wf-deactivate noor@acme.com reason: she left. No request was made.',
    );
    expect(await refused('reason: she is back', '/wf-reactivate')).toBe(
      'You did not say who. Try /wf-reactivate noor@acme.com reason: she is back. No request was made.',
    );
    expect(await refused('#wf-approvals')).toBe(
      '“#C01APPROVALS” is not a person. Name people by e-mail, @mention, name or Workfront ID. No request was made.',
    );
    expect(await refused(`${who} to: nobody@acme.example`)).toBe(
      'No Workfront user matches “nobody@acme.example”, who was to take over. Name them by e-mail. No request was made.',
    );
    expect(await refused(`${who} to: ${who}`)).toBe(
      'Tyler Reid is to lose their own access with this request, so they cannot take over. No request was made.',
    );
  });

  test('a reason without its word is asked back with both parts, and one click asks', async () => {
    const user = world.newcomer('Noor Vale');
    const said = await refused(`${user.emailAddr} because she left at: tomorrow 6pm`);
    expect(said).toBe(
      'This is how I read it: deactivate Noor Vale (noor.vale@acme.example)\nReason: because she left\nWhen: ‹date›, your time\n[Yes, ask]\nIf that is wrong, type the command again with reason: before the reason. Nothing was asked yet.',
    );
    const understood = await world.answer('rita', 'This is how I read it');
    await world.person.rita.click(understood, 'Yes, ask');
    expect(await world.shows(understood, 'You chose')).toBe(
      'You chose Noor Vale (noor.vale@acme.example), to deactivate.',
    );
    expect(words(await world.answer('rita', 'deactivate Noor Vale (noor.vale@acme.example) · '))).toContain(
      'deactivate Noor Vale (noor.vale@acme.example) · reason: because she left · when: ‹date›, your time. ‹link›',
    );
    await world.person.rita.click(understood, 'Yes, ask', { stale: true });
    expect(await world.shows(understood, 'A choice was made here already')).not.toContain('[');
  });

  test('a date without its word is no reason, and a person behind a date is not overlooked', async () => {
    const { emailAddr } = world.newcomer('Nia Vale');
    expect(await refused(`${emailAddr} on friday 17:00`)).toBe(
      `I couldn’t tell what “${emailAddr} on friday 17:00” asks for. Did you mean /wf-deactivate ${emailAddr} at: friday 17:00? No request was made.`,
    );
    expect(await refused(`at: friday 17:00 ${emailAddr}`)).toContain(
      `Did you mean /wf-deactivate ${emailAddr} at: friday 17:00?`,
    );
  });

  test('everything that was typed is in the answer, also who takes over and the ticket', async () => {
    const { emailAddr } = world.newcomer('Una Vale');
    const typed = `${emailAddr} to: tyler.reid@acme.example ticket: HR-12 reason: left`;
    expect(await world.hears('rita', () => world.person.rita.type(`/wf-deactivate ${typed}`))).toBe(
      'Sent to the approvers: deactivate Una Vale (una.vale@acme.example) · reason: left · ticket: HR-12 · when: as soon as approved · work goes to: Tyler Reid (tyler.reid@acme.example). ‹link› · I’ll message you with the result.\n[Undo]',
    );
    const other = world.newcomer('Ona Vale');
    expect(await refused(`${other.emailAddr} she left to: tyler.reid@acme.example`)).toContain(
      'When: as soon as approved\nWork goes to: Tyler Reid (tyler.reid@acme.example)\n[Yes, ask]',
    );
  });

  test('a name with its comma is one person if somebody has that name', async () => {
    const { rita } = world.person;
    expect(await world.hears('rita', () => rita.type('/wf-deactivate Reid, Tyler'))).toContain(
      'deactivate Tyler Reid',
    );
  });

  test('a single word is a user name too, and nobody stands in the list twice', async () => {
    const { rita } = world.person;
    const user = world.newcomer('Vera Quill', { username: 'vq77', emailAddr: 'vera.quill@acme.example' });
    expect(await world.hears('rita', () => rita.type('/wf-deactivate vq77'))).toContain(
      `deactivate ${user.name}`,
    );
    world.newcomer('Wendy Ulm', { username: 'ulm', emailAddr: 'wendy.ulm@acme.example' });
    expect(await world.hears('rita', () => rita.type('/wf-deactivate ulm'))).toContain(
      'deactivate Wendy Ulm',
    );
  });

  test('a slip of a sub-command is noticed once nobody has that name', async () => {
    expect(await refused('lst')).toBe('No Workfront user matches “lst”. Did you mean /wf-deactivate list?');
    expect(await refused('histroy Tyler')).toContain('Did you mean /wf-deactivate history Tyler?');
    expect(await refused('histroy tyler.reid@acme.example')).toBe(
      'I couldn’t tell what “histroy tyler.reid@acme.example” asks for. Did you mean /wf-deactivate history tyler.reid@acme.example? No request was made.',
    );
    expect(await refused('cancel tyler.reid@acme.example', '/wf-reactivate')).toContain(
      'Did you mean /wf-reactivate cancel?',
    );
    world.newcomer('Anna Lst');
    expect(await refused('lst')).toContain('Is this who you mean by “lst”?');
  });

  test('a name typed as an address without a domain, with an @, or in quotes is found', async () => {
    expect(await refused('sam.dupont')).toContain('2 people in Workfront match “sam.dupont”');
    expect(await refused('@Sam Dup')).toContain('2 people in Workfront match “@Sam Dup”');
    expect(await refused("'Sam Dup'")).toContain('2 people in Workfront match');
    expect(await refused('"Dupont, Sam"')).toContain('2 people in Workfront match “Dupont, Sam”');
  });

  test('history takes a mention, and cancel alone shows one’s own open requests', async () => {
    expect(await refused('history @Oscar Meyer')).toBe('There is no request to show.');
    const alans = () => world.person.alan.type('/wf-deactivate cancel');
    expect(await world.hears('alan', alans)).toBe('You have no open request.');
    const { user } = await world.ask('Jon Kay');
    expect(await refused('cancel')).toContain(`Deactivate ${user.name}`);
  });

  test('Slack takes everything and waits for nothing', () => {
    expect(world.faults()).toEqual([]);
  });
});
