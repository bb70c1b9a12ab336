/** How what people hold changes hands: planned, carried out with the other work items, logged. */
import type { Person } from './after-approval.ts';
import { factsOf, type AuditEntry } from './audit.ts';
import { facts, refuseUnlessPending, sign, step, type Change } from './change.ts';
import { holdingKind, unreadIn, type HeldCount, type HoldingKind, type Impact } from './holdings.ts';
import type { Item } from './items.ts';
import type { NewJob } from './jobs.ts';
import { Refusal } from './refusal.ts';
import { isSettled, type HandOver, type Request, type Tally } from './request.ts';

/** In this order things change hands: what goes on sending work to the leaver first, their own tasks last. */
export const orderOfMoving: readonly HoldingKind[] = [
  'routing_rules',
  'projects',
  'templates',
  'portfolios',
  'programs',
  'teams',
  'iterations',
  'direct_reports',
  'tasks',
  'issues',
];

const firstAgainMs = 30_000;

/**
 * How much the people hold, for the card: what was counted takes the place of what could not be read before. What
 * still cannot is counted again later, after ever longer pauses. Null: the request is decided already, or all is known.
 */
export function countHeld(
  request: Request,
  counted: Impact,
  now: Date,
): Pick<Change, 'jobs'> | Change | null {
  const { state, impact: before } = request;
  if (state !== 'pending' || (before && unreadIn(before).length === 0)) return null;
  const impact = {
    ...counted,
    counts: holdingKind.options.flatMap((kind): HeldCount[] => {
      const known = before?.counts.find((one) => one.kind === kind && one.count !== null);
      const one = known ?? counted.counts.find((each) => each.kind === kind);
      return one ? [one] : [];
    }),
  };
  const unread = unreadIn(impact).length;
  const waited = Math.max(firstAgainMs, now.getTime() - request.createdAt.getTime());
  const again: NewJob[] =
    unread > 0
      ? [{ job: { name: 'impact', requestId: request.id }, startAfter: new Date(now.getTime() + waited) }]
      : [];
  // Nothing new for the card.
  if (before && unread === unreadIn(before).length) return { jobs: again };
  const change = step(request, { impact }, []);
  return { ...change, jobs: [...change.jobs, ...again] };
}

/** What is to change hands, and the kinds of which Workfront did not show what there is. */
export type HandOverPlan = { readonly items: readonly Item[]; readonly unread: readonly HeldCount[] };

/** The approved request with the items by which things change hands; those of what only a person can move are over. */
export function planHandOver(request: Request, { items, unread }: HandOverPlan, now: Date): Change {
  const moves = items.filter(({ outcome }) => !isSettled(outcome)).length;
  const missing = unread.length > 0;
  const kinds = { unread: unread.map(({ kind }) => kind) };
  const data = { ...factsOf(request), moves, stays: items.length - moves, ...(missing && kinds) };
  return step(
    request,
    { handOver: { ...handOverOf(request), plannedAt: now, ...(missing && { unread }) } },
    [{ event: 'hand_over_planned', ...sign(request, null, now), data }],
    items,
  );
}

/** What came of all of it, a row for each kind. `items`: all of the request that change hands. */
export function reportHandOver(request: Request, items: readonly Item[], now: Date): Change {
  const kinds = Map.groupBy(items, ({ kind }) => kind);
  const audit = [...kinds].map(([kind, ofKind]): AuditEntry => {
    const moved = ofKind.filter(({ outcome }) => outcome.result === 'done');
    const stay = ofKind.filter(({ outcome }) => outcome.result !== 'done');
    const data = {
      ...factsOf(request),
      kind,
      moved: moved.map(({ objectId, from, to }) => ({ id: objectId, from: String(from), to: String(to) })),
      stay: stay.map(({ objectId, outcome }) => ({
        id: objectId,
        why: 'reason' in outcome ? outcome.reason : outcome.result,
        ...('detail' in outcome && outcome.detail !== '' && { detail: outcome.detail }),
      })),
    };
    return { event: 'handed_over', ...sign(request, null, now), data };
  });
  return step(request, { handOver: { ...handOverOf(request), reportedAt: now } }, audit);
}

/**
 * The requester or an approver says whether a reactivation also gives back what was handed over.
 * @throws Refusal for anybody else, once it is decided, and once somebody approved what was said before.
 */
export function chooseGivingBack(
  request: Request,
  person: Person,
  isWanted: boolean,
  now: Date,
): Change | null {
  refuseUnlessPending(request, now);
  if (person.id !== request.requester && !person.isApprover) throw new Refusal({ reason: 'not_an_approver' });
  const { handOver } = request;
  if (!handOver?.back || handOver.isWanted === isWanted) return null;
  if (request.approvals.length > 0) throw new Refusal({ reason: 'approved_before_change' });
  const data = { ...facts(request, person), isWanted, of: [...handOver.back.of] };
  return step(request, { handOver: { ...handOver, isWanted } }, [
    { event: 'giving_back_chosen', ...sign(request, person, now), data },
  ]);
}

/** Whether things are to change hands with this request, and were not looked for yet. */
export function hasToPlan({ handOver }: Pick<Request, 'handOver'>): boolean {
  return handOver !== null && handOver.isWanted && handOver.plannedAt === null;
}

/** Nothing of it was sent, or looked for to be handed over. */
export function isUntouched({ targets, handOver }: Pick<Request, 'targets' | 'handOver'>): boolean {
  return targets.every(({ outcome }) => outcome.result === 'waiting') && !handOver?.plannedAt;
}

/**
 * Whether all that changes hands is through and is to be logged: before anybody's access is taken, and after it was
 * given back. `next`: the request's next open item.
 */
export function isReportDue({ action, handOver }: Request, next: Pick<Item, 'phase'> | null): boolean {
  if (!handOver?.plannedAt || handOver.reportedAt !== null) return false;
  return action === 'deactivate' ? next?.phase !== 'hand_over' : next === null;
}

/** How many things went to somebody else, of how many that could, and how many a person has to see to. */
export function sumOf(tallies: readonly Tally[]): {
  readonly moved: number;
  readonly open: number;
  readonly stay: number;
} {
  const sum = { moved: 0, open: 0, stay: 0 };
  for (const { result, count } of tallies) {
    if (result === 'done' || result === 'already') sum.moved += count;
    else if (result === 'waiting' || result === 'sending') sum.open += count;
    else sum.stay += count;
  }
  return sum;
}

/**
 * Whether everything that can be moved was. What somebody else moved meanwhile needs nothing more; of what could not be
 * read nobody knows.
 */
export function isAllMoved({ tallies, handOver }: Pick<Request, 'tallies' | 'handOver'>): boolean {
  if (handOver?.unread?.some(({ moves }) => moves)) return false;
  return tallies.every(
    ({ result, reason }) =>
      result === 'done' ||
      result === 'already' ||
      reason === 'by_hand' ||
      reason === 'changed' ||
      reason === 'gone',
  );
}

function handOverOf({ id, handOver }: Request): HandOver {
  if (!handOver) throw new Error(`nothing changes hands with request ${id}`);
  return handOver;
}
