import { describe, expect, test } from 'vitest';

import { firstPreviousHash, chained } from '../../src/audit/chain.ts';
import { provenApprovals, type PlannedChange, type Trust } from '../../src/audit/proof.ts';
import type { AuditRow } from '../../src/requests/audit.ts';
import { leaveOut } from '../../src/requests/before-decision.ts';
import type { Change } from '../../src/requests/change.ts';
import { chooseGivingBack, planHandOver } from '../../src/requests/hand-over.ts';
import type { Item } from '../../src/requests/items.ts';
import type { Request, WorkfrontUser } from '../../src/requests/request.ts';
import { approve, begin, report, submit, type NewRequest } from '../../src/requests/transitions.ts';
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

function requestOf(asked: Partial<NewRequest>): Change {
  const deactivation = { ...wish, id: 'r2222222222', action: 'deactivate', targets: [] } as const;
  return submit({ ...deactivation, ...asked }, noon);
}

function started(first: Change): readonly Change[] {
  const approved = approve(first.request, alan, noon);
  return [first, approved, happened(begin(approved.request, noon))];
}

function lastOf(changes: readonly Change[]): Request {
  const last = changes.at(-1);
  if (!last) throw new Error('nothing happened');
  return last.request;
}

const taking = started(requestOf({ targets: [{ user: leaver, slackUserId: null, successor }] }));
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
    ['to the manager, what is nobody’s report', { kind: 'teams', objectId: successor.id, to: boss.id }],
    ['back, which was not asked', { phase: 'give_back', from: successor.id, to: leaver.id }],
  ])('not %s', (_, changes) => {
    expect(judged(request, item(changes), takingRows)).toBe(false);
  });
});

describe('the log does not prove that something changes hands', () => {
  test('with a reactivation, whoever is named', () => {
    const back = started(
      requestOf({ action: 'reactivate', targets: [{ user: leaver, slackUserId: null, successor }] }),
    );
    expect(judged(lastOf(back), item(), played(back))).toBe(false);
  });

  test('from somebody for whom nobody takes over, or who was left out', () => {
    const asked = requestOf({
      targets: [
        { user: leaver, slackUserId: null, successor },
        { user: other, slackUserId: null, successor },
        { user: boss, slackUserId: null },
      ],
    });
    const less = happened(leaveOut(asked.request, [1], alan, noon));
    const changes = [asked, ...started(less)];
    const judgedOf = (from: string) => judged(lastOf(changes), item({ from }), played(changes));
    expect([leaver, other, boss].map(({ id }) => judgedOf(id))).toEqual([true, false, false]);
  });

  test('to a manager whom the leaver did not have: the successor reports to nobody then', () => {
    const alone = started(
      requestOf({ targets: [{ user: userOf('a'.repeat(32)), slackUserId: null, successor }] }),
    );
    const own = { kind: 'direct_reports', field: 'managerID', objectId: successor.id } as const;
    expect(judged(lastOf(alone), item({ ...own, to: null }), played(alone))).toBe(true);
    expect(judged(lastOf(alone), item({ ...own, to: boss.id }), played(alone))).toBe(false);
  });
});

describe('the log proves that something is given back', () => {
  const done = { outcome: { result: 'done', confirmedBy: 'read' } } as const;
  const [theirs, another, otherwise] = [
    item(done),
    item({ ...done, objectId: '3'.repeat(32) }),
    item({ ...done, objectId: '4'.repeat(32), from: other.id }),
  ];
  const handed = [theirs, another, otherwise];
  const both = started(
    requestOf({ targets: [leaver, other].map((user) => ({ user, slackUserId: null, successor })) }),
  );
  const planned = planHandOver(lastOf(both), { items: handed, unread: [] }, noon);
  const before = played([...both, planned, report(planned.request, handed, noon)]);
  const reactivation = (targets: readonly WorkfrontUser[], asked: Partial<NewRequest> = {}) =>
    requestOf({
      id: 'r3333333333',
      action: 'reactivate',
      targets: targets.map((user) => ({ user, slackUserId: null })),
      back: { of: ['r2222222222'], count: 1 },
      ...asked,
    });
  const chosenFor = (asked: Change) => {
    const chosen = happened(chooseGivingBack(asked.request, { ...alan, isApprover: true }, true, noon));
    return [asked, ...started(chosen)];
  };
  const asked = reactivation([leaver]);
  const giving = chosenFor(asked);
  const back = item({ phase: 'give_back', from: successor.id, to: leaver.id });
  const rows = played(giving, before);
  const of = lastOf(giving);

  test('that went to that person by the request which was named', () => {
    expect(judged(of, back, rows)).toBe(true);
    expect(judged(of, { ...back, objectId: another.objectId }, rows)).toBe(true);
  });

  test('to each of those who get their access back', () => {
    const two = chosenFor(reactivation([leaver, other]));
    const toOther = { ...back, objectId: otherwise.objectId, to: other.id };
    expect(judged(lastOf(two), back, played(two, before))).toBe(true);
    expect(judged(lastOf(two), toOther, played(two, before))).toBe(true);
  });

  test('not with a deactivation', () => {
    const taken = chosenFor(reactivation([leaver], { action: 'deactivate' }));
    expect(judged(lastOf(taken), back, played(taken, before))).toBe(false);
  });

  test('not by what another request handed over', () => {
    const others = chosenFor(reactivation([leaver], { back: { of: ['r4444444444'], count: 1 } }));
    expect(judged(lastOf(others), back, played(others, before))).toBe(false);
  });

  test('not when they said at last that it stays where it is', () => {
    const alanSays = { ...alan, isApprover: true };
    const yes = happened(chooseGivingBack(asked.request, alanSays, true, noon));
    const no = happened(chooseGivingBack(yes.request, alanSays, false, noon));
    const changes = [asked, yes, ...started(no)];
    expect(judged(lastOf(changes), back, played(changes, before))).toBe(false);
  });

  test.each<[string, Partial<Item>]>([
    ['of another kind', { kind: 'templates' }],
    ['that never went there', { objectId: '2'.repeat(32) }],
    ['from somebody who did not get it', { from: other.id }],
    ['to somebody else', { to: other.id }],
    ['that was somebody else’s', { objectId: '4'.repeat(32) }],
    ['to its holder of before, who does not come back', { objectId: '4'.repeat(32), to: other.id }],
  ])('not something %s', (_, changes) => {
    expect(judged(of, { ...back, ...changes }, rows)).toBe(false);
  });

  test('not unless somebody chose it', () => {
    const silent = started(asked);
    expect(judged(lastOf(silent), back, played(silent, before))).toBe(false);
  });
});
