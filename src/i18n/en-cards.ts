/** What stands on the messages of a request, in English: the card in the approval channel, and the result. */
import type { Action, FailReason, SkipReason } from '../requests/request.ts';
import { line, type Line, type Piece } from './line.ts';

const verb = { deactivate: 'Deactivate', reactivate: 'Reactivate' } as const;
const past = { deactivate: 'deactivated', reactivate: 'reactivated' } as const;
const running = { deactivate: 'Deactivating', reactivate: 'Reactivating' } as const;
const infinitive = { deactivate: 'deactivate', reactivate: 'reactivate' } as const;
const stateNow = { deactivate: 'inactive', reactivate: 'active' } as const;

const dryRun: Line = line`:test_tube: *Dry run.* Workfront is not changed.`;

/** The state of a request now, in few words; `who`: a name, or "93 people". */
const heading = {
  people: (count: number) => `${count} people`,
  pending: (action: Action, who: string) => `${verb[action]} ${who}?`,
  scheduled: (action: Action, who: string) => `Scheduled: ${infinitive[action]} ${who}`,
  running: (action: Action, who: string) => `${running[action]} ${who} …`,
  done: (action: Action, who: string) => `${who} is ${past[action]}`,
  doneMany: (action: Action, who: string) => `${who} are ${past[action]}`,
  partly: (action: Action, who: string, done: number) => `${done} of ${who} are ${past[action]}`,
  failed: (action: Action, who: string) => `Not ${past[action]}: ${who}`,
  denied: (action: Action, who: string) => `Denied: ${infinitive[action]} ${who}`,
  expired: (action: Action, who: string) => `Expired: ${infinitive[action]} ${who}`,
  cancelled: (action: Action, who: string) => `Withdrawn: ${infinitive[action]} ${who}`,
  stopped: (action: Action, who: string) => `Stopped: ${infinitive[action]} ${who}`,
  dryRun: (title: string) => `Dry run: ${title}`,
  dryRunEnded: (action: Action, who: string) => `Dry run ended: ${infinitive[action]} ${who}`,
} as const;

const approvals = (given: number, needed: number) =>
  `${given} of ${needed} ${needed === 1 ? 'approval' : 'approvals'}`;

