import type { RefusalReason } from '../requests/refusal.ts';
import type { Action, FailReason, SkipReason } from '../requests/request.ts';

/** `change`: of rows that do not tell which of the two it was. */
type Deed = Action | 'change';

const infinitive = { deactivate: 'deactivate', reactivate: 'reactivate', change: 'change' } as const;
const past = { deactivate: 'deactivated', reactivate: 'reactivated', change: 'changed' } as const;
const pastFirst = { deactivate: 'Deactivated', reactivate: 'Reactivated', change: 'Changed' } as const;
const stateNow = { deactivate: 'inactive', reactivate: 'active', change: 'as asked' } as const;

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/**
 * What the lines of the audit channel say. No argument is ready for markup and nothing here is read as such:
 * the lines are posted as plain text.
 */
export const audit = {
  head: (number: number, head: string) =>
    `:lock: The audit log has ${number} rows today. To check later that none is missing: \`npm run audit -- verify --head ${head}\``,
  seals: (from: number, keyId: string) => `Rows from ${from} on are sealed with key \`${keyId}\`.`,
  numbers: (first: number, last: number) => (first === last ? `#${first}` : `#${first}–${last}`),
  person: (name: string, id: string) => (name ? `${name} (${id})` : id),
  user: (name: string, email: string) => (name && email ? `${name} (${email})` : name || email),
  more: (people: string, count: number) => (count > 0 ? `${people} and ${count} more` : people),
  separator: ', ',
  bot: 'the bot',
  somebody: 'somebody',
  deed: (deed: Deed, who: string) => `${infinitive[deed]} ${who}`,
  requestUnknown: (id: string) => `request ${id}`,
  reason: (reason: string) => `reason: ${reason}`,

  asked: (by: string, deed: string, when: string | null) =>
    `${by} asked to ${deed}, ${when ? `to be done ${when}` : 'as soon as it is approved'}`,
  approved: (by: string, deed: string, given: number, needed: number) =>
    `${by} approved: ${deed} (${given} of ${needed})`,
  runs: (when: string) => `to be done ${when}`,
  denied: (by: string, deed: string) => `${by} denied: ${deed}`,
  ticket: (ticket: string) => `ticket: ${ticket}`,
  undoes: (id: string) => `takes request ${id} back`,
  left_out: (by: string, who: string, deed: string) => `${by} left out ${who}: ${deed}`,
  approval_taken_back: (by: string, deed: string, given: number, needed: number) =>
    `${by} took the approval back: ${deed} (${given} of ${needed})`,
  escalated: (deed: string) => `Further approvers are asked, since nobody decided yet: ${deed}`,
  paused: (deed: string, changed: number, limit: number) =>
    `Paused: ${deed} (${counted(changed, 'person was', 'people were')} changed within an hour, the limit is ${limit})`,
  limit_lifted: (by: string, deed: string) => `${by} let it go on beyond the limit for an hour: ${deed}`,
  cancelled: (by: string, deed: string) => `${by} withdrew: ${deed}`,
  stopped: (by: string, deed: string) => `${by} stopped: ${deed}`,
  ticked: (by: string, deed: string) =>
    `${by} did what was left to do in the Adobe Admin Console, after: ${deed}`,
  expired: (deed: string) => `Expired, since nobody decided in time: ${deed}`,
  reopened: (deed: string, given: number, needed: number) =>
    `Waits for a decision again: ${deed} (${given} of ${needed} approvals count now)`,

  started: (deed: string) => `Started: ${deed}`,
  ended: (deed: string, state: string) => `Ended: ${deed} (${state})`,
  done: (deed: Deed, who: string) => `${pastFirst[deed]} ${who}`,
  already: (deed: Deed, who: string) => `${who} was ${stateNow[deed]} already`,
  not: (deed: Deed, who: string, why: string) => `Not ${past[deed]}: ${who} (${why})`,
  many: (deed: Deed, done: number, count: number) =>
    `${pastFirst[deed]} ${done} of ${counted(count, 'person', 'people')}`,
  manyAlready: (deed: Deed, count: number) =>
    `${counted(count, 'person was', 'people were')} ${stateNow[deed]} already`,
  notDone: (people: string) => `not done: ${people}`,
  oneNotDone: (who: string, why: string) => `${who}: ${why}`,
  askedBy: (by: string, reason: string | null) => `asked by ${by}${reason ? ` (${reason})` : ''}`,
  approvedBy: (people: string) => `approved by ${people}`,
  confirmed: 'confirmed by Workfront',
  accessLevel: (name: string) => `access level: ${name}`,
  said: (words: string) => `Workfront said “${words}”`,
  dryRun: 'dry run, Workfront was not changed',
  why: {
    gone: 'no longer in Workfront',
    protected: 'protected',
    administrator: 'a Workfront administrator by then',
    admin_unknown: 'not known whether an administrator',
    email_changed: 'another e-mail address by then',
    dry_run: 'dry run',
    not_approved: 'the approvals did not count any more',
    not_handed_over: 'not everything was handed over',
    changed: 'somebody else changed it meanwhile',
    by_hand: 'only a person can hand it over',
    successor_gone: 'who was to take over cannot any more',
    forbidden: 'Workfront does not allow the bot to do it',
    blocked: 'blocked before Workfront',
    rejected: 'Workfront refused',
    no_effect: 'Workfront said yes and changed nothing',
    gave_up: 'Workfront could not be reached for 24 hours',
  } satisfies Record<SkipReason | FailReason, string>,

  refused: (by: string, tried: string, why: string) => `Refused: ${by} tried to ${tried} (${why})`,
  tried: {
    approve: (deed: string) => `approve: ${deed}`,
    deny: (deed: string) => `deny: ${deed}`,
    cancel: (deed: string) => `withdraw: ${deed}`,
    stop: (deed: string) => `stop: ${deed}`,
    tick: (deed: string) => `tick what was left to do after: ${deed}`,
    try_now: (deed: string) => `try again at once: ${deed}`,
    leave_out: (deed: string) => `leave people out of: ${deed}`,
    take_back: (deed: string) => `take an approval back: ${deed}`,
    go_on: (deed: string) => `let go on beyond the limit for an hour: ${deed}`,
    undo: (deed: string) => `undo: ${deed}`,
    pick: () => 'choose somebody',
    open: () => 'see the open requests',
    history: () => 'see past requests',
  },
  refusedWhy: {
    not_a_requester: 'not allowed to request',
    not_a_reader: 'not allowed to see requests',
    not_an_approver: 'not an approver',
    not_a_member: 'no member of this workspace who may',
    other_workspace: 'from another workspace',
    too_fast: 'too many within a minute',
    log_not_sound: 'the audit log is not sound',
    members_unreadable: 'Slack did not say who may',
    own_request: 'their own request',
    about_yourself: 'a request about themselves',
    approved_before: 'approved it before',
    already_decided: 'decided already',
    request_unknown: 'no such request',
    not_your_request: 'another person’s request',
    nobody_left: 'nobody would be left in it',
    not_approved_by_you: 'not approved by them',
    choice_over: 'the list of people was used or is too old',
    not_your_choice: 'another person’s choice',
    approved_lately: 'approved requests of the last hour',
    nothing_to_undo: 'nothing to undo',
    too_late_to_cancel: 'too late',
    no_approver_left: 'nobody could approve it',
    not_understood: 'not understood',
    date_unusable: 'the date cannot be used',
    reason_missing: 'no reason',
    ticket_missing: 'no ticket',
    too_many_targets: 'too many people',
    user_unknown: 'nobody found',
    no_email: 'no e-mail address in Slack',
    nothing_to_do: 'nothing to do',
    protected: 'protected',
    open_request: 'an open request exists',
  } satisfies Record<RefusalReason['reason'], string>,

  questions: (count: number, people: string) =>
    `${counted(count, 'question', 'questions')} without a request by ${people}`,
  clicks: (count: number, people: string, why: string) =>
    `${counted(count, 'refusal', 'refusals')} for ${people} (${why})`,
  lookedUp: (people: string) => `Looked up in Workfront for ${people}`,
  beside: (what: string) => `beside it: ${what}`,

  notDelivered: (what: string, code: string) => `A message could not be delivered: ${what} (${code})`,
  about: (what: string, deed: string) => `${what}, about: ${deed}`,
  message: {
    confirm: 'the card in the approval channel',
    answer: 'the answer to the requester',
    result: 'the result to the requester',
    reminder: 'the reminder to the approvers',
    left_out: 'to the requester, who was left out',
    escalated: 'the question to further approvers',
    results: 'the table of all results',
    audit_line: 'lines of this channel',
    audit_head: 'the head of the audit log',
  },
} as const;
