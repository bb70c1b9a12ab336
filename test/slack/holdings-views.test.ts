import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { readContent, updated } from '../../sandbox/slack/api/chat.ts';
import { checkView } from '../../sandbox/slack/block-kit/check.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { en } from '../../src/i18n/en.ts';
import { holdingKind, type HeldCount } from '../../src/requests/holdings.ts';
import type { Item } from '../../src/requests/items.ts';
import type { Request } from '../../src/requests/request.ts';
import type { Content } from '../../src/slack/views/blocks.ts';
import { confirmMessage } from '../../src/slack/views/confirm.ts';
import { heldView, lookingView } from '../../src/slack/views/held-window.ts';
import { resultMessage } from '../../src/slack/views/result.ts';
import { shownAnswer } from '../../src/slack/views/shown.ts';
import { handOverTable, takenOverMessage } from '../../src/slack/views/taken-over.ts';
import { anItem, aRequest, aTarget, aUser, noon } from '../store/builders.ts';
import { nasty, outcome, request, user } from './arbitrary.ts';
import { facts } from './card.ts';

/** What people read. @throws what Slack would answer. */
function read({ text, blocks }: Content): string {
  const shown = readContent({ text, blocks }, updated);
  expect(JSON.stringify(blocks)).not.toMatch(/"emoji":true/u);
  return plainText({ text: '', blocks: shown.blocks });
}

const counts = (wanted: Partial<Record<HeldCount['kind'], number | null>>): readonly HeldCount[] =>
  holdingKind.options.map((kind) => ({
    kind,
    count: kind in wanted ? (wanted[kind] ?? null) : 0,
    moves: ['projects', 'routing_rules'].includes(kind),
  }));

function pending(changes: Partial<Request> = {}): Request {
  return aRequest({ targets: [aTarget(aUser({ name: 'Lea Lang' }))], ...changes });
}

const bob = aUser({ name: 'Bob Berg', email: 'bob@acme.example' });
const wanted = { isWanted: true, onlyIfAll: false, back: null, plannedAt: null, reportedAt: null };
const toBob = { handOver: wanted, targets: [aTarget(aUser({ name: 'Lea Lang' }), { successor: bob })] };

function card(changes: Partial<Request>): string {
  return read(confirmMessage(pending(changes), facts));
}

