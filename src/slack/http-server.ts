import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';

import { HTTPModuleFunctions as bolt } from '@slack/bolt';
import { z } from 'zod';

import { personForm } from './envelope.ts';

export type HttpServerOptions = {
  readonly signingSecret: string;
  /** Where Slack's requests come in; everything else goes straight to `listener`. */
  readonly path: string;
  /** Bolt's receiver. It gets the requests of Slack with their body read, signed, in time and well-formed. */
  readonly listener: RequestListener;
  /** Called once a minute at most, with how many requests were turned away and why the last one was. */
  readonly onRefused: (count: number, why: string) => void;
  /** How long headers and body may take, in milliseconds; default 10,000. */
  readonly patienceMs?: number;
};

const bodyLimit = 256 * 1024;
/** Slack's clock and ours may differ by this much; what is older than five minutes is Bolt's to refuse. */
const aheadSeconds = 60;
const mostWaiting = 100;
const mostConnections = 1_000;

const person = z.string().regex(personForm);
const actions = z.array(z.object({ type: z.string(), action_id: z.string() })).min(1);
const view = z.object({ callback_id: z.string() });

/** What makes a payload one of Slack's; what a listener needs of it is for the listener to say. */
const payload = z.union([
  z.object({ command: z.string(), user_id: person }),
  z.object({ type: z.literal(['url_verification', 'event_callback', 'app_rate_limited']) }),
  z
    .looseObject({ type: z.string(), user: z.object({ id: person }) })
    // Bolt looks into these before any listener does.
    .refine((one) => one.type !== 'block_actions' || actions.safeParse(one['actions']).success)
    .refine((one) => !one.type.startsWith('view_') || view.safeParse(one['view']).success),
  z.object({ ssl_check: z.literal('1') }),
]);

/**
 * An HTTP server before Bolt's receiver, which leaves open how long a body may take, how many may wait, what
 * a time stamp from the future means, and what is answered to a payload that is none.
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function createHttpServer(options: HttpServerOptions): Server {
  const refused = tellOnceAMinute(options.onRefused);
  const { patienceMs = 10_000 } = options;
  const listener: RequestListener = (request, response) => {
    try {
      options.listener(request, response);
    } catch {
      // Bolt throws for an address that it does not know.
      response.writeHead(404).end();
    }
  };
  const server = createServer(
    {
      headersTimeout: patienceMs,
      requestTimeout: patienceMs,
      connectionsCheckingInterval: Math.min(1_000, patienceMs),
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => {
      if (request.method !== 'POST' || pathOf(request) !== options.path) {
        listener(request, response);
        return;
      }
      void (async () => {
        const verdict = await judge(request, options.signingSecret);
        if (verdict === null) {
          listener(request, response);
          return;
        }
        refused(verdict.why);
        response.writeHead(verdict.status, { connection: 'close' }).end();
        // Whoever sends too much is not listened to until they are done.
        if (!request.complete) response.once('finish', () => request.destroy());
      })();
    },
  );
  server.maxConnections = mostConnections;
  closeOldestWaiting(server);
  return server;
}

/** As Bolt reads it: `/./slack/events` is the same address to it, and must not be another one here. */
function pathOf({ url = '' }: IncomingMessage): string | null {
  return URL.parse(url, 'http://localhost')?.pathname ?? null;
}

type Verdict = { readonly status: 400 | 401 | 413; readonly why: string };

/** Reads the body; what is wrong with the request, or null. */
async function judge(request: IncomingMessage, signingSecret: string): Promise<Verdict | null> {
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit) return tooLarge;
  try {
    const read = await bolt.parseAndVerifyHTTPRequest({ signingSecret, bodyLimit }, request);
    const sentAt = Number(request.headers['x-slack-request-timestamp'] ?? 0);
    if (sentAt > Date.now() / 1000 + aheadSeconds) return { status: 401, why: 'the time stamp is ahead' };
    return isPayload(read) ? null : { status: 400, why: 'the payload is malformed' };
  } catch (error) {
    if (bolt.isRawBodyError(error) && error.type === 'entity.too.large') return tooLarge;
    return { status: 401, why: error instanceof Error ? error.message : String(error) };
  }
}

const tooLarge: Verdict = { status: 413, why: `the body is larger than ${bodyLimit} bytes` };

function isPayload(request: Parameters<typeof bolt.parseHTTPRequestBody>[0]): boolean {
  try {
    return payload.safeParse(bolt.parseHTTPRequestBody(request)).success;
  } catch {
    return false;
  }
}

/**
 * A connection waits while no whole request has come over it. Of more than a hundred the oldest is closed, so
 * that many that say nothing do not keep out one that does.
 */
function closeOldestWaiting(server: Server): void {
  const waiting = new Set<Duplex>();
  const wait = (socket: Duplex): void => {
    waiting.add(socket);
    const [oldest] = waiting;
    if (waiting.size > mostWaiting && oldest) {
      waiting.delete(oldest);
      oldest.destroy();
    }
  };
  server.on('connection', (socket) => {
    wait(socket);
    socket.once('close', () => waiting.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    // Only its end tells that the body has come, and a body may take its time.
    response.req.once('end', () => waiting.delete(socket));
    response.once('finish', () => {
      waiting.delete(socket);
      if (!socket.destroyed) wait(socket);
    });
  });
}

/** Whoever floods the bot must not fill its log. */
function tellOnceAMinute(tell: (count: number, why: string) => void): (why: string) => void {
  let toldAt = -Infinity;
  let count = 0;
  return (why) => {
    count += 1;
    if (performance.now() - toldAt < 60_000) return;
    tell(count, why);
    toldAt = performance.now();
    count = 0;
  };
}
