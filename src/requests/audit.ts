/**
 * What the audit log can say: one schema for each event, in one place. Writing, the channel's lines, the
 * metrics and the export read the same shape. Rows of earlier versions must stay readable for ever: a fact
 * that came later is optional here.
 */
import { z } from 'zod';

import { refusalCode } from './refusal.ts';
import { action, outcome, state, wantedTargets, type Outcome } from './request.ts';

const text = z.string();

/** A Workfront user, named so that the row can be read alone. */
const person = z.object({ id: text, name: text.nullish(), email: text.nullish() });
export type Person = z.infer<typeof person>;

/** What stands in the data of every event. */
const always = {
  /** Set where Workfront was not to be changed. */
  dryRun: z.literal(true).optional(),
  /** The name of who did it, as Slack showed it then. */
  actorName: text.optional(),
};

/** Of events of a request: what it is about, so that the row says it by itself. `people`: three at most. */
const about = z.object({ action, people: z.array(person).readonly(), count: z.int() }).optional();

/** An outcome as rows hold it. Version 0.1.0 could write reasons that nothing can produce any more. */
const loggedOutcome = z.object({
  result: z.enum(['done', 'already', 'failed', 'skipped']),
  reason: text.optional(),
  detail: text.optional(),
  confirmedBy: z.enum(['answer', 'read']).optional(),
  accessLevel: text.nullish(),
  since: text.nullish(),
  different: z
    .array(z.object({ field: text, before: text.nullable(), now: text.nullable() }))
    .readonly()
    .optional(),
});

function event<const Name extends string, Data extends z.ZodRawShape>(name: Name, data: Data) {
  return z.object({
    event: z.literal(name),
    at: z.date(),
    /** Null for what belongs to no request. */
    requestId: text.nullable(),
    /** The Slack id of the person who did it; null: the bot itself. */
    actor: text.nullable(),
    data: z.object({ ...always, ...data }),
  });
}

/** One event that is to be logged; the store adds number, hashes and seal. */
export const auditEntry = z.discriminatedUnion('event', [
  event('asked', { action, asked: text, reason: text.nullable(), at: text.nullable() }),
  /** Somebody looked at what a person holds, and asked for nothing. */
  event('looked_at', { user: person }),
  event('looked_up', { asked: text, found: z.array(text).readonly(), more: z.boolean() }),
  event('refused', {
    attempted: text,
    reason: refusalCode,
    /** The people it would have been about, as far as they were found. */
    about,
    /** What was typed. */
    asked: text.optional(),
    user: person.optional(),
    why: text.optional(),
    state: state.optional(),
    openRequest: text.optional(),
  }),
  event('submitted', {
    action,
    /** `successor`: who takes over what this person holds; `manager`: whose report the successor may become. */
    targets: z.array(person.extend({ successor: person.optional(), manager: person.optional() })).readonly(),
    /** Nobody's access is taken unless everything that can be moved was. */
    onlyIfAll: z.literal(true).optional(),
    /** What a reactivation can give back: the requests by which it was handed over, and how many things. */
    back: z.object({ of: z.array(text).readonly(), count: z.int() }).optional(),
    reason: text.nullable(),
    ticket: text.optional(),
    /** The request that is taken back by this one. */
    undoOf: text.optional(),
    approvalsRequired: z.int(),
    expiresAt: text,
    runAt: text.nullable(),
  }),
  event('approved', { about, approvals: z.int(), required: z.int() }),
  event('denied', { about, reason: text.nullable() }),
  event('cancelled', { about }),
  event('stopped', { about, reason: text.nullable() }),
  event('expired', { about }),
  event('giving_back_chosen', { about, isWanted: z.boolean(), of: z.array(text).readonly() }),
  event('hand_over_planned', {
    about,
    moves: z.int(),
    stays: z.int(),
    unread: z.array(text).readonly().optional(),
  }),
  event('handed_over', {
    about,
    kind: text,
    moved: z.array(z.object({ id: text, from: text, to: text })).readonly(),
    stay: z.array(z.object({ id: text, why: text, detail: text.optional() })).readonly(),
  }),
  event('execution_started', { about, lateByMs: z.number() }),
  event('reopened', {
    about,
    reason: text,
    standing: z.array(text).readonly(),
    approvals: z.int(),
    required: z.int(),
  }),
  event('left_out', { about, people: z.array(person).readonly() }),
  event('approval_taken_back', { about, approvals: z.int(), required: z.int() }),
  event('escalated', { about }),
  event('paused', { about, changed: z.int(), limit: z.int() }),
  event('limit_lifted', { about }),
  event('target_settled', { about, user: person, outcome: loggedOutcome }),
  event('finished', { about, state }),
  event('tried_now', { about }),
  event('ticked', { about }),
  event('message_not_delivered', {
    message: text,
    code: text,
    /** Of audit lines: the rows that they would have covered. */
    row: z.int().optional(),
    lastRow: z.int().optional(),
  }),
]);
export type AuditEntry = Readonly<z.infer<typeof auditEntry>>;
export type AuditEvent = AuditEntry['event'];

/** A row of the log. */
export type AuditRow = AuditEntry & {
  /** 1, 2, 3 … without gaps. */
  readonly number: number;
  /** The data as it is stored, to the letter: this is what was hashed. */
  readonly text: string;
  /** 64 hexadecimal digits; of the first row: 64 zeros. */
  readonly previousHash: string;
  readonly hash: string;
  /** The bot's signature of the hash; null in rows from before there were seals. */
  readonly seal: string | null;
};

/** The newest row, by number and hash: what anybody can note down to check the log by later. */
export type AuditHead = Pick<AuditRow, 'number' | 'hash'>;

const fewPeople = 3;

/** What an event of a request says about it. */
export function factsOf(request: {
  readonly action: z.infer<typeof action>;
  readonly targets: readonly { readonly user: Person; readonly leftOutBy: string | null }[];
  readonly dryRun: boolean;
}) {
  const people = wantedTargets(request).map(({ user }) => user);
  const facts = { about: aboutOf(request.action, people) };
  return request.dryRun ? { ...facts, dryRun: true as const } : facts;
}

/** An action on these people, as rows name it. */
export function aboutOf(wanted: z.infer<typeof action>, people: readonly Person[]) {
  return { action: wanted, people: people.slice(0, fewPeople).map(named), count: people.length };
}

/** A user by id, name and address. */
export function named({ id, name, email }: Person): Person {
  return { id, name, email };
}

/** An outcome as a row holds it. @throws for one that is not settled, which no row tells. */
export function loggedOutcomeOf(settled: Outcome): z.infer<typeof loggedOutcome> {
  const { result } = settled;
  if (result === 'waiting' || result === 'sending') throw new Error(`no row tells an outcome ${result}`);
  return { ...loggedOutcome.parse(z.encode(outcome, settled)), result };
}