describe('the card says what a leaver holds', () => {
  const impact = { counts: counts({ approvals: 1, projects: 12, tasks: 3 }), atLeast: false, readAt: noon };

  test('the most urgent first, with zeroes in one line', () => {
    expect(card({ impact })).toMatch(
      /Still theirs in Workfront:\n• 1 approval waits for their decision\n• 12 open projects they own\n• 3 open tasks of theirs\nNone: approval stages, routing rules, issues, /u,
    );
  });

  test('what could not be read is told, and is no zero', () => {
    const unread = { ...impact, counts: counts({ projects: 1, iterations: null, documents: null }) };
    expect(card({ impact: unread })).toContain('Could not be read: iterations, checked-out documents.');
    expect(card({ impact: unread })).not.toMatch(/None:.*iterations/u);
    const only = { ...impact, counts: counts({ iterations: null }) };
    expect(card({ impact: only })).toMatch(/None: approvals, .*\n.* Could not be read: iterations\./u);
    const nothing = { ...impact, counts: impact.counts.map((one) => ({ ...one, count: null })) };
    expect(card({ impact: nothing })).toContain('What they hold in Workfront could not be read.');
  });

  test('that the bot may see too little, and that there is nothing', () => {
    expect(card({ impact: { ...impact, atLeast: true } })).toContain('At least so many');
    expect(card({ impact: { ...impact, counts: counts({}) } })).toContain('They hold nothing in Workfront');
    expect(card({ impact: null })).toContain('Counting what they still hold in Workfront');
    for (const state of ['approved', 'executing', 'done'] as const) {
      expect(card({ impact: null, state })).not.toContain('Counting');
    }
  });

  test('who takes over how much of it, and whom Workfront may write to', () => {
    expect(card({ ...toBob, impact })).toContain(
      'Goes to: Bob Berg (bob@acme.example) · 12 things will be moved before the access is taken, 4 stay for a person to see to.',
    );
    expect(card({ ...toBob, impact })).toContain('Workfront may send mail about it to 1 person.');
    expect(card({ ...toBob, impact: null })).toContain('Goes to: Bob Berg (bob@acme.example)');
    const all = { ...toBob, handOver: { ...wanted, onlyIfAll: true } };
    expect(card({ ...all, impact })).toContain('only taken if everything that can be moved was moved');
    expect(card({ impact })).toContain('Goes to: nobody, so all of it stays as it is.');
  });

  test('how far it is, and what came of it', () => {
    const handOver = { ...wanted, plannedAt: noon };
    const some = [
      { kind: 'projects', result: 'done', reason: null, count: 38 },
      { kind: 'projects', result: 'failed', reason: 'rejected', count: 3 },
    ] as const;
    const running = { ...toBob, handOver, startedAt: noon };
    expect(card({ ...running, state: 'executing', tallies: some })).toContain('38 of 41 things moved');
    const over = { ...running, state: 'done', tallies: some, finishedAt: noon } as const;
    expect(card(over)).toContain('38 of 41 things moved to Bob Berg');
    expect(card(over)).toContain('3 things stay (projects: 3); Details says which and why.');
    const one = { ...over, tallies: some.map((tally) => ({ ...tally, count: 1 })) };
    expect(card(one)).toContain(
      '1 of 2 things moved to Bob Berg (bob@acme.example)\n1 thing stays (projects: 1); Details',
    );
    expect(card({ ...over, tallies: some.slice(0, 1) })).toContain('38 things moved to Bob Berg');
    expect(card({ ...over, tallies: [] })).toContain('There was nothing to move to Bob Berg');
  });

  test('what stays, the most urgent first', () => {
    const over = { ...toBob, state: 'done', finishedAt: noon, startedAt: noon } as const;
    const tallies = [
      { kind: 'projects', result: 'done', reason: null, count: 38 },
      { kind: 'reports', result: 'skipped', reason: 'by_hand', count: 2 },
      { kind: 'approvals', result: 'skipped', reason: 'by_hand', count: 1 },
      { kind: 'projects', result: 'failed', reason: 'rejected', count: 3 },
      { kind: 'projects', result: 'skipped', reason: 'changed', count: 1 },
    ] as const;
    expect(card({ ...over, handOver: { ...wanted, plannedAt: noon }, tallies })).toContain(
      '7 things stay (approvals: 1, projects: 4, reports: 2); Details',
    );
  });

  test('what stays without a successor, the six most urgent kinds, and what nobody could read', () => {
    const held = { approvals: 1, routing_rules: 2, projects: 3, tasks: 4, issues: 5, direct_reports: 6 };
    const over = {
      state: 'done',
      finishedAt: noon,
      startedAt: noon,
      targets: [aTarget(aUser(), { outcome: { result: 'done', confirmedBy: 'answer' } })],
    } as const;
    const after = (more: Parameters<typeof counts>[0]) =>
      card({ ...over, impact: { ...impact, counts: counts({ ...held, ...more }) } });
    const six = 'approvals: 1, routing rules: 2, projects: 3, tasks: 4, issues: 5, direct reports: 6';
    expect(after({})).toContain(`Still theirs in Workfront: ${six}. Details`);
    expect(after({ teams: 1 })).toContain(`${six}, teams: 1. Details`);
    expect(after({ teams: 1, templates: 1 })).toContain(`${six}, and 2 more kinds. Details`);
    expect(after({ documents: null })).toContain('Could not be read: checked-out documents.');
    expect(after({})).not.toContain('Could not be read');
  });

  test('of which kinds nobody knows what there was to hand over', () => {
    const over = { ...toBob, state: 'done', finishedAt: noon, startedAt: noon } as const;
    const unread = [
      { kind: 'projects', count: null, moves: true },
      { kind: 'reports', count: null, moves: false },
    ] as const;
    const handOver = { ...wanted, plannedAt: noon, unread };
    expect(card({ ...over, handOver })).toContain(
      'Could not be read, so nothing of it was handed over: projects, reports.',
    );
    expect(card({ ...over, handOver })).not.toContain('There was nothing to move');
  });

  test('what is still theirs where nobody took over, with a way to see it, in the result too', () => {
    const lea = aTarget(aUser({ name: 'Lea Lang' }), { outcome: { result: 'done', confirmedBy: 'read' } });
    const over = pending({ targets: [lea], impact, state: 'done', finishedAt: noon, startedAt: noon });
    const said = 'Still theirs in Workfront: approvals: 1, projects: 12, tasks: 3. Details lists it';
    for (const content of [confirmMessage(over, facts), resultMessage(over, null, en, noon)]) {
      expect(read(content)).toContain(said);
      expect(read(content)).toContain('[Details]');
    }
    expect(card({ impact, state: 'denied' })).not.toContain('Still theirs in Workfront: ');
    const kept = aTarget(aUser(), { outcome: { result: 'failed', reason: 'forbidden', detail: '' } });
    expect(card({ targets: [kept], impact, state: 'failed' })).not.toContain('Still theirs');
  });

  test('what a reactivation can give back, with a button for it', () => {
    const back = { of: ['r2222222222'], count: 38 };
    const offered = { action: 'reactivate', handOver: { ...wanted, isWanted: false, back } } as const;
    expect(card(offered)).toContain('Gives nothing back: what went to others (38 things) stays with them');
    expect(JSON.stringify(confirmMessage(pending(offered), facts).blocks)).toContain('Give it back too');
    expect(card({ ...offered, handOver: { ...wanted, back } })).toContain(
      'Gives back: what went to others (38 things)',
    );
  });
});

const thing = fc.record({
  kind: fc.constantFrom(...holdingKind.options),
  name: nasty,
  link: fc.constantFrom(null, 'https://acme.my.workfront.com/project/1'),
});

const thingsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    kind: index < 2 ? ('routing_rules' as const) : ('projects' as const),
    name: `Thing ${index + 1}`,
    link: 'https://acme.my.workfront.com/project/1',
  }));

