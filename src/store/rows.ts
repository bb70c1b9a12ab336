/** Database rows, parsed once on their way out, by the schemas of the domain. */
import { z } from 'zod';

import type { SealedRow } from '../audit/chain.ts';
import type { RowInChain } from '../audit/proof.ts';
import { auditEntry, type AuditRow } from '../requests/audit.ts';
import { impact } from '../requests/holdings.ts';
import { fieldValue, item, kept, type Item } from '../requests/items.ts';
import { messageKind, type LookUp, type SentMessage } from '../requests/ports.ts';
import {
  action,
  approval,
  decision,
  handOver,
  lifted,
  outcome,
  reopened,
  state,
  takeOver,
  tally,
  target,
  ticked,
  trouble,
  workfrontUser,
  type Outcome,
  type Request,
  type TakeOver,
} from '../requests/request.ts';

const requestRow = z.object({
  id: z.string(),
  version: z.int(),
  action,
  state,
  requester: z.string(),
  reason: z.string().nullable(),
  targets: z.array(target),
  run_at: z.date().nullable(),
  approvals_required: z.int(),
  approvals: z.array(approval),
  created_at: z.date(),
  expires_at: z.date(),
  decision: decision.nullable(),
  started_at: z.date().nullable(),
  finished_at: z.date().nullable(),
  trouble: trouble.nullable(),
  reopened: reopened.nullable(),
  undo_of: z.string().nullable(),
  ticket: z.string().nullable(),
  escalated_at: z.date().nullable(),
  lifted: lifted.nullable(),
  ticked: ticked.nullable(),
  impact: impact.nullable(),
  hand_over: handOver.nullable(),
  tallies: z.array(tally),
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
    reopened: row.reopened,
    undoOf: row.undo_of,
    ticket: row.ticket,
    escalatedAt: row.escalated_at,
    lifted: row.lifted,
    ticked: row.ticked,
    impact: row.impact,
    handOver: row.hand_over,
    tallies: row.tallies,
    dryRun: row.dry_run,
    responseUrl: row.response_url,
  };
}

/** The JSON columns of a request. */
export function requestJson(request: Request) {
  return {
    approvals: jsonOf(z.array(approval), [...request.approvals]),
    decision: request.decision && jsonOf(decision, request.decision),
    trouble: request.trouble && jsonOf(trouble, request.trouble),
    reopened: request.reopened && jsonOf(reopened, request.reopened),
    lifted: request.lifted && jsonOf(lifted, request.lifted),
    ticked: request.ticked && jsonOf(ticked, request.ticked),
    impact: request.impact && jsonOf(impact, request.impact),
    hand_over: request.handOver && jsonOf(handOver, request.handOver),
  };
}

/** The user as a JSON column holds it. */
export function userJson(user: z.infer<typeof workfrontUser>): string {
  return jsonOf(workfrontUser, user);
}

const itemRow = z.object({
  phase: item.unwrap().shape.phase,
  position: z.int(),
  kind: item.unwrap().shape.kind,
  type: item.unwrap().shape.type,
  object_id: z.string(),
  name: z.string(),
  link: item.unwrap().shape.link,
  field: item.unwrap().shape.field,
  old_value: fieldValue,
  new_value: fieldValue,
  outcome,
  retry: item.unwrap().shape.retry,
  settled_at: z.date().nullable(),
  had: kept.nullable(),
});

export function parseItem(stored: unknown): Item {
  const row = itemRow.parse(stored);
  const { object_id: objectId, old_value: from, new_value: to, settled_at: settledAt, had, ...rest } = row;
  return { ...rest, objectId, from, to, settledAt, ...(had && { had }) };
}

/** The JSON columns of an item. */
export function itemJson({ from, to, outcome: now, retry, had }: Item) {
  return {
    old_value: JSON.stringify(from),
    new_value: JSON.stringify(to),
    outcome: jsonOf(outcome, withStorableDetail(now)),
    retry: retry && jsonOf(itemRow.shape.retry, retry),
    had: had ? jsonOf(kept, had) : null,
  };
}

