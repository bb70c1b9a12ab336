import * as fc from 'fast-check';

import { auditEntry, type AuditEntry, type AuditEvent, type AuditRow } from '../../src/requests/audit.ts';
import { holdingKind } from '../../src/requests/holdings.ts';
import {
  outsider,
  protection,
  refusalCode,
  successorProblem,
  type RefusalReason,
} from '../../src/requests/refusal.ts';
import {
  action as actions,
  failReason,
  skipReason,
  state as states,
  type Outcome,
  type Request,
  type Target,
  type WorkfrontUser,
} from '../../src/requests/request.ts';

/** Text as people and other systems write it at their worst: markup, emoji, control characters, any length. */
export const nasty: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '',
    ' ',
    '\n',
    '<!channel>',
    '<@U0ALAN>',
    '<https://evil.example|here>',
    '*_~`',
    '*bold* :white_check_mark:',
    '&amp;',
    'Tyler Reid',
  ),
  fc
    .tuple(
      fc.constantFrom('&', '<', '🙂', '👩‍💻 ', '\u0000', '\u2028', 'é', 'Tyler '),
      fc.constantFrom(10, 199, 3000),
    )
    .map(([unit, count]) => unit.repeat(count)),
);

const date = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const slackUserId = fc.constantFrom('U0RITA', 'U0ALAN', 'W0BEATRICE');
const requestId = fc.constant('r7kq2m9x3ta');
const action = fc.constantFrom(...actions.options);

export const user: fc.Arbitrary<WorkfrontUser> = fc.record({
  id: fc.stringMatching(/^[0-9a-f]{32}$/),
  name: nasty,
  email: nasty,
  username: nasty,
  isActive: fc.boolean(),
  isAdmin: maybe(fc.boolean()),
  title: maybe(nasty),
  accessLevel: maybe(nasty),
  accessLevelId: maybe(nasty),
  licenseType: maybe(nasty),
  homeGroup: maybe(nasty),
  homeGroupId: maybe(nasty),
  homeTeam: maybe(nasty),
  homeTeamId: maybe(nasty),
  manager: maybe(nasty),
  managerId: maybe(nasty),
  lastLoginAt: maybe(date),
  scheduledDeactivationAt: maybe(date),
  deactivatedAt: maybe(date),
});

export const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.constantFrom<Outcome>(
    { result: 'waiting' },
    { result: 'sending' },
    { result: 'done', confirmedBy: 'read' },
    ...skipReason.options.map((reason) => ({ result: 'skipped', reason }) as const),
  ),
  fc.record({ result: fc.constant('already'), since: maybe(date) }),
  fc.record({ result: fc.constant('failed'), reason: fc.constantFrom(...failReason.options), detail: nasty }),
);

const target: fc.Arbitrary<Target> = fc.record({
  user,
  slackUserId: maybe(slackUserId),
  outcome,
  leftOutBy: fc.constant(null),
  successor: maybe(user),
});

const state = fc.constantFrom(...states.options);

