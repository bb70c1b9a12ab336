/** Database rows, parsed once on their way out. */
import { z } from 'zod';

import type { AuditRow, JsonValue, LookUp, SentMessage } from '../requests/ports.ts';
import type { Outcome, Request, Target, WorkfrontUser } from '../requests/request.ts';

/** A time inside a JSON column. */
const moment = z.iso.datetime().transform((text) => new Date(text));

/** What rows of version 0.1.0 do not have. */
const addedLater = z.string().nullable().default(null);

const user: z.ZodType<WorkfrontUser> = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  username: z.string(),
  isActive: z.boolean(),
  isAdmin: z.boolean().nullable(),
  title: z.string().nullable(),
  accessLevel: z.string().nullable(),
  accessLevelId: addedLater,
  licenseType: addedLater,
  homeGroup: z.string().nullable(),
  homeGroupId: addedLater,
  homeTeam: addedLater,
  homeTeamId: addedLater,
  manager: z.string().nullable(),
  managerId: addedLater,
  lastLoginAt: moment.nullable(),
  scheduledDeactivationAt: moment.nullable(),
  deactivatedAt: moment.nullable(),
});

const failReasons = [
  'forbidden',
  'rejected',
  'not_authenticated',
  'misconfigured',
  'blocked',
  'no_effect',
  'gave_up',
] as const;
const skipReasons = [
  'gone',
  'protected',
  'administrator',
  'admin_unknown',
  'email_changed',
  'dry_run',
] as const;

const outcome: z.ZodType<Outcome> = z.discriminatedUnion('result', [
  z.object({ result: z.literal('waiting') }),
  z.object({ result: z.literal('unknown') }),
  z.object({ result: z.literal('done'), confirmedBy: z.enum(['answer', 'read']) }),
  z.object({ result: z.literal('already'), since: moment.nullable() }),
  z.object({ result: z.literal('failed'), reason: z.enum(failReasons), detail: z.string() }),
  z.object({ result: z.literal('skipped'), reason: z.enum(skipReasons) }),
]);

const target: z.ZodType<Target> = z.object({ user, slackUserId: z.string().nullable(), outcome });

const action = z.enum(['deactivate', 'reactivate']);

const requestRow = z.object({
  id: z.string(),
  version: z.int(),
  action,
  state: z.enum(['pending', 'approved', 'executing', 'done', 'failed', 'denied', 'expired', 'cancelled']),
  requester: z.string(),
  reason: z.string().nullable(),
  targets: z.array(target),
  run_at: z.date().nullable(),
  approvals_required: z.int(),
  approvals: z.array(z.object({ approver: z.string(), at: moment })),
  created_at: z.date(),
  expires_at: z.date(),
  decision: z.object({ by: z.string().nullable(), at: moment, reason: z.string().nullable() }).nullable(),
  started_at: z.date().nullable(),
  finished_at: z.date().nullable(),
  trouble: z.object({ since: moment, code: z.string(), nextTryAt: moment }).nullable(),
  dry_run: z.boolean(),
  response_url: z.string().nullable(),
});

/** The request of one row that carries its targets as JSON. */
export function parseRequest(stored: unknown): Request {
  const row = requestRow.parse(stored);
  return {
    id: row.id,
    version: row.version,
    action: row.action,
    state: row.state,
    requester: row.requester,
    reason: row.reason,
    targets: row.targets,
    runAt: row.run_at,
    approvalsRequired: row.approvals_required,
    approvals: row.approvals,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    decision: row.decision,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    trouble: row.trouble,
    dryRun: row.dry_run,
    responseUrl: row.response_url,
  };
}

const lookUpRow = z.object({
  id: z.string(),
  action,
  requester: z.string(),
  asked: z.string(),
  reason: z.string().nullable(),
  run_at: z.date().nullable(),
  candidates: z.array(z.string()),
  created_at: z.date(),
});

export function parseLookUp(stored: unknown): LookUp {
  const { created_at: createdAt, run_at: runAt, ...rest } = lookUpRow.parse(stored);
  return { ...rest, runAt, createdAt };
}

const messageRow = z.object({
  request_id: z.string(),
  kind: z.enum(['confirm', 'answer', 'result', 'reminder']),
  channel: z.string(),
  ts: z.string(),
  version: z.int(),
});

export function parseMessage(stored: unknown): SentMessage {
  const { request_id: requestId, ...rest } = messageRow.parse(stored);
  return { requestId, ...rest };
}

const auditEvents = [
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
] as const;

const json: z.ZodType<JsonValue> = z.json();

/** A row's number; 64-bit integers come as text. */
export const rowNumber = z.coerce.number().int();

const auditRow = z.object({
  number: rowNumber,
  at: z.date(),
  event: z.enum(auditEvents),
  request_id: z.string().nullable(),
  actor: z.string().nullable(),
  data: z.string().transform((text) => z.record(z.string(), json).parse(JSON.parse(text))),
  previous_hash: z.string(),
  hash: z.string(),
});

/** The audit row. @throws an Error that names the row when somebody made it unreadable. */
export function parseAuditRow(stored: unknown): AuditRow {
  try {
    const row = auditRow.parse(stored);
    const { number, at, event, actor, data, hash } = row;
    return {
      number,
      at,
      event,
      requestId: row.request_id,
      actor,
      data,
      previousHash: row.previous_hash,
      hash,
    };
  } catch (error) {
    const { number } = z.object({ number: rowNumber }).parse(stored);
    throw new Error(`audit row ${number} cannot be read`, { cause: error });
  }
}

/** Text that PostgreSQL can hold: no NUL, no half of a surrogate pair. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
