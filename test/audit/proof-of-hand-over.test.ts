import { describe, expect, test } from 'vitest';

import { firstPreviousHash, chained } from '../../src/audit/chain.ts';
import { provenApprovals, type PlannedChange, type Trust } from '../../src/audit/proof.ts';
import type { AuditRow } from '../../src/requests/audit.ts';
import type { Change } from '../../src/requests/change.ts';
import { chooseGivingBack, planHandOver } from '../../src/requests/hand-over.ts';
import type { Item } from '../../src/requests/items.ts';
import type { Request } from '../../src/requests/request.ts';
import { approve, begin, report, submit } from '../../src/requests/transitions.ts';
import { happened } from '../requests/steps.ts';
import { anItem } from '../store/builders.ts';
import { newKey } from './builders.ts';
import { inChain, noon, userOf } from './play.ts';

const { sealer, keys } = newKey();
const trust: Trust = { keys, unsealedUpTo: 0 };
const boss = userOf('d'.repeat(32));
const leaver = { ...userOf('a'.repeat(32)), managerId: boss.id };
const successor = userOf('b'.repeat(32));
const other = userOf('c'.repeat(32));

/** What happened to one request, with its rows at the end of those before. */
function played(changes: readonly Change[], before: readonly AuditRow[] = []): readonly AuditRow[] {
  const rows = [...before];
  for (const entry of changes.flatMap(({ audit }) => audit)) {
    const row = chained(rows.at(-1)?.hash ?? firstPreviousHash, entry, rows.length + 1);
    rows.push({ ...row, seal: sealer.seal(row.hash) });
  }
  return rows;
}

const wish = {
  requester: { id: 'U1', name: 'Rita' },
  reason: null,
  runAt: null,
  approvalsRequired: 1,
  ttlHours: 72,
  dryRun: false,
  responseUrl: null,
} as const;
const alan = { id: 'U2', name: 'Alan' };

function started(first: Change): readonly Change[] {
  const approved = approve(first.request, alan, noon);
  return [first, approved, happened(begin(approved.request, noon))];
}

function lastOf(changes: readonly Change[]): Request {
  const last = changes.at(-1);
  if (!last) throw new Error('nothing happened');
  return last.request;
}

const taking = started(
  submit(
    {
      ...wish,
      id: 'r2222222222',
      action: 'deactivate',
      targets: [{ user: leaver, slackUserId: null, successor }],
    },
    noon,
  ),
);
const request = lastOf(taking);
const takingRows = played(taking);

const item = (changes: Partial<Item> = {}) => anItem({ from: leaver.id, to: successor.id, ...changes });

function judged(
  of: Request,
  change: PlannedChange,
  rows: readonly AuditRow[],
  earlier: readonly AuditRow[] = [],
): boolean {
  const all = inChain([...earlier, ...rows]);
  const ofRequest = (id: string) => all.filter(({ row }) => row.requestId === id);
  return provenApprovals(of, [change], ofRequest(of.id), trust, ofRequest('r2222222222')).proven;
}

describe('the log proves that something changes hands', () => {
  test('from the leaver to the successor who was named', () => {
    expect(judged(request, item(), takingRows)).toBe(true);
  });

  test('from the leaver to the leaver’s own manager, for the successor alone', () => {
    const own = { kind: 'direct_reports', field: 'managerID', objectId: successor.id } as const;
    expect(judged(request, item({ ...own, to: boss.id }), takingRows)).toBe(true);
    expect(judged(request, item({ ...own, to: other.id }), takingRows)).toBe(false);
    expect(judged(request, item({ ...own, to: null }), takingRows)).toBe(false);
    expect(judged(request, item({ ...own, to: boss.id, objectId: other.id }), takingRows)).toBe(false);
  });

  test.each<[string, Partial<Item>]>([
    ['to somebody else', { to: other.id }],
    ['from somebody else', { from: other.id }],
    ['by a change of somebody’s access', { field: 'isActive' }],
    ['as if it were somebody’s access', { kind: 'access' }],
    ['back, which was not asked', { phase: 'give_back', from: successor.id, to: leaver.id }],
  ])('not %s', (_, changes) => {
    expect(judged(request, item(changes), takingRows)).toBe(false);
  });
});

describe('the log proves that something is given back', () => {
  const handed = { ...item(), outcome: { result: 'done', confirmedBy: 'read' } } as const;
  const planned = planHandOver(request, { items: [handed], unread: [] }, noon);
  const before = played([...taking, planned, report(planned.request, [handed], noon)]);
  const asked = submit(
    {
      ...wish,
      id: 'r3333333333',
      action: 'reactivate',
      targets: [{ user: { ...leaver, isActive: false }, slackUserId: null }],
      back: { of: ['r2222222222'], count: 1 },
    },
    noon,
  );
  const chosen = happened(chooseGivingBack(asked.request, { ...alan, isApprover: true }, true, noon));
  const giving = [asked, ...started(chosen)];
  const back = item({ phase: 'give_back', from: successor.id, to: leaver.id });
  const rows = played(giving, before);
  const of = lastOf(giving);

  test('that went to that person by the request which was named', () => {
    expect(judged(of, back, rows)).toBe(true);
  });

  test.each<[string, Partial<Item>]>([
    ['of another kind', { kind: 'templates' }],
    ['that never went there', { objectId: '2'.repeat(32) }],
    ['from somebody who did not get it', { from: other.id }],
    ['to somebody else', { to: other.id }],
  ])('not something %s', (_, changes) => {
    expect(judged(of, { ...back, ...changes }, rows)).toBe(false);
  });

  test('not unless somebody chose it', () => {
    const silent = started(asked);
    expect(judged(lastOf(silent), back, played(silent, before))).toBe(false);
  });
});
