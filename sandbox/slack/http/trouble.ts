import * as z from 'zod';

import { createRules } from '../../shared/rules.ts';

/** A way to fail: `method` is an API method or `response_url`, without it every call; `times` is without end unless given. */
export const troubleSchema = z.strictObject({
  method: z.string().optional(),
  times: z.number().int().min(1).optional(),
  effect: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('status'), status: z.number().int().min(400).max(599) }),
    z.strictObject({ kind: z.literal('error'), error: z.string() }),
    /** Null: without a Retry-After, as proxies send it. */
    z.strictObject({ kind: z.literal('ratelimited'), retryAfterSeconds: z.number().min(0).nullable() }),
    /** A page of HTML where JSON is expected, as in incidents and from proxies; 200 unless given. */
    z.strictObject({ kind: z.literal('html'), status: z.number().int().min(200).max(599).optional() }),
    z.strictObject({ kind: z.literal('delay'), milliseconds: z.number().min(0) }),
    z.strictObject({ kind: z.literal('hang') }),
    /** The connection breaks before anything was done. */
    z.strictObject({ kind: z.literal('dropBefore') }),
    /** The work is done, then the connection breaks: the answer is lost. */
    z.strictObject({ kind: z.literal('dropAfter') }),
  ]),
});

export type TroubleRule = z.infer<typeof troubleSchema>;
export type Effect = TroubleRule['effect'];

export type Trouble = {
  add(rule: TroubleRule): void;
  clear(): void;
  /** The effect for this call, counted against the first rule that fits. */
  take(method: string): Effect | null;
};

/** The rules by which the Web API fails. */
export function createTrouble(): Trouble {
  const rules = createRules<TroubleRule>();
  return {
    add: rules.add,
    clear: rules.clear,
    take: (name) => rules.take(({ method = name }) => method === name)?.effect ?? null,
  };
}