const confirm = {
  fields: {
    email: (value: string) => line`*E-mail:* ${value}`,
    username: (value: string) => line`*Username:* ${value}`,
    title: (value: string) => line`*Title:* ${value}`,
    accessLevel: (value: string) => line`*Access level:* ${value}`,
    homeGroup: (value: string) => line`*Home group:* ${value}`,
    manager: (value: string) => line`*Manager:* ${value}`,
    lastLogin: (when: Piece) => line`*Last login:* ${when}`,
  },
  never: 'never',
  person: (name: string, address: string) => line`${name} (${address})`,
  listed: (person: Piece) => line`• ${person}`,
  leftOut: (by: Piece, people: string) => line`Left out by ${by}: ${people}`,
  moreListed: (count: number) => line`and ${count} more`,
  asked: (requester: Piece, when: Piece) => line`Asked by ${requester}, ${when}`,
  reason: (reason: string) => line`*Reason:* ${reason}`,
  noReason: line`No reason given.`,
  now: line`*When:* as soon as approved`,
  runAt: (when: Piece) => line`:calendar: *When:* ${when}, once approved`,
  warnAdmin: line`:warning: This is a Workfront *administrator*.`,
  warnAdminUnknown: line`:warning: Workfront does not say whether this is an administrator.`,
  warnScheduled: (when: Piece) => line`:warning: Workfront itself will deactivate this user: ${when}.`,
  warnOdd: {
    invisible: line`:warning: The name or address contains invisible characters.`,
    mixed: line`:warning: The name or address mixes alphabets.`,
  },
  marks: {
    admin: line`:warning: administrator`,
    adminUnknown: line`:warning: administrator or not is unknown`,
    scheduled: (when: Piece) => line`:warning: Workfront deactivates them ${when}`,
    invisible: line`:warning: contains invisible characters`,
    mixed: line`:warning: mixes alphabets`,
  },
  /** Of a request that takes another one back. */
  urgent: (id: string) => line`:rotating_light: *Urgent:* gives back what request ${id} took`,
  braked: (brake: number) => line`More than ${brake} people need one approval more than usual.`,
  escalated: (when: Piece) => line`Further approvers were asked too, ${when}.`,
  everybody: 'Show all',
  leaveOut: 'Leave people out',
  takeBack: 'Take back',
  goOn: 'Go on',
  undo: 'Undo',
  takingBack: {
    title: 'Take your approval back?',
    text: 'The request then needs one approval more again. Only your own approval goes.',
    confirm: 'Yes, take it back',
  },
  goingOn: {
    title: 'Let this request go on?',
    text: 'Many people were changed within the last hour. The rest of this request is then carried out without a pause.',
    confirm: 'Yes, go on',
  },
  undoing: {
    title: 'Ask to undo this?',
    text: (count: number) =>
      `This asks the approvers to give ${count === 1 ? 'this person' : `these ${count} people`} access again.`,
    confirm: 'Yes, ask',
  },
  effect: {
    deactivate: 'They lose access to Workfront and the license is freed. Their work stays assigned to them.',
    reactivate:
      'They get access to Workfront again and use a license. Workfront may need a new access level assigned.',
  },
  progress: approvals,
  canDecide: (deciders: Piece) => line`can decide: ${deciders}`,
  canDecideMore: (deciders: Piece, more: number) => line`can decide: ${deciders} and ${more} more`,
  openUntil: (when: Piece) => line`open until ${when}`,
  id: (id: string) => `Request ${id}`,
  approve: (action: Action) => verb[action],
  deny: 'Deny',
  cancel: 'Withdraw',
  stop: 'Stop',
  tryNow: 'Try now',
  tick: 'Done',
  back: 'Go back',
  dialog: {
    confirm: (action: Action) => `Yes, ${infinitive[action]}`,
    /** `who`: name and address. `more`: how many more have to agree. `at`: when, unless right away. */
    text: (action: Action, who: string, more: number, at: string | null) => {
      const what = action === 'deactivate' ? 'will lose access' : 'will get access again';
      const agree = `${more} more ${more === 1 ? 'approver agrees' : 'approvers agree'}`;
      if (at === null) return `${who} ${what} ${more === 0 ? 'right away' : `once ${agree}`}.`;
      return `${who} ${what} on ${at}${more === 0 ? '' : `, once ${agree}`}.`;
    },
    dryRun: 'Dry run: Workfront is not changed.',
  },
  withdrawal: {
    title: 'Withdraw this request?',
    text: 'Nothing is changed in Workfront, and nobody can approve it any more.',
    confirm: 'Yes, withdraw',
  },
  /** Before the buttons: this is what a phone shows. */
  announced: (action: Action, person: Piece, requester: Piece) =>
    line`${verb[action]} ${person}? Asked by ${requester}`,
  announcedReason: (announced: Piece, reason: string) => line`${announced}: ${reason}`,
  toDecide: (deciders: Piece) => line`To decide: ${deciders}`,
  preparing: (id: string) => `Preparing request ${id}; buttons appear shortly.`,
  escalation: (who: string, until: Piece) =>
    line`Nobody has decided this request about *${who}* yet, so you can decide it, too. It expires ${until}.`,
  reminder: (who: string, until: Piece) =>
    line`This request about *${who}* still waits for a decision. It expires ${until}.`,
} as const;

