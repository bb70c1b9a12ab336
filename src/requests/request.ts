/**
 * The request: one action on one or more Workfront users, asked by one person and decided by others.
 * Data only, each closed set defined once; what may happen to a request stands in transitions.ts, who may
 * do it in policy.ts.
 */
import { z } from 'zod';

import { heldCount, holdingKind, type Impact } from './holdings.ts';
import { moment } from './moment.ts';

export const action = z.enum(['deactivate', 'reactivate']);
export type Action = z.infer<typeof action>;

export const openState = z.enum(['pending', 'approved', 'executing']);
const finalState = z.enum(['done', 'failed', 'denied', 'expired', 'cancelled']);
export const state = z.enum([...openState.options, ...finalState.options]);
export type FinalState = z.infer<typeof finalState>;
export type State = z.infer<typeof state>;

/** A Slack user id, `U…` or `W…`. */
export type SlackUserId = string;

/** Somebody who does something, and their name as the audit log keeps it; null where it is not known. */
export type Actor = { readonly id: SlackUserId; readonly name: string | null };

const text = z.string();
const optional = z.string().nullable().default(null);

/** A Workfront user as it was read at one moment. Rows of earlier versions lack the keys with a default. */
export const workfrontUser = z
  .object({
    /** 32 lowercase hexadecimal digits. */
    id: text,
    name: text,
    /** Empty where Workfront does not tell it. */
    email: text,
    username: text,
    isActive: z.boolean(),
    /** Null: Workfront did not tell, so it may be one. */
    isAdmin: z.boolean().nullable(),
    title: optional,
    accessLevelId: optional,
    accessLevel: optional,
    licenseType: optional,
    homeGroupId: optional,
    homeGroup: optional,
    homeTeamId: optional,
    homeTeam: optional,
    managerId: optional,
    manager: optional,
    lastLoginAt: moment.nullable(),
    /** Set when Workfront itself will deactivate the user at that time. */
    scheduledDeactivationAt: moment.nullable(),
    /** When the user was last deactivated; null for a user who never was. */
    deactivatedAt: moment.nullable(),
  })
  .readonly();
export type WorkfrontUser = z.infer<typeof workfrontUser>;

/** Why nothing was sent for an item, found when the object was read again after the approval. */
export const skipReason = z.enum([
  'gone',
  'protected',
  'administrator',
  'admin_unknown',
  'email_changed',
  'dry_run',
  'not_approved',
  /** Not everything was handed over, and the request wanted that first. */
  'not_handed_over',
  /** Of something that people hold: somebody else gave it to somebody else meanwhile. */
  'changed',
  /** Of something that people hold: only a person can give it to somebody else. */
  'by_hand',
  /** Of something that people hold: who was to take it over cannot any more. */
  'successor_gone',
  /** Of something that people hold: who was to take it over is about to lose their own access by then. */
  'successor_leaving',
]);
export type SkipReason = z.infer<typeof skipReason>;

/** Why Workfront did not carry an item out. */
export const failReason = z.enum(['forbidden', 'blocked', 'rejected', 'no_effect', 'gave_up']);
export type FailReason = z.infer<typeof failReason>;

/** What a person had in Workfront and should have again. */
export const keptField = z.enum(['accessLevel', 'homeGroup', 'homeTeam', 'manager']);
export type KeptField = z.infer<typeof keptField>;

/** By name; null: none. */
const difference = z.object({ field: keptField, before: text.nullable(), now: text.nullable() }).readonly();
export type Difference = z.infer<typeof difference>;

