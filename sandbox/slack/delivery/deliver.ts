import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

import type { Json } from '../../shared/json.ts';
import { changed, signingSecret, type Workspace } from '../state/workspace.ts';
import type { PayloadType, Problem } from '../traffic.ts';
import type { Connections } from './connections.ts';

/** How the app answered one payload; `milliseconds` is null when it did not. */
export type Ack = {
  readonly milliseconds: number | null;
  readonly problem: Problem | null;
  /** The payload of the ack; undefined when it was empty, late or missing. */
  readonly payload: unknown;
};

export type Delivery = { readonly workspace: Workspace; readonly connections: Connections };

const late = Symbol('late');

const isEmpty = (payload: unknown) =>
  payload === undefined ||
  payload === null ||
  (typeof payload === 'object' && Object.keys(payload).length === 0);

/** Sends one payload over the socket or by HTTP and waits for the ack, never longer than the deadline. */
export async function deliver(
  { workspace, connections }: Delivery,
  type: PayloadType,
  payload: Json,
): Promise<Ack> {
  const { requestUrl: url, traffic } = workspace;
  if (type === 'interactive' && workspace.manifest.interactivity === false)
    throw new Error('Interactivity is switched off in the manifest');
  const via = url === null ? 'socket' : 'http';
  const sent = { kind: 'payload', at: workspace.now(), type, via, payload } as const;
  const index = traffic.push({ ...sent, ackMilliseconds: null, ack: undefined, problem: null }) - 1;
  const ack = await outcome(workspace, (signal) =>
    url === null
      ? connections.send(type, payload)
      : postSigned({ url, secret: signingSecret, signal }, type, payload),
  );
  traffic[index] = { ...sent, ackMilliseconds: ack.milliseconds, ack: ack.payload, problem: ack.problem };
  changed(workspace);
  return ack;
}

/** `send` gets a signal that ends with the deadline, since Slack hangs up then. */
async function outcome(workspace: Workspace, send: (signal: AbortSignal) => Promise<unknown>): Promise<Ack> {
  const failed: Ack = { milliseconds: null, problem: 'dispatch_failed', payload: undefined };
  const finished = new AbortController();
  const signal = AbortSignal.any([finished.signal, workspace.signal]);
  const start = performance.now();
  try {
    const deadline = wait(workspace.ackDeadlineMilliseconds, late, { signal });
    const payload = await Promise.race([send(signal), deadline]);
    if (payload === late) return { ...failed, problem: 'operation_timeout' };
    const milliseconds = performance.now() - start;
    return { milliseconds, problem: null, payload: isEmpty(payload) ? undefined : payload };
  } catch {
    return failed;
  } finally {
    finished.abort();
  }
}

/** The signature of a request body: https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function sign(secret: string, timestampSeconds: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestampSeconds}:${body}`).digest('hex')}`;
}

const form = 'application/x-www-form-urlencoded';

function encode(type: PayloadType, payload: Json): readonly [contentType: string, body: string] {
  if (type === 'events_api') return ['application/json', JSON.stringify(payload)];
  const fields = type === 'interactive' ? { payload: JSON.stringify(payload) } : payload;
  const texts = Object.entries(fields).map(([key, value]): [string, string] => [key, String(value)]);
  return [form, new URLSearchParams(texts).toString()];
}

/**
 * Posts a signed payload and gives the body of the answer as the ack's payload; rejects on any status but 200 and
 * when the app cannot be reached. The signature carries the real time, since the app checks it against its own clock.
 */
export async function postSigned(
  target: { readonly url: string; readonly secret: string; readonly signal: AbortSignal },
  type: PayloadType,
  payload: Json,
): Promise<unknown> {
  const [contentType, body] = encode(type, payload);
  const timestamp = Math.floor(Date.now() / 1000);
  const response = await fetch(target.url, {
    method: 'POST',
    headers: {
      'Content-Type': contentType,
      'User-Agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'X-Slack-Request-Timestamp': String(timestamp),
      'X-Slack-Signature': sign(target.secret, timestamp, body),
    },
    body,
    signal: target.signal,
  });
  if (response.status !== 200) throw new Error(`The app answered ${response.status}`);
  const text = await response.text();
  if (text === '') return undefined;
  return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : { text };
}
