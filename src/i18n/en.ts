/**
 * Every text for people, in English; this file defines what a language has to say.
 */
import type { Action, State } from '../requests/request.ts';
import { audit } from './en-audit.ts';
import { cards } from './en-cards.ts';
import { form, many } from './en-many.ts';
import { peopleTexts } from './en-people.ts';
import { errors, refusals } from './en-refusals.ts';
import { line, type Line, type Piece } from './line.ts';

const infinitive = { deactivate: 'deactivate', reactivate: 'reactivate' } as const;
const verb = { deactivate: 'Deactivate', reactivate: 'Reactivate' } as const;

export const en = {
  ...cards,
  people: peopleTexts,

  command: {
    exampleReason: { deactivate: 'left on Friday', reactivate: 'back from leave' },
    lookingUp: (who: Piece) => line`:mag: Looking up ${who} in Workfront …`,
    submitted: (action: Action, name: string, email: string, facts: Piece) =>
      line`Sent to the approvers: *${infinitive[action]} ${name}* (${email}) · ${facts}.`,
    reason: (reason: string) => line`reason: ${reason}`,
    noReason: line`no reason given`,
    when: (when: Piece) => line`when: ${when}`,
    asSoonAsApproved: line`as soon as approved`,
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
      line`The request about *${name}* is stored, but its message could not be posted in the approval channel. Please tell the person who runs this bot. (Request ${id})`,
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
    listedBy: (state: string, by: Piece) => line`${state} by ${by}`,
    newer: 'Back',
    older: 'Next',
    withdraw: {
      button: 'Withdraw',
      title: 'Withdraw the request?',
      text: (action: Action, name: string) =>
        `Nobody will be asked to ${infinitive[action]} ${name} any more.`,
      confirm: 'Yes, withdraw',
      back: 'Go back',
    },
    help: (command: string, example: string) =>
      [
        '*`/wf-deactivate` takes somebody’s Workfront access away, `/wf-reactivate` gives it back. An approver has to agree first.*',
        `\`${command} jane@acme.com\`   by e-mail; a name, an @mention or a Workfront ID works too`,
        `\`${command} jane@acme.com, joe@acme.com\`   several people, with commas between; you see who was found before anybody is asked`,
        `\`${command}\`   the form: search for people, paste a list, or choose a CSV file`,
        `\`${command} jane@acme.com reason: ${example}\`   with a reason for the approvers`,
        `\`${command} jane@acme.com at: friday 18:00\`   approved now, done then, in your time zone; also \`tomorrow 6pm\` or \`2026-12-24 18:00\``,
        '`reason:` and `at:` can stand in any order. Nothing is asked before it is clear who and when.',
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

  window: { title: 'Workfront access', close: 'Close' },

  denial: {
    title: (action: Action, name: string) => `Deny: ${infinitive[action]} ${name}`,
    submit: 'Deny',
    close: 'Back',
    label: (requester: string | null) => (requester ? `Tell @${requester} why` : 'Tell the requester why'),
    hint: 'The requester reads this, and it is kept in the audit log.',
    wait: line`:hourglass_flowing_sand: One moment …`,
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
