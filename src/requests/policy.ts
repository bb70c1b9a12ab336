import { wantsActive } from './items.ts';
import type { SlackProfile } from './ports.ts';
import { Refusal, type Outsider, type Protection, type SuccessorProblem } from './refusal.ts';
import {
  wantedTargets,
  type Action,
  type Actor,
  type Request,
  type SlackUserId,
  type WorkfrontUser,
} from './request.ts';

/** The rules that the configuration sets; frozen for the life of the process. */
export type Policy = {
  readonly requesters: readonly string[];
  readonly approvers: readonly string[];
  /** Slack accounts whose Workfront address differs from their own: Slack id to e-mail, in lower case. */
  readonly approverTies: ReadonlyMap<SlackUserId, string>;
  readonly approvalsRequired: number;
  readonly allowSelfApproval: boolean;
  readonly allowAdminTargets: boolean;
  /** E-mail addresses and GUIDs, in lower case. */
  readonly protectedUsers: ReadonlySet<string>;
  readonly requestTtlHours: number;
  readonly remindAfterHours: number;
  readonly maxBulk: number;
  readonly reasonRequired: boolean;
  /** Set: a ticket is required, and this has to be found in it. Give it 500 characters at most. */
  readonly ticketPattern: RegExp | null;
  /** More people than this in one request need one approval more. */
  readonly bulkBrake: number;
  /** More people than this changed within an hour pause what is next; 0: no limit. */
  readonly hourlyLimit: number;
  /** Null: nobody else is asked. */
  readonly escalateAfterHours: number | null;
  /** Ids of people and groups, as `approvers`; empty unless `escalateAfterHours` is set. */
  readonly escalationApprovers: readonly string[];
  readonly notifyApprovers: 'mention' | 'none';
  readonly dryRun: boolean;
};

/** Why this user may never be a target, or null. `ownUserId` is the API's own user. */
export function protectionOf(
  user: WorkfrontUser,
  policy: Pick<Policy, 'protectedUsers' | 'allowAdminTargets'>,
  ownUserId: string,
): Protection | null {
  if (user.id === ownUserId) return 'api_user';
  const names = [user.id, user.email, user.username];
  if (names.some((name) => policy.protectedUsers.has(name.toLowerCase()))) return 'listed';
  if (policy.allowAdminTargets) return null;
  if (user.isAdmin === null) return 'admin_unknown';
  return user.isAdmin ? 'administrator' : null;
}

/** Refuses a target that is protected, or that already is as asked. */
export function checkTarget(
  user: WorkfrontUser,
  action: Action,
  policy: Pick<Policy, 'protectedUsers' | 'allowAdminTargets'>,
  ownUserId: string,
): void {
  const why = protectionOf(user, policy, ownUserId);
  if (why) throw new Refusal({ reason: 'protected', user, why });
  if (user.isActive === wantsActive(action)) throw new Refusal({ reason: 'nothing_to_do', action, user });
}

/** Licenses with which nobody can own or be given work, as far as Workfront's letters are known: R, X. */
const tooLow: ReadonlySet<string | null> = new Set(['R', 'X']);

/** Whether somebody is about to lose their own access: by an open request (`isLeaving`), or on a date of Workfront's. */
export function isAboutToLeave(
  { scheduledDeactivationAt: until }: WorkfrontUser,
  { isLeaving, now }: { readonly isLeaving: boolean; readonly now: Date },
): boolean {
  return isLeaving || (until ?? now) > now;
}

/**
 * Refuses somebody who cannot take over what these leavers hold. `isLeaving`: an open request is about taking their
 * own access. @throws Refusal `successor`
 * @see https://experienceleague.adobe.com/en/docs/workfront/using/administration-and-setup/add-users/create-manage-users/deactivate-a-user
 */
export function checkSuccessor(
  user: WorkfrontUser,
  {
    leavers,
    isLeaving,
    now,
  }: { readonly leavers: readonly WorkfrontUser[]; readonly isLeaving: boolean; readonly now: Date },
): void {
  const refuse = (why: SuccessorProblem) => new Refusal({ reason: 'successor', why, who: user.name });
  if (leavers.some(({ id }) => id === user.id)) throw refuse('leaver');
  if (!user.isActive) throw refuse('inactive');
  if (isAboutToLeave(user, { isLeaving, now })) throw refuse('leaving');
  if (tooLow.has(user.licenseType)) throw refuse('license');
}

/** Why this Slack account may neither ask nor decide, whatever lists it stands on; null: it may. */
export function outsiderOf(
  profile: Pick<SlackProfile, 'isPerson' | 'isDeleted' | 'isGuest' | 'isForeign'>,
): Outsider | null {
  if (profile.isDeleted) return 'left';
  if (!profile.isPerson) return 'bot';
  if (profile.isForeign) return 'foreign';
  return profile.isGuest ? 'guest' : null;
}

