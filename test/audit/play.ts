import { firstPreviousHash } from '../../src/audit/chain.ts';
import { chained } from '../../src/audit/chain.ts';
import type { RowInChain } from '../../src/audit/proof.ts';
import type { Sealer } from '../../src/audit/seal.ts';
import { tell, type Story } from '../../src/audit/story.ts';
import type { AuditRow } from '../../src/requests/audit.ts';
import { escalate, leaveOut, liftLimit } from '../../src/requests/before-decision.ts';
import type { Item } from '../../src/requests/items.ts';
import type { Request, WorkfrontUser } from '../../src/requests/request.ts';
import {
  approve,
  begin,
  cancel,
  deny,
  expire,
  pause,
  reopen,
  settle,
  submit,
  type NewRequest,
} from '../../src/requests/transitions.ts';

export const noon = new Date('2026-03-02T12:00:00.000Z');
const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
const person = (id: string) => ({ id, name: `Name of ${id}` });
const policy = { bulkBrake: 25, approvalsRequired: 2, requestTtlHours: 72 };

export function userOf(id: string): WorkfrontUser {
  return {
    id,
    name: `User ${id}`,
    email: `${id}@acme.example`,
    username: id,
    isActive: true,
    isAdmin: false,
    title: null,
    accessLevelId: null,
    accessLevel: null,
    licenseType: null,
    homeGroupId: null,
    homeGroup: null,
    homeTeamId: null,
    homeTeam: null,
    managerId: null,
    manager: null,
    lastLoginAt: null,
    scheduledDeactivationAt: null,
    deactivatedAt: null,
  };
}

export const steps = [
  'approve',
  'approve_too',
  'deny',
  'cancel',
  'expire',
  'begin',
  'reopen',
  'settle',
  'escalate',
  'pause',
  'lift',
  'leave_out',
] as const;
/** What one step changes. */
type Change = ReturnType<typeof submit>;

export type Step = (typeof steps)[number];

/** One request that people and the bot act on, and the log of it, as the bot itself makes both. */
export type Play = {
  readonly request: Request;
  readonly items: readonly Item[];
  readonly rows: readonly AuditRow[];
};

type Otherwise = Partial<Record<Step, (request: Request) => Request>> & {
  /** What else is asked for. */
  readonly wish?: Partial<NewRequest>;
};

/** Plays the steps; what the rules refuse is left out. Of a step: what somebody makes of the store before it. */
export function play(
  taken: readonly Step[],
  sealer: Sealer | null = null,
  { wish = {}, ...tamper }: Otherwise = {},
): Play {
  const asked = {
    id: 'r2222222222',
    action: 'deactivate',
    requester: person('U1'),
    reason: 'left; =cmd()',
    targets: [userOf('a'.repeat(32)), userOf('b'.repeat(32))].map((user) => ({ user, slackUserId: null })),
    runAt: null,
    approvalsRequired: 2,
    ttlHours: 72,
    dryRun: false,
    responseUrl: null,
    ...wish,
  } as const;
  let now = afterChange({ request: null, items: [], rows: [] }, submit(asked, noon), sealer);
  for (const [at, step] of taken.entries()) {
    const request = tamper[step]?.(now.request) ?? now.request;
    const made = tryStep(request, now.items, step, later(at + 1));
    if (made) now = afterChange(now, made, sealer);
  }
  return now;
}

function tryStep(request: Request, items: readonly Item[], step: Step, now: Date): Change | null {
  try {
    return change(request, items, step, now);
  } catch {
    return null;
  }
}

function change(request: Request, items: readonly Item[], step: Step, now: Date): Change | null {
  switch (step) {
    case 'approve':
      return approve(request, person('U2'), now);
    case 'approve_too':
      return approve(request, person('U3'), now);
    case 'deny':
      return deny(request, person('U3'), 'no', now);
    case 'cancel':
      return cancel(request, person('U1'), now);
    case 'expire':
      return expire(request, new Date(now.getTime() + 100 * 3_600_000));
    case 'begin':
      return begin(request, now);
    case 'reopen':
      return reopen(request, request.approvals.slice(1), policy, now);
    case 'settle':
      return settle(
        request,
        items.map((item) => ({ ...item, outcome: { result: 'done', confirmedBy: 'answer' } })),
        now,
      );
    case 'escalate':
      return escalate(request, now);
    case 'pause':
      return pause(request, 200, 200, now);
    case 'lift':
      return liftLimit(request, person('U2'), now);
    case 'leave_out':
      return leaveOut(request, [1], person('U2'), now);
    default:
      return step satisfies never;
  }
}

function afterChange(
  before: {
    readonly request: Request | null;
    readonly items: readonly Item[];
    readonly rows: readonly AuditRow[];
  },
  made: Change,
  sealer: Sealer | null,
): Play {
  const rows = [...before.rows];
  for (const entry of made.audit) {
    const row = chained(rows.at(-1)?.hash ?? firstPreviousHash, entry, rows.length + 1);
    rows.push({ ...row, seal: sealer?.seal(row.hash) ?? null });
  }
  const items = made.items.length > 0 ? made.items : before.items;
  // Of who was left out nothing is to be sent.
  const wanted = items.filter(({ position }) => made.request.targets[position]?.leftOutBy === null);
  return { request: made.request, items: wanted, rows };
}

export function storyOf(rows: readonly AuditRow[]): Story | null {
  return rows.reduce<Story | null>((story, row) => tell(story, row), null);
}

/** The rows as the store gives them to the proof. */
export function inChain(rows: readonly AuditRow[]): RowInChain[] {
  return rows.map((row, at) => ({ row, hashBefore: rows[at - 1]?.hash ?? null }));
}
