import type { Action, FailReason, SkipReason, State } from '../requests/request.ts';
/**
 * Every text for people, in English; this file defines what a language has to say.
 * Arguments are ready for Slack's mrkdwn: escaped, mentions and dates as Slack tokens.
 */
import { errors, refusals } from './en-refusals.ts';

const verb = { deactivate: 'Deactivate', reactivate: 'Reactivate' } as const;
const past = { deactivate: 'deactivated', reactivate: 'reactivated' } as const;
const infinitive = { deactivate: 'deactivate', reactivate: 'reactivate' } as const;
const stateNow = { deactivate: 'inactive', reactivate: 'active' } as const;

export const en = {
  dryRun: ':test_tube: *Dry run.* Workfront is not changed.',
  none: '–',

  fields: {
    email: 'E-mail',
    title: 'Title',
    accessLevel: 'Access level',
    homeGroup: 'Home group',
    manager: 'Manager',
    lastLogin: 'Last login',
    never: 'never',
  },

  confirm: {
    placeholder: (id: string) =>
      `Request ${id} is being prepared. Its buttons appear here in a moment. If none appear, this copy decides nothing.`,
    title: (action: Action, name: string) => `${verb[action]} ${name} in Workfront?`,
    ended: {
      done: (action: Action, name: string) => `${name} is ${stateNow[action]} in Workfront`,
      failed: (action: Action, name: string) => `Not ${past[action]}: ${name}`,
      denied: (action: Action, name: string) => `Denied: ${infinitive[action]} ${name}`,
      expired: (action: Action, name: string) => `Expired: ${infinitive[action]} ${name}`,
      cancelled: (action: Action, name: string) => `Withdrawn: ${infinitive[action]} ${name}`,
      dryRun: (action: Action, name: string) => `Dry run ended: ${infinitive[action]} ${name}`,
    },
    asked: (requester: string, when: string) => `Asked by ${requester}, ${when}`,
    reason: (reason: string) => `*Reason:* ${reason}`,
    noReason: 'No reason given.',
    reminder: (people: string, name: string, until: string) =>
      `${people ? `${people} ` : ''}This request about ${name} still waits for a decision. It expires ${until}.`,
    runAt: (when: string) => `:calendar: To be done ${when}, once approved.`,
    warnAdmin: ':warning: This is a Workfront *administrator*.',
    warnAdminUnknown: ':warning: Workfront does not say whether this is an administrator.',
    warnScheduled: (when: string) => `:warning: Workfront itself will deactivate this user ${when}.`,
    effect: {
      deactivate:
        'They lose access to Workfront and the licence is freed. Their work stays assigned to them. Remember the Adobe Admin Console: access that comes from a user group there has to be removed there.',
      reactivate:
        'They get access to Workfront again and use a licence. Check the access level afterwards: Workfront may ask for one.',
    },
    progress: (given: number, needed: number) =>
      `${given} of ${needed} ${needed === 1 ? 'approval' : 'approvals'}`,
    approvedBy: (people: string) => `Approved by ${people}`,
    openUntil: (when: string) => `open until ${when}`,
    id: (id: string) => `Request ${id}`,
    approve: (action: Action) => verb[action],
    deny: 'Deny',
    cancel: 'Withdraw',
    dialog: {
      title: (action: Action) => `${verb[action]} this user?`,
      text: (action: Action, name: string, email: string) =>
        `${name} (${email}) will be ${past[action]} in Workfront as soon as the last approval is in.`,
      confirm: (action: Action) => `Yes, ${infinitive[action]}`,
      back: 'Go back',
    },
  },

  status: {
    waitsForDate: (when: string) => `:hourglass_flowing_sand: Approved. It will run ${when}.`,
    approved: ':hourglass_flowing_sand: Approved. Starting now.',
    reopened: {
      more_needed: ':arrows_counterclockwise: Nothing was changed yet: by now this needs more approvals.',
      approver_left:
        ':arrows_counterclockwise: Nothing was changed yet: somebody who approved this is no approver any more, so it needs another approval.',
    },
    executing: ':hourglass_flowing_sand: Approved. Asking Workfront now.',
    trouble: (why: string, when: string) =>
      `:hourglass_flowing_sand: ${why} Nothing is lost: next try ${when}.`,
    late: (due: string) =>
      `:alarm_clock: This ran late: it was due ${due}, and the bot could not run it then.`,
    denied: (by: string, when: string) => `:no_entry: Denied by ${by}, ${when}. Nothing was changed.`,
    deniedReason: (reason: string) => `*Reason:* ${reason}`,
    cancelled: (by: string, when: string) =>
      `:leftwards_arrow_with_hook: Withdrawn by ${by}, ${when}. Nothing was changed.`,
    expired: (when: string) => `:hourglass: Nobody decided in time; expired ${when}. Nothing was changed.`,
  },

  outcome: {
    done: (action: Action, name: string, when: string) =>
      `:white_check_mark: ${name} was ${past[action]} in Workfront ${when}. Workfront confirmed it.`,
    already: (action: Action, name: string, since: string | null) =>
      `:white_check_mark: ${name} was ${stateNow[action]} already${since ? ` (since ${since})` : ''}. Nothing was changed.`,
    skipped: {
      gone: (name: string) => `:x: ${name} no longer exists in Workfront. Nothing was changed.`,
      protected: (name: string) => `:x: ${name} is protected now. Nothing was changed.`,
      administrator: (name: string) =>
        `:x: ${name} has become a Workfront administrator since the request was made. Nothing was changed.`,
      admin_unknown: (name: string) =>
        `:x: Workfront did not say whether ${name} is an administrator, and this bot does not touch administrators. Nothing was changed.`,
      email_changed: (name: string) =>
        `:x: ${name} has another e-mail address in Workfront now than the one the approvers saw. Nothing was changed; ask again if it is still the right person.`,
      dry_run: (name: string) => `:test_tube: ${name}: dry run, so Workfront was not changed.`,
      not_approved: (name: string) =>
        `:x: ${name}: the approvals did not count any more when it was their turn. Nothing was changed; ask again if it is still wanted.`,
    } satisfies Record<SkipReason, (name: string) => string>,
    failed: {
      forbidden: (action: Action, name: string) =>
        `:x: ${name} was not ${past[action]}: Workfront does not allow the bot's user to do it. An administrator has to give that user the right to edit users, or ${infinitive[action]} by hand.`,
      rejected: (action: Action, name: string, detail: string) =>
        `:x: ${name} was not ${past[action]}: Workfront refused${detail ? ` and said “${detail}”` : ''}. Please ${infinitive[action]} by hand in Workfront, Setup, Users.`,
      blocked: (action: Action, name: string) =>
        `:x: ${name} was not ${past[action]}: something before Workfront blocks the bot, such as Workfront's IP allow-list or a proxy. Nothing was changed.`,
      no_effect: (action: Action, name: string) =>
        `:x: ${name} was not ${past[action]}: Workfront said yes, but the user is unchanged. Please ${infinitive[action]} by hand in Workfront, Setup, Users.`,
      gave_up: (action: Action, name: string) =>
        `:x: Workfront could not be reached for 24 hours, so whether ${name} is ${past[action]} is not certain. Please look in Workfront, Setup, Users, and ${infinitive[action]} by hand if needed.`,
    } satisfies Record<FailReason, (action: Action, name: string, detail: string) => string>,
  },

  trouble: {
    unauthenticated: 'Workfront does not accept the bot’s log-in.',
    misconfigured: 'Workfront does not know this address or API version.',
    blocked: 'Something before Workfront blocks the bot: the IP allow-list or a proxy.',
    throttled: 'Workfront is too busy.',
    unavailable: 'Workfront does not answer.',
    outcome_unknown: 'Workfront’s answer to the change was lost; its state is being read.',
    members_unreadable: 'Slack does not say who the approvers are.',
    hourly_limit: 'Many people were changed within the last hour, so this waits.',
    other: 'Workfront does not answer as expected.',
  },

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

  result: {
    title: (action: Action, name: string) => `Your request to ${infinitive[action]} ${name}`,
    link: (link: string) => `See ${link}.`,
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
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Widened<T[K]> };

/** What every language has to provide. */
export type Texts = Widened<typeof en>;
