import type { HoldingKind } from '../requests/holdings.ts';
/**
 * Every text for people, in English; this file defines what a language has to say.
 */
import type { MessageKind, TableKind } from '../requests/ports.ts';
import type {
  NothingToUndo,
  NotUnderstood,
  Outsider,
  Protection,
  RefusalReason,
  SuccessorProblem,
} from '../requests/refusal.ts';
import type { Action, FailReason, KeptField, SkipReason, State } from '../requests/request.ts';
import { line, type Line, type Piece } from './line.ts';

/** `change`: of rows that do not tell which of the two it was. */
type Deed = Action | 'change';

const infinitive = { deactivate: 'deactivate', reactivate: 'reactivate', change: 'change' } as const;
const verb = { deactivate: 'Deactivate', reactivate: 'Reactivate' } as const;
const running = { deactivate: 'Deactivating', reactivate: 'Reactivating' } as const;
const past = { deactivate: 'deactivated', reactivate: 'reactivated', change: 'changed' } as const;
const pastFirst = { deactivate: 'Deactivated', reactivate: 'Reactivated', change: 'Changed' } as const;
const stateNow = { deactivate: 'inactive', reactivate: 'active', change: 'as asked' } as const;

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

const persons = (count: number) => counted(count, 'person', 'people');
const things = (count: number) => counted(count, 'thing', 'things');
const staying = (count: number) => counted(count, 'stays', 'stay');

// The card in the approval channel, and the result.

const dryRun: Line = line`:test_tube: *Dry run.* Workfront is not changed.`;

/** The state of a request now, in few words; `who`: a name, or "93 people". */
const heading = {
  people: (count: number) => `${count} people`,
  pending: (action: Action, who: string) => `${verb[action]} ${who}?`,
  scheduled: (action: Action, who: string) => `Scheduled: ${infinitive[action]} ${who}`,
  running: (action: Action, who: string) => `${running[action]} ${who} …`,
  done: (action: Action, who: string) => `${who} is ${past[action]}`,
  doneMany: (action: Action, who: string) => `${who} are ${past[action]}`,
  partly: (action: Action, who: string, done: number) =>
    `${done} of ${who} ${done === 1 ? 'is' : 'are'} ${past[action]}`,
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
    id: (value: string) => line`*Workfront ID:* ${value}`,
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
  ticket: (ticket: string) => line`*Ticket:* ${ticket}`,
  now: line`*When:* as soon as approved`,
  runAt: (when: Piece) => line`:calendar: *When:* ${when}, once approved`,
  dateOver: (when: Piece) => line`:calendar: *When:* as soon as approved; the date asked for was ${when}`,
  warnAdmin: line`:warning: This is a Workfront *administrator*.`,
  warnAdminUnknown: line`:warning: Workfront does not say whether this is an administrator.`,
  warnScheduled: (when: Piece) => line`:warning: Workfront itself will deactivate this user on ${when}.`,
  warnOdd: {
    invisible: line`:warning: The name or address contains invisible characters.`,
    mixed: line`:warning: The name or address mixes alphabets.`,
  },
  marks: {
    admin: line`:warning: administrator`,
    adminUnknown: line`:warning: administrator or not is unknown`,
    scheduled: (when: Piece) => line`:warning: Workfront deactivates them on ${when}`,
    invisible: line`:warning: contains invisible characters`,
    mixed: line`:warning: mixes alphabets`,
  },
  /** Of a request that takes another one back. */
  urgent: (id: string) => line`:rotating_light: *Urgent:* gives back what request ${id} took`,
  braked: (brake: number) => line`More than ${brake} people need one approval more than usual.`,
  escalated: (when: Piece) => line`Further approvers were asked too, ${when}.`,
  everybody: 'Show all',
  leaveOut: 'Leave people out',
  takeBack: 'Take approval back',
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
    deactivate: (count: number) =>
      `They lose access to Workfront and ${count === 1 ? 'the license is' : 'their licenses are'} freed.`,
    reactivate: (count: number) =>
      `They get access to Workfront again and use a license${count === 1 ? '' : ' each'}. Workfront may need a new access level assigned.`,
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
  paused: (action: Action, who: string, limit: number) =>
    line`Stopped for now: ${infinitive[action]} *${who}*. More than ${limit} people would be changed within an hour. *Go on*, on the message above, lets the rest run without a pause. Otherwise it follows bit by bit.`,
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
  dryCounts: (done: number, all: number, failed: number) =>
    failed === 0
      ? line`${done} of ${all} would be done`
      : line`${done} of ${all} would be done, ${failed} not possible`,
  reopened: {
    more_needed: line`:arrows_counterclockwise: Nothing was changed yet: this needs more approvals now.`,
    approver_left: line`:arrows_counterclockwise: Nothing was changed yet: somebody who approved this is no approver any more, so it needs another approval.`,
  },
  trouble: (why: string, next: Piece) =>
    line`:hourglass_flowing_sand: ${why} Nothing is lost: next try ${next}.`,
  inSeconds: (seconds: number) => line`in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`,
  late: (due: Piece) =>
    line`:alarm_clock: This started late: it was due ${due}, and the bot could not run it then.`,
  denied: (by: Piece, when: Piece) => line`:no_entry: Denied by ${by}, ${when}. Nothing was changed.`,
  deniedReason: (reason: string) => line`*Why it was denied:* ${reason}`,
  cancelled: (by: Piece, when: Piece) =>
    line`:leftwards_arrow_with_hook: Withdrawn by ${by}, ${when}. Nothing was changed.`,
  stopped: (by: Piece, when: Piece) => line`:octagonal_sign: Stopped by ${by}, ${when}. Nothing was changed.`,
  stoppedReason: (reason: string) => line`*Why it was stopped:* ${reason}`,
  back: (again: number, all: number) =>
    all === 1
      ? line`:leftwards_arrow_with_hook: They have access again.`
      : line`:leftwards_arrow_with_hook: ${again} of ${all} have access again.`,
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
    successor_leaving: (who: string) =>
      line`:x: *${who}*: who was to take over is leaving too. Nothing was changed.`,
  } satisfies Record<SkipReason, (who: string) => Line>,
  failed: {
    forbidden: (action: Action, who: string) =>
      line`:x: *${who}* was not ${past[action]}: Workfront does not allow the bot’s user to do it. An administrator has to give that user the right to edit users, or ${infinitive[action]} this person by hand.`,
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
  many: (count: number) => (count === 1 ? 'the deactivated person' : `the ${count} deactivated people`),
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
  text: (action: Action, who: string) =>
    line`The request to ${infinitive[action]} *${who}* will not run. Nothing is changed in Workfront.`,
  label: 'Why?',
  hint: 'The requester reads this, and it is kept in the audit log.',
  saved: line`Stopped. The requester is told.`,
} as const;

