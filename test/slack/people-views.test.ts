import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { checkView } from '../../sandbox/slack/block-kit/check.ts';
import { en } from '../../src/i18n/en.ts';
import type { Request } from '../../src/requests/request.ts';
import { peopleTable } from '../../src/slack/views/people-table.ts';
import { everybodyView, leaveOutOptions, leaveOutView } from '../../src/slack/views/people.ts';
import { peopleLines } from '../../src/slack/views/person.ts';
import { resultsTable } from '../../src/slack/views/results-table.ts';
import { cellsOf, startsFormula } from '../audit/table.ts';
import { aRequest, aTarget, aUser, noon } from '../store/builders.ts';
import { nasty, requestOfMany } from './arbitrary.ts';

test('Slack takes every page of everybody, and nothing in a name formats, links or mentions', () => {
  const property = fc.property(requestOfMany, fc.nat(5), (each, page) => {
    const view = everybodyView(each, page, en);
    expect(checkView(view, 'modal')).toMatchObject({ ok: true });
    expect(JSON.stringify(view)).not.toMatch(/"mrkdwn"|"emoji":true/u);
  });
  fc.assert(property, { numRuns: 20 });
});

test('Slack takes the window that leaves people out, and every name that it offers', () => {
  const property = fc.property(requestOfMany, nasty, (each, typed) => {
    const view = leaveOutView(each, en);
    expect(checkView(view, 'modal')).toMatchObject({ ok: true });
    expect(JSON.stringify(view)).not.toMatch(/"mrkdwn"|"emoji":true/u);
    const options = [...leaveOutOptions(each, typed), ...leaveOutOptions(each, '')];
    for (const { text, value } of options) {
      expect(text).toMatchObject({ type: 'plain_text', emoji: false });
      expect(text.text.length).toBeGreaterThan(0);
      expect(text.text.length).toBeLessThanOrEqual(75);
      expect(value).toHaveLength(32);
    }
  });
  fc.assert(property, { numRuns: 20 });
});

/** A request about so many, named by their numbers. */
function about(count: number): Request {
  const targets = Array.from({ length: count }, (_, one) =>
    aTarget(aUser({ name: `Person ${one + 1}`, email: `p${one + 1}@acme.example` })),
  );
  return aRequest({ targets });
}

test('of more than a hundred people a hundred are offered, and the others are found by typing', () => {
  const request = about(1_000);
  expect(leaveOutOptions(request, '')).toHaveLength(100);
  expect(leaveOutOptions(request, ' PERSON 987 ').map(({ text }) => text.text)).toEqual([
    'Person 987 (p987@acme.example)',
  ]);
  expect(leaveOutOptions(request, 'p1000@acme')).toHaveLength(1);
});

test('everybody has pages, and a page that is not there is the last one', () => {
  const pages = [0, 1, 2, 99].map((page) => JSON.stringify(everybodyView(about(81), page, en)));
  expect(pages.map((page) => /(?<shown>\d+ to \d+ of 81)/u.exec(page)?.groups?.shown)).toEqual([
    '1 to 40 of 81',
    '41 to 80 of 81',
    '81 to 81 of 81',
    '81 to 81 of 81',
  ]);
  expect(pages.map((page) => [page.includes('"Previous"'), page.includes('"Next"')])).toEqual([
    [false, true],
    [true, true],
    [true, false],
    [true, false],
  ]);
});

test.each([
  ['results', resultsTable],
  ['people', peopleTable],
])('the table of %s has a row for each person, and nothing in it starts a formula', (_of, table) => {
  const property = fc.property(requestOfMany, (each) => {
    const [head, ...rows] = cellsOf(table(each, en).slice(1));
    expect(rows).toHaveLength(each.targets.length);
    for (const row of rows) {
      expect(row).toHaveLength(head?.length ?? 0);
      for (const cell of row) expect(startsFormula(cell)).toBe(false);
    }
  });
  fc.assert(property, { numRuns: 20 });
});

test.each(['=HYPERLINK("https://evil.example";"Tyler")', '+49 30 123', '@SUM(A1)', '-2+3', '＝1+1', ' \t=1'])(
  'a person named %j is a name in the table of results',
  (name) => {
    const outcome = { result: 'failed', reason: 'rejected', detail: name } as const;
    const target = aTarget(aUser({ name, email: name }), { outcome, leftOutBy: null });
    const [, row = []] = cellsOf(resultsTable(aRequest({ targets: [target], ticket: name }), en).slice(1));
    expect(row.filter(startsFormula)).toEqual([]);
    expect(row.filter((cell) => cell.includes("'"))).toHaveLength(4);
  },
);

test('the table of people says who they are, and what an approver has to know', () => {
  const known = aUser({
    id: 'a'.repeat(32),
    isAdmin: true,
    homeGroup: 'Design',
    manager: 'Kim Lee',
    lastLoginAt: new Date('2026-02-27T09:00:00Z'),
    scheduledDeactivationAt: new Date('2026-04-01T00:00:00Z'),
  });
  const odd = aUser({ isAdmin: null, title: null, accessLevel: null, lastLoginAt: null });
  const rows = cellsOf(peopleTable(aRequest({ targets: [aTarget(known), aTarget(odd)] }), en).slice(1));
  expect(rows[1]).toEqual([
    'Tyler Reid',
    'Tyler.Reid@acme.example',
    'a'.repeat(32),
    'treid',
    'Editor',
    'Worker',
    'Design',
    'Kim Lee',
    '2026-02-27',
    'yes',
    '2026-04-01',
  ]);
  expect(rows[2]?.slice(3)).toEqual(['treid', '', '', '', '', '', 'not known', '']);
});

test('a card names those first of whom an approver has to know more', () => {
  const { targets } = about(30);
  const known = [12, 25].map((position) => targets[position]).flatMap((one) => one ?? []);
  const [admin, leaving] = known.map(({ user }) => user);
  if (!admin || !leaving) throw new Error('too few people');
  const marked = targets.map((target) => {
    if (target.user === admin) return { ...target, user: { ...admin, isAdmin: true } };
    if (target.user !== leaving) return target;
    return { ...target, user: { ...leaving, scheduledDeactivationAt: noon } };
  });
  const lines = peopleLines(marked, en).map((line) =>
    line.map((part) => (part.kind === 'text' ? part.text : '')).join(''),
  );
  expect(lines).toHaveLength(11);
  expect(lines[0]).toContain('Person 13 (');
  expect(lines[1]).toContain('Person 26 (');
  expect(lines[2]).toContain('Person 1 (');
  expect(lines[9]).toContain('Person 8 (');
  expect(lines[10]).toContain('20 more');
});
