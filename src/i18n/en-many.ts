import type { Protection } from '../requests/refusal.ts';
import type { Action } from '../requests/request.ts';
import { line, type Piece } from './line.ts';

const verb = { deactivate: 'Deactivate', reactivate: 'Reactivate' } as const;
const infinitive = { deactivate: 'deactivate', reactivate: 'reactivate' } as const;
const stateNow = { deactivate: 'inactive', reactivate: 'active' } as const;
const people = (count: number) => (count === 1 ? '1 person' : `${count} people`);

/** What the requester of a list reads and fills in, in English. */
export const many = {
  looking: (done: number, count: number) =>
    line`:mag: Looking up ${people(count)} in Workfront: ${done} done …`,
  title: (action: Action, count: number) => line`*${verb[action]} ${people(count)} in Workfront?*`,
  nobody: (action: Action) => line`*There is nobody to ${infinitive[action]}.*`,
  ticket: (ticket: string) => line`*Ticket:* ${ticket}`,
  person: (person: Piece) => line`• ${person}`,
  personWhy: (person: Piece, why: Piece) => line`• ${person}: ${why}`,
  found: (action: Action, count: number) => line`*${count} to ${infinitive[action]}*`,
  ambiguous: (count: number) => line`*${count} can mean more than one person*`,
  ambiguousRest: (count: number) =>
    line`*${count} more can mean more than one person.* Name them by e-mail to have them in the request.`,
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
  bad: (count: number) => line`*${count === 1 ? '1 line names' : `${count} lines name`} nobody*`,
  line: (number: number, text: string) => line`• line ${number}: ${text}`,
  beyond: (count: number, most: number) =>
    line`*${people(count)} more ${count === 1 ? 'is' : 'are'} on the list.* A request holds at most ${most}; ask for the others in another one.`,
  rest: (count: number) => line`… and ${count} more`,
  which: (asked: string) => `Who is “${asked}”?`,
  morePeople: 'More people match; a fuller name or an e-mail finds them.',
  ask: (count: number) => `Ask for ${people(count)}`,
  forget: 'Forget it',
  forgotten: line`Forgotten. No request was made.`,
  asked: (count: number) => line`You asked for ${people(count)}.`,
  changed: line`:warning: Something has changed in Workfront since you looked. Please look again; nothing was asked.`,
} as const;

/** The form for one person or many. Titles and buttons have 24 characters at most. */
export const form = {
  title: { deactivate: 'Deactivate in Workfront', reactivate: 'Reactivate in Workfront' },
  submit: 'Continue',
  close: 'Cancel',
  back: 'Back',
  done: 'Close',
  wait: line`:hourglass_flowing_sand: One moment …`,
  people: 'People',
  peopleHint: 'Type at least two letters of a name or an e-mail address.',
  search: 'Search in Workfront',
  named: 'Named in the message',
  nobodyNamed: line`I found no e-mail address and no mention in that message.`,
  list: 'Or paste a list',
  listHint: 'E-mail addresses, names or Workfront IDs, one a line or with commas between.',
  file: 'Or choose a CSV file',
  fileHint: 'With a column of e-mail addresses, user names or Workfront IDs.',
  reason: 'Reason',
  ticket: 'Ticket',
  when: 'When',
  whenHint: 'In your time zone. Leave it empty for as soon as it is approved.',
  inactive: (name: string) => `${name} (inactive)`,
  active: (name: string) => `${name} (active)`,
  protected: (name: string) => `${name} (protected)`,
  wrong: {
    nobody: 'Name somebody, here or in one of the other fields.',
    reason: 'Please say why.',
    ticket: 'This does not look like one of your tickets.',
    past: 'This moment is in the past.',
    tooFar: 'This is more than a year away.',
    tooMany: (most: number, named: number, over: number) =>
      `A request holds at most ${people(most)}; these are ${named}, ${over} too many.`,
  },
  file_unreadable: {
    not_there: line`Slack does not have this file any more. Please choose it again.`,
    too_large: line`This file is too large. A list of people has at most 1 MB.`,
    no_access: line`Slack does not let me read files. Please paste the list instead, and tell whoever runs this bot.`,
    elsewhere: line`This file is not kept by Slack, so I do not open it. Please paste the list instead.`,
    away: line`Slack did not give me the file. Please try again in a minute.`,
    no_table: line`I found nobody in this file. It has to be a CSV file with a column of e-mail addresses, user names or Workfront IDs.`,
  },
  asked: 'Asked',
  sent: (count: number, id: string) =>
    line`:white_check_mark: Sent to the approvers: ${people(count)}. I’ll message you with the result. (Request ${id})`,
} as const;