describe('who takes over reads', () => {
  const from = [aUser({ name: 'Lea Lang' })];
  const told = (count: number, changes: Partial<Request> = {}) =>
    read(takenOverMessage(pending({ ...toBob, ...changes }), { from, things: thingsOf(count) }, en));

  test('how much of each kind it is, and where all of it is listed', () => {
    expect(told(40)).toContain('40 things of Lea Lang are yours in Workfront now.');
    expect(told(40)).toContain('routing rules: 2, projects: 38:');
    expect(told(40)).toContain('… and 10 more; Details lists them all.');
    expect(told(40)).toContain('[Details]');
    expect(told(30)).not.toContain('[Details]');
    expect(told(30)).not.toContain('routing rules: 2');
  });

  test('nothing that others took over', () => {
    const other = aTarget(aUser(), { successor: aUser() });
    const several = told(40, { targets: [...toBob.targets, other] });
    expect(several).toMatch(/… and 10 more$/mu);
    expect(several).not.toContain('[Details]');
  });
});

describe('Slack takes', () => {
  test('the window with what they hold, whatever its names are', () => {
    const page = fc.record({
      of: fc.constant('r7kq2m9x3ta'),
      isOver: fc.boolean(),
      kinds: fc.uniqueArray(
        fc.record({
          kind: fc.constantFrom(...holdingKind.options),
          count: fc.integer({ min: 1, max: 2000 }),
        }),
        { selector: ({ kind }) => kind },
      ),
      kind: fc.constantFrom(...holdingKind.options, null),
      things: fc.array(fc.tuple(thing, fc.option(outcome)), { maxLength: 25 }),
      page: fc.nat(80),
      first: fc.nat(2000),
      total: fc.nat(2000),
    });
    const property = fc.property(page, ({ things, ...rest }) => {
      const listed = things.map(([one, became]) => ({ ...one, outcome: became }));
      const kind = rest.kinds.find((one) => one.kind === rest.kind)?.kind ?? rest.kinds[0]?.kind ?? null;
      const view = heldView({ ...rest, kind, things: listed }, en);
      expect(checkView(view, 'modal')).toMatchObject({ ok: true });
      expect(JSON.stringify(view)).not.toMatch(/"mrkdwn"|"emoji":true/u);
    });
    fc.assert(property, { numRuns: 300 });
    expect(checkView(lookingView('r7kq2m9x3ta', en), 'modal').ok).toBe(true);
  });

  test('the message to who takes over, and the answer to a look', () => {
    const property = fc.property(
      request,
      fc.array(user, { maxLength: 5 }),
      fc.array(thing, { maxLength: 60 }),
      nasty,
      (each, from, things, asked) => {
        expect(read(takenOverMessage(each, { from, things }, en))).toContain('in Workfront now');
        read(shownAnswer({ kind: 'several', asked, users: from, more: false }, en));
        const impact = each.impact ?? { counts: [], atLeast: false, readAt: noon };
        for (const one of from) read(shownAnswer({ kind: 'one', user: one, impact }, en));
      },
    );
    fc.assert(property, { numRuns: 200 });
  });
});

const item = (changes: Partial<Item>) =>
  anItem({ to: bob.id, outcome: { result: 'done', confirmedBy: 'read' }, settledAt: noon, ...changes });

describe('the table of what changed hands', () => {
  test('has a line for each thing, with the reason in words and Workfront’s own', () => {
    const detail = 'Projects in "Brand" stay with the PMO';
    const refused = item({ name: 'Brand', outcome: { result: 'failed', reason: 'rejected', detail } });
    const table = handOverTable(
      pending(toBob),
      [
        item({ link: 'https://acme.my.workfront.com/project/1' }),
        refused,
        item({ kind: 'reports', outcome: { result: 'skipped', reason: 'by_hand' } }),
      ],
      en,
    );
    const [head, moved, stayed, byHand] = table.split('\r\n');
    expect(head).toContain('"kind","Workfront id","name","from","to","result","reason"');
    expect(moved).toContain(
      '"Bob Berg (bob@acme.example)","moved","","","https://acme.my.workfront.com/project/1"',
    );
    expect(stayed).toContain('"stays","Workfront refused","Projects in ""Brand"" stay with the PMO"');
    expect(byHand).toContain('"reports"');
    expect(byHand).toContain('"stays","for a person to see to"');
  });

  test('names the leaver’s manager, to whom the successor goes', () => {
    const tess = aUser({ manager: 'Tess Tan', managerId: 'c'.repeat(32) });
    const leaving = pending({ targets: [aTarget(tess, { successor: bob })] });
    const table = handOverTable(leaving, [item({ kind: 'direct_reports', to: 'c'.repeat(32) })], en);
    expect(table).toContain('"Tess Tan","moved"');
  });

  test('starts no formula, whatever the names are', () => {
    const property = fc.property(nasty, (name) => {
      const table = handOverTable(pending(toBob), [item({ name })], en);
      expect(table.split('\r\n')[1] ?? '').not.toMatch(/(?:^|[,;\t])"?[=+\-@\t]/u);
    });
    fc.assert(property, { numRuns: 300 });
  });
});
