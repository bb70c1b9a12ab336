import { z } from 'zod';

import { action, state, workfrontUser } from './request.ts';

/** Why a user is never touched. `admin_unknown`: Workfront does not tell whether it is an administrator. */
export const protection = z.enum(['listed', 'api_user', 'administrator', 'admin_unknown']);
export type Protection = z.infer<typeof protection>;

/**
 * Why a command was not followed, such as a key word that stands there `twice` or with nothing behind it
 * (`empty`).
 */
export const notUnderstood = z.enum([
  'twice',
  'empty',
  'nobody',
  'not_a_person',
  'mixed',
  'meant',
  'several',
]);
export type NotUnderstood = z.infer<typeof notUnderstood>;

/** Why a request cannot be taken back: nobody was changed by it, all of them were changed since, or a day is over. */
export const nothingToUndo = z.enum(['nobody', 'changed_since', 'too_late']);
export type NothingToUndo = z.infer<typeof nothingToUndo>;

/**
 * Why somebody is not a member of this workspace who may ask or decide. `unknown`: Slack does not know them.
 */
export const outsider = z.enum(['unknown', 'left', 'bot', 'guest', 'foreign']);
export type Outsider = z.infer<typeof outsider>;

/** Why somebody cannot take over what others hold. `leaver`: it is one of them; `leaving`: will lose their access too. */
export const successorProblem = z.enum([
  'unknown',
  'several',
  'no_email',
  'inactive',
  'leaver',
  'leaving',
  'license',
  'no_manager',
]);
export type SuccessorProblem = z.infer<typeof successorProblem>;

const text = z.string();

/**
 * Every expected "no", in one fixed vocabulary. Each is shown to the person it concerns alone, in their
 * language, and is written to the audit log under its `reason`.
 */
export const refusal = z.discriminatedUnion('reason', [
  z.object({ reason: z.literal('not_a_requester') }),
  /** May see no requests. */
  z.object({ reason: z.literal('not_a_reader') }),
  z.object({ reason: z.literal('not_an_approver') }),
  z.object({ reason: z.literal('not_a_member'), why: outsider }),
  z.object({ reason: z.literal('members_unreadable') }),
  z.object({ reason: z.literal('log_not_sound') }),
  z.object({ reason: z.literal('own_request') }),
  z.object({ reason: z.literal('about_yourself') }),
  z.object({ reason: z.literal('approved_before') }),
  z.object({
    reason: z.literal('already_decided'),
    state,
    by: text.nullable(),
    /** Stopped after it was approved, not withdrawn. */
    stopped: z.literal(true).optional(),
  }),
  z.object({ reason: z.literal('request_unknown'), id: text }),
  z.object({ reason: z.literal('not_your_request') }),
  z.object({ reason: z.literal('not_your_choice') }),
  z.object({ reason: z.literal('nobody_left') }),
  z.object({ reason: z.literal('not_approved_by_you') }),
  /** The list of people was used already, or is too old. */
  z.object({ reason: z.literal('choice_over') }),
  /** To let a request go on; these approved nothing of late. */
  z.object({ reason: z.literal('approved_lately'), others: z.array(text).readonly() }),
  z.object({ reason: z.literal('nothing_to_undo'), why: nothingToUndo }),
  z.object({ reason: z.literal('too_late_to_cancel'), state }),
  z.object({
    reason: z.literal('no_approver_left'),
    /** How many approvals it needs. */
    needed: z.int(),
    /** Set where that is one more than usual, since it is about more people than this. */
    brake: z.int().nullable(),
  }),
  /** `who`: the successor as typed or by name; of `no_manager` the person who has none. */
  z.object({ reason: z.literal('successor'), why: successorProblem, who: text }),
  /** The successor of a reactivation: nothing is handed over by one. */
  z.object({ reason: z.literal('no_hand_over') }),
  /** What the request is about was approved by somebody already. */
  z.object({ reason: z.literal('approved_before_change') }),
  z.object({ reason: z.literal('other_workspace') }),
  z.object({ reason: z.literal('too_fast') }),
  z.object({
    reason: z.literal('not_understood'),
    /** What it is about, such as the key word that stands there twice. */
    typed: text,
    why: notUnderstood,
    /** The command that may have been meant instead. */
    suggestion: text.optional(),
  }),
  z.object({
    reason: z.literal('date_unusable'),
    typed: text,
    why: z.enum(['form', 'past', 'too_far', 'ambiguous', 'no_time']),
    /** What it may mean: two moments, or the day or days whose time was not told. */
    readings: z.array(z.date()).readonly(),
    /** What was read as the reason. */
    because: text.nullable(),
  }),
  z.object({ reason: z.literal('too_many_targets'), most: z.int(), named: z.int() }),
  z.object({ reason: z.literal('reason_missing') }),
  /** No ticket was given, or one of another form; `typed` is what was. */
  z.object({ reason: z.literal('ticket_missing'), typed: text }),
  z.object({
    reason: z.literal('user_unknown'),
    asked: text,
    near: z.array(workfrontUser).readonly(),
    /** The command that may have been meant instead, such as `/wf-deactivate list`. */
    suggestion: text.optional(),
  }),
  z.object({ reason: z.literal('no_email'), slackUserId: text }),
  z.object({ reason: z.literal('nothing_to_do'), action, user: workfrontUser }),
  z.object({ reason: z.literal('protected'), user: workfrontUser, why: protection }),
  z.object({ reason: z.literal('open_request'), user: workfrontUser, requestId: text }),
]);
export type RefusalReason = Readonly<z.infer<typeof refusal>>;

/** The reasons alone. */
export const refusalCode = z.literal(refusal.options.map(({ shape }) => shape.reason.value));

/** An expected "no". Nothing was changed. Callers branch on `because.reason`, never on the message. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly because: RefusalReason;

  constructor(because: RefusalReason) {
    super(because.reason);
    this.because = because;
  }
}
