import { people } from '../../../sandbox/acme.ts';
import { en } from '../../../src/i18n/en.ts';
import { link } from '../../../src/i18n/line.ts';
import type { Draft } from '../../../src/requests/draft.ts';
import type { RefusalReason } from '../../../src/requests/refusal.ts';
import type { Request } from '../../../src/requests/request.ts';
import { submittedAnswer } from '../../../src/slack/views/answers.ts';
import type { Content } from '../../../src/slack/views/blocks.ts';
import { listAnswer } from '../../../src/slack/views/list.ts';
import { refusalMessage } from '../../../src/slack/views/refusal.ts';
import { escalation, leftOutMessage, stuckMessage } from '../../../src/slack/views/result.ts';
import { summaryMessage } from '../../../src/slack/views/summary.ts';
import { aRequest, aTarget, aUser, minutesAfterNoon, noon } from '../../store/builders.ts';
import { another, names, tyler } from './cards.ts';

const { alan, bea, rita } = people;
const address = 'https://acme.slack.com/archives/C01APPROVALS/p1772625600000100';
const card = { channel: 'C01APPROVALS', ts: '1772625600.000100' };

/** A request as most of these tell of it. */
export function request(changes: Partial<Request> = {}): Request {
  const targets = [aTarget(tyler)];
  return aRequest({
    id: 'r7kq2m9x100',
    requester: rita.id,
    reason: 'last day on Friday',
    targets,
    ...changes,
  });
}

const approvals = [{ approver: alan.id, at: minutesAfterNoon(5) }];
const dated = { runAt: minutesAfterNoon(60 * 24 * 2) };
const many = { targets: names.map((name) => another(name)) };

/** A list of people, with one of each finding. */
export const draft: Draft = {
  id: 'rdraft45678',
  action: 'deactivate',
  requester: rita.id,
  entries: [
    ...many.targets.map(({ user }) => ({ asked: user.email, finding: { kind: 'found', user } as const })),
    { asked: 'tyler.reed@acme.example', finding: { kind: 'unknown', near: [tyler] } },
    {
      asked: 'sam',
      finding: {
        kind: 'ambiguous',
        candidates: ['Sam Dupont', 'Sam Ortiz'].map((name) => another(name).user),
        more: false,
      },
    },
    { asked: 'priya', finding: { kind: 'as_wished', user: aUser({ name: 'Priya Nair', isActive: false }) } },
    { asked: 'mina', finding: { kind: 'protected', user: aUser({ name: 'Mina Kang' }), why: 'listed' } },
    {
      asked: 'noor',
      finding: { kind: 'open', user: aUser({ name: 'Noor Haddad' }), requestId: 'r7kq2m9x101' },
    },
  ],
  bad: [{ line: 4, text: 'kaputt' }],
  beyond: 0,
  reason: 'season over',
  ticket: 'HR-1204',
  runAt: null,
  takeOver: null,
  createdAt: noon,
};

/** Requests as a list shows them: one of each kind, with the buttons of somebody who may press all of them. */
function list(which: 'open' | 'history', ...listed: readonly Request[]): Content {
  const rows = listed.map((one) => {
    const isOpen = which === 'open';
    const mayStop = isOpen && one.state === 'approved';
    return { request: one, card, mayWithdraw: isOpen && one.state === 'pending', mayStop };
  });
  const page = { which, about: null, page: 1, hasMore: true, listed: rows } as const;
  return listAnswer(page, 'https://acme.slack.com/', en);
}

type Of<Reason extends RefusalReason['reason']> = Extract<RefusalReason, { readonly reason: Reason }>;

const inactive = aUser({ name: 'Priya Nair', email: 'priya.nair@acme.example', isActive: false });
const readings = [minutesAfterNoon(9_000), minutesAfterNoon(50_000)] as const;

