/**
 * What was found for a list of people, kept while the requester looks at it: nothing is asked of anybody before
 * they agree to what they see.
 */
import { z } from 'zod';

import { moment } from './moment.ts';
import { protection } from './refusal.ts';
import { action, takeOver, workfrontUser } from './request.ts';

const text = z.string();

/** What became of one name of the list. */
export const finding = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('found'), user: workfrontUser }).readonly(),
  /** Nobody, or nobody that can be read; `near`: people with a similar name. */
  z.object({ kind: z.literal('unknown'), near: z.array(workfrontUser).readonly() }).readonly(),
  /** `more`: there are others besides the candidates. */
  z
    .object({
      kind: z.literal('ambiguous'),
      candidates: z.array(workfrontUser).readonly(),
      more: z.boolean(),
    })
    .readonly(),
  /** A Slack account without an e-mail address. */
  z.object({ kind: z.literal('no_email') }).readonly(),
  z.object({ kind: z.literal('as_wished'), user: workfrontUser }).readonly(),
  z.object({ kind: z.literal('protected'), user: workfrontUser, why: protection }).readonly(),
  z.object({ kind: z.literal('open'), user: workfrontUser, requestId: text }).readonly(),
  /** The same person as one before, who was asked for as `first`. */
  z.object({ kind: z.literal('double'), user: workfrontUser, first: text }).readonly(),
]);
export type Finding = z.infer<typeof finding>;

/** `asked`: as it was typed, in one line. */
const entry = z.object({ asked: text, finding }).readonly();
export type Entry = z.infer<typeof entry>;

/** A line of a list or file that names nobody. */
const badLine = z.object({ line: z.int(), text }).readonly();
export type BadLine = z.infer<typeof badLine>;

export const draft = z
  .object({
    id: text,
    action,
    requester: text,
    entries: z.array(entry).readonly(),
    bad: z.array(badLine).readonly(),
    /** How many people of a file were not taken, since a request holds no more. */
    beyond: z.int(),
    reason: text.nullable(),
    ticket: text.nullable(),
    runAt: moment.nullable(),
    takeOver: takeOver.nullable().default(null),
    createdAt: moment,
  })
  .readonly();
export type Draft = z.infer<typeof draft>;

/** How long a draft waits for its requester, in milliseconds. */
export const draftLifeMs = 24 * 3_600_000;

/** The users whom a request made of this draft would be about. */
export function foundIn(entries: readonly Entry[]) {
  return entries.flatMap(({ finding: one }) => (one.kind === 'found' ? [one.user] : []));
}
