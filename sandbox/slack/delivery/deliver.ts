import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

import { WebSocketServer, type WebSocket } from 'ws';
import * as z from 'zod';

import { parseJson, type Json } from '../../shared/json.ts';
import { bot, changed, signingSecret, type Workspace } from '../state/workspace.ts';
import type { PayloadType, Problem } from '../traffic.ts';

/** How the app answered one payload; `milliseconds` is null when it did not. */
export type Ack = {
  readonly milliseconds: number | null;
  readonly problem: Problem | null;
  /** The payload of the ack; undefined when it was empty, late or missing. */
  readonly payload: unknown;
};

export type Delivery = ReturnType<typeof createDelivery>;

/** Documented lifetime of a link in seconds, as `hello` announces it. */
const connectionSeconds = 18_060;
const pingMilliseconds = 10_000;
const closeMilliseconds = 500;
const disconnect = JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: {} });
/** Slack keeps at most ten: https://docs.slack.dev/apis/events-api/using-socket-mode */
const mostConnections = 10;

const ackSchema = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

/** The ways from the workspace to the app; Socket Mode: https://docs.slack.dev/apis/events-api/using-socket-mode */
export function createDelivery(workspace: Workspace) {
  const server = new WebSocketServer({ noServer: true });
  const open = server.clients;
  /** Payloads on their way, and what hears of the acks that answer them. */
  const waiting = new Map<string, (payload: unknown) => void>();
  const ready = () => [...open].filter((socket) => socket.readyState === socket.OPEN);

  function receive(data: string): void {
    const ack = ackSchema.safeParse(parseJson(data)).data;
    if (ack === undefined) return;
    waiting.get(ack.envelope_id)?.(ack.payload);
    waiting.delete(ack.envelope_id);
  }

  /** One connected app, from hello to the close. */
  function welcome(socket: WebSocket): void {
    socket.on('message', (data: Buffer) => receive(data.toString('utf8')));
    const pings = setInterval(() => socket.ping(), pingMilliseconds);
    pings.unref();
    // A frame that is no WebSocket must end one connection, not the sandbox.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(pings);
      changed(workspace);
    });
    const hello = {
      type: 'hello',
      num_connections: open.size,
      connection_info: { app_id: bot.appId },
      debug_info: { host: 'sandbox', approximate_connection_time: connectionSeconds },
    };
    socket.send(JSON.stringify(hello));
    changed(workspace);
  }

  /** Sends to any one connection and gives the ack's payload; rejects when there is no connection. */
  async function send(type: PayloadType, payload: Json): Promise<unknown> {
    const sockets = ready();
    const socket = sockets[Math.floor(Math.random() * sockets.length)];
    if (socket === undefined) throw new Error('No app is connected');
    const envelope_id = crypto.randomUUID();
    const { promise, resolve } = Promise.withResolvers<unknown>();
    waiting.set(envelope_id, resolve);
    const isEvent = type === 'events_api';
    const retry = isEvent && { retry_attempt: 0, retry_reason: '' };
    socket.send(JSON.stringify({ envelope_id, type, accepts_response_payload: !isEvent, ...retry, payload }));
    return promise;
  }

  return {
    /** Sends one payload over the socket or by HTTP and waits for the ack, never longer than the deadline. */
    async deliver(type: PayloadType, payload: Json): Promise<Ack> {
      const { requestUrl: url, traffic } = workspace;
      if (type === 'interactive' && workspace.manifest.interactivity === false)
        throw new Error('Interactivity is switched off in the manifest');
      const via = url === null ? 'socket' : 'http';
      const sent = { kind: 'payload', at: workspace.now(), type, via, payload } as const;
      const index = traffic.push({ ...sent, ackMilliseconds: null, ack: undefined, problem: null }) - 1;
      const ack = await outcome(workspace, (signal) =>
        url === null
          ? send(type, payload)
          : postSigned({ url, secret: signingSecret, signal }, type, payload),
      );
      traffic[index] = { ...sent, ackMilliseconds: ack.milliseconds, ack: ack.payload, problem: ack.problem };
      changed(workspace);
      return ack;
    },
    /** Takes a connection to a link, which works once. */
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      if (workspace.links.delete(request.url ?? '') && open.size < mostConnections)
        server.handleUpgrade(request, socket, head, welcome);
      else socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    },
    count: () => ready().length,
    /** Tells every connection to come back with a new link, then closes it, as Slack does every few hours. */
    refresh(): void {
      for (const socket of open) socket.send(disconnect);
    },
    /** Cuts every connection without a word. */
    cut(): void {
      for (const socket of open) socket.terminate();
    },
    close(): void {
      const sockets = [...open];
      for (const socket of sockets) socket.close(1001);
      // An app that never answers the close must not keep the sandbox alive.
      setTimeout(() => {
        for (const socket of sockets) socket.terminate();
      }, closeMilliseconds).unref();
      server.close();
    },
  };
}

const late = Symbol('late');

const isEmpty = (payload: unknown) =>
  payload === undefined ||
  payload === null ||
  (typeof payload === 'object' && Object.keys(payload).length === 0);

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