/** Every refusal, at least one way that it reads. */
const refusals: { readonly [Reason in RefusalReason['reason']]: readonly Of<Reason>[] } = {
  not_a_requester: [{ reason: 'not_a_requester' }],
  not_a_reader: [{ reason: 'not_a_reader' }],
  not_an_approver: [{ reason: 'not_an_approver' }],
  not_a_member: [{ reason: 'not_a_member', why: 'guest' }],
  members_unreadable: [{ reason: 'members_unreadable' }],
  log_not_sound: [{ reason: 'log_not_sound' }],
  own_request: [{ reason: 'own_request' }],
  about_yourself: [{ reason: 'about_yourself' }],
  approved_before: [{ reason: 'approved_before' }],
  already_decided: [
    { reason: 'already_decided', state: 'done', by: alan.id },
    { reason: 'already_decided', state: 'cancelled', by: bea.id, stopped: true },
    { reason: 'already_decided', state: 'cancelled', by: rita.id },
  ],
  request_unknown: [{ reason: 'request_unknown', id: 'rzzzzzzzzzz' }],
  not_your_request: [{ reason: 'not_your_request' }],
  not_your_choice: [{ reason: 'not_your_choice' }],
  nobody_left: [{ reason: 'nobody_left' }],
  not_approved_by_you: [{ reason: 'not_approved_by_you' }],
  choice_over: [{ reason: 'choice_over' }],
  approved_lately: [{ reason: 'approved_lately', others: [bea.id] }],
  nothing_to_undo: [{ reason: 'nothing_to_undo', why: 'too_late' }],
  too_late_to_cancel: [{ reason: 'too_late_to_cancel', state: 'executing' }],
  no_approver_left: [
    { reason: 'no_approver_left', needed: 2, brake: null },
    { reason: 'no_approver_left', needed: 2, brake: 25 },
  ],
  successor: [{ reason: 'successor', why: 'inactive', who: inactive.name }],
  no_hand_over: [{ reason: 'no_hand_over' }],
  approved_before_change: [{ reason: 'approved_before_change' }],
  other_workspace: [{ reason: 'other_workspace' }],
  too_fast: [{ reason: 'too_fast' }],
  not_understood: [
    { reason: 'not_understood', typed: 'noor@acme.com she left', why: 'mixed' },
    { reason: 'not_understood', typed: 'reason:', why: 'twice' },
    { reason: 'not_understood', typed: '', why: 'nobody' },
  ],
  date_unusable: [
    { reason: 'date_unusable', typed: '1/2 18:00', why: 'ambiguous', readings, because: 'leaves' },
    { reason: 'date_unusable', typed: 'monday', why: 'no_time', readings: [noon], because: null },
    { reason: 'date_unusable', typed: 'yesterday 6pm', why: 'past', readings: [noon], because: null },
    { reason: 'date_unusable', typed: 'reception', why: 'form', readings: [], because: 'meet' },
  ],
  too_many_targets: [{ reason: 'too_many_targets', most: 100, named: 240 }],
  reason_missing: [{ reason: 'reason_missing' }],
  ticket_missing: [{ reason: 'ticket_missing', typed: 'soon' }],
  user_unknown: [
    { reason: 'user_unknown', asked: 'tyler.reed@acme.example', near: [tyler] },
    { reason: 'user_unknown', asked: 'lst', near: [], suggestion: '/wf-deactivate list' },
  ],
  no_email: [{ reason: 'no_email', slackUserId: people.tyler.id }],
  nothing_to_do: [{ reason: 'nothing_to_do', action: 'deactivate', user: inactive }],
  protected: [{ reason: 'protected', user: aUser({ name: 'Dana Whitfield' }), why: 'administrator' }],
  open_request: [{ reason: 'open_request', user: tyler, requestId: 'r7kq2m9x101' }],
};

/** What one person alone reads: answers, lists and refusals, by name. */
export function answers(): readonly { readonly name: string; readonly content: Content }[] {
  const sent = link(address, en.command.linkText);
  const trouble = { since: noon, code: 'unavailable', nextTryAt: minutesAfterNoon(4) };
  const left = many.targets.map((target, at) => ({ ...target, leftOutBy: at < 2 ? alan.id : null }));
  return [
    { name: 'answer-sent', content: submittedAnswer(request(), sent, en) },
    { name: 'answer-sent-dated', content: submittedAnswer(request(dated), sent, en) },
    {
      name: 'answer-summary',
      content: summaryMessage(draft, { links: new Map(), maxBulk: 100, dryRun: false }, en),
    },
    {
      name: 'answer-stuck',
      content: stuckMessage(request({ state: 'executing', trouble }), address, en, noon),
    },
    { name: 'answer-left-out', content: leftOutMessage(request({ targets: left }), address, en) },
    { name: 'escalation', content: escalation(request(), [bea.id], en) },
    {
      name: 'list-open',
      content: list(
        'open',
        request(),
        request({ state: 'approved', approvals, ...dated }),
        request({ ...many, approvalsRequired: 2, approvals }),
      ),
    },
    {
      name: 'list-history',
      content: list(
        'history',
        request({ state: 'done', approvals }),
        request({ state: 'denied', decision: { by: alan.id, at: noon, reason: 'stays' } }),
        request({ state: 'expired', decision: { by: null, at: noon, reason: null } }),
      ),
    },
    ...Object.values<readonly RefusalReason[]>(refusals).flatMap((ways) =>
      ways.map((because, at) => ({
        name: `refusal-${because.reason}${at === 0 ? '' : `-${at + 1}`}`,
        content: refusalMessage(because, en, () => sent, rita.id),
      })),
    ),
  ];
}
