import { afterEach, beforeEach, expect, test } from 'vitest';

import { people } from '../../sandbox/acme.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { createRespond, type Respond } from '../../src/slack/respond.ts';
import { startEdge, type Edge } from './support.ts';

let edge: Edge;
let respond: Respond;
let waited: number[] = [];
beforeEach(async () => {
  edge = await startEdge();
  waited = [];
  respond = createRespond({ apiUrl: edge.slack.apiUrl, wait: async (ms) => void waited.push(ms) });
});
afterEach(() => edge.slack.close());

const content = { text: 'done', blocks: [] };
const rita = () => edge.slack.person(people.rita.id);

/** The address that comes with a command of Rita's. */
async function address(): Promise<string> {
  await rita().type('/wf-deactivate');
  const last = edge.slack.traffic.findLast((one) => one.kind === 'payload');
  return last?.kind === 'payload' ? String(last.payload['response_url']) : '';
}
const answers = () =>
  rita()
    .sees()
    .filter((one) => plainText(one) === 'done').length;

test('an answer reaches the person who typed', async () => {
  await respond(await address(), content);
  expect(answers()).toBe(1);
});

test('an address that is not known yet is tried once more', async () => {
  const url = await address();
  edge.slack.trouble({ method: 'response_url', times: 1, effect: { kind: 'status', status: 404 } });
  await respond(url, content);
  expect([answers(), waited]).toEqual([1, [500]]);
});

function limited(retryAfterSeconds: number): void {
  const effect = { kind: 'ratelimited', retryAfterSeconds } as const;
  edge.slack.trouble({ method: 'response_url', times: 1, effect });
}

test('a short pause is kept, a long one is a failure that says how long', async () => {
  const url = await address();
  limited(2);
  await respond(url, content);
  expect([answers(), waited]).toEqual([1, [2_000]]);
  limited(60);
  await expect(respond(url, content)).rejects.toMatchObject({ code: 'http_429', retryAfterMs: 60_000 });
  expect(waited).toEqual([2_000]);
});

test('a used-up address is refused for good', async () => {
  const url = await address();
  for (let use = 0; use < 5; use += 1) await respond(url, content);
  await expect(respond(url, content)).rejects.toMatchObject({ code: 'http_404', permanent: true });
});

test.each([
  'http://hooks.slack.com/commands/T1/2/abc',
  'https://hooks.slack.com.evil.example/commands/abc',
  'https://evil.example/abc',
  'not an address',
])('nothing is sent to %s', async (url) => {
  await expect(respond(url, content)).rejects.toMatchObject({ code: 'not_a_hook', permanent: true });
});

test('the real Slack is never answered on this machine', async () => {
  const real = createRespond({ apiUrl: 'https://slack.com/api/' });
  await expect(real(await address(), content)).rejects.toMatchObject({ code: 'not_a_hook' });
});

test('a failure tells nobody the address', async () => {
  const url = await address();
  await edge.slack.close();
  const error = await respond(url, content).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'no_answer', permanent: false, cause: undefined });
  expect(String(error)).not.toContain(new URL(url).pathname);
});
