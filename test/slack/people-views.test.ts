import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { checkView } from '../../sandbox/slack/block-kit/view-schema.ts';
import { en } from '../../src/i18n/en.ts';
import type { Request } from '../../src/requests/request.ts';
import { everybodyView, leaveOutOptions, leaveOutView } from '../../src/slack/views/people.ts';
import { resultsTable } from '../../src/slack/views/results-table.ts';
import { cellsOf, startsFormula } from '../audit/table.ts';
import { aRequest, aTarget, aUser } from '../store/builders.ts';
import { nasty, requestOfMany } from './arbitrary.ts';

test('Slack takes every page of everybody, and nothing in a name formats, links or mentions', () => {
  const property = fc.property(requestOfMany, fc.nat(5), (each, page) => {
    const view = everybodyView(each, page, en);
    expect(checkView(view, 'modal')).toMatchObject({ ok: true });
    expect(JSON.stringify(view)).not.toMatch(/"mrkdwn"|"emoji":true/u);
  });
  fc.assert(property, { numRuns: 40 });
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
  fc.assert(property, { numRuns: 40 });
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

test('the table of results has a row for each person, and nothing in it starts a formula', () => {
  const property = fc.property(requestOfMany, (each) => {
    const [head, ...rows] = cellsOf(resultsTable(each, en).slice(1));
    expect(rows).toHaveLength(each.targets.length);
    for (const row of rows) {
      expect(row).toHaveLength(head?.length ?? 0);
      for (const cell of row) expect(startsFormula(cell)).toBe(false);
    }
  });
  fc.assert(property, { numRuns: 40 });
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
