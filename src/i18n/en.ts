/**
 * Every text for people, in English; this file defines what a language has to say.
 */
import type { Action, State } from '../requests/request.ts';
import { cards } from './en-cards.ts';
import { errors, refusals } from './en-refusals.ts';
import type { Line } from './line.ts';

const verb = { deactivate: 'Deactivate', reactivate: 'Reactivate' } as const;
const infinitive = { deactivate: 'deactivate', reactivate: 'reactivate' } as const;

export const en = {
  ...cards,

  command: {
    lookingUp: (who: string) => `:mag: Looking up ${who} in Workfront …`,
    submitted: (name: string, link: string, id: string) =>
      `Asked the approvers to decide about ${name}: ${link}. You will get a direct message with the result. (Request ${id})`,
    notPosted: (name: string, id: string) =>
      `The request about ${name} is stored, but its message could not be posted in the approval channel. Please tell the person who runs this bot. (Request ${id})`,
    linkText: 'open the request',
    cancelled: (name: string, id: string) =>
      `Withdrawn: the request about ${name}. Nothing was changed. (Request ${id})`,
    noOpen: 'There is no open request.',
    open: 'Open requests',
    ownOpen: 'Your open requests; `cancel` takes one of these ids',
    noOwnOpen: 'You have no open request.',
    noHistory: 'There is no request to show.',
    history: 'Requests, newest first',
    listed: (id: string, action: Action, name: string, state: string, requester: string, when: string) =>
      `\`${id}\` ${verb[action]} *${name}* · ${state} · asked by ${requester}, ${when}`,
    help: (command: string) =>
      [
        '*`/wf-deactivate` takes somebody’s Workfront access away, `/wf-reactivate` gives it back. An approver has to agree first.*',
        `\`${command} jane@acme.com\`   by e-mail; a name, an @mention or a Workfront ID works too`,
        `\`${command} jane@acme.com reason: left on Friday\`   with a reason for the approvers`,
        `\`${command} jane@acme.com at: 2026-12-24 18:00\`   approved now, done then, in your time zone`,
        `\`${command} list\`   open requests`,
        `\`${command} history\`   past requests; add a name or e-mail to narrow`,
        `\`${command} cancel r7kq2m9x3ta\`   withdraw your own request`,
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
        ? `Is this who you mean by “${asked}”?`
        : `${count} people in Workfront match “${asked}”. Who do you mean?`,
    more: (shown: number) =>
      `Only the first ${shown} are shown. Type more of the name or the e-mail address to narrow it down.`,
    placeholder: 'Choose a person',
    active: 'active',
    inactive: 'inactive',
    chosen: (name: string) => `You chose ${name}.`,
  },

  denial: {
    title: 'Deny the request',
    submit: 'Deny',
    close: 'Back',
    done: 'Close',
    label: 'Why?',
    hint: 'The requester reads this, and it is kept in the audit log.',
    wait: ':hourglass_flowing_sand: One moment …',
    saved: 'Denied. The requester is told.',
  },

  refusals,
  errors,

  audit: {
    head: (number: number, head: string) =>
      `:lock: The audit log has ${number} rows today. To check later that none is missing: \`npm run audit -- verify --head ${head}\``,
    seals: (from: number, keyId: string) => `Rows from ${from} on are sealed with key \`${keyId}\`.`,
    line: (number: number, text: string, hash: string) => `*#${number}* ${text} · \`${hash}\``,
    submitted: (actor: string, action: Action, who: string, id: string) =>
      `${actor} asked to ${infinitive[action]} ${who} (${id})`,
    approved: (actor: string, id: string, given: number, needed: number) =>
      `${actor} approved ${id} (${given} of ${needed})`,
    denied: (actor: string, id: string, reason: string) => `${actor} denied ${id}: ${reason}`,
    cancelled: (actor: string, id: string) => `${actor} withdrew ${id}`,
    expired: (id: string) => `${id} expired: nobody decided in time`,
    refused: (actor: string, attempted: string, reason: string, id: string | null) =>
      `${actor} was refused: ${attempted}${id ? ` ${id}` : ''} (${reason})`,
    execution_started: (id: string) => `${id} started`,
    left_out: (actor: string, who: string, id: string) => `${actor} left ${who} out of ${id}`,
    approval_taken_back: (actor: string, id: string, given: number, needed: number) =>
      `${actor} took the approval of ${id} back (${given} of ${needed})`,
    escalated: (id: string) => `${id} waits for long: further approvers are asked too`,
    paused: (id: string, changed: number, limit: number) =>
      `${id} is paused: ${changed} people were changed within an hour, and the limit is ${limit}`,
    limit_lifted: (actor: string, id: string) => `${actor} let ${id} go on beyond the limit for an hour`,
    reopened: (id: string, given: number, needed: number) =>
      `${id} waits for a decision again: ${given} of ${needed} approvals count by now`,
    target_settled: (who: string, result: string, id: string) => `${who}: ${result} (${id})`,
    finished: (id: string, state: string) => `${id} ended: ${state}`,
    message_not_delivered: (what: string, code: string) =>
      `A message could not be delivered: ${what} (${code})`,
  },
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
