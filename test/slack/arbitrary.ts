import * as fc from 'fast-check';

import type { AuditEvent, AuditRow } from '../../src/requests/ports.ts';
import type { RefusalReason } from '../../src/requests/refusal.ts';
import type { Outcome, Request, State, Target, WorkfrontUser } from '../../src/requests/request.ts';

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
const action = fc.constantFrom('deactivate', 'reactivate');

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

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.constantFrom<Outcome>(
    { result: 'waiting' },
    { result: 'unknown' },
    { result: 'done', confirmedBy: 'read' },
    { result: 'skipped', reason: 'gone' },
    { result: 'skipped', reason: 'protected' },
    { result: 'skipped', reason: 'administrator' },
    { result: 'skipped', reason: 'admin_unknown' },
    { result: 'skipped', reason: 'email_changed' },
    { result: 'skipped', reason: 'dry_run' },
  ),
  fc.record({ result: fc.constant('already'), since: maybe(date) }),
  fc.record({
    result: fc.constant('failed'),
    reason: fc.constantFrom(
      'forbidden',
      'rejected',
      'not_authenticated',
      'misconfigured',
      'no_effect',
      'gave_up',
    ),
    detail: nasty,
  }),
);

const target: fc.Arbitrary<Target> = fc.record({ user, slackUserId: maybe(slackUserId), outcome });

const state = fc.constantFrom<State[]>(
  'pending',
  'approved',
  'executing',
  'done',
  'failed',
  'denied',
  'expired',
  'cancelled',
);

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
  dryRun: fc.boolean(),
  responseUrl: fc.constant(null),
});

export const refusal: fc.Arbitrary<RefusalReason> = fc.oneof(
  fc.constantFrom<RefusalReason>(
    { reason: 'not_a_requester' },
    { reason: 'not_an_approver' },
    { reason: 'members_unreadable' },
    { reason: 'own_request' },
    { reason: 'about_yourself' },
    { reason: 'approved_before' },
    { reason: 'not_your_request' },
    { reason: 'no_approver_left' },
    { reason: 'too_many_targets', most: 1 },
  ),
  fc.record({ reason: fc.constant('already_decided'), state, by: maybe(slackUserId) }),
  fc.record({ reason: fc.constant('too_late_to_cancel'), state }),
  fc.record({ reason: fc.constant('request_unknown'), id: nasty }),
  fc.record({ reason: fc.constant('not_understood'), typed: nasty }),
  fc.record({
    reason: fc.constant('date_unusable'),
    typed: nasty,
    why: fc.constantFrom('form', 'past', 'too_far'),
  }),
  fc.record({ reason: fc.constant('user_unknown'), asked: nasty, near: fc.array(user, { maxLength: 5 }) }),
  fc.record({ reason: fc.constant('no_email'), slackUserId }),
  fc.record({ reason: fc.constant('nothing_to_do'), action, user }),
  fc.record({
    reason: fc.constant('protected'),
    user,
    why: fc.constantFrom('listed', 'api_user', 'administrator'),
  }),
  fc.record({ reason: fc.constant('open_request'), user, requestId }),
);

const event = fc.constantFrom<AuditEvent[]>(
  'asked',
  'looked_up',
  'refused',
  'submitted',
  'approved',
  'denied',
  'cancelled',
  'expired',
  'execution_started',
  'target_settled',
  'finished',
  'message_not_delivered',
);
const person = fc.record({ id: nasty, name: nasty, email: nasty });

/** Data of any event, and data of a shape that no event has. */
const data = fc.oneof(
  fc.record({
    action,
    targets: fc.array(person, { maxLength: 3 }),
    user: person,
    approvals: fc.nat(5),
    required: fc.nat(5),
    reason: maybe(nasty),
    attempted: nasty,
    state: fc.oneof(state, nasty),
    outcome: fc.record({ result: nasty, reason: nasty }),
    message: nasty,
    code: nasty,
    dryRun: fc.boolean(),
  }),
  fc.constantFrom({}, { targets: 'none', user: 7, outcome: null, reason: [], dryRun: 'yes' }),
);

export const auditRow: fc.Arbitrary<AuditRow> = fc.record({
  number: fc.integer({ min: 1 }),
  previousHash: fc.constant('0'.repeat(64)),
  hash: fc.constant('a'.repeat(64)),
  at: date,
  event,
  requestId: maybe(requestId),
  actor: maybe(slackUserId),
  data,
});