/** In private, while Slack does not let the bot post. */
const delayed = (id: string) =>
  line`The request is stored, but the approvers cannot see it yet: Slack does not let this bot post. Please tell whoever runs it. It is posted by itself once that is mended. (Request ${id})`;

const trouble = {
  unauthenticated: 'Workfront does not accept the bot’s log-in.',
  misconfigured: 'Workfront does not know this address or API version.',
  blocked: 'Something before Workfront blocks the bot: the IP allow-list or a proxy.',
  throttled: 'Workfront is too busy.',
  unavailable: 'Workfront does not answer.',
  outcome_unknown: 'Workfront’s answer to the change was lost, so the bot looks whether it was made.',
  members_unreadable: 'Slack does not say who the approvers are.',
  hourly_limit: 'Many people were changed within the last hour, so this waits.',
  other: 'Workfront does not answer as expected.',
} as const;

const cards = {
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

/** What the requester of a list reads and fills in. */
const many = {
  looking: (done: number, count: number) =>
    line`:mag: Looking up ${persons(count)} in Workfront: ${done} done …`,
  goesTo: (who: string) => line`*Work goes to:* ${who}`,
  theirManager: 'their manager',
  onlyIfAll: line`Their access is only taken if everything that can be moved was moved.`,
  title: (action: Action, count: number) => line`*${verb[action]} ${persons(count)} in Workfront?*`,
  nobody: (action: Action) => line`*There is nobody to ${infinitive[action]}.*`,
  person: (person: Piece) => line`• ${person}`,
  personWhy: (person: Piece, why: Piece) => line`• ${person}: ${why}`,
  found: (action: Action, count: number) => line`*${count} to ${infinitive[action]}*`,
  ambiguous: (count: number) => line`*${count} can mean more than one person*`,
  ambiguousRest: (count: number) =>
    line`*${count} more can mean more than one person.* They come here once you have chosen above.`,
  unknown: (count: number) => line`*${count} not found in Workfront*`,
  near: (names: string) => line`did you mean ${names}?`,
  noEmail: (count: number) => line`*${count} without an e-mail address in Slack that I can read*`,
  asWished: (action: Action, count: number) => line`*${count} ${stateNow[action]} already*`,
  protected: (count: number) => line`*${count} protected*`,
  protection: {
    listed: line`on the list of protected users`,
    api_user: line`the user this bot works as`,
    administrator: line`a Workfront administrator`,
    admin_unknown: line`perhaps a Workfront administrator`,
  } satisfies Record<Protection, unknown>,
  openLink: 'open the request',
  open: (count: number) => line`*${count} in an open request already*`,
  doubles: (count: number) => line`*${count} named twice*`,
  same: (first: string) => line`the same person as “${first}”`,
  bad: (count: number) => line`*${count === 1 ? '1 line does' : `${count} lines do`} not say who is meant*`,
  line: (number: number, text: string) => line`• line ${number}: ${text}`,
  beyond: (count: number, most: number) =>
    line`*${count} more ${count === 1 ? 'person is' : 'people are'} on the list.* A request holds at most ${most}; ask for the others in another one.`,
  rest: (count: number) => line`… and ${count} more`,
  which: (asked: string) => `Who is “${asked}”?`,
  morePeople: 'More people match; a fuller name or an e-mail finds them.',
  ask: (count: number) => `Ask for ${persons(count)}`,
  forget: 'Forget it',
  all: 'Show all',
  allTitle: 'Everybody on the list',
  forgotten: line`Forgotten. No request was made.`,
  asked: (action: Action, count: number) => line`You asked to ${infinitive[action]} ${persons(count)}.`,
  changed: line`:warning: Something has changed in Workfront since you looked. Please look again; nothing was asked.`,
} as const;

/** The form for one person or many. Titles and buttons have 24 characters at most. */
const form = {
  title: { deactivate: 'Deactivate in Workfront', reactivate: 'Reactivate in Workfront' },
  submit: 'Continue',
  close: 'Cancel',
  back: 'Back',
  done: 'Close',
  people: 'People',
  peopleHint: 'Type at least two letters of a name or an e-mail address.',
  search: 'Search in Workfront',
  named: 'Named in the message',
  nobodyNamed: line`I found no e-mail address and no mention in that message.`,
  namedRest: (count: number) =>
    line`${count} more ${count === 1 ? 'person is' : 'people are'} named in that message. Paste them as a list, or ask for them in another request.`,
  group: (first: number, last: number) => `${first} to ${last}`,
  list: 'Or paste a list',
  listHint: (most: number, hasFiles: boolean) =>
    `E-mail addresses, names or Workfront IDs, one a line or with commas between. At most ${persons(most)} and 3,000 characters${hasFiles ? '; a longer list fits into a file' : ''}.`,
  file: 'Or choose a CSV file',
  fileHint: 'With a column of e-mail addresses, user names or Workfront IDs.',
  reason: 'Reason',
  ticket: 'Ticket',
  successor: 'Work goes to',
  successorHint: 'Who takes over what they own in Workfront. Empty: nothing is handed over.',
  manager: 'Their manager',
  onlyIfAll: 'Hand-over',
  onlyIfAllOption: 'Deactivate only if everything was moved',
  when: 'When',
  whenHint: 'In your time zone. Leave it empty for as soon as it is approved.',
  inactive: (name: string) => `${name} (inactive)`,
  active: (name: string) => `${name} (active)`,
  protected: (name: string) => `${name} (protected)`,
  wrong: {
    nobody: 'Name somebody, here or in one of the other fields.',
    nobodyIn: (at: number, text: string) => `I found nobody in it. Line ${at} says: ${text}`,
    reason: 'Please say why.',
    ticket: 'This does not look like one of your tickets.',
    past: 'This moment is in the past.',
    tooFar: 'This is more than a year away.',
    tooLarge: 'This file is too large. A list of people has at most 1 MB.',
    tooMany: (most: number, named: number, over: number) =>
      `A request holds at most ${persons(most)}; these are ${named}, ${over} too many.`,
  },
  file_unreadable: {
    not_there: line`Slack does not have this file any more. Please choose it again.`,
    too_large: line`This file is too large. A list of people has at most 1 MB.`,
    no_access: line`Slack does not let me read files. Please paste the list instead, and tell whoever runs this bot.`,
    elsewhere: line`This file is not kept by Slack, so I do not open it. Please paste the list instead.`,
    away: line`Slack did not give me the file. Please try again in a minute.`,
    workbook: line`This is an Excel workbook, which I cannot read. Save it as CSV and choose that file, or paste the cells.`,
    no_table: line`I found nobody in this file. It has to be a CSV file with a column of e-mail addresses, user names or Workfront IDs.`,
  },
  asked: 'Asked',
  sent: (count: number, id: string) =>
    line`:white_check_mark: Sent to the approvers: ${persons(count)}. I’ll message you with the result. (Request ${id})`,
} as const;

const fields = {
  accessLevel: 'access level',
  homeGroup: 'home group',
  homeTeam: 'home team',
  manager: 'manager',
} as const satisfies Record<KeptField, string>;

/** Why something was not changed, in few words; where it stands beside other words, some are said otherwise. */
const reasons = {
  gone: 'no longer exists in Workfront',
  protected: 'protected',
  administrator: 'an administrator',
  admin_unknown: 'may be an administrator',
  email_changed: 'has another e-mail address now',
  dry_run: 'dry run',
  not_approved: 'the approvals did not count any more',
  not_handed_over: 'not everything was handed over',
  changed: 'somebody else changed it meanwhile',
  by_hand: 'only a person can hand it over',
  successor_gone: 'who was to take over is not active any more',
  successor_leaving: 'who was to take over is leaving too',
  forbidden: 'Workfront does not allow the bot’s user to do it',
  rejected: 'Workfront refused',
  blocked: 'blocked before Workfront',
  no_effect: 'Workfront said yes and changed nothing',
  gave_up: 'Workfront could not be reached for 24 hours',
} as const satisfies Record<SkipReason | FailReason, string>;

const results = {
  waiting: 'not changed yet',
  sending: 'being changed',
  done: 'done',
  already: 'was so already',
  skipped: 'not changed',
  failed: 'not possible',
} as const;

const peopleTexts = {
  title: 'Everybody',
  close: 'Close',
  next: 'Next',
  previous: 'Previous',
  shown: (from: number, to: number, all: number) => `${from} to ${to} of ${all}`,
  listed: (who: Piece, told: Piece) => line`• ${who} · ${told}`,
  alone: (who: Piece) => line`• ${who}`,
  leftOut: (by: Piece) => line`left out by ${by}`,
  results,
  why: {
    ...reasons,
    protected: 'is protected now',
    administrator: 'has become an administrator',
    admin_unknown: 'may be an administrator: Workfront did not say',
    successor_gone: 'who was to take over cannot any more',
    blocked: 'something before Workfront blocks the bot',
    no_effect: 'Workfront said yes, but nothing changed',
    gave_up: 'not certain: Workfront could not be reached for 24 hours',
  },
  fields,
  nothing: 'none',
  difference: (field: string, before: string, now: string) => `${field}: ${before} → ${now}`,
  leaving: {
    title: 'Leave people out',
    label: 'Whom to leave out',
    placeholder: 'Type a name or an address',
    hint: 'They stay as they are in Workfront. Who left whom out is kept in the audit log, and the requester is told.',
    submit: 'Leave out',
    close: 'Back',
    done: (count: number) =>
      count === 1
        ? line`1 person is left out of the request.`
        : line`${count} people are left out of the request.`,
  },
  noTable: {
    people: line`Slack took no table of everybody. *Show all* on the message above lists them.`,
    results: line`Slack took no table of the results. *Show all* on the message above lists them.`,
    handed_over: line`Slack took no table of what changed hands. *Details* on the message above lists it.`,
  } satisfies Record<TableKind, Line>,
  /** The table for those who decide. */
  list: {
    name: (id: string) => `people-${id}.csv`,
    title: (id: string) => `Everybody in request ${id}`,
    yes: 'yes',
    unknown: 'not known',
    columns: {
      name: 'name',
      email: 'e-mail',
      id: 'Workfront id',
      username: 'user name',
      title: 'title',
      accessLevel: 'access level',
      homeGroup: 'home group',
      manager: 'manager',
      lastLogin: 'last login',
      administrator: 'administrator',
      ends: 'deactivated by Workfront on',
    },
  },
  table: {
    name: (id: string) => `${id}.csv`,
    title: (id: string) => `All results of request ${id}`,
    columns: {
      name: 'name',
      email: 'e-mail',
      id: 'Workfront id',
      result: 'result',
      reason: 'reason',
      detail: 'Workfront’s words',
      different: 'different from before',
      leftOutBy: 'left out by',
      action: 'action',
      request: 'request',
      ticket: 'ticket',
    },
  },
} as const;

/** What is said, in private, to somebody whose wish is not fulfilled. */
const refusals = {
  not_a_requester: line`You don’t have permission to ask for this. Ask whoever runs this bot to add you. No request was made.`,
  not_a_reader: line`You don’t have permission to see requests. Ask whoever runs this bot to add you.`,
  not_an_approver: line`You aren’t an approver here. Nothing changed.`,
  members_unreadable: line`I couldn’t check with Slack whether you’re allowed, so nothing was done. Please try again.`,
  not_a_member: {
    unknown: line`Slack doesn’t know your account here, so nothing was done.`,
    left: line`Your Slack account is deactivated, so nothing was done.`,
    bot: line`Bots can’t ask or decide, so nothing was done.`,
    guest: line`Guests of this workspace can’t ask or decide, so nothing was done.`,
    foreign: line`People from another organization can’t ask or decide here, so nothing was done.`,
  } satisfies Record<Outsider, Line>,
  log_not_sound: line`The audit log is not as it was written, so nothing is decided or changed until that is clear. Nothing was done. Please tell whoever runs this bot.`,
  own_request: line`You made this request, so somebody else has to decide it.`,
  about_yourself: line`This request is about you, so somebody else has to decide it.`,
  approved_before: line`You approved this request already. It needs another approver.`,
  already_decided: {
    pending: () => line`This request waits for a decision again. Nothing changed.`,
    approved: (by: Piece | null) => line`Already approved${by ? line` by ${by}` : ''}. Nothing changed.`,
    executing: (by: Piece | null) =>
      line`Already being carried out${by ? line`, approved by ${by}` : ''}. Nothing changed.`,
    done: (by: Piece | null) => line`Already done${by ? line`, approved by ${by}` : ''}. Nothing changed.`,
    failed: (by: Piece | null) =>
      line`Already tried, without success${by ? line`; approved by ${by}` : ''}. Nothing changed.`,
    denied: (by: Piece | null) => line`Already denied${by ? line` by ${by}` : ''}. Nothing changed.`,
    cancelled: (by: Piece | null) => line`Already withdrawn${by ? line` by ${by}` : ''}. Nothing changed.`,
    expired: () => line`This request has expired, so nobody can decide it any more. Nothing changed.`,
  } satisfies Record<State, (by: Piece | null) => Line>,
  stopped: (by: Piece) => line`Already stopped by ${by}. Nothing changed.`,
  you: 'you',
  denied_by_you: line`You already denied this request.`,
  cancelled_by_you: line`You already withdrew this request.`,
  request_unknown: line`There is no such request. \`/wf-deactivate list\` shows the open ones.`,
  choice_over: line`A choice was made here already, or this list is too old. Nothing was done. Run the command again if you still need it.`,
  not_your_request: line`Only the person who made a request can withdraw it.`,
  not_your_choice: line`Only the person who asked can choose here.`,
  nobody_left: line`Somebody has to stay in the request. To stop it as a whole, deny it.`,
  not_approved_by_you: line`You have not approved this request.`,
  too_late_to_cancel: line`Too late: the request is being carried out now.`,
  approved_lately: (others: Piece) =>
    line`You approved requests of the last hour, so somebody who did not has to let this one go on: ${others}.`,
  nothing_to_undo: {
    nobody: line`This request took nobody’s access away, so there is nothing to undo.`,
    changed_since: line`Nobody in this request is inactive any more, so there is nothing to undo.`,
    too_late: line`A request can be undone for 24 hours, and those are over. \`/wf-reactivate\` gives the access back.`,
  } satisfies Record<NothingToUndo, Line>,
  no_approver_left: (needed: number, brake: number | null) =>
    brake === null
      ? line`Nobody could approve this: there are not enough approvers besides you and the person it is about. No request was made. Ask whoever runs this bot to add approvers.`
      : line`More than ${brake} people need one approval more, ${needed} in all, and there are not as many approvers besides you and the people it is about. No request was made. Ask whoever runs this bot to add approvers.`,
  successor: {
    unknown: (who: string) =>
      line`No Workfront user matches “${who}”, who was to take over. Name them by e-mail. No request was made.`,
    several: (who: string) =>
      line`More than one Workfront user may be “${who}”, who was to take over. Name them by e-mail. No request was made.`,
    no_email: (who: string) =>
      line`${who} has no e-mail address in Slack that I can read, so I cannot find them in Workfront. Type the e-mail address of who takes over. No request was made.`,
    inactive: (who: string) =>
      line`*${who}* is inactive in Workfront, so nothing can be handed over to them. No request was made.`,
    leaver: (who: string) =>
      line`*${who}* is to lose their own access with this request, so they cannot take over. No request was made.`,
    leaving: (who: string) =>
      line`*${who}* is about to lose their own access, so they cannot take over. No request was made.`,
    license: (who: string) =>
      line`*${who}* has a Workfront license with which nobody can own or be given work. No request was made.`,
    no_manager: (who: string) =>
      line`*${who}* has no manager in Workfront. Say who takes over: \`to: bob@acme.com\`. No request was made.`,
  } satisfies Record<SuccessorProblem, (who: string) => Line>,
  no_hand_over: line`Nothing is handed over when somebody gets their access back, so leave \`to:\` out. No request was made.`,
  approved_before_change: line`Somebody approved this request already, so what it does cannot be changed any more. They can take their approval back first. Nothing changed.`,
  other_workspace: line`This came from another workspace or another app than the one this bot is installed in. Nothing was changed.`,
  too_fast: line`That is too much at once, so nothing was done. Please slow down, and try again in a minute.`,
  not_understood: {
    twice: (key: string) =>
      line`\`${key}\` stands there twice, so I cannot tell which one counts. No request was made.`,
    empty: (key: string) =>
      line`Nothing follows \`${key}\`. Fill it in, or leave it out. No request was made.`,
    nobody: (_typed: string, example: string) =>
      line`You did not say who. Try \`${example}\`. No request was made.`,
    not_a_person: (typed: string) =>
      line`“${typed}” is not a person. Name people by e-mail, @mention, name or Workfront ID. No request was made.`,
    mixed: (typed: string, example: string) =>
      line`I couldn’t tell the person from the rest in “${typed}”. Try \`${example}\`. No request was made.`,
    meant: (typed: string, command: string) =>
      line`I couldn’t tell what “${typed}” asks for. Did you mean \`${command}\`? No request was made.`,
    several: (where: string) => line`Please name one person after \`${where}\`. No request was made.`,
  } satisfies Record<NotUnderstood, (typed: string, example: string) => Line>,
  example: {
    deactivate: '/wf-deactivate noor@acme.com reason: she left',
    reactivate: '/wf-reactivate noor@acme.com reason: she is back',
  },
  date_unusable: {
    form: (typed: string) =>
      line`I cannot read “${typed}” as a date and time. Please type it like \`at: 2026-12-24 18:00\`, in your time zone. No request was made.`,
    past: (typed: string, read: Piece) =>
      line`I read “${typed}” as *${read}*, your time, and that is in the past. No request was made.`,
    too_far: (typed: string, read: Piece) =>
      line`I read “${typed}” as *${read}*, your time, and that is more than a year away. No request was made.`,
    ambiguous: (typed: string, one: Piece, other: Piece) =>
      line`“${typed}” can mean *${one}* or *${other}*, your time. Please type it like \`at: 2026-12-24 18:00\`. No request was made.`,
    no_time: (typed: string, day: Piece | null) =>
      line`“${typed}” has no time of day${day ? line` (I read *${day}*)` : ''}. Please type it like \`at: 2026-12-24 18:00\`. No request was made.`,
    because: (reason: string) => line`I read “${reason}” as the reason.`,
  },
  too_many_targets: (most: number, named: number, over: number) =>
    line`Please name at most ${most === 1 ? 'one person' : `${most} people`} at a time; you named ${named}, ${over} too many. No request was made.`,
  reason_missing: (example: string) =>
    line`Please say why: add \`reason:\` and the reason, such as \`reason: ${example}\`. No request was made.`,
  ticket_missing: (command: string) =>
    line`Please name the ticket: add \`ticket:\` and its number, or use the form, \`${command}\` without anything after it. No request was made.`,
  ticket_wrong: (typed: string, command: string) =>
    line`I found no ticket in “${typed}”. Add \`ticket:\` and its number, or use the form, \`${command}\` without anything after it. No request was made.`,
  user_unknown: (asked: string) => line`No Workfront user matches “${asked}”. No request was made.`,
  user_unknown_but: (asked: string, command: string) =>
    line`No Workfront user matches “${asked}”. Did you mean \`${command}\`?`,
  near: line`Did you mean one of these?`,
  no_email: (person: Piece) =>
    line`${person} has no e-mail address in Slack that I can read, so I cannot find them in Workfront. Please type their e-mail address.`,
  inactive_already: (name: string, since: Piece | null) =>
    since
      ? line`*${name}* is inactive in Workfront already, since ${since}. No request was made.`
      : line`*${name}* is not active in Workfront: either never activated or deactivated long ago. No request was made.`,
  active_already: (name: string) => line`*${name}* is active in Workfront already. No request was made.`,
  protected: {
    listed: (name: string) => line`*${name}* is on the list of protected users. No request was made.`,
    api_user: (name: string) => line`*${name}* is the user this bot itself works as. No request was made.`,
    administrator: (name: string) =>
      line`*${name}* is a Workfront administrator, and this bot does not touch administrators. No request was made.`,
    admin_unknown: (name: string) =>
      line`Workfront does not say whether *${name}* is an administrator, and this bot does not touch administrators. No request was made. Whoever runs this bot can give its Workfront user more rights.`,
  },
  open_request: (name: string, link: Piece, id: string) =>
    line`There is an open request about *${name}* already: ${link} (request ${id}). No second one was made.`,
} as const;

const errors = {
  workfront: (why: string) => line`${why} No request was made. Please try again in a few minutes.`,
  workfrontBroken: (why: string) => line`${why} No request was made. Please tell whoever runs this bot.`,
  workfrontForbidden: line`Workfront does not allow the bot’s user to look people up. No request was made. Please tell whoever runs this bot.`,
  storeAway: {
    click: line`The bot’s database can’t be reached, so your click did not count. Please click again in a minute.`,
    command: line`The bot’s database can’t be reached, so nothing was done. Please try again in a minute.`,
  },
  tooSlow: line`That took too long, so Slack closed the window. Please click again.`,
  unexpected: (reference: string) =>
    line`Something went wrong here, and it is not your fault. Please try again; if it happens again, give whoever runs this bot the reference ${reference}.`,
} as const;

/**
 * What the lines of the audit channel say. No argument is ready for markup and nothing here is read as such:
 * the lines are posted as plain text.
 */
const audit = {
  head: (number: number, head: string) =>
    `:lock: The audit log has ${counted(number, 'row', 'rows')} today. To check later that none is missing: \`npm run audit -- verify --head ${head}\``,
  seals: (from: number, keyId: string, publicKey: string) =>
    `Rows from ${from} on are sealed with key \`${keyId}\`, whose public half is \`${publicKey}\`.`,
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
  tried_now: (by: string, deed: string) => `${by} did not wait for the next try: ${deed}`,
  ticked: (by: string, deed: string) =>
    `${by} did what was left to do in the Adobe Admin Console, after: ${deed}`,
  expired: (deed: string) => `Expired, since nobody decided in time: ${deed}`,
  reopened: (deed: string, given: number, needed: number) =>
    `Waits for a decision again: ${deed} (${given} of ${needed} approvals count now)`,

  giving_back: (by: string, deed: string, isWanted: boolean) =>
    `${by} chose that ${isWanted ? 'what was handed over is given back' : 'nothing is given back'}: ${deed}`,
  lookedAt: (by: string, who: string) => `${by} looked at what ${who} holds`,
  handingOver: (moves: number, stays: number) =>
    `hands over ${things(moves)}${stays > 0 ? `, ${staying(stays)} for a person` : ''}`,
  handedOver: (moved: number, all: number) => `handed over ${moved} of ${things(all)}`,
  givenBack: (moved: number, all: number) => `gave back ${moved} of ${things(all)}`,
  notTaken: (count: number, why: string) => `${staying(count)}, since ${why}`,
  to: (people: string) => `to ${people}`,
  started: (deed: string) => `Started: ${deed}`,
  ended: (deed: string, state: string) => `Ended: ${deed} (${state})`,
  done: (deed: Deed, who: string) => `${pastFirst[deed]} ${who}`,
  already: (deed: Deed, who: string) => `${who} was ${stateNow[deed]} already`,
  not: (deed: Deed, who: string, why: string) => `Not ${past[deed]}: ${who} (${why})`,
  many: (deed: Deed, done: number, count: number) => `${pastFirst[deed]} ${done} of ${persons(count)}`,
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
    ...reasons,
    gone: 'no longer in Workfront',
    administrator: 'a Workfront administrator by then',
    admin_unknown: 'not known whether an administrator',
    email_changed: 'another e-mail address by then',
    forbidden: 'Workfront does not allow the bot to do it',
  },

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
    give_back: (deed: string) => `choose whether to give back what was handed over: ${deed}`,
    show: () => 'see what somebody holds',
    read: (deed: string) => `look into: ${deed}`,
    undo: (deed: string) => `undo: ${deed}`,
    pick: () => 'choose somebody',
    ask_many: () => 'ask for a list of people',
    show_list: () => 'see a list of people',
    forget: () => 'throw a list of people away',
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
    successor: 'who was to take over cannot',
    no_hand_over: 'nothing is handed over by giving access back',
    approved_before_change: 'approved by somebody already',
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
  clicks: (count: number, people: string, about: string, why: string) =>
    `${counted(count, 'refusal', 'refusals')} for ${people}${about && `, about: ${about}`} (${why})`,
  lookedUp: (people: string) => `Looked up in Workfront for ${people}`,
  beside: (what: string) => `beside it: ${what}`,

  notDelivered: (what: string, code: string) => `A message could not be delivered: ${what} (${code})`,
  about: (what: string, deed: string) => `${what}, about: ${deed}`,
  message: {
    confirm: 'the card in the approval channel',
    answer: 'the answer to the requester',
    delayed: 'to the requester, that the card comes later',
    stuck: 'to the requester, that the request is stuck',
    result: 'the result to the requester',
    reminder: 'the reminder to the approvers',
    left_out: 'to the requester, who was left out',
    escalated: 'the question to further approvers',
    paused: 'to the approvers, that the limit for an hour was reached',
    people: 'the table of everybody in a request',
    results: 'the table of all results',
    taken_over: 'to who took work over',
    handed_over: 'the table of what changed hands',
    audit_line: 'lines of this channel',
    audit_head: 'the head of the audit log',
  } satisfies Record<MessageKind | 'audit_line' | 'audit_head', string>,
} as const;