/** The profile of a member of this workspace. @throws Refusal `not_a_member` for anybody else's. */
export function memberOnly(profile: SlackProfile | null): SlackProfile {
  if (!profile) throw new Refusal({ reason: 'not_a_member', why: 'unknown' });
  const why = outsiderOf(profile);
  if (why) throw new Refusal({ reason: 'not_a_member', why });
  return profile;
}

/** A person at the keyboard, as far as a decision depends on who they are. */
export type Decider = Actor & {
  readonly isApprover: boolean;
  /** From the Slack profile; null where there is none. */
  readonly email: string | null;
};

/** Why this person may not decide this request, or null when they may. */
export function barrierFor(
  decider: Decider,
  request: Pick<Request, 'requester' | 'targets'>,
  policy: Pick<Policy, 'allowSelfApproval' | 'approverTies'>,
): 'not_an_approver' | 'own_request' | 'about_yourself' | null {
  if (!decider.isApprover) return 'not_an_approver';
  if (decider.id === request.requester && !policy.allowSelfApproval) return 'own_request';
  const own = [decider.email, policy.approverTies.get(decider.id)].filter((one) => typeof one === 'string');
  const isOwn = (address: string) => own.some((one) => isSameAddress(one, address));
  const isTarget = request.targets.some(
    ({ slackUserId, user }) => slackUserId === decider.id || isOwn(user.email) || isOwn(user.username),
  );
  return isTarget ? 'about_yourself' : null;
}

/** Whether somebody who is on the list of approvers could decide the request, as Slack knows them now. */
export function couldDecide(
  id: SlackUserId,
  profile: SlackProfile | null,
  request: Pick<Request, 'requester' | 'targets'>,
  policy: Pick<Policy, 'allowSelfApproval' | 'approverTies'>,
): boolean {
  if (!profile || outsiderOf(profile) !== null) return false;
  const decider = { id, name: null, isApprover: true, email: profile.email };
  return barrierFor(decider, request, policy) === null;
}

/** Refuses a person who may not decide this request. */
export function checkDecider(
  decider: Decider,
  request: Pick<Request, 'requester' | 'targets'>,
  policy: Pick<Policy, 'allowSelfApproval' | 'approverTies'>,
): void {
  const reason = barrierFor(decider, request, policy);
  if (reason) throw new Refusal({ reason });
}

/**
 * The ticket in a text, as TICKET_PATTERN finds it there, or in one of its words where the pattern is for a
 * whole text, such as `^HR-\d+$`; null: none is wanted, or there is none.
 */
export function ticketIn(
  typed: string | null,
  { ticketPattern }: Pick<Policy, 'ticketPattern'>,
): string | null {
  if (ticketPattern === null || typed === null) return null;
  const text = typed.slice(0, longestTicket);
  const found = [text, ...text.split(/[\s,;()]/u)].map((part) => ticketPattern.exec(part)?.[0]);
  return found.find((ticket) => ticket) ?? null;
}

const longestTicket = 500;

/** Refuses a wish without what the configuration wants of it. @throws Refusal `reason_missing`, `ticket_missing` */
export function checkWish(
  { reason, ticket }: { readonly reason: string | null; readonly ticket: string | null },
  policy: Pick<Policy, 'reasonRequired' | 'ticketPattern'>,
): void {
  if (policy.reasonRequired && !reason?.trim()) throw new Refusal({ reason: 'reason_missing' });
  if (policy.ticketPattern && ticketIn(ticket, policy) === null) {
    throw new Refusal({ reason: 'ticket_missing', typed: ticket ?? '' });
  }
}

/** How many approvals a new request about so many people needs: more than the brake says need one more. */
export function approvalsFor(count: number, policy: Pick<Policy, 'approvalsRequired' | 'bulkBrake'>): number {
  return policy.approvalsRequired + (count > policy.bulkBrake ? 1 : 0);
}

/** Who may decide a request: ids of people and groups. */
export function approversOf(
  { escalatedAt }: Pick<Request, 'escalatedAt'>,
  policy: Pick<Policy, 'approvers' | 'escalationApprovers'>,
): readonly string[] {
  return escalatedAt === null ? policy.approvers : [...policy.approvers, ...policy.escalationApprovers];
}

/** How many approvals a request needs by now: what was noted with it, or more if the rules have become stricter. */
export function approvalsNeeded(
  request: Pick<Request, 'approvalsRequired' | 'targets'>,
  policy: Pick<Policy, 'approvalsRequired' | 'bulkBrake'>,
): number {
  const wanted = wantedTargets(request).length;
  return Math.max(request.approvalsRequired, approvalsFor(wanted, policy));
}

/** The same address without case; an empty one is nobody's, so it is not the same as another empty one. */
export function isSameAddress(one: string, other: string): boolean {
  return one !== '' && one.normalize('NFC').toLowerCase() === other.normalize('NFC').toLowerCase();
}

/** When the approvers who have not acted are reminded of a request that is still pending. */
export function remindAtOf(
  request: Pick<Request, 'createdAt'>,
  policy: Pick<Policy, 'remindAfterHours'>,
): Date {
  return new Date(request.createdAt.getTime() + policy.remindAfterHours * 3_600_000);
}
