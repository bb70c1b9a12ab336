import { describe, expect, test } from 'vitest';

import { csvLines, csvStart } from '../../src/audit/csv.ts';
import { auditEntry, type AuditRow } from '../../src/requests/audit.ts';
import { noon } from './play.ts';
import { cellsOf } from './table.ts';

const kim = { id: 'k1', name: 'Kim Lee', email: 'kim@acme.example' };
const ada = { id: 'a1' };
const about = { action: 'deactivate', people: [kim], count: 1 };

/** A row of that event, with what it tells. */
function rowOf(event: string, data: object, changes: Partial<AuditRow> = {}): AuditRow {
  const entry = auditEntry.parse({ event, at: noon, requestId: 'r1', actor: 'U1', data });
  const row = { ...entry, number: 1, text: '{}', previousHash: '', hash: 'h', seal: null };
  return Object.assign(row, changes);
}

async function told(...rows: readonly AuditRow[]): Promise<Readonly<Record<string, string>>[]> {
  const text = csvStart + (await Array.fromAsync(csvLines(rows))).join('');
  const [names = [], ...lines] = cellsOf(text.slice(1));
  return lines.map((cells) => Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])));
}

async function oneOf(event: string, data: object, changes?: Partial<AuditRow>) {
  const [row = {}] = await told(rowOf(event, data, changes));
  return row;
}

const submitted = {
  action: 'reactivate',
  targets: [kim, ada],
  reason: 'back from leave',
  ticket: 'IT-1',
  approvalsRequired: 1,
  expiresAt: '',
  runAt: null,
};
const settled = (outcome: object) => ({ about, user: ada, outcome });
const both = 'Kim Lee; a1';

/** Each event with its data: the words for it, whom it names, the action, the reason, and what came of it. */
const events: readonly (readonly [string, object, readonly [string, string, string, string, string]])[] = [
  [
    'asked',
    { action: 'reactivate', asked: 'kim, ada', reason: 'back', at: null },
    ['asked', '', 'reactivate', 'back', 'asked for kim, ada'],
  ],
  ['looked_at', { user: kim }, ['looked at what a person holds', 'Kim Lee', '', '', '']],
  ['looked_up', { asked: 'kim', found: ['1', '2'], more: false }, ['looked up', '', '', '', '2 found']],
  [
    'looked_up',
    { asked: 'kim', found: ['1', '2'], more: true },
    ['looked up', '', '', '', '2 or more found'],
  ],
  [
    'refused',
    { attempted: 'approve', reason: 'own_request', user: kim },
    ['refused', 'Kim Lee', 'approve', '', 'own request'],
  ],
  [
    'refused',
    { attempted: 'approve', reason: 'not_an_approver' },
    ['refused', '', 'approve', '', 'not an approver'],
  ],
  ['submitted', submitted, ['request made', both, 'reactivate', 'back from leave', '']],
  ['approved', { about, approvals: 1, required: 2 }, ['approved', 'Kim Lee', 'deactivate', '', '1 of 2']],
  ['denied', { about, reason: 'stays' }, ['denied', 'Kim Lee', 'deactivate', 'stays', '']],
  ['cancelled', { about }, ['withdrawn', 'Kim Lee', 'deactivate', '', '']],
  ['stopped', { about, reason: 'too early' }, ['stopped', 'Kim Lee', 'deactivate', 'too early', '']],
  ['expired', { about }, ['expired', 'Kim Lee', 'deactivate', '', '']],
  ['tried_now', { about }, ['did not wait for the next try', 'Kim Lee', 'deactivate', '', '']],
  ['ticked', { about }, ['done by hand as well', 'Kim Lee', 'deactivate', '', '']],
  [
    'reopened',
    { about, reason: 'more_needed', standing: [], approvals: 0, required: 2 },
    ['waits for a decision again', 'Kim Lee', 'deactivate', 'more needed', ''],
  ],
  ['left_out', { about, people: [ada] }, ['left people out', 'a1', 'deactivate', '', '']],
  [
    'approval_taken_back',
    { about, approvals: 0, required: 2 },
    ['took the approval back', 'Kim Lee', 'deactivate', '', '0 of 2'],
  ],
  ['escalated', { about }, ['further approvers asked', 'Kim Lee', 'deactivate', '', '']],
  [
    'paused',
    { about, changed: 200, limit: 100 },
    ['paused', 'Kim Lee', 'deactivate', '', '200 changed, limit 100'],
  ],
  ['limit_lifted', { about }, ['let go on', 'Kim Lee', 'deactivate', '', '']],
  ['execution_started', { about, lateByMs: 5 }, ['started', 'Kim Lee', 'deactivate', '', '']],
  [
    'target_settled',
    settled({ result: 'done', confirmedBy: 'read' }),
    ['outcome for a person', 'a1', 'deactivate', '', "done: confirmed by Workfront's read"],
  ],
  [
    'target_settled',
    settled({ result: 'failed', reason: 'no_effect', detail: 'no' }),
    ['outcome for a person', 'a1', 'deactivate', '', 'failed: no effect: no'],
  ],
  [
    'target_settled',
    settled({ result: 'already' }),
    ['outcome for a person', 'a1', 'deactivate', '', 'was so already'],
  ],
  [
    'target_settled',
    settled({ result: 'skipped', reason: 'gone' }),
    ['outcome for a person', 'a1', 'deactivate', '', 'not touched: gone'],
  ],
  ['finished', { about, state: 'failed' }, ['request ended', 'Kim Lee', 'deactivate', '', 'failed']],
  [
    'hand_over_planned',
    { about, moves: 3, stays: 1 },
    ['hand-over planned', 'Kim Lee', 'deactivate', '', '3 to move, 1 by hand'],
  ],
  [
    'handed_over',
    {
      about,
      kind: 'direct_reports',
      moved: [{ id: 'p1', from: 'k1', to: 'a1' }],
      stay: [
        { id: 'p2', why: 'gone' },
        { id: 'p3', why: 'gone' },
      ],
    },
    ['handed over', 'Kim Lee', 'deactivate', '', 'direct reports: 1 moved, 2 stay'],
  ],
  [
    'giving_back_chosen',
    { about, isWanted: true, of: ['r0'] },
    ['chose about giving back', 'Kim Lee', 'deactivate', '', 'gives back'],
  ],
  [
    'giving_back_chosen',
    { about, isWanted: false, of: [] },
    ['chose about giving back', 'Kim Lee', 'deactivate', '', 'gives nothing back'],
  ],
  [
    'message_not_delivered',
    { message: 'left_out', code: 'is_archived' },
    ['message not delivered', '', '', '', 'left out: is archived'],
  ],
];

