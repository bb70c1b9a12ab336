import { people } from '../../../sandbox/acme.ts';
import { en } from '../../../src/i18n/en.ts';
import { isFinal, type Outcome, type Request, type Target } from '../../../src/requests/request.ts';
import type { Content } from '../../../src/slack/views/blocks.ts';
import { confirmMessage, placeholder } from '../../../src/slack/views/confirm.ts';
import { reminder, resultMessage } from '../../../src/slack/views/result.ts';
import { aRequest, aTarget, aUser, minutesAfterNoon, noon } from '../../store/builders.ts';

const policy = {
  approvers: ['S01APPROVERS', people.alan.id],
  allowSelfApproval: false,
  bulkBrake: 25,
  escalationApprovers: [],
  notifyApprovers: 'mention',
} as const;
const facts = { texts: en, policy, now: noon };
const cardUrl = 'https://acme.slack.com/archives/C01APPROVALS/p1772625600000100';

/** The person whom most of it is about. */
export const tyler = aUser({
  name: 'Tyler Reid',
  email: people.tyler.email,
  homeGroup: 'Marketing',
  manager: 'Morgan Lee',
});

/** People to fill requests with. */
export const names = ['Jordan Lee', 'Noor Haddad', 'Priya Nair', 'Morgan Lee', 'Sam Ortiz', 'Ana Silva'];

/** One person more, in the given state. */
export function another(name: string, outcome: Outcome = { result: 'waiting' }): Target {
  const email = `${name.toLowerCase().replace(' ', '.')}@acme.example`;
  return aTarget(aUser({ name, email }), { outcome });
}

const done: Outcome = { result: 'done', confirmedBy: 'answer' };
const rejected: Outcome = { result: 'failed', reason: 'rejected', detail: 'Admin-Email user' };
const approvals = [{ approver: people.alan.id, at: minutesAfterNoon(5) }];
const dated = { runAt: minutesAfterNoon(60 * 24 * 2) };
const finished = { approvals, startedAt: minutesAfterNoon(5), finishedAt: minutesAfterNoon(6) };
const trouble = { since: noon, code: 'unavailable', nextTryAt: new Date(noon.getTime() + 20_000) };
const decidedBy = (by: string | null, reason: string | null = null) => ({
  decision: { by, at: minutesAfterNoon(5), reason },
});
const by = (result: Outcome) => ({ targets: [aTarget(tyler, { outcome: result })] });
const many = (...outcomes: readonly Outcome[]) => ({
  targets: names.map((name, at) => another(name, outcomes[at % Math.max(1, outcomes.length)])),
});

/** Requests in every state and with every outcome that looks different, by a name fit for a file. */
const states: Readonly<Record<string, Partial<Request>>> = {
  pending: {},
  'pending-reactivate': { action: 'reactivate', reason: 'back from leave' },
  'pending-dated': dated,
  'pending-one-of-two': { approvalsRequired: 2, approvals },
  'pending-administrator': { targets: [aTarget({ ...tyler, isAdmin: true })] },
  'pending-odd-name': { targets: [aTarget({ ...tyler, name: 'Ty\u200Bler Reid' })] },
  'pending-dry-run': { dryRun: true },
  'pending-reopened': { reopened: { at: noon, reason: 'more_needed' }, approvalsRequired: 2, approvals },
  'pending-many': { ...many(), ticket: 'HR-1204' },
  'approved-dated': { state: 'approved', approvals, ...dated },
  executing: { state: 'executing', approvals, ...by({ result: 'sending' }) },
  'executing-many': { state: 'executing', approvals, ...many(done, { result: 'waiting' }) },
  'executing-waits': { state: 'executing', approvals, trouble, ...by({ result: 'waiting' }) },
  done: { state: 'done', ...finished, ...by(done) },
  'done-reactivate': { state: 'done', action: 'reactivate', ...finished, ...by(done) },
  'done-already': { state: 'done', ...finished, ...by({ result: 'already', since: minutesAfterNoon(-600) }) },
  'done-many': { state: 'done', ...finished, ...many(done) },
  'failed-rejected': { state: 'failed', ...finished, ...by(rejected) },
  'failed-forbidden': {
    state: 'failed',
    ...finished,
    ...by({ result: 'failed', reason: 'forbidden', detail: '' }),
  },
  'failed-gave-up': {
    state: 'failed',
    ...finished,
    ...by({ result: 'failed', reason: 'gave_up', detail: '' }),
  },
  'failed-email-changed': {
    state: 'failed',
    ...finished,
    ...by({ result: 'skipped', reason: 'email_changed' }),
  },
  'failed-dry-run': {
    state: 'done',
    dryRun: true,
    ...finished,
    ...by({ result: 'skipped', reason: 'dry_run' }),
  },
  'failed-some': { state: 'failed', ...finished, ...many(done, done, rejected) },
  denied: { state: 'denied', ...decidedBy(people.alan.id, 'She is on leave, not gone') },
  withdrawn: { state: 'cancelled', ...decidedBy(people.rita.id) },
  expired: { state: 'expired', ...decidedBy(null) },
};

/** Each card of the approval channel, and what its requester is told, by name; `more`: further requests. */
export function cards(
  more: Readonly<Record<string, Partial<Request>>>,
): readonly { readonly name: string; readonly content: Content }[] {
  const requests = Object.entries({ ...states, ...more }).map(([name, changes], at) => {
    const targets = [aTarget(tyler)];
    const id = `r7kq2m9x${String(100 + at)}`;
    const usual = { id, requester: people.rita.id, reason: 'last day on Friday', targets };
    return { name, request: aRequest({ ...usual, ...changes }) };
  });
  const [first] = requests;
  if (!first) return [];
  return [
    { name: 'first-post', content: placeholder(first.request, facts) },
    ...requests.map(({ name, request }) => ({ name, content: confirmMessage(request, facts) })),
    { name: 'reminder', content: reminder(first.request, [people.alan.id], en) },
    ...requests
      .filter(({ request }) => isFinal(request.state))
      .map(({ name, request }) => ({
        name: `to-requester-${name}`,
        content: resultMessage(request, cardUrl, en, noon),
      })),
  ];
}