/** How far a request is. */
const status = {
  scheduled: (approvers: Piece, when: Piece) => line`:calendar: Approved by ${approvers}. Runs ${when}.`,
  starting: (approvers: Piece) => line`:hourglass_flowing_sand: Approved by ${approvers}. Starting now.`,
  running: (approvers: Piece) =>
    line`:hourglass_flowing_sand: Approved by ${approvers}. Asking Workfront now.`,
  counts: (done: number, all: number, failed: number) =>
    failed === 0 ? line`${done} of ${all} done` : line`${done} of ${all} done, ${failed} not possible`,
  reopened: {
    more_needed: line`:arrows_counterclockwise: Nothing was changed yet: by now this needs more approvals.`,
    approver_left: line`:arrows_counterclockwise: Nothing was changed yet: somebody who approved this is no approver any more, so it needs another approval.`,
  },
  trouble: (why: string, next: Piece) =>
    line`:hourglass_flowing_sand: ${why} Nothing is lost: next try ${next}.`,
  inSeconds: (seconds: number) => line`in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`,
  late: (due: Piece) =>
    line`:alarm_clock: This ran late: it was due ${due}, and the bot could not run it then.`,
  denied: (by: Piece, when: Piece) => line`:no_entry: Denied by ${by}, ${when}. Nothing was changed.`,
  deniedReason: (reason: string) => line`*Why it was denied:* ${reason}`,
  cancelled: (by: Piece, when: Piece) =>
    line`:leftwards_arrow_with_hook: Withdrawn by ${by}, ${when}. Nothing was changed.`,
  stopped: (by: Piece, when: Piece) => line`:octagonal_sign: Stopped by ${by}, ${when}. Nothing was changed.`,
  stoppedReason: (reason: string) => line`*Why it was stopped:* ${reason}`,
  expired: (when: Piece) => line`:hourglass: Nobody decided in time; expired ${when}. Nothing was changed.`,
  askedBy: (requester: Piece) => line`Asked by ${requester}`,
  askedBecause: (requester: Piece, reason: string) => line`Asked by ${requester}: ${reason}`,
  approvedBy: (approvers: Piece) => line`Approved by ${approvers}`,
  asked: (address: string, asked: Piece) => line`${address} · ${asked}`,
} as const;

const byHand = (action: Action) => `Please ${infinitive[action]} by hand in Workfront, Setup, Users.`;

/** What became of one person; `who`: their address where the heading has the name, else both. */
const outcome = {
  done: (action: Action, who: string, when: Piece) =>
    line`:white_check_mark: *${who}* was ${past[action]} on ${when}; confirmed by Workfront.`,
  levelAsBefore: (level: string) => line`Access level: ${level}, as before.`,
  levelChanged: (level: string, before: string) => line`Access level: now ${level}, was ${before}.`,
  level: (level: string) => line`Access level: ${level}.`,
  noLevel: line`:warning: Access level: none. Assign one in Workfront.`,
  already: (action: Action, who: string, since: Piece | null) =>
    since === null
      ? line`:white_check_mark: *${who}* was ${stateNow[action]} already. Nothing was changed.`
      : line`:white_check_mark: *${who}* was ${stateNow[action]} already (since ${since}). Nothing was changed.`,
  skipped: {
    gone: (who: string) => line`:x: *${who}* no longer exists in Workfront. Nothing was changed.`,
    protected: (who: string) => line`:x: *${who}* is protected now. Nothing was changed.`,
    administrator: (who: string) =>
      line`:x: *${who}* has become a Workfront administrator since the request was made. Nothing was changed.`,
    admin_unknown: (who: string) =>
      line`:x: Workfront did not say whether *${who}* is an administrator, and this bot does not touch administrators. Nothing was changed.`,
    email_changed: (who: string) =>
      line`:x: *${who}* has another e-mail address in Workfront now than the one the approvers saw. Nothing was changed; ask again if it is still the right person.`,
    dry_run: (who: string) => line`:test_tube: *${who}*: dry run, so Workfront was not changed.`,
    not_approved: (who: string) =>
      line`:x: *${who}*: the approvals did not count any more when it was their turn. Nothing was changed; ask again if it is still wanted.`,
    not_handed_over: (who: string) =>
      line`:x: *${who}* keeps their access: not everything was handed over, and the request wanted that first.`,
    changed: (who: string) => line`:x: *${who}*: somebody else changed it meanwhile. Nothing was changed.`,
    by_hand: (who: string) => line`:x: *${who}*: only a person can change it.`,
    successor_gone: (who: string) =>
      line`:x: *${who}*: who was to take over cannot any more. Nothing was changed.`,
  } satisfies Record<SkipReason, (who: string) => Line>,
  failed: {
    forbidden: (action: Action, who: string) =>
      line`:x: *${who}* was not ${past[action]}: Workfront does not allow the bot’s user to do it. An administrator has to give that user the right to edit users, or ${infinitive[action]} by hand.`,
    rejected: (action: Action, who: string, detail: string) =>
      detail === ''
        ? line`:x: *${who}* was not ${past[action]}: Workfront refused. ${byHand(action)}`
        : line`:x: *${who}* was not ${past[action]}: Workfront refused and said “${detail}”. ${byHand(action)}`,
    blocked: (action: Action, who: string) =>
      line`:x: *${who}* was not ${past[action]}: something before Workfront blocks the bot, such as Workfront’s IP allow-list or a proxy. Nothing was changed.`,
    no_effect: (action: Action, who: string) =>
      line`:x: *${who}* was not ${past[action]}: Workfront said yes, but the user is unchanged. ${byHand(action)}`,
    gave_up: (action: Action, who: string) =>
      line`:x: Workfront could not be reached for 24 hours, so whether *${who}* is ${past[action]} is not certain. Please look in Workfront, Setup, Users, and ${infinitive[action]} by hand if needed.`,
  } satisfies Record<FailReason, (action: Action, who: string, detail: string) => Line>,
  different: (who: string, what: string) =>
    line`:information_source: *${who}* is not as before the access was taken: ${what}`,
  moreNotDone: (count: number) => line`and ${count} more that were not done`,
} as const;