describe('a row of the table by itself', () => {
  test.each(events)('%s %j', async (event, data, expected) => {
    const row = await oneOf(event, data);
    expect([row['event'], row['person'], row['action'], row['reason'], row['outcome']]).toEqual(expected);
    expect(row).toMatchObject({ number: '1', request: 'r1', hash: 'h', seal: '', actor: 'U1' });
  });

  test('has its cells empty where nothing is known, and the names that are', async () => {
    const entry = { requestId: null, actor: null };
    expect(await oneOf('looked_up', { asked: 'kim', found: [], more: false }, entry)).toMatchObject({
      actor: 'the bot',
      'actor id': '',
      person: '',
      'person e-mail': '',
      'person Workfront id': '',
      action: '',
      reason: '',
      request: '',
    });
    const [row] = await told(rowOf('submitted', { ...submitted, actorName: 'Rita Olsen' }));
    expect(row).toMatchObject({
      actor: 'Rita Olsen',
      'actor id': 'U1',
      person: both,
      'person e-mail': 'kim@acme.example; ',
      'person Workfront id': 'k1; a1',
    });
  });

  test('of many people names nobody where the row itself tells of a few', async () => {
    const many = { ...about, count: 40 };
    expect(await oneOf('escalated', { about: many })).toMatchObject({ person: '', action: 'deactivate' });
    expect(await oneOf('escalated', {})).toMatchObject({ person: '', action: '' });
  });
});

function of(event: string, data: object, requestId: string | null = 'r1'): AuditRow {
  return rowOf(event, data, { requestId });
}

describe('rows of one request', () => {
  test('say what its first row said, to its end', async () => {
    const rows = await told(
      of('submitted', submitted),
      of('escalated', {}),
      of('finished', { state: 'done' }),
      of('ticked', {}),
    );
    const all = [both, 'reactivate', 'back from leave', 'IT-1'];
    expect(rows.map((row) => [row['person'], row['action'], row['reason'], row['ticket']])).toEqual([
      all,
      all,
      all,
      ['', '', '', ''],
    ]);
  });

  test('say nothing of other requests, and what is of no request says nothing of any', async () => {
    const rows = await told(
      of('submitted', submitted),
      of('submitted', { ...submitted, reason: null, ticket: undefined, targets: [ada] }, 'r2'),
      of('escalated', {}, 'r2'),
      of('looked_up', { asked: '', found: [], more: false }, null),
    );
    expect(rows.map((row) => [row['person'], row['reason'], row['ticket']])).toEqual([
      [both, 'back from leave', 'IT-1'],
      ['a1', '', ''],
      ['a1', '', ''],
      ['', '', ''],
    ]);
  });
});