/** Who takes over, as a JSON column holds it. */
export function takeOverJson(wanted: TakeOver): string {
  return jsonOf(takeOver, wanted);
}

/**
 * An outcome in whose JSON the database can look for its result: it cannot once an escape in it stands for no
 * character, such as half a pair in Workfront's own words.
 */
function withStorableDetail(now: Outcome): Outcome {
  return now.result === 'failed' ? { ...now, detail: storable(now.detail) } : now;
}

/** JSON is written as text: an array given to a JSON column works on one engine and fails on the other. */
function jsonOf<T extends z.ZodType>(schema: T, value: z.output<T>): string {
  return JSON.stringify(z.encode(schema, value));
}

const lookUpRow = z.object({
  id: z.string(),
  action,
  requester: z.string(),
  asked: z.string(),
  reason: z.string().nullable(),
  run_at: z.date().nullable(),
  candidates: z.array(z.string()),
  take_over: takeOver.nullable(),
  created_at: z.date(),
});

export function parseLookUp(stored: unknown): LookUp {
  const { created_at: createdAt, run_at: runAt, take_over: to, ...rest } = lookUpRow.parse(stored);
  return { ...rest, runAt, takeOver: to, createdAt };
}

const messageRow = z.object({
  request_id: z.string(),
  kind: messageKind,
  recipient: z.string(),
  channel: z.string().nullable(),
  ts: z.string().nullable(),
  version: z.int(),
  shown_at: z.date().nullable(),
});

export function parseMessage(stored: unknown): SentMessage {
  const { request_id: requestId, channel, ts, shown_at: shownAt, ...rest } = messageRow.parse(stored);
  const place = channel === null || ts === null ? null : { channel, ts };
  return { requestId, place, shownAt, ...rest };
}

/** A row's number; 64-bit integers come as text. */
export const rowNumber = z.coerce.number().int();

const auditRow = z.object({
  number: rowNumber,
  at: z.date(),
  event: z.string(),
  request_id: z.string().nullable(),
  actor: z.string().nullable(),
  data: z.string(),
  previous_hash: z.string(),
  hash: z.string(),
  // The column is missing in a database that the bot of this version has not opened yet.
  seal: z.string().nullish().default(null),
});

/** An audit row as it is stored, whatever its text says. */
export function parseSealedRow(stored: unknown): SealedRow {
  const { data, request_id: requestId, previous_hash: previousHash, ...row } = auditRow.parse(stored);
  return { ...row, text: data, requestId, previousHash };
}

/** The row with its data; null when the text does not fit the event, or the event is not known. */
export function readSealedRow(row: SealedRow): AuditRow | null {
  const { number, text, previousHash, hash, seal, ...entry } = row;
  try {
    const data: unknown = JSON.parse(text);
    return { ...auditEntry.parse({ ...entry, data }), number, text, previousHash, hash, seal };
  } catch {
    return null;
  }
}

/** The audit row. @throws an Error that names the row when somebody made it unreadable. */
export function parseAuditRow(stored: unknown): AuditRow {
  const row = parseSealedRow(stored);
  const read = readSealedRow(row);
  if (!read) throw new Error(`audit row ${row.number} cannot be read`);
  return read;
}

const rowInChain = z.object({ hash_before: z.string().nullable() });

/** The audit row, and the hash of the row before it. @throws like parseAuditRow */
export function parseRowInChain(stored: unknown): RowInChain {
  const { hash_before: hashBefore } = rowInChain.parse(stored);
  return { row: parseAuditRow(stored), hashBefore };
}

/** Text that PostgreSQL can hold: no NUL, no half of a surrogate pair. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

/** A text in the form in which it is looked for. */
export function searchable(text: string): string {
  return storable(text).normalize('NFC').toLowerCase();
}
