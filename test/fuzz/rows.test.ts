import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { readJsonLine } from '../../src/audit/json-lines.ts';
import { readKeys } from '../../src/audit/seal.ts';
import {
  parseAuditRow,
  parseItem,
  parseLookUp,
  parseMessage,
  parseRequest,
  parseRowInChain,
  parseSealedRow,
  readSealedRow,
  storable,
} from '../../src/store/rows.ts';
import { patienceMs, runs } from './budget.ts';
import { isClean, changes, json, spoiled, text } from './hostile.ts';

const at = new Date('2026-03-02T12:00:00Z');
const iso = at.toISOString();
const user = {
  id: 'a'.repeat(32),
  name: 'Tyler Reid',
  email: 't@acme.example',
  username: 't',
  isActive: true,
  isAdmin: false,
  lastLoginAt: iso,
  scheduledDeactivationAt: null,
  deactivatedAt: null,
};
const sealed = {
  number: '7',
  at,
  event: 'denied',
  request_id: 'r7kq2m9x3ta',
  actor: 'U01ALAN',
  data: '{"reason":"stays"}',
  previous_hash: '0'.repeat(64),
  hash: 'a'.repeat(64),
  seal: null,
};

/** Every kind of stored row as it should be, and who reads it. */
const kinds: readonly (readonly [string, object, (stored: unknown) => unknown])[] = [
  [
    'request',
    {
      id: 'r7kq2m9x3ta',
      version: 3,
      action: 'deactivate',
      state: 'executing',
      requester: 'U01RITA',
      reason: null,
      targets: [{ user, slackUserId: null, outcome: { result: 'sending' }, leftOutBy: null }],
      run_at: at,
      approvals_required: 1,
      approvals: [{ approver: 'U01ALAN', at: iso }],
      created_at: at,
      expires_at: at,
      decision: null,
      started_at: at,
      finished_at: null,
      trouble: { since: iso, code: 'unavailable', nextTryAt: iso },
      reopened: null,
      undo_of: null,
      ticket: null,
      escalated_at: null,
      lifted: null,
      ticked: null,
      impact: null,
      hand_over: null,
      tallies: [],
      dry_run: false,
      response_url: null,
    },
    parseRequest,
  ],
  [
    'item',
    {
      phase: 'access',
      position: 0,
      kind: 'access',
      type: 'USER',
      object_id: 'a'.repeat(32),
      name: 'Tyler Reid',
      link: null,
      field: 'isActive',
      old_value: true,
      new_value: false,
      outcome: { result: 'failed', reason: 'forbidden', detail: '' },
      retry: { since: iso, nextTryAt: iso },
      settled_at: at,
      had: null,
    },
    parseItem,
  ],
  [
    'look-up',
    {
      id: 'r7kq2m9x3tb',
      action: 'deactivate',
      requester: 'U01RITA',
      asked: 'tyler',
      reason: null,
      run_at: null,
      candidates: ['a'.repeat(32)],
      take_over: null,
      created_at: at,
    },
    parseLookUp,
  ],
  [
    'message',
    {
      request_id: 'r7kq2m9x3ta',
      kind: 'confirm',
      recipient: '',
      channel: 'C1',
      ts: '1.2',
      version: 3,
      shown_at: at,
    },
    parseMessage,
  ],
  ['audit row', sealed, parseAuditRow],
  ['audit row as it is stored', sealed, parseSealedRow],
  ['audit row in its chain', { ...sealed, hash_before: '0'.repeat(64) }, parseRowInChain],
];

/** What it gives, or the error that it throws; anything else that is thrown is one. */
function orError(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

test.each(kinds)(
  'a stored %s with anything in it is read whole or not at all',
  { timeout: patienceMs },
  (_kind, row, parse) => {
    const good: unknown = parse(row);
    expect(good).toBeTruthy();
    let refused = 0;
    fc.assert(
      fc.property(changes, (how) => {
        const given = spoiled(row, how);
        const read = orError(() => parse(given));
        if (read instanceof Error) {
          refused += 1;
          return;
        }
        // What was let through has every part that a good one has.
        expect(Object.keys(Object(read))).toEqual(expect.arrayContaining(Object.keys(Object(good))));
        expect(isClean()).toBe(true);
      }),
      runs(300, kinds.length),
    );
    expect(refused).toBeGreaterThan(0);
  },
);

test('the text of an audit row is read as its event, or not at all', { timeout: patienceMs }, () => {
  const row = parseSealedRow(sealed);
  fc.assert(
    fc.property(
      fc.oneof(
        json.map((value) => JSON.stringify(value)),
        text,
      ),
      text,
      (data, event) => {
        const read = readSealedRow({ ...row, text: data, event: event || row.event });
        expect(read?.text ?? data).toBe(data);
        expect(readSealedRow({ ...row, text: data })?.event ?? row.event).toBe(row.event);
        expect(isClean()).toBe(true);
      },
    ),
    runs(300, 4),
  );
});

test(
  'a line that is none of an export, and a key file that is none, are refused',
  { timeout: patienceMs },
  () => {
    fc.assert(
      fc.property(
        fc.oneof(
          json.map((value) => JSON.stringify(value)),
          text,
        ),
        (line) => {
          expect(() => readJsonLine(line)).toThrow(Error);
          expect(() => readKeys(line)).toThrow(Error);
        },
      ),
      runs(200, 8),
    );
  },
);

test('any text can be stored', { timeout: patienceMs }, () => {
  fc.assert(
    fc.property(text, (typed) => {
      const kept = storable(typed);
      expect(kept).not.toContain('\0');
      expect(kept.isWellFormed()).toBe(true);
    }),
    runs(300, 4),
  );
});