/** A request about one person, in any state, whether or not the rest of it fits that state. */
export const request: fc.Arbitrary<Request> = fc.record({
  id: requestId,
  version: fc.integer({ min: 1, max: 20 }),
  action,
  state,
  requester: slackUserId,
  reason: maybe(nasty),
  targets: fc.tuple(target),
  runAt: maybe(date),
  approvalsRequired: fc.integer({ min: 1, max: 3 }),
  approvals: fc.array(fc.record({ approver: slackUserId, at: date }), { maxLength: 3 }),
  createdAt: date,
  expiresAt: date,
  decision: maybe(fc.record({ by: maybe(slackUserId), at: date, reason: maybe(nasty) })),
  startedAt: maybe(date),
  finishedAt: maybe(date),
  trouble: maybe(
    fc.record({
      since: date,
      code: fc.constantFrom('throttled', 'unavailable', 'new_code'),
      nextTryAt: date,
    }),
  ),
  reopened: maybe(fc.record({ at: date, reason: fc.constantFrom('more_needed', 'approver_left') })),
  undoOf: maybe(requestId),
  ticket: maybe(nasty),
  escalatedAt: maybe(date),
  lifted: maybe(fc.record({ by: slackUserId, at: date })),
  ticked: maybe(fc.record({ by: slackUserId, at: date })),
  impact: maybe(
    fc.record({
      counts: fc.array(
        fc.record({
          kind: fc.constantFrom(...holdingKind.options),
          count: maybe(fc.nat(2000)),
          moves: fc.boolean(),
          link: maybe(fc.constant('https://acme.my.workfront.com/projects')),
        }),
        { maxLength: 18 },
      ),
      atLeast: fc.boolean(),
      readAt: date,
    }),
  ),
  handOver: maybe(
    fc.record({
      isWanted: fc.boolean(),
      onlyIfAll: fc.boolean(),
      back: maybe(fc.record({ of: fc.array(requestId, { maxLength: 2 }), count: fc.nat(100) })),
      plannedAt: maybe(date),
      reportedAt: maybe(date),
    }),
  ),
  tallies: fc.array(
    fc.record({
      kind: fc.constantFrom(...holdingKind.options),
      result: fc.constantFrom('waiting', 'sending', 'done', 'already', 'failed', 'skipped'),
      reason: fc.constant(null),
      count: fc.integer({ min: 1, max: 2000 }),
    }),
    { maxLength: 4 },
  ),
  dryRun: fc.boolean(),
  responseUrl: fc.constant(null),
});

/** The same about as many people as a request holds, of whom some were left out. */
export const requestOfMany: fc.Arbitrary<Request> = fc
  .tuple(
    request,
    fc.array(
      fc.tuple(target, maybe(slackUserId)).map(([one, leftOutBy]): Target => ({ ...one, leftOutBy })),
      { minLength: 2, maxLength: 120, size: 'max' },
    ),
  )
  .map(([one, targets]) => ({ ...one, targets }));

export const refusal: fc.Arbitrary<RefusalReason> = fc.oneof(
  fc.constantFrom<RefusalReason>(
    { reason: 'not_a_requester' },
    { reason: 'not_a_reader' },
    { reason: 'not_an_approver' },
    { reason: 'members_unreadable' },
    { reason: 'own_request' },
    { reason: 'about_yourself' },
    { reason: 'approved_before' },
    { reason: 'not_your_request' },
    { reason: 'not_your_choice' },
    { reason: 'nobody_left' },
    { reason: 'not_approved_by_you' },
    { reason: 'choice_over' },
    { reason: 'too_many_targets', most: 1, named: 3 },
    { reason: 'reason_missing' },
    { reason: 'ticket_missing', typed: '' },
    { reason: 'no_approver_left', needed: 2, brake: null },
    { reason: 'no_approver_left', needed: 3, brake: 25 },
    { reason: 'nothing_to_undo', why: 'too_late' },
    { reason: 'approved_lately', others: ['U01BEA'] },
    { reason: 'no_hand_over' },
    { reason: 'approved_before_change' },
  ),
  fc.record({ reason: fc.constant('already_decided'), state, by: maybe(slackUserId) }),
  fc.record({ reason: fc.constant('not_a_member'), why: fc.constantFrom(...outsider.options) }),
  fc.record({ reason: fc.constant('too_late_to_cancel'), state }),
  fc.record({ reason: fc.constant('request_unknown'), id: nasty }),
  fc.record({
    reason: fc.constant('not_understood'),
    typed: nasty,
    why: fc.constantFrom('twice', 'empty', 'nobody', 'not_a_person', 'mixed', 'several'),
  }),
  fc.record({
    reason: fc.constant('date_unusable'),
    typed: nasty,
    why: fc.constantFrom('form', 'past', 'too_far', 'ambiguous', 'no_time'),
    readings: fc.array(date, { minLength: 2, maxLength: 2 }),
    because: maybe(nasty),
  }),
  fc.record(
    {
      reason: fc.constant('user_unknown'),
      asked: nasty,
      near: fc.array(user, { maxLength: 5 }),
      suggestion: nasty,
    },
    { requiredKeys: ['reason', 'asked', 'near'] },
  ),
  fc.record({
    reason: fc.constant('successor'),
    why: fc.constantFrom(...successorProblem.options),
    who: nasty,
  }),
  fc.record({ reason: fc.constant('no_email'), slackUserId }),
  fc.record({ reason: fc.constant('nothing_to_do'), action, user }),
  fc.record({
    reason: fc.constant('protected'),
    user,
    why: fc.constantFrom(...protection.options),
  }),
  fc.record({ reason: fc.constant('open_request'), user, requestId }),
);

