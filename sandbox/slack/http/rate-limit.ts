import type { Workspace } from '../state/workspace.ts';
import type { Effect } from './trouble.ts';

export type RateLimit = (method: string, args: Readonly<Record<string, unknown>>) => Effect | null;

/**
 * Tells calls beyond the workspace's rates to come back: posts once the channel's second is full, updates once the
 * minute of all of them is. Source: https://docs.slack.dev/apis/web-api/rate-limits
 */
export function createRateLimit(workspace: Workspace): RateLimit {
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
