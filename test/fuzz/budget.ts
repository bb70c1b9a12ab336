import { z } from 'zod';

const asked = z
  .object({ FUZZ_COUNT: z.coerce.number().int().positive(), FUZZ_SEED: z.coerce.number().int() })
  .partial()
  .parse({ FUZZ_COUNT: process.env.FUZZ_COUNT, FUZZ_SEED: process.env.FUZZ_SEED });

/**
 * How many runs a property gets: `short` of them in `npm test`, and in `npm run fuzz` as many as it was told,
 * divided by what one of them costs more than a call of a function, and `most` at most.
 */
export function runs(
  short: number,
  cost = 1,
  most = Number.POSITIVE_INFINITY,
): { readonly numRuns: number; readonly seed?: number } {
  const { FUZZ_COUNT: count, FUZZ_SEED: seed } = asked;
  const numRuns = count === undefined ? short : Math.min(most, Math.max(1, Math.ceil(count / cost)));
  // In `npm test` the same ones each time, so that what fails there is about the change that was made.
  const chosen = count === undefined ? (seed ?? 7) : seed;
  return { numRuns, ...(chosen !== undefined && { seed: chosen }) };
}

/** Whether this is more than the short run of `npm test`. */
export const isLong = asked.FUZZ_COUNT !== undefined;

/** Long enough for any count. */
export const patienceMs = 4 * 3_600_000;
