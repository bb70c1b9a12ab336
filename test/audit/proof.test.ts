import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { chained } from '../../src/audit/chain.ts';
import { sayFault } from '../../src/audit/faults.ts';
import { provenApprovals, type Trust } from '../../src/audit/proof.ts';
import { differences } from '../../src/audit/story.ts';
import type { AuditRow } from '../../src/requests/audit.ts';
import type { Request } from '../../src/requests/request.ts';
import { itemAt, newKey } from './builders.ts';
import { inChain, noon, play, steps, storyOf, userOf, type Play } from './play.ts';

const { sealer, keys } = newKey();
const trust: Trust = { keys, unsealedUpTo: 0 };
const ready = play(['approve', 'approve_too', 'begin'], sealer);

/** What keeps the request from running, or `proven`. */
function judged(
  { request, items, rows }: Play,
  changed: { request?: Partial<Request>; rows?: readonly AuditRow[]; trust?: Trust } = {},
): string {
  const stored = { ...request, ...changed.request };
  const proof = provenApprovals(stored, items, inChain(changed.rows ?? rows), changed.trust ?? trust);
  return proof.proven ? 'proven' : proof.why;
}

describe('whatever happens to a request', () => {
  test('its rows say what the store says', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...steps), { maxLength: 14 }), (taken) => {
        const { request, rows } = play(taken, sealer);
        const story = storyOf(rows);
        expect(story && differences(request, story)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('its approvals are proven exactly while it is approved or runs', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...steps), { maxLength: 14 }), (taken) => {
        const now = play(taken, sealer);
        const may = now.request.state === 'approved' || now.request.state === 'executing';
        expect(judged(now) === 'proven').toBe(may);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a change is proven', () => {
  test('once the last approval is in, before it begins', () => {
    expect(judged(play(['approve', 'approve_too'], sealer))).toBe('proven');
  });

  test('when it gives somebody the access that was asked for, and not when it takes it', () => {
    const back = play(['approve', 'approve_too', 'begin'], sealer, { wish: { action: 'reactivate' } });
    expect(judged(back)).toBe('proven');
    const items = back.items.map((item) => ({ ...item, to: false }));
    expect(judged({ ...back, items })).toContain('Nobody asked to change isActive');
  });
});

describe('approvals are not proven', () => {
  test('for a request that somebody wrote into the store', () => {
    expect(judged(ready)).toBe('proven');
    expect(judged(ready, { rows: [] })).toBe(
      'Request r2222222222 is in the store, but the log has no row of it.',
    );
  });

  test('for one that was only asked, whatever its stored state says', () => {
    const asked = play([], sealer);
    const { approvals } = ready.request;
    expect(judged(asked, { request: { state: 'approved' } })).toBe(
      'Request r2222222222: the store says the state approved, its rows up to row 1 say pending.',
    );
    expect(judged(asked, { request: { approvals } })).toContain('the store says the approvals U2 at');
  });

  test('for one that has ended, however many approved it', () => {
    const over = play(['approve', 'approve_too', 'begin', 'settle'], sealer);
    expect(over.request).toMatchObject({ state: 'done', approvals: [{}, {}] });
    expect(judged(over)).toBe('The log does not say that request r2222222222 was approved.');
  });

  test('by the approvals of another request, even about the same people', () => {
    const other = play(['approve', 'approve_too', 'begin'], sealer, { wish: { id: 'r3333333333' } });
    expect(judged(ready, { rows: other.rows })).toBe(
      'Request r2222222222 is in the store, but the log has no row of it.',
    );
    const { request, items } = ready;
    const [asked] = ready.rows;
    if (!asked) throw new Error('nobody asked');
    const rows = inChain(other.rows).with(0, { row: asked, hashBefore: null });
    expect(provenApprovals(request, items, rows, trust).proven).toBe(false);
  });

  test.each<[string, Partial<Request>]>([
    [
      'the people',
      {
        targets: [
          {
            user: userOf('c'.repeat(32)),
            slackUserId: null,
            outcome: { result: 'waiting' },
            leftOutBy: null,
            successor: null,
          },
        ],
      },
    ],
    ['the action', { action: 'reactivate' }],
    ['the requester', { requester: 'U9' }],
    ['the date', { runAt: noon }],
    ['the approvals needed', { approvalsRequired: 1 }],
    ['whether it is a dry run', { dryRun: true }],
    ['whether others were asked too', { escalatedAt: noon }],
    ['whether the limit was lifted', { lifted: { by: 'U2', at: noon } }],
    [
      'whether all has to be moved first',
      {
        handOver: { isWanted: true, onlyIfAll: true, back: null, plannedAt: null, reportedAt: null },
      },
    ],
  ])('when %s was changed in the store', (fact, request) => {
    expect(judged(ready, { request })).toContain(`the store says ${fact}`);
  });

  test('by a yes to other people than were asked for, whose names the card showed for a while', () => {
    const asked = play([], sealer);
    const [first, ...others] = asked.request.targets;
    if (!first) throw new Error('nobody was asked for');
    const shown = { ...first, user: { ...first.user, email: 'somebody.else@acme.example' } };
    const misled = play(['approve', 'approve_too', 'begin'], sealer, {
      approve: (request) => ({ ...request, targets: [shown, ...others] }),
      begin: (request) => ({ ...request, targets: asked.request.targets }),
    });
    expect(judged(misled)).toContain('the store says the approvals U2 at');
  });

  test('for a work item about somebody else, or another field or value', () => {
    const item = itemAt(ready.items, 0);
    const changes = [
      { ...item, objectId: 'c'.repeat(32) },
      { ...item, field: 'ownerID' as const },
      { ...item, to: true },
      { ...item, kind: 'direct_reports' as const },
    ];
    for (const change of changes) {
      const items = [...ready.items, change];
      expect(judged({ ...ready, items })).toContain(
        `Nobody asked to change ${change.field} of ${change.objectId}`,
      );
    }
  });

  test('for the access of somebody who was left out', () => {
    const without = play(['leave_out', 'approve', 'approve_too', 'begin'], sealer);
    expect(judged(without)).toBe('proven');
    const leftOut = { ...itemAt(without.items, 0), objectId: 'b'.repeat(32) };
    expect(judged({ ...without, items: [leftOut] })).toBe(
      `Nobody asked to change isActive of ${leftOut.objectId} in request r2222222222.`,
    );
  });

  test('by a row that the bot did not seal', () => {
    const { rows } = ready;
    const asked = itemAt(rows, 0);
    const foreign = newKey();
    const forge = (seal: string | null) => rows.with(0, { ...asked, seal });
    expect(judged(ready, { rows: forge(null) })).toBe('Row 1 has no seal: the bot did not write it.');
    expect(judged(ready, { rows: forge(itemAt(rows, 1).seal) })).toContain(
      'Row 1 has a seal that does not fit',
    );
    expect(judged(ready, { rows: forge(foreign.sealer.seal(asked.hash)) })).toContain(
      'a key that is not known',
    );
    expect(judged(ready, { rows: forge(null), trust: { keys, unsealedUpTo: 1 } })).toBe('proven');
    expect(judged(ready, { rows: forge(null), trust: { keys: null, unsealedUpTo: 0 } })).toBe('proven');
  });

  test('by a row that was changed, or is linked to no row of the log', () => {
    const { rows } = ready;
    const changed = { ...itemAt(rows, 1), actor: 'U9' };
    expect(judged(ready, { rows: rows.with(1, changed) })).toContain('Row 2 was changed');
    const row = itemAt(rows, 1);
    const other = { ...chained('f'.repeat(64), row, 2), seal: null };
    const moved = { ...other, seal: sealer.seal(other.hash) };
    expect(judged(ready, { rows: rows.with(1, moved) })).toContain('Row 2 does not follow row 1');
  });

  test('by a row that says it is the first and is not', () => {
    const { request, items } = ready;
    const [first, ...others] = inChain(ready.rows);
    if (!first) throw new Error('there is no row');
    const after = (hashBefore: string | null, number = 1) => {
      const row = { ...chained('0'.repeat(64), first.row, number), seal: null };
      const sealed = { ...row, seal: sealer.seal(row.hash) };
      const proof = provenApprovals(request, items, [{ row: sealed, hashBefore }, ...others], trust);
      return proof.proven ? 'proven' : proof.why;
    };
    expect(after(null)).toBe('proven');
    expect(after('e'.repeat(64))).toContain('Row 1 does not follow row 0');
    expect(after(null, 7)).toContain('Row 7 does not follow row 6');
  });

  test('by the same person twice', () => {
    const { request, rows } = play(['approve'], sealer);
    const again = { ...chained(itemAt(rows, 1).hash, { ...itemAt(rows, 1) }, 3), seal: null };
    const approvals = [...request.approvals, ...request.approvals];
    const twice = { ...ready, request: { ...request, approvals, state: 'approved' as const } };
    expect(judged(twice, { rows: [...rows, { ...again, seal: sealer.seal(again.hash) }] })).toBe(
      'The log does not say that request r2222222222 was approved.',
    );
  });
});

test.each([
  ['x'.repeat(150), 'x'.repeat(150)],
  ['y'.repeat(151), `${'y'.repeat(150)} …`],
])('a long difference is told in few words', (stored, told) => {
  const fault = { kind: 'differs', requestId: 'r1', number: 7, fact: 'the date', logged: 'none' } as const;
  expect(sayFault({ ...fault, stored })).toBe(
    `Request r1: the store says the date ${told}, its rows up to row 7 say none.`,
  );
});
