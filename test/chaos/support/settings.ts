import { appendFileSync } from 'node:fs';

import { z } from 'zod';

const environment = z.object({
  /** `full` stands for the counts that the promises are made for. */
  CHAOS_COUNT: z.union([z.enum(['full', 'short']), z.coerce.number().int().positive()]).default('short'),
  CHAOS_SEED: z.coerce.number().int().default(1),
  CHAOS_FIGURES: z.string().optional(),
});

const { CHAOS_COUNT: asked, CHAOS_SEED, CHAOS_FIGURES: figuresFile } = environment.parse(process.env);

/** The seed of this run; it stands in the name of every scenario, so that a failure tells it. */
export const seed = CHAOS_SEED;

/** How often a scenario does its worst: `short` for a look, as in CI, `full` in a full run. */
export function countOf({ short, full }: { readonly short: number; readonly full: number }): number {
  if (asked === 'short') return short;
  return asked === 'full' ? full : asked;
}

/** True unless this is the short run that is part of CI. */
export const isLongRun = asked !== 'short';

/** Random numbers that are the same for the same seed and name. */
export type Random = {
  /** From `least` to below `most`. */
  between(least: number, most: number): number;
  whole(least: number, most: number): number;
  chance(probability: number): boolean;
  /** @throws for an empty list. */
  pick<T>(list: readonly T[]): T;
};

/** `name` keeps those who draw at the same time out of each other's sequence. */
export function createRandom(name: string): Random {
  const next = generator(name);
  const between = (least: number, most: number): number => least + next() * (most - least);
  const whole = (least: number, most: number): number => Math.floor(between(least, most));
  return {
    between,
    whole,
    chance: (probability) => next() < probability,
    pick(list) {
      const [picked] = list.slice(whole(0, list.length));
      if (picked === undefined) throw new Error('There is nothing to pick from');
      return picked;
    },
  };
}

/** A linear congruential generator with the constants of Numerical Recipes, its low bits left out. */
function generator(name: string): () => number {
  let state = Buffer.from(`${seed}:${name}`).reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7);
  const step = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
  for (let warmUp = 0; warmUp < 8; warmUp += 1) step();
  return () => step() / 2 ** 24;
}

export type Figures = Readonly<Record<string, number | string>>;

/** Hands the figures of a scenario to `npm run test:chaos`, which prints them; otherwise nobody sees them. */
export function report(scenario: string, figures: Figures): void {
  if (!figuresFile) return;
  const said = Object.entries(figures).map(([name, value]) => [name, Number.isNaN(value) ? 'none' : value]);
  appendFileSync(figuresFile, `${JSON.stringify({ scenario, seed, ...Object.fromEntries(said) })}\n`);
}

/** The value in the middle of a list, NaN for an empty one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The largest value, NaN for an empty list. */
export function largest(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : Math.max(...values);
}
