import type { Effect } from './trouble.ts';

/**
 * Slack's "about one message per second and channel": calls beyond `perSecond` in one second are told to come back
 * after a second. `now` gives milliseconds. Source: https://docs.slack.dev/apis/web-api/rate-limits
 */
export function createRateLimit(perSecond: number, now: () => number) {
  const recent = new Map<unknown, readonly number[]>();
  return (method: string, args: Readonly<Record<string, unknown>>): Effect | null => {
    if (method !== 'chat.postMessage') return null;
    const second = (recent.get(args.channel) ?? []).filter((time) => now() - time < 1000);
    if (second.length >= perSecond) return { kind: 'ratelimited', retryAfterSeconds: 1 };
    recent.set(args.channel, [...second, now()]);
    return null;
  };
}
