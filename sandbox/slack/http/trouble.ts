import * as z from 'zod';

import type { Json } from '../../shared/json.ts';
import { createRules } from '../../shared/rules.ts';
import type { Workspace } from '../state/workspace.ts';

const kindOf = <Kind extends string, Shape extends z.core.$ZodLooseShape>(kind: Kind, shape: Shape) =>
  z.strictObject({ kind: z.literal(kind), ...shape });

/** A way to fail: `method` is an API method or `response_url`, without it every call; `times` is without end unless given. */
export const troubleSchema = z.strictObject({
  method: z.string().optional(),
  times: z.int().min(1).optional(),
  effect: z.discriminatedUnion('kind', [
    kindOf('status', { status: z.int().min(400).max(599) }),
    kindOf('error', { error: z.string() }),
    /** Null: without a Retry-After, as proxies send it. */
    kindOf('ratelimited', { retryAfterSeconds: z.number().min(0).nullable() }),
    /** A page of HTML where JSON is expected, as in incidents and from proxies; 200 unless given. */
    kindOf('html', { status: z.int().min(200).max(599).optional() }),
    kindOf('delay', { milliseconds: z.number().min(0) }),
    kindOf('hang', {}),
    /** The connection breaks before anything was done. */
    kindOf('dropBefore', {}),
    /** The work is done, then the connection breaks: the answer is lost. */
    kindOf('dropAfter', {}),
  ]),
});

export type TroubleRule = z.infer<typeof troubleSchema>;
export type Effect = TroubleRule['effect'];
export type Trouble = ReturnType<typeof createTrouble>;

/** The rules by which the Web API fails, and its rates. */
export function createTrouble(workspace: Workspace) {
  const { add, clear, take } = createRules<TroubleRule>();
  const rateLimit = createRateLimit(workspace);
  return {
    add,
    clear,
    /** What becomes of this call, counted against the first rule that fits; null: nothing but the answer. */
    take: (name: string, args: Json): Effect | null =>
      take(({ method = name }) => method === name)?.effect ?? rateLimit(name, args),
  };
}

/**
 * Tells calls beyond the workspace's rates to come back: posts once the channel's second is full, updates once the
 * minute of all of them is. Source: https://docs.slack.dev/apis/web-api/rate-limits
 */
function createRateLimit(workspace: Workspace): (method: string, args: Json) => Effect | null {
  const recent = new Map<string, readonly number[]>();
  const take = (key: string, most: number | null, milliseconds: number): Effect | null => {
    const now = workspace.now();
    const times = (recent.get(key) ?? []).filter((time) => now - time < milliseconds);
    if (most !== null && times.length >= most) {
      const freeIn = milliseconds - (now - (times[0] ?? now));
      return { kind: 'ratelimited', retryAfterSeconds: Math.max(1, Math.ceil(freeIn / 1000)) };
    }
    recent.set(key, [...times, now]);
    return null;
  };
  return (method, args) => {
    const { postsPerSecond, updatesPerMinute } = workspace.habits;
    if (method === 'chat.postMessage') return take(`post ${String(args.channel)}`, postsPerSecond, 1000);
    return method === 'chat.update' ? take('update', updatesPerMinute, 60_000) : null;
  };
}
