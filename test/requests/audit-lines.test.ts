import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { announcementsOf, linesOf, type AuditLine } from '../../src/requests/audit-lines.ts';
import { auditEntry, type AuditRow } from '../../src/requests/audit.ts';
import { auditRow } from '../slack/arbitrary.ts';

const numbered = (rows: readonly AuditRow[]): readonly AuditRow[] =>
  rows.map((row, index) => ({ ...row, number: index + 1 }));

const log = fc.array(auditRow, { maxLength: 60 }).map(numbered);

/** As `kind #first–last`. */
const told = (lines: readonly AuditLine[]): readonly string[] =>
  lines.map(({ kind, rows }) => `${kind} ${rows.map(({ number }) => number).join(' ')}`);

const numbersIn = (lines: readonly AuditLine[]): readonly number[] =>
  lines.flatMap(({ rows }) => rows.map(({ number }) => number));

const upTo = (last: number): readonly number[] => Array.from({ length: last }, (_, index) => index + 1);

const facts = {
  asked: { action: 'deactivate', asked: 'Lee', reason: null, at: null },
  looked_up: { asked: 'Lee', found: [], more: false },
  refused: { attempted: 'approve', reason: 'already_decided' },
  submitted: {
    action: 'deactivate',
    targets: [],
    reason: null,
    approvalsRequired: 1,
    expiresAt: '',
    runAt: null,
  },
  approved: { approvals: 1, required: 1 },
  execution_started: { lateByMs: 0 },
  target_settled: { user: { id: '1' }, outcome: { result: 'done' } },
  finished: { state: 'done' },
} as const;

type Given = {
  readonly event: keyof typeof facts;
  readonly actor?: string;
  readonly requestId?: string;
  readonly data?: object;
};

/** Rows of one request and of Rita, unless told otherwise. */
function rowsOf(...given: (keyof typeof facts | Given)[]): readonly AuditRow[] {
  const rows = given.map((one) => {
    const { event, ...own } = typeof one === 'string' ? { event: one } : one;
    const by = { at: new Date('2026-11-26T09:12:13.000Z'), requestId: 'r', actor: 'U0RITA' };
    const entry = auditEntry.parse({ event, ...by, data: facts[event], ...own });
    return { ...entry, number: 0, text: '', previousHash: '', hash: '', seal: null };
  });
  return numbered(rows);
}

const refused = (reason: string): Given => ({ event: 'refused', data: { attempted: 'approve', reason } });

test('whatever the rows are, the lines cover each number once and in order', () => {
  const property = fc.property(log, (rows) => {
    expect(numbersIn(linesOf(rows, true))).toEqual(upTo(rows.length));
    const due = numbersIn(linesOf(rows, false));
    expect(due).toEqual(upTo(due.length));
  });
  fc.assert(property, { numRuns: 500 });
});

test('so they do when they come in batches, some are given up in between, and the bot starts again', () => {
  const steps = fc.array(fc.record({ arrived: fc.nat(9), all: fc.boolean(), posted: fc.nat(4) }));
  const property = fc.property(log, steps, (rows, taken) => {
    const covered: number[] = [];
    let arrived = 0;
    const take = (all: boolean, posted: number): void => {
      // What is stored is the last number that was covered, and nothing else.
      const mark = covered.at(-1) ?? 0;
      const lines = linesOf(rows.slice(mark, arrived), all);
      covered.push(...numbersIn(lines.slice(0, posted)));
    };
    for (const { arrived: more, all, posted } of taken) {
      arrived = Math.min(rows.length, arrived + more);
      take(all, posted);
    }
    arrived = rows.length;
    take(true, Infinity);
    expect(covered).toEqual(upTo(rows.length));
  });
  fc.assert(property, { numRuns: 500 });
});

describe('the lines', () => {
  test('a request has one for the question, one for each decision and one for what came of it', () => {
    const rows = rowsOf(
      'asked',
      'looked_up',
      'submitted',
      'approved',
      'execution_started',
      'target_settled',
      'target_settled',
      'finished',
    );
    expect(told(linesOf(rows, false))).toEqual(['event 1 2 3', 'event 4', 'run 5 6 7 8']);
  });

  test('questions that lead nowhere wait, and go in one line before the next that must', () => {
    const questions = rowsOf('asked', 'looked_up', refused('user_unknown'), refused('already_decided'));
    expect(linesOf(questions, false)).toEqual([]);
    expect(told(linesOf(questions, true))).toEqual(['gathered 1 2 3 4']);
    const other = { ...refused('already_decided'), requestId: 'other' };
    expect(told(linesOf(rowsOf('asked', other), true))).toEqual(['gathered 1 2']);
    const more = rowsOf('asked', 'looked_up', refused('user_unknown'), 'asked', 'looked_up', 'submitted');
    expect(told(linesOf(more, false))).toEqual(['gathered 1 2 3', 'event 4 5 6']);
  });

  test('who may not do it is told at once, each in a line', () => {
    const rows = rowsOf('asked', refused('not_a_requester'), refused('not_an_approver'), 'asked');
    expect(told(linesOf(rows, false))).toEqual(['gathered 1', 'event 2', 'event 3']);
  });

  test('a question of somebody else in between belongs to the same run of numbers', () => {
    const bea = { event: 'asked', actor: 'U0BEA' } as const;
    expect(told(linesOf(rowsOf('asked', bea, 'looked_up', 'submitted'), false))).toEqual(['event 1 2 3 4']);
    expect(told(linesOf(rowsOf(bea, 'submitted'), false))).toEqual(['gathered 1', 'event 2']);
  });

  test('two requests that run at the same time have lines of their own', () => {
    const other = { event: 'target_settled', requestId: 'other' } as const;
    const rows = rowsOf('execution_started', other, 'target_settled', 'finished');
    expect(told(linesOf(rows, false))).toEqual(['run 1', 'run 2', 'run 3 4']);
  });
});

const jobsOf = (...rows: Parameters<typeof rowsOf>) =>
  announcementsOf(rowsOf(...rows)).map(
    ({ job, startAfter }) => `${JSON.stringify(job)} ${startAfter?.toISOString()}`,
  );

describe('the jobs of new rows', () => {
  test('what must go goes two seconds later', () => {
    expect(jobsOf('asked', 'submitted')).toEqual(['{"name":"announce"} 2026-11-26T09:12:15.000Z']);
  });

  test('what may wait goes within ten minutes, at a turn that all of them share', () => {
    const turn = '{"name":"announce","all":true} 2026-11-26T09:20:00.000Z';
    expect(jobsOf('asked')).toEqual([turn]);
    expect(jobsOf('submitted', 'asked')).toEqual(['{"name":"announce"} 2026-11-26T09:12:15.000Z', turn]);
    expect(jobsOf()).toEqual([]);
  });
});
