import { setTimeout as wait } from 'node:timers/promises';

import { changed, type Workspace } from '../state/workspace.ts';
import type { PayloadType, Problem } from '../traffic.ts';
import type { Connections } from './connections.ts';
import { postSigned } from './signed-request.ts';

/** How the app answered one payload; `milliseconds` is null when it did not. */
export type Ack = {
  readonly milliseconds: number | null;
  readonly problem: Problem | null;
  /** The payload of the ack; undefined when it was empty, late or missing. */
  readonly payload: unknown;
};

export type Delivery = {
  readonly workspace: Workspace;
  readonly connections: Connections;
  /** Where signed payloads go; null for Socket Mode. */
  readonly requestUrl: () => string | null;
  readonly signingSecret: string;
  readonly ackDeadlineMilliseconds: number;
  /** Aborted when the sandbox closes. */
  readonly signal: AbortSignal;
};

const late = Symbol('late');

const isEmpty = (payload: unknown) =>
  payload === undefined ||
  payload === null ||
  (typeof payload === 'object' && Object.keys(payload).length === 0);

/** Sends one payload over the socket or by HTTP and waits for the ack, never longer than the deadline. */
export async function deliver(
  delivery: Delivery,
  type: PayloadType,
  payload: Readonly<Record<string, unknown>>,
): Promise<Ack> {
  const { workspace, signingSecret: secret } = delivery;
  if (type === 'interactive' && workspace.manifest.interactivity === false)
    throw new Error('Interactivity is switched off in the manifest');
  const url = delivery.requestUrl();
  const at = workspace.now();
  const index = workspace.traffic.length;
  const sent = { kind: 'payload', at, type, via: url === null ? 'socket' : 'http', payload } as const;
  workspace.traffic.push({ ...sent, ackMilliseconds: null, ack: undefined, problem: null });
  const ack = await outcome(delivery, (signal) =>
    url === null
      ? delivery.connections.send(type, payload)
      : postSigned({ url, secret, signal }, type, payload),
  );
  workspace.traffic[index] = {
    ...sent,
    ackMilliseconds: ack.milliseconds,
    ack: ack.payload,
    problem: ack.problem,
  };
  changed(workspace);
  return ack;
}

/** `send` gets a signal that ends with the deadline, since Slack hangs up then. */
async function outcome(
  delivery: Delivery,
  send: (signal: AbortSignal) => Promise<unknown> | null,
): Promise<Ack> {
  const failed: Ack = { milliseconds: null, problem: 'dispatch_failed', payload: undefined };
  const finished = new AbortController();
  const signal = AbortSignal.any([finished.signal, delivery.signal]);
  const answer = send(signal);
  if (answer === null) return failed;
  const start = performance.now();
  try {
    const payload = await Promise.race([answer, wait(delivery.ackDeadlineMilliseconds, late, { signal })]);
    if (payload === late) return { milliseconds: null, problem: 'operation_timeout', payload: undefined };
    const milliseconds = performance.now() - start;
    return { milliseconds, problem: null, payload: isEmpty(payload) ? undefined : payload };
  } catch {
    return failed;
  } finally {
    finished.abort();
  }
}
