/**
 * What a date and time in somebody's own words was read as. Nothing is guessed: two readings are two, and a
 * day without a time is no moment. `unreadable`: not, or not wholly, a date and time.
 */
export type MomentTyped =
  | { readonly kind: 'moment'; readonly at: Date }
  /** Somebody typed "now", or what was now a moment ago. */
  | { readonly kind: 'now' }
  | { readonly kind: 'ambiguous'; readonly readings: readonly [Date, Date] }
  /** Noon of the day or days that may be meant, in the person's time zone. */
  | { readonly kind: 'no_time'; readonly days: readonly Date[] }
  | { readonly kind: 'past'; readonly at: Date }
  | { readonly kind: 'too_far'; readonly at: Date }
  | { readonly kind: 'unreadable' };

/** How far ahead a change may be planned: a year, with a leap day. */
const mostAhead = 366 * 24 * 3_600_000;

/** How long ago a moment may be that still means now. */
const nowMs = 60_000;

/** Judges the moments that a text can mean, the same one given twice counting once. */
export function judgeMoments(meant: readonly Date[], now: Date): MomentTyped {
  const times = [...new Set(meant.map((at) => at.getTime()))].toSorted((one, other) => one - other);
  const [first, second] = times.map((time) => new Date(time));
  if (!first || times.length > 2) return { kind: 'unreadable' };
  const ahead = times.map((time) => time - now.getTime());
  if (ahead.every((one) => one <= 0 && one > -nowMs)) return { kind: 'now' };
  if (ahead.every((one) => one < 0)) return { kind: 'past', at: first };
  if (ahead.every((one) => one > mostAhead)) return { kind: 'too_far', at: first };
  return second ? { kind: 'ambiguous', readings: [first, second] } : { kind: 'moment', at: first };
}