const person = fc.record({ id: nasty, name: maybe(nasty), email: maybe(nasty) });
const about = {
  about: fc.record({ action, people: fc.array(person, { maxLength: 3 }), count: fc.nat(1000) }),
};

/** What each event can tell. */
const data: { readonly [E in AuditEvent]: fc.Arbitrary<Extract<AuditEntry, { event: E }>['data']> } = {
  asked: fc.record({ action, asked: nasty, reason: maybe(nasty), at: maybe(nasty) }),
  looked_up: fc.record({ asked: nasty, found: fc.array(nasty), more: fc.boolean() }),
  refused: fc.record({ attempted: nasty, reason: fc.constantFrom(...refusalCode.values) }),
  submitted: fc.record({
    action,
    targets: fc.array(person, { maxLength: 3 }),
    reason: maybe(nasty),
    approvalsRequired: fc.nat(3),
    expiresAt: nasty,
    runAt: maybe(nasty),
  }),
  approved: fc.record({ ...about, approvals: fc.nat(5), required: fc.nat(5) }),
  denied: fc.record({ ...about, reason: maybe(nasty) }),
  cancelled: fc.record(about),
  stopped: fc.record({ ...about, reason: maybe(nasty) }),
  ticked: fc.record(about),
  tried_now: fc.record(about),
  expired: fc.record(about),
  looked_at: fc.record({ user: person }),
  giving_back_chosen: fc.record({ ...about, isWanted: fc.boolean(), of: fc.array(nasty) }),
  hand_over_planned: fc.record({ ...about, moves: fc.nat(), stays: fc.nat() }),
  handed_over: fc.record({
    ...about,
    kind: nasty,
    moved: fc.array(fc.record({ id: nasty, from: nasty, to: nasty }), { maxLength: 3 }),
    stay: fc.array(fc.record({ id: nasty, why: nasty, detail: nasty }), { maxLength: 3 }),
  }),
  execution_started: fc.record({ ...about, lateByMs: fc.nat() }),
  reopened: fc.record({
    ...about,
    reason: nasty,
    standing: fc.array(nasty),
    approvals: fc.nat(5),
    required: fc.nat(5),
  }),
  left_out: fc.record({ ...about, people: fc.array(person, { maxLength: 3 }) }),
  approval_taken_back: fc.record({ ...about, approvals: fc.nat(5), required: fc.nat(5) }),
  escalated: fc.record(about),
  paused: fc.record({ ...about, changed: fc.nat(), limit: fc.nat() }),
  limit_lifted: fc.record(about),
  target_settled: fc.record({
    ...about,
    user: person,
    outcome: fc.record({ result: fc.constantFrom('done', 'already', 'failed', 'skipped'), reason: nasty }),
  }),
  finished: fc.record({ ...about, state }),
  message_not_delivered: fc.record({ message: nasty, code: nasty }),
};

export const auditRow: fc.Arbitrary<AuditRow> = fc.oneof(
  ...Object.entries(data).map(([event, arbitrary]) =>
    fc
      .record({ at: date, requestId: maybe(requestId), actor: maybe(slackUserId), data: arbitrary })
      .map((entry) => ({
        ...auditEntry.parse({ event, ...entry }),
        number: 7,
        text: '{}',
        previousHash: '0'.repeat(64),
        hash: 'a'.repeat(64),
        seal: null,
      })),
  ),
);
