/** What is said, in English, where a request is about many people: the windows with all of them, and the table. */
import type { FailReason, KeptField, SkipReason } from '../requests/request.ts';
import { line, type Piece } from './line.ts';

const fields = {
  accessLevel: 'access level',
  homeGroup: 'home group',
  homeTeam: 'home team',
  manager: 'manager',
} as const satisfies Record<KeptField, string>;

/** Why somebody was not changed, in few words. */
const skipped = {
  gone: 'no longer exists in Workfront',
  protected: 'is protected now',
  administrator: 'has become an administrator',
  admin_unknown: 'may be an administrator: Workfront did not say',
  email_changed: 'has another e-mail address now',
  dry_run: 'dry run',
  not_approved: 'the approvals did not count any more',
  not_handed_over: 'not everything was handed over',
  changed: 'somebody else changed it meanwhile',
  by_hand: 'only a person can hand it over',
  successor_gone: 'who was to take over cannot any more',
} as const satisfies Record<SkipReason, string>;

const failed = {
  forbidden: 'Workfront does not allow the bot’s user to do it',
  rejected: 'Workfront refused',
  blocked: 'something before Workfront blocks the bot',
  no_effect: 'Workfront said yes, but nothing changed',
  gave_up: 'not certain: Workfront could not be reached for 24 hours',
} as const satisfies Record<FailReason, string>;

const results = {
  waiting: 'not changed yet',
  sending: 'being changed',
  done: 'done',
  already: 'was so already',
  skipped: 'not changed',
  failed: 'not possible',
} as const;

export const peopleTexts = {
  title: 'Everybody',
  close: 'Close',
  next: 'Next',
  previous: 'Previous',
  shown: (from: number, to: number, all: number) => `${from} to ${to} of ${all}`,
  listed: (who: Piece, told: Piece) => line`• ${who} · ${told}`,
  alone: (who: Piece) => line`• ${who}`,
  leftOut: (by: Piece) => line`left out by ${by}`,
  results,
  skipped,
  failed,
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
