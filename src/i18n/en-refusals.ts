import type { NothingToUndo, NotUnderstood, Outsider } from '../requests/refusal.ts';
import type { State } from '../requests/request.ts';
import { line, type Line, type Piece } from './line.ts';

/** What is said, in English and in private, to somebody whose wish is not fulfilled. */
export const refusals = {
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
  you: 'you',
  denied_by_you: line`You already denied this request.`,
  cancelled_by_you: line`You already withdrew this request.`,
  request_unknown: line`There is no such request. \`/wf-deactivate list\` shows the open ones.`,
  choice_over: line`A choice was made here already, or this list is too old. Nothing was done. Run the command again if you still need it.`,
  not_your_request: line`Only the person who made a request can withdraw it.`,
  not_your_choice: line`Only the person who asked can choose here.`,
  nobody_left: line`Somebody has to stay in the request. To stop it as a whole, deny it.`,
  not_approved_by_you: line`You have not approved this request.`,
  too_late_to_cancel: line`Too late to withdraw: the request is being carried out now.`,
  approved_lately: (others: Piece) =>
    line`You approved requests of the last hour, so somebody who did not has to let this one go on: ${others}.`,
  nothing_to_undo: {
    nobody: line`This request took nobody’s access away, so there is nothing to undo.`,
    changed_since: line`Nobody of this request is still inactive, so there is nothing to undo.`,
    too_late: line`A request can be undone for 24 hours, and those are over. \`/wf-reactivate\` gives the access back.`,
  } satisfies Record<NothingToUndo, Line>,
  no_approver_left: (needed: number, brake: number | null) =>
    brake === null
      ? line`Nobody could approve this: there are not enough approvers besides you and the person it is about. No request was made. Ask whoever runs this bot to add approvers.`
      : line`More than ${brake} people need one approval more, ${needed} in all, and there are not as many approvers besides you and the people it is about. No request was made. Ask whoever runs this bot to add approvers.`,
  other_workspace: line`This came from another workspace or another app than the one this bot is installed in. Nothing was changed.`,
  too_fast: line`That is too much at once, so nothing was done. Please slow down, and try again in a minute.`,
  not_understood: {
    twice: (key: string) =>
      line`\`${key}\` stands there twice, so I cannot tell which one counts. No request was made.`,
    empty: (key: string) =>
      line`Nothing follows \`${key}\`. Fill it in, or leave it out. No request was made.`,
    nobody: () =>
      line`You did not say who. Try \`/wf-deactivate noor@acme.com reason: she left\`. No request was made.`,
    not_a_person: (typed: string) =>
      line`“${typed}” is not a person. Name people by e-mail, @mention, name or Workfront ID. No request was made.`,
    mixed: (typed: string) =>
      line`I couldn’t tell the person from the rest in “${typed}”. Try \`/wf-deactivate noor@acme.com reason: she left\`. No request was made.`,
    several: (where: string) => line`Please name one person after \`${where}\`. No request was made.`,
    hand_over: (typed: string) =>
      line`I cannot hand work over yet, so leave \`to: ${typed}\` out. No request was made.`,
  } satisfies Record<NotUnderstood, (typed: string) => Line>,
  date_unusable: {
    form: (typed: string) =>
      line`I cannot read “${typed}” as a date and time. Please type it like \`at: 2026-12-24 18:00\`, in your time zone. No request was made.`,
    past: (typed: string) => line`“${typed}” is in the past. No request was made.`,
    too_far: (typed: string) => line`“${typed}” is more than a year away. No request was made.`,
    ambiguous: (typed: string, one: Piece, other: Piece) =>
      line`“${typed}” can mean *${one}* or *${other}*. Please type it like \`at: 2026-12-24 18:00\`. No request was made.`,
    no_time: (typed: string, day: Piece | null) =>
      line`“${typed}” has no time of day${day ? line` (I read *${day}*)` : ''}. Please type it like \`at: 2026-12-24 18:00\`. No request was made.`,
    because: (reason: string) => line`I read “${reason}” as the reason.`,
  },
  too_many_targets: (most: number, named: number, over: number) =>
    line`Please name at most ${most === 1 ? 'one person' : `${most} people`} at a time; you named ${named}, ${over} too many. No request was made.`,
  reason_missing: line`Please say why: add \`reason:\` and the reason at the end, such as \`reason: left on Friday\`. No request was made.`,
  ticket_missing: line`Please name the ticket in the reason, or use the form: \`/wf-deactivate\` without anything after it. No request was made.`,
  ticket_wrong: (typed: string) =>
    line`“${typed}” holds no ticket that I know the form of. Please name the ticket in the reason, or use the form: \`/wf-deactivate\` without anything after it. No request was made.`,
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

export const errors = {
  directory: (why: string) => line`${why} No request was made. Please try again in a few minutes.`,
  directoryBroken: (why: string) =>
    line`${why} No request was made. Please tell the person who runs this bot.`,
  directoryForbidden: line`Workfront does not allow the bot’s user to look people up. Please tell the person who runs this bot.`,
  storeAway: {
    click: line`The bot’s database can’t be reached, so your click did not count. Please click again in a minute.`,
    command: line`The bot’s database can’t be reached, so nothing was done. Please try again in a minute.`,
  },
  tooSlow: line`That took too long, so Slack closed the window. Please click again.`,
  unexpected: (reference: string) =>
    line`Something went wrong here, and it is not your fault. Please try again; if it happens again, give whoever runs this bot the reference ${reference}.`,
} as const;
