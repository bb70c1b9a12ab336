import type { Action, SlackUserId, State, WorkfrontUser } from './request.ts';

/**
 * Every expected "no", in one fixed vocabulary. Each is shown to the person it concerns alone, in their
 * language, and is written to the audit log under its `reason`.
 */
export type RefusalReason =
  | { readonly reason: 'not_a_requester' }
  | { readonly reason: 'not_an_approver' }
  | { readonly reason: 'members_unreadable' }
  | { readonly reason: 'own_request' }
  | { readonly reason: 'about_yourself' }
  | { readonly reason: 'approved_before' }
  | { readonly reason: 'already_decided'; readonly state: State; readonly by: SlackUserId | null }
  | { readonly reason: 'request_unknown'; readonly id: string }
  | { readonly reason: 'not_your_request' }
  | { readonly reason: 'too_late_to_cancel'; readonly state: State }
  | { readonly reason: 'no_approver_left' }
  | { readonly reason: 'not_understood'; readonly typed: string }
  | { readonly reason: 'date_unusable'; readonly typed: string; readonly why: 'form' | 'past' | 'too_far' }
  | { readonly reason: 'too_many_targets'; readonly most: number }
  | { readonly reason: 'user_unknown'; readonly asked: string; readonly near: readonly WorkfrontUser[] }
  | { readonly reason: 'no_email'; readonly slackUserId: SlackUserId }
  | {
      readonly reason: 'nothing_to_do';
      readonly action: Action;
      readonly user: WorkfrontUser;
    }
  | { readonly reason: 'protected'; readonly user: WorkfrontUser; readonly why: Protection }
  | { readonly reason: 'open_request'; readonly user: WorkfrontUser; readonly requestId: string };

/** Why a user is never touched. */
export type Protection = 'listed' | 'api_user' | 'administrator' | 'admin_unknown';

/** An expected "no". Nothing was changed. Callers branch on `because.reason`, never on the message. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly because: RefusalReason;

  constructor(because: RefusalReason) {
    super(because.reason);
    this.because = because;
  }
}