const leftToDo = {
  console: (console: Piece, who: string) => line`*Still to do:* remove ${who} from the ${console}.`,
  consoleDone: (who: string, by: Piece, when: Piece) =>
    line`:white_check_mark: Removed ${who} from the Adobe Admin Console: ${by}, ${when}.`,
  consoleName: 'Adobe Admin Console',
  many: 'them',
} as const;

/** The requester's direct message. */
const result = {
  heading: (title: string) => line`*${title}*`,
  open: 'Open the request',
  leftOut: (who: string) => line`Left out of your request about *${who}*, so nothing is changed for them:`,
  leftOutBy: (person: string, by: Piece) => line`• ${person} · by ${by}`,
  moreLeftOut: (count: number) => line`and ${count} more`,
} as const;

/** In private, once a request cannot go on for a while. */
const stuck = (action: Action, who: string, trouble: Piece) =>
  line`Your request to ${infinitive[action]} *${who}* was approved, but is stuck. ${trouble} I’ll message you once it is through.`;

/** The window that asks why an approved request is stopped. */
const stop = {
  title: 'Stop the request',
  submit: 'Stop',
  close: 'Back',
  wait: line`:hourglass_flowing_sand: One moment …`,
  text: (title: string) => line`*${title}* will not run. Nothing is changed in Workfront.`,
  label: 'Why?',
  hint: 'The requester reads this, and it is kept in the audit log.',
  saved: line`Stopped. The requester is told.`,
} as const;

/** In private, while Slack does not let the bot post. */
const delayed = (id: string) =>
  line`The request is stored, but the approvers cannot see it yet: Slack does not let this bot post. Please tell the person who runs it. It is posted by itself once that is mended. (Request ${id})`;

const trouble = {
  unauthenticated: 'Workfront does not accept the bot’s log-in.',
  misconfigured: 'Workfront does not know this address or API version.',
  blocked: 'Something before Workfront blocks the bot: the IP allow-list or a proxy.',
  throttled: 'Workfront is too busy.',
  unavailable: 'Workfront does not answer.',
  outcome_unknown: 'Workfront’s answer to the change was lost; its state is being read.',
  members_unreadable: 'Slack does not say who the approvers are.',
  hourly_limit: 'Many people were changed within the last hour, so this waits.',
  other: 'Workfront does not answer as expected.',
} as const;

export const cards = {
  dryRun,
  heading,
  confirm,
  status,
  outcome,
  leftToDo,
  result,
  delayed,
  stuck,
  stop,
  trouble,
} as const;
