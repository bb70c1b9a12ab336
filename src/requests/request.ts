/**
 * The request: one action on one or more Workfront users, asked by one person and decided by others.
 * Data only; what may happen to it stands in transitions.ts, who may do it in policy.ts.
 */
export type Action = 'deactivate' | 'reactivate';

export type OpenState = 'pending' | 'approved' | 'executing';
export type FinalState = 'done' | 'failed' | 'denied' | 'expired' | 'cancelled';
export type State = OpenState | FinalState;

/** A Slack user id, `U…` or `W…`. */
export type SlackUserId = string;

/** A Workfront user as it was read at one moment. */
export type WorkfrontUser = {
  /** 32 lowercase hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly username: string;
  readonly isActive: boolean;
  /** Null: Workfront did not say. */
  readonly isAdmin: boolean | null;
  readonly title: string | null;
  readonly accessLevel: string | null;
  readonly accessLevelId: string | null;
  /** One letter, whose meaning differs from one licence model to the other. */
  readonly licenseType: string | null;
  readonly homeGroup: string | null;
  readonly homeGroupId: string | null;
  readonly homeTeam: string | null;
  readonly homeTeamId: string | null;
  readonly manager: string | null;
  readonly managerId: string | null;
  readonly lastLoginAt: Date | null;
  /** Set when Workfront itself will deactivate the user at that time. */
  readonly scheduledDeactivationAt: Date | null;
  /** When the user was last deactivated; null for a user who never was. */
  readonly deactivatedAt: Date | null;
};

/** Why a target was not touched, found when it was read again after the approval. */
export type SkipReason =
  | 'gone'
  | 'protected'
  | 'administrator'
  | 'admin_unknown'
  | 'email_changed'
  | 'dry_run';

/** Why Workfront did not carry the action out. */
export type FailReason =
  | 'forbidden'
  | 'rejected'
  | 'not_authenticated'
  | 'misconfigured'
  | 'blocked'
  | 'no_effect'
  | 'gave_up';

export type Outcome =
  /** Nothing has been sent to Workfront that could have changed the user. */
  | { readonly result: 'waiting' }
  /** A PUT was sent, or was about to be, and what it did is not known yet. */
  | { readonly result: 'unknown' }
  | { readonly result: 'done'; readonly confirmedBy: 'answer' | 'read' }
  /** Somebody else had done it before this request could. */
  | { readonly result: 'already'; readonly since: Date | null }
  | { readonly result: 'failed'; readonly reason: FailReason; readonly detail: string }
  | { readonly result: 'skipped'; readonly reason: SkipReason };

export type Target = {
  /** As read when the request was made: what the approvers saw. */
  readonly user: WorkfrontUser;
  /** The target's own Slack account, found by e-mail, so that nobody decides about themselves. */
  readonly slackUserId: SlackUserId | null;
  readonly outcome: Outcome;
};

export type Approval = { readonly approver: SlackUserId; readonly at: Date };

/** How a pending request ended without an execution, and by whom (null: by the clock). */
export type Decision = { readonly by: SlackUserId | null; readonly at: Date; readonly reason: string | null };

/** Set while Workfront cannot be reached: since when, why, and when it is tried again. */
export type Trouble = { readonly since: Date; readonly code: string; readonly nextTryAt: Date };

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
  /** Frozen when the request is made. */
  readonly approvalsRequired: number;
  readonly approvals: readonly Approval[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Denial, withdrawal or expiry. */
  readonly decision: Decision | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly trouble: Trouble | null;
  readonly dryRun: boolean;
  /** Where the requester's private answer may go for half an hour; never shown or logged. */
  readonly responseUrl: string | null;
};

const finalStates: ReadonlySet<State> = new Set<State>(['done', 'failed', 'denied', 'expired', 'cancelled']);

/** True once nothing more will happen to a request in this state. */
export function isFinal(state: State): state is FinalState {
  return finalStates.has(state);
}

/** True once the target's outcome will not change any more. */
export function isSettled(outcome: Outcome): boolean {
  return outcome.result !== 'waiting' && outcome.result !== 'unknown';
}

/** By how many milliseconds an execution with a date started after it could have; 0 without a date. */
export function latenessOf(request: Pick<Request, 'runAt' | 'approvals' | 'startedAt'>): number {
  const { runAt, startedAt } = request;
  if (!runAt || !startedAt) return 0;
  const approvedAt = request.approvals.at(-1)?.at.getTime() ?? 0;
  return Math.max(0, startedAt.getTime() - Math.max(runAt.getTime(), approvedAt));
}