/** What became of one change in Workfront. */
export const outcome = z.discriminatedUnion('result', [
  /** Nothing has been sent to Workfront that could have made the change. */
  z.object({ result: z.literal('waiting') }).readonly(),
  /** The change was sent, or was about to be, and what it did is not known yet. */
  z.object({ result: z.literal('sending') }).readonly(),
  z
    .object({
      result: z.literal('done'),
      confirmedBy: z.enum(['answer', 'read']),
      /** Of a reactivated user: the name of the access level they have now; null: none. Not told: not read. */
      accessLevel: text.nullable().exactOptional(),
      /** After an access was given back: what is not as it was before it was taken. */
      different: z.array(difference).readonly().exactOptional(),
    })
    .readonly(),
  /** Somebody else had made it before this request could. */
  z.object({ result: z.literal('already'), since: moment.nullable() }).readonly(),
  /** `detail`: Workfront's own words, fit to be shown; may be empty. */
  z.object({ result: z.literal('failed'), reason: failReason, detail: text }).readonly(),
  z.object({ result: z.literal('skipped'), reason: skipReason }).readonly(),
]);
export type Outcome = z.infer<typeof outcome>;

export const target = z
  .object({
    /** As read when the request was made: what the approvers saw. */
    user: workfrontUser,
    /** The target's own Slack account, found by e-mail, so that nobody decides about themselves. */
    slackUserId: text.nullable(),
    /** What became of the change of the user's access. */
    outcome,
    /** The approver who took this person out of the request before it was decided. */
    leftOutBy: text.nullable().default(null),
    /**
     * Who takes over what this person holds, as read when the request was made; null: nothing is handed over. Of a
     * reactivation: null, since what is given back may be with several people.
     */
    successor: workfrontUser.nullable().default(null),
  })
  .readonly();
export type Target = z.infer<typeof target>;

export const approval = z.object({ approver: text, at: moment }).readonly();
export type Approval = z.infer<typeof approval>;

/** How a request ended without an execution, and by whom (null: by the clock). */
export const decision = z
  .object({
    by: text.nullable(),
    at: moment,
    reason: text.nullable(),
    /** It was approved already, and waited for its date. */
    stopped: z.literal(true).exactOptional(),
  })
  .readonly();
export type Decision = z.infer<typeof decision>;

/** Set while Workfront cannot be reached: since when, why, and when it is tried again. */
export const trouble = z.object({ since: moment, code: text, nextTryAt: moment }).readonly();
export type Trouble = z.infer<typeof trouble>;

/** Set once the approvals did not carry the request any more: a stricter rule, or an approver who is none now. */
export const reopened = z.object({ at: moment, reason: z.enum(['more_needed', 'approver_left']) }).readonly();

/** Set once somebody let the request go on although the limit for an hour was reached. */
export const lifted = z.object({ by: text, at: moment }).readonly();

/** Set once somebody said that what was left to do by hand is done. */
export const ticked = z.object({ by: text, at: moment }).readonly();

/** How what people hold changes hands with a request. */
export const handOver = z
  .object({
    /** Whether it is part of what is approved; a reactivation only offers it. */
    isWanted: z.boolean(),
    /** Nobody's access is taken unless everything that can be moved was. */
    onlyIfAll: z.boolean(),
    /** Of a reactivation: the requests by which it was handed over, and how many things can be given back. */
    back: z
      .object({ of: z.array(text).readonly(), count: z.int() })
      .readonly()
      .nullable(),
    /** When its work items were made. */
    plannedAt: moment.nullable(),
    /** When all of them were through, and what came of them was logged. */
    reportedAt: moment.nullable(),
    /** Kinds of which Workfront did not show what there is to hand over. */
    unread: z.array(heldCount).readonly().exactOptional(),
  })
  .readonly();
export type HandOver = z.infer<typeof handOver>;

/** Who takes over: one person for everybody, or each one's own manager. `onlyIfAll`: see HandOver. */
export const takeOver = z.object({
  who: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('manager') }),
    z.object({ kind: z.literal('user'), user: workfrontUser }),
  ]),
  onlyIfAll: z.boolean(),
});
export type TakeOver = Readonly<z.infer<typeof takeOver>>;

/** How many things of one kind came to the same. */
export const tally = z
  .object({
    kind: holdingKind,
    result: z.enum(outcome.options.map((one) => one.unwrap().shape.result.value)),
    reason: z.union([skipReason, failReason]).nullable(),
    count: z.int(),
  })
  .readonly();