function countOf(one: string, several: string): (count: number) => string {
  return (count) => counted(count, one, several);
}

/** What people hold, and who takes it over. */
const holdings = {
  /** How many of a kind. */
  counted: {
    approvals: countOf('approval waits for their decision', 'approvals wait for their decision'),
    approval_stages: countOf(
      'approval process where they alone decide a stage',
      'approval processes where they alone decide a stage',
    ),
    routing_rules: countOf('routing rule sends work to them', 'routing rules send work to them'),
    projects: countOf('open project they own', 'open projects they own'),
    tasks: countOf('open task of theirs', 'open tasks of theirs'),
    issues: countOf('open issue of theirs', 'open issues of theirs'),
    direct_reports: countOf('person reports to them', 'people report to them'),
    teams: countOf('team they own', 'teams they own'),
    templates: countOf('project template they own', 'project templates they own'),
    portfolios: countOf('portfolio they own', 'portfolios they own'),
    programs: countOf('program they own', 'programs they own'),
    iterations: countOf('iteration they own', 'iterations they own'),
    resource_manager: countOf(
      'project or template they are resource manager of',
      'projects or templates they are resource manager of',
    ),
    timesheets: countOf('timesheet they have to approve', 'timesheets they have to approve'),
    timesheet_profiles: countOf('timesheet profile they approve', 'timesheet profiles they approve'),
    reports: countOf('report runs with their rights', 'reports run with their rights'),
    scheduled_reports: countOf(
      'scheduled report runs with their rights',
      'scheduled reports run with their rights',
    ),
    documents: countOf('document they have checked out', 'documents they have checked out'),
  } satisfies Record<HoldingKind, (count: number) => string>,
  /** The kinds alone. */
  kind: {
    approvals: 'approvals',
    approval_stages: 'approval stages',
    routing_rules: 'routing rules',
    projects: 'projects',
    tasks: 'tasks',
    issues: 'issues',
    direct_reports: 'direct reports',
    teams: 'teams',
    templates: 'templates',
    portfolios: 'portfolios',
    programs: 'programs',
    iterations: 'iterations',
    resource_manager: 'resource manager roles',
    timesheets: 'timesheets',
    timesheet_profiles: 'timesheet profiles',
    reports: 'reports',
    scheduled_reports: 'scheduled reports',
    documents: 'checked-out documents',
  } satisfies Record<HoldingKind, string>,
  heading: (isOne: boolean) =>
    line`*${isOne ? 'Still theirs in Workfront:' : 'Still theirs in Workfront, all together:'}*`,
  counting: line`Counting what they still hold in Workfront …`,
  listed: (what: Piece) => line`• ${what}`,
  nothing: line`They hold nothing in Workfront that somebody else would have to take over.`,
  none: (kinds: string) => line`None: ${kinds}.`,
  unread: (kinds: string) => line`:warning: Could not be read: ${kinds}.`,
  allUnread: line`:warning: What they hold in Workfront could not be read.`,
  atLeast: line`At least so many: the bot’s Workfront user does not see everything.`,
  goesTo: (who: Piece, moves: number, stays: number) =>
    stays > 0
      ? line`*Goes to:* ${who} · ${things(moves)} will be moved before the access is taken, ${staying(stays)} for a person to see to.`
      : line`*Goes to:* ${who} · ${things(moves)} will be moved before the access is taken.`,
  goesToUncounted: (who: Piece) => line`*Goes to:* ${who}`,
  managers: (count: number) =>
    count === 1 ? '1 manager' : `${count} managers, each what their report holds`,
  onlyIfAll: line`The access is only taken if everything that can be moved was moved.`,
  mails: (count: number) =>
    line`Workfront may send mail about it to ${count === 1 ? '1 person' : `${count} people`}.`,
  stays: line`*Goes to:* nobody, so all of it stays as it is. \`to: bob@acme.com\` would hand it over.`,
  movingNow: (moved: number, all: number) => line`Handing over: ${moved} of ${things(all)} moved`,
  moved: (moved: number, all: number, who: Piece) =>
    line`:busts_in_silhouette: *${moved} of ${things(all)}* moved to ${who}`,
  movedAll: (moved: number, who: Piece) => line`:busts_in_silhouette: *${things(moved)}* moved to ${who}`,
  noneMoved: (who: Piece) => line`:busts_in_silhouette: There was nothing to move to ${who}`,
  stayed: (count: number, kinds: string) =>
    line`${things(count)} ${count === 1 ? 'stays' : 'stay'} (${kinds}); *Details* says which and why.`,
  notTaken: (why: string, count: number) => line`:warning: Not moved, since ${why} (${things(count)}).`,
  notRead: (kinds: string) => line`:warning: Could not be read, so nothing of it was handed over: ${kinds}.`,
  stillTheirs: (kinds: string) =>
    line`*Still theirs in Workfront:* ${kinds}. *Details* lists it; nobody took over.`,
  givenBack: (moved: number, all: number) =>
    line`:busts_in_silhouette: *${moved} of ${things(all)}* given back`,
  givingBack: (count: number) =>
    line`*Gives back:* what went to others (${things(count)}), as far as they still have it`,
  notGivingBack: (count: number) =>
    line`*Gives nothing back:* what went to others (${things(count)}) stays with them`,
  giveBack: 'Give it back too',
  doNotGiveBack: 'Give nothing back',
  open: 'Open',
  details: 'Details',
  title: 'What they hold',
  titleOver: 'What changed hands',
  looking: line`Looking in Workfront …`,
  close: 'Close',
  choose: 'Kind',
  option: (kind: string, count: number) => `${kind}: ${count}`,
  andMoreKinds: (kinds: string, more: number) => `${kinds}, and ${more} more kinds`,
  shown: (first: number, last: number, all: number) =>
    all === 0 ? 'Nothing of it any more' : `${first}–${last} of ${all}`,
  previous: 'Back',
  next: 'Next',
  thing: (name: Piece, became: Piece | null) => (became === null ? line`${name}` : line`${name} · ${became}`),
  result: {
    waiting: 'not moved yet',
    sending: 'being moved',
    done: 'moved',
    already: 'was moved before',
    stays: 'stays',
    said: (reason: string, words: string) => `${reason}: “${words}”`,
  },
  why: {
    ...reasons,
    gone: 'not there any more',
    changed: 'somebody else moved it meanwhile',
    by_hand: 'for a person to see to',
    forbidden: 'Workfront does not allow the bot’s user to move it',
  },
  takenOver: {
    heading: (count: number, from: string) =>
      line`*${things(count)} of ${from} ${count === 1 ? 'is' : 'are'} yours in Workfront now.*`,
    why: (requester: Piece, approvers: Piece) =>
      line`Asked by ${requester}, approved by ${approvers}, since their access ends.`,
    whyAlone: (requester: Piece) => line`Asked by ${requester}, since their access ends.`,
    kinds: (kinds: string) => line`${kinds}:`,
    more: (count: number) => line`… and ${count} more`,
    moreInDetails: (count: number) => line`… and ${count} more; *Details* lists them all.`,
  },
  shownTo: (name: string, email: string) => line`*${name}* (${email})`,
  several: (asked: string, count: number, more: boolean) =>
    count === 1
      ? line`Is this who you mean by “${asked}”? Run the command again with their e-mail to see what they hold.`
      : line`${more ? 'More than ' : ''}${count} people match “${asked}”. Run the command again with an e-mail to see what one of them holds.`,
  table: {
    name: (id: string) => `handed-over-${id}.csv`,
    title: (id: string) => `What changed hands with ${id}`,
    columns: {
      kind: 'kind',
      id: 'Workfront id',
      name: 'name',
      from: 'from',
      to: 'to',
      result: 'result',
      reason: 'reason',
      detail: 'Workfront’s words',
      link: 'link',
    },
  },
} as const;

