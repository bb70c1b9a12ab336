import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer, type WebSocket } from 'ws';
import * as z from 'zod';

import { parseJson } from '../../shared/json.ts';
import { bot } from '../state/workspace.ts';
import type { PayloadType } from '../traffic.ts';

/** Documented lifetime of a link in seconds, as `hello` announces it. */
const APPROXIMATE_CONNECTION_SECONDS = 18_060;
const PING_MILLISECONDS = 10_000;
const CLOSE_MILLISECONDS = 500;
const DISCONNECT = JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: {} });
/** Slack keeps at most ten: https://docs.slack.dev/apis/events-api/using-socket-mode */
const MAXIMUM_CONNECTIONS = 10;

const ackSchema = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

export type Connections = {
  /** The path of a link for one connection; each works once. */
  newLink(): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Sends to any one connection and gives the ack's payload; null when there is no connection. */
  send(type: PayloadType, payload: Readonly<Record<string, unknown>>): Promise<unknown> | null;
  count(): number;
  /** Tells every connection to come back with a new link, then closes it, as Slack does every few hours. */
  refresh(): void;
  /** Cuts every connection without a word. */
  cut(): void;
  close(): void;
};

/** The Socket Mode side: https://docs.slack.dev/apis/events-api/using-socket-mode */
export function createConnections(onChange: () => void): Connections {
  const server = new WebSocketServer({ noServer: true });
  const links = new Set<string>();
  const open: WebSocket[] = [];
  const envelopes = createEnvelopes();
  const ready = () => open.filter((socket) => socket.readyState === socket.OPEN);
  return {
    newLink() {
      const path = `/link/?ticket=${crypto.randomUUID()}&app_id=${bot.appId}`;
      links.add(path);
      return path;
    },
    upgrade(request, socket, head) {
      if (!links.delete(request.url ?? '') || open.length >= MAXIMUM_CONNECTIONS) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, (accepted) => {
        accepted.on('message', (data: Buffer) => envelopes.receive(data.toString('utf8')));
        welcome(accepted, open, onChange);
      });
    },
    send(type, payload) {
      const sockets = ready();
      const socket = sockets[Math.floor(Math.random() * sockets.length)];
      return socket === undefined ? null : envelopes.send(socket, type, payload);
    },
    count: () => ready().length,
    refresh() {
      for (const socket of open) socket.send(DISCONNECT);
    },
    cut() {
      for (const socket of open) socket.terminate();
    },
    close() {
      closeAll([...open]);
      server.close();
    },
  };
}

/** One connected app, from hello to the close. */
function welcome(socket: WebSocket, open: WebSocket[], onChange: () => void): void {
  open.push(socket);
  const pings = setInterval(() => socket.ping(), PING_MILLISECONDS);
  pings.unref();
  // A frame that is no WebSocket must end one connection, not the sandbox.
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    clearInterval(pings);
    const index = open.indexOf(socket);
    if (index >= 0) open.splice(index, 1);
    onChange();
  });
  const hello = {
    type: 'hello',
    num_connections: open.length,
    connection_info: { app_id: bot.appId },
    debug_info: { host: 'sandbox', approximate_connection_time: APPROXIMATE_CONNECTION_SECONDS },
  };
  socket.send(JSON.stringify(hello));
  onChange();
}

/** Payloads on their way, and the acks that answer them. */
function createEnvelopes() {
  const waiting = new Map<string, (payload: unknown) => void>();
  return {
    receive(data: string): void {
      const ack = ackSchema.safeParse(parseJson(data));
      if (!ack.success) return;
      waiting.get(ack.data.envelope_id)?.(ack.data.payload);
      waiting.delete(ack.data.envelope_id);
    },
    send(socket: WebSocket, type: PayloadType, payload: Readonly<Record<string, unknown>>): Promise<unknown> {
      const envelope_id = crypto.randomUUID();
      const { promise, resolve } = Promise.withResolvers<unknown>();
      waiting.set(envelope_id, resolve);
      const isEvent = type === 'events_api';
      const retry = isEvent ? { retry_attempt: 0, retry_reason: '' } : {};
      socket.send(
        JSON.stringify({ envelope_id, type, accepts_response_payload: !isEvent, ...retry, payload }),
      );
      return promise;
    },
  };
}

function closeAll(sockets: readonly WebSocket[]): void {
  for (const socket of sockets) socket.close(1001);
  // An app that never answers the close must not keep the sandbox alive.
  setTimeout(() => {
    for (const socket of sockets) socket.terminate();
  }, CLOSE_MILLISECONDS).unref();
}
