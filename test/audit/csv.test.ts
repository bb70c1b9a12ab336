import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { csvLines, csvStart, dataCell } from '../../src/audit/csv.ts';
import { harmless } from '../../src/csv-cells.ts';
import type { AuditRow } from '../../src/requests/audit.ts';
import { newKey } from './builders.ts';
import { play } from './play.ts';
import { cellsOf, startsFormula } from './table.ts';

const { sealer } = newKey();
const { rows } = play(['approve', 'approve_too', 'begin', 'settle'], sealer);

async function table(of: readonly AuditRow[], isWanted?: (row: AuditRow) => boolean): Promise<string> {
  return csvStart + (await Array.fromAsync(csvLines(of, isWanted))).join('');
}

async function records(of: readonly AuditRow[], isWanted?: (row: AuditRow) => boolean) {
  const [names = [], ...lines] = cellsOf((await table(of, isWanted)).slice(1));
  return lines.map((cells) => Object.fromEntries(names.map((name, at) => [name, cells[at]])));
}

describe('the table for auditors', () => {
  test('has a column for each fact, in a form that Excel takes for UTF-8', async () => {
    expect((await table([])).startsWith('\uFEFF"number",')).toBe(true);
    const [asked] = await records(rows);
    expect(asked).toEqual({
      number: '1',
      'time (UTC)': '2026-03-02 12:00:00.000',
      event: 'request made',
      actor: 'Name of U1',
      'actor id': 'U1',
      person: `User ${'a'.repeat(32)}; User ${'b'.repeat(32)}`,
      'person e-mail': `${'a'.repeat(32)}@acme.example; ${'b'.repeat(32)}@acme.example`,
      'person Workfront id': `${'a'.repeat(32)}; ${'b'.repeat(32)}`,
      action: 'deactivate',
      reason: "left; '=cmd()",
      outcome: '',
      request: 'r2222222222',
      ticket: '',
      hash: rows[0]?.hash,
      seal: rows[0]?.seal,
      'data (JSON)': expect.stringContaining('left; \\u003dcmd()'),
    });
  });

  test('lets every row be read alone: who, about whom, why, with what outcome', async () => {
    const all = await records(rows);
    const told = all.map((row) => [row.event, row.actor, row.reason, row.outcome].join(' | '));
    expect(told).toEqual([
      "request made | Name of U1 | left; '=cmd() | ",
      "approved | Name of U2 | left; '=cmd() | 1 of 2",
      "approved | Name of U3 | left; '=cmd() | 2 of 2",
      "started | the bot | left; '=cmd() | ",
      "outcome for a person | the bot | left; '=cmd() | done: confirmed by Workfront's answer",
      "outcome for a person | the bot | left; '=cmd() | done: confirmed by Workfront's answer",
      "request ended | the bot | left; '=cmd() | done",
    ]);
    expect(all[4]?.['person Workfront id']).toBe('a'.repeat(32));
  });

  test('says what a request is about also where the row that made it is left out', async () => {
    const [approved] = await records(rows, ({ number }) => number === 2);
    expect(approved).toMatchObject({ number: '2', action: 'deactivate', reason: "left; '=cmd()" });
  });

  test('holds the data exactly, as JSON', async () => {
    const all = await records(rows);
    const texts = all.map((row) => JSON.parse(row['data (JSON)'] ?? ''));
    expect(texts).toEqual(rows.map(({ text }) => JSON.parse(text)));
  });
});

describe('no cell of it starts a formula', () => {
  const dangerous = fc.string({
    unit: fc.constantFrom(...'=+-@＝＋－＠;,|:\t\r\n "\'ab1é(\\'.split('')),
    maxLength: 30,
  });

  test.each([[','], [';'], ['\t'], ['|'], [':'], ['\n'], ['"']])(
    'when %j is taken for the separator, quotes or not',
    (separator) => {
      fc.assert(
        fc.property(fc.array(dangerous, { minLength: 1, maxLength: 3 }), dangerous, (cells, value) => {
          const json = dataCell(JSON.stringify({ value }));
          const line = [...cells.map(harmless), json]
            .map((cell) => `"${cell.replaceAll('"', '""')}"`)
            .join(',');
          for (const part of line.split(separator)) expect(startsFormula(part)).toBe(false);
          expect(JSON.parse(json)).toEqual({ value });
        }),
        { numRuns: 300 },
      );
    },
  );

  test.each([
    ['=1+1', "'=1+1"],
    ['a;=cmd()', "a;'=cmd()"],
    ['a\t@SUM(A1)', "a\t'@SUM(A1)"],
    ['left =cmd()', "left '=cmd()"],
    ['+49 30 123', "'+49 30 123"],
    ['a\n-2', "a\n'-2"],
    ['left - back in May', 'left - back in May'],
    ['jane.doe@acme.com', 'jane.doe@acme.com'],
    ['2026-03-02', '2026-03-02'],
    ['a=b', 'a=b'],
  ])('%j stands as %j', (text, cell) => {
    expect(harmless(text)).toBe(cell);
  });
});