export const en = {
  ...cards,
  people: peopleTexts,
  holdings,

  command: {
    exampleReason: { deactivate: 'left on Friday', reactivate: 'back from leave' },
    lookingUp: (who: Piece) => line`:mag: Looking up ${who} in Workfront …`,
    submitted: (action: Action, name: string, email: string | null, facts: Piece) =>
      email === null
        ? line`Sent to the approvers: *${infinitive[action]} ${name}* · ${facts}.`
        : line`Sent to the approvers: *${infinitive[action]} ${name}* (${email}) · ${facts}.`,
    reason: (reason: string) => line`reason: ${reason}`,
    noReason: line`no reason given`,
    when: (when: Piece) => line`when: ${when}`,
    asSoonAsApproved: line`as soon as approved`,
    goesTo: (who: Piece) => line`work goes to: ${who}`,
    yourTime: (when: Piece) => line`${when}, your time`,
    willTell: line`I’ll message you with the result.`,
    undo: 'Undo',
    understood: (action: Action, name: string, email: string) =>
      line`This is how I read it: *${infinitive[action]} ${name}* (${email})`,
    understoodReason: (reason: string) => line`*Reason:* ${reason}`,
    understoodWhen: (when: Piece) => line`*When:* ${when}`,
    yesAsk: 'Yes, ask',
    notSo: line`If that is wrong, type the command again with \`reason:\` before the reason. Nothing was asked yet.`,
    chosen: (action: Action, name: string, email: string) =>
      line`You chose *${name}* (${email}), to ${action}.`,
    notPosted: (name: string, id: string) =>
      line`The request about *${name}* is stored, but its message could not be posted in the approval channel. Please tell whoever runs this bot. (Request ${id})`,
    linkText: 'Open the request',
    cancelled: (action: Action, name: string, id: string) =>
      line`Withdrawn: ${infinitive[action]} *${name}*. Nothing was changed. (Request ${id})`,
    noOpen: line`There is no open request.`,
    open: 'Open requests',
    ownOpen: 'Your open requests',
    noOwnOpen: line`You have no open request.`,
    noHistory: line`There is no request to show.`,
    history: 'Requests, newest first',
    noMore: line`There is nothing on this page any more.`,
    listed: (action: Action, name: string, state: Piece) => line`*${verb[action]} ${name}* · ${state}`,
    listedAsked: (requester: Piece, when: Piece) => line`asked by ${requester}, ${when}`,
    listedFor: (when: Piece) => line`for ${when}`,
    listedApproved: (people: Piece) => line`approved by ${people}`,
    listedProgress: (given: number, needed: number) => line`${given} of ${needed} approvals`,
    stopped: 'stopped',
    listedBy: (state: Piece, by: Piece) => line`${state} by ${by}`,
    listedWhen: (state: Piece, when: Piece) => line`${state}, ${when}`,
    listedDryRun: (state: Piece) => line`dry run: ${state}`,
    newer: 'Back',
    older: 'Next',
    withdraw: {
      button: 'Withdraw',
      title: 'Withdraw this request?',
      text: (action: Action, name: string) =>
        `Nobody will be asked to ${infinitive[action]} ${name} any more.`,
      confirm: 'Yes, withdraw',
      back: 'Go back',
    },
    help: (command: string, example: string, canHandOver: boolean) =>
      [
        '*`/wf-deactivate` takes somebody’s Workfront access away, `/wf-reactivate` gives it back. An approver has to agree first.*',
        `\`${command} jane@acme.com\`   by e-mail; a name, an @mention or a Workfront ID works too`,
        `\`${command} jane@acme.com, joe@acme.com\`   several people, with commas between; you see who was found before anybody is asked`,
        `\`${command}\`   the form: search for people, paste a list, or choose a CSV file`,
        `\`${command} jane@acme.com reason: ${example}\`   with a reason for the approvers`,
        `\`${command} jane@acme.com at: friday 18:00\`   approved now, done then, in your time zone; also \`tomorrow 6pm\` or \`2026-12-24 18:00\``,
        ...(canHandOver
          ? [
              `\`${command} jane@acme.com to: bob@acme.com\`   what Jane owns in Workfront goes to Bob first; \`to: manager\` works too`,
            ]
          : []),
        `\`reason:\`, \`ticket:\`${canHandOver ? ', `at:` and `to:`' : ' and `at:`'} can stand in any order behind the person. Nothing is asked before it is clear who and when.`,
        `\`${command} show jane@acme.com\`   what Jane holds in Workfront, for you alone`,
        `\`${command} list\`   open requests`,
        `\`${command} history\`   past requests; add a name or e-mail to narrow`,
        `\`${command} cancel\`   withdraw one of your own requests`,
      ].join('\n'),
  },

  state: {
    pending: 'waiting for approval',
    approved: 'approved',
    executing: 'running',
    done: 'done',
    failed: 'failed',
    denied: 'denied',
    expired: 'expired',
    cancelled: 'withdrawn',
  } satisfies Record<State, string>,

  picker: {
    title: (count: number, asked: string) =>
      count === 1
        ? line`Is this who you mean by “${asked}”?`
        : line`${count} people in Workfront match “${asked}”. Who do you mean?`,
    titleMore: (shown: number, asked: string) =>
      line`More than ${shown} people match “${asked}”. Run the command again with a fuller name or an e-mail, or choose one of the first ${shown}.`,
    placeholder: 'Choose a person',
    active: 'active',
    inactive: 'inactive',
    odd: { invisible: 'contains invisible characters', mixed: 'mixes alphabets' },
  },

  window: {
    title: 'Workfront access',
    close: 'Close',
    wait: line`:hourglass_flowing_sand: One moment …`,
    reasonBlank: 'Please say why.',
  },

  denial: {
    title: (action: Action, name: string) => `Deny: ${infinitive[action]} ${name}`,
    text: (who: Piece) => line`Nothing will change in Workfront for *${who}*.`,
    submit: 'Deny',
    close: 'Back',
    label: (requester: string | null) => (requester ? `Tell @${requester} why` : 'Tell the requester why'),
    hint: 'The requester reads this, and it is kept in the audit log.',
    saved: line`Denied. The requester is told.`,
  },

  many,
  form,
  refusals,
  errors,

  audit,
} as const;

type Widened<T> = T extends string
  ? string
  : T extends Line
    ? Line
    : T extends (...args: infer A) => infer R
      ? (...args: A) => Widened<R>
      : { readonly [K in keyof T]: Widened<T[K]> };

/** What every language has to provide. */
export type Texts = Widened<typeof en>;
