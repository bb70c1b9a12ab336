import { webApi } from '@slack/bolt';
import { expect, onTestFinished, test } from 'vitest';

import type { TroubleRule } from '../../sandbox/slack/http/trouble.ts';
import { createConnection } from '../../src/slack/connection.ts';
import { startEdge } from './support.ts';

/** Opens a connection while Slack fails so often, in no time; gives the lines about it and the pauses. */
async function openedAfter(times: number, effect: TroubleRule['effect']) {
  const { slack } = await startEdge();
  slack.trouble({ method: 'apps.connections.open', times, effect });
  const lines: string[] = [];
  const pauses: number[] = [];
  let passed = 0;
  const connection = createConnection({
    botToken: slack.botToken,
    appToken: slack.appToken,
    signingSecret: null,
    apiUrl: slack.apiUrl,
    host: '127.0.0.1',
    port: 0,
    routes: [],
    logger: {
      debug() {},
      info() {},
      error() {},
      warn: (...said: unknown[]) => void lines.push(said.map(String).join(' ')),
      setLevel() {},
      getLevel: () => webApi.LogLevel.INFO,
      setName() {},
    },
    monotonic: () => passed,
    wait: async (ms) => {
      pauses.push(ms);
      passed += ms;
    },
  });
  onTestFinished(async () => {
    await connection.close();
    await slack.close();
  });
  await connection.open();
  expect(slack.connections()).toBe(1);
  return { lines: lines.filter((line) => line.includes('out of reach')), pauses, passed };
}

test('an incident at the start is waited out, with a line a minute', async () => {
  const { lines, pauses, passed } = await openedAfter(16, { kind: 'error', error: 'internal_error' });
  expect(pauses).toHaveLength(16);
  expect(passed).toBeGreaterThan(180_000);
  expect(lines[0]).toContain('internal_error');
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.length).toBeLessThanOrEqual(passed / 60_000 + 1);
});

test('the pause that Slack asks for is kept', async () => {
  const { pauses } = await openedAfter(2, { kind: 'ratelimited', retryAfterSeconds: 45 });
  expect(pauses).toEqual([45_000, 45_000]);
});