export type Tally = z.infer<typeof tally>;

export type Request = {
  /** Opaque and short enough to type, such as `r7kq2m9x3ta`; the value of every button of this request. */
  readonly id: string;
  /** Rises by one with every stored change. */
  readonly version: number;
  readonly action: Action;
  readonly state: State;
  readonly requester: SlackUserId;
  readonly reason: string | null;
  readonly targets: readonly Target[];
  /** Null: as soon as it is approved. */
  readonly runAt: Date | null;
  /** Noted when the request is made; a later configuration can raise it, never lower it. */
  readonly approvalsRequired: number;
  readonly approvals: readonly Approval[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Denial, withdrawal or expiry. */
  readonly decision: Decision | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly trouble: Trouble | null;
  readonly reopened: z.infer<typeof reopened> | null;
  /** Of a reactivation that takes a deactivation back: that request's id. */
  readonly undoOf: string | null;
  /** Where the leaver's case is kept, as it was typed. */
  readonly ticket: string | null;
  /** When further approvers were asked too. */
  readonly escalatedAt: Date | null;
  readonly lifted: z.infer<typeof lifted> | null;
  readonly ticked: z.infer<typeof ticked> | null;
  /** How much the people hold, once it was counted; null before, and for a reactivation. */
  readonly impact: Impact | null;
  /** Null: nothing changes hands. */
  readonly handOver: HandOver | null;
  /** What came of the things that change hands, as stored; a step does not bring it up to date. */
  readonly tallies: readonly Tally[];
  readonly dryRun: boolean;
  /** Where the requester's private answer may go for half an hour; never shown or logged. */
  readonly responseUrl: string | null;
};

/** Whether a text has the form of a request's id; what has not is no request's and is kept from the store. */
export function isRequestId(typed: string): boolean {
  return /^r[0-9a-z]{10}$/u.test(typed);
}

/** True once nothing more will happen to a request in this state. */
export function isFinal(now: State): now is FinalState {
  return finalState.options.some((one) => one === now);
}

/** True once the outcome will not change any more. */
export function isSettled({ result }: Outcome): boolean {
  return result !== 'waiting' && result !== 'sending';
}

/** Those whom the request is about, without who was left out of it before it was decided. */
export function wantedTargets<T extends Pick<Target, 'leftOutBy'>>(request: {
  readonly targets: readonly T[];
}): readonly T[] {
  return request.targets.filter(({ leftOutBy }) => leftOutBy === null);
}

/** Nothing more will become of the target: it is through, or was left out. */
export function isOver({ outcome: now, leftOutBy }: Pick<Target, 'outcome' | 'leftOutBy'>): boolean {
  return leftOutBy !== null || isSettled(now);
}

/**
 * Whether the target's access is as the request wished. A dry run wished nothing more; a request that was none, and
 * met a bot that had become one, did.
 */
export function isAsWished(
  { outcome: now }: Pick<Target, 'outcome'>,
  { dryRun }: Pick<Request, 'dryRun'>,
): boolean {
  if (now.result === 'skipped') return now.reason === 'dry_run' && dryRun;
  return now.result === 'done' || now.result === 'already';
}

/** Approved, and waiting for its date: it can still be taken back. */
export function waitsForItsDate({ state: now, runAt }: Pick<Request, 'state' | 'runAt'>): boolean {
  return now === 'approved' && runAt !== null;
}

/** By how many milliseconds an execution with a date started after it could have; 0 without a date. */
export function latenessOf(request: Pick<Request, 'runAt' | 'approvals' | 'startedAt'>): number {
  const { runAt, startedAt } = request;
  if (!runAt || !startedAt) return 0;
  const approvedAt = request.approvals.at(-1)?.at.getTime() ?? 0;
  return Math.max(0, startedAt.getTime() - Math.max(runAt.getTime(), approvedAt));
}
