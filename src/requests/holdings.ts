/** What a person holds in Workfront besides their access: the kinds of it, and how much was found of each. */
import { z } from 'zod';

import { moment } from './moment.ts';

/**
 * Each kind of thing that a person can hold, the most urgent first: what blocks or misleads others once the
 * person is gone. How each is found, counted, linked and moved is one table, `src/workfront/kinds.ts`.
 */
export const holdingKind = z.enum([
  'approvals',
  'approval_stages',
  'routing_rules',
  'projects',
  'tasks',
  'issues',
  'direct_reports',
  'teams',
  'templates',
  'portfolios',
  'programs',
  'iterations',
  'resource_manager',
  'timesheets',
  'timesheet_profiles',
  'reports',
  'scheduled_reports',
  'documents',
]);
export type HoldingKind = z.infer<typeof holdingKind>;

export function isHoldingKind(kind: string): kind is HoldingKind {
  return holdingKind.safeParse(kind).success;
}

export const heldCount = z
  .object({
    kind: holdingKind,
    /** Null: it could not be read, which is not the same as none. */
    count: z.int().nullable(),
    /** Whether the bot can give it to somebody else; the rest is listed for a person. */
    moves: z.boolean(),
  })
  .readonly();

export type HeldCount = z.infer<typeof heldCount>;

/** How much people hold. */
export const impact = z
  .object({
    /** One for each kind that is not switched off, in the order of `holdingKind`. */
    counts: z.array(heldCount).readonly(),
    /** The API's user does not see everything, so there may be more. */
    atLeast: z.boolean(),
    readAt: moment,
  })
  .readonly();
export type Impact = z.infer<typeof impact>;

/** The kinds of which nobody knows how much there is. */
export function unreadIn({ counts }: Impact): readonly HoldingKind[] {
  return counts.flatMap(({ kind, count }) => (count === null ? [kind] : []));
}

/** One thing that somebody holds. */
export type Held = {
  readonly kind: HoldingKind;
  /** The object whose field names the holder; 32 lowercase hexadecimal digits. */
  readonly id: string;
  /** Where Workfront tells no name, the id. */
  readonly name: string;
  /** Whose it is: the Workfront id of one of the people asked about. */
  readonly holder: string;
  /** The project or object that it belongs to, by name, where that helps to tell it from others. */
  readonly within: string | null;
  /** Workfront's page of it, where one is known to exist. */
  readonly link: string | null;
};
