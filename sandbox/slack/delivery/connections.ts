import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer, type WebSocket } from 'ws';
import * as z from 'zod';

import { parseJson, type Json } from '../../shared/json.ts';
import { bot, changed, type Workspace } from '../state/workspace.ts';
import type { PayloadType } from '../traffic.ts';

/** Documented lifetime of a link in seconds, as `hello` announces it. */
const connectionSeconds = 18_060;
const pingMilliseconds = 10_000;
const closeMilliseconds = 500;
const disconnect = JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: {} });
/** Slack keeps at most ten: https://docs.slack.dev/apis/events-api/using-socket-mode */
const mostConnections = 10;

const ackSchema = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

export type Connections = ReturnType<typeof createConnections>;

/** The Socket Mode side: https://docs.slack.dev/apis/events-api/using-socket-mode */
export function createConnections(workspace: Workspace) {
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

  return {
    /** Takes a connection to a link, which works once. */
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      if (workspace.links.delete(request.url ?? '') && open.size < mostConnections)
        server.handleUpgrade(request, socket, head, welcome);
      else socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    },
    /** Sends to any one connection and gives the ack's payload; rejects when there is no connection. */
    async send(type: PayloadType, payload: Json): Promise<unknown> {
      const sockets = ready();
      const socket = sockets[Math.floor(Math.random() * sockets.length)];
      if (socket === undefined) throw new Error('No app is connected');
      const envelope_id = crypto.randomUUID();
      const { promise, resolve } = Promise.withResolvers<unknown>();
      waiting.set(envelope_id, resolve);
      const isEvent = type === 'events_api';
      const retry = isEvent && { retry_attempt: 0, retry_reason: '' };
      socket.send(
        JSON.stringify({ envelope_id, type, accepts_response_payload: !isEvent, ...retry, payload }),
      );
      return promise;
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
