import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

import {
  App,
  HTTPReceiver,
  SocketModeReceiver,
  type AppOptions,
  type CustomRoute,
  type Logger,
} from '@slack/bolt';
import { z } from 'zod';

import { failureOf, isForOperator } from './client.ts';
import { createHttpServer } from './http-server.ts';
import { readable } from './readable.ts';

export type ConnectionOptions = {
  readonly botToken: string;
  /** Set: Socket Mode. */
  readonly appToken: string | null;
  /** Set: signed HTTP, unless `appToken` is. */
  readonly signingSecret: string | null;
  readonly apiUrl: string;
  /** The address of this machine to listen on, in HTTP mode. */
  readonly host: string;
  readonly port: number;
  /** Served beside `/slack/events` in HTTP mode. */
  readonly routes: CustomRoute[];
  readonly logger: Logger;
  /** Milliseconds that only go forward. */
  readonly monotonic?: () => number;
  /** Waits that many milliseconds, unless aborted. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
};

/** How Slack reaches us. */
export type Connection = {
  readonly app: App;
  /** Starts listening, or connects; in HTTP mode gives the port. @throws when Slack refuses the token. */
  open(): Promise<number | null>;
  isOpen(): boolean;
  /** The app that the open connection is for, as Slack's greeting tells; null: it does not, as over HTTP. */
  appId(): string | null;
  /** Takes nothing more from Slack. */
  close(): Promise<void>;
};

/** Bolt's App with the receiver that the configuration asks for. */
export function createConnection(options: ConnectionOptions): Connection {
  return options.appToken === null ? overHttp(options) : overSocket(options, options.appToken);
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
function overHttp(options: ConnectionOptions): Connection {
  const { logger, host, port } = options;
  const signingSecret = options.signingSecret ?? '';
  const path = '/slack/events';
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: path,
    customRoutes: options.routes,
    logger,
    processEventErrorHandler: async ({ error, response }) => {
      if (!response.headersSent) response.writeHead(isMalformed(error) ? 400 : 500).end();
      return false;
    },
    unhandledRequestHandler({ response }) {
      if (response.headersSent) return;
      logger.error('A request of Slack was not acknowledged within 3 seconds');
      response.writeHead(404).end();
    },
  });
  const app = new App({ ...appOptions(options), receiver });
  const server = createHttpServer({
    signingSecret,
    path,
    listener: receiver.requestListener,
    onRefused: (count, why) => logger.warn(`Requests to ${path} turned away: ${count}; the last one: ${why}`),
  });
  return {
    app,
    async open() {
      await once(server.listen({ host, port, backlog: 100 }), 'listening');
      const address = server.address();
      return typeof address === 'object' && address ? address.port : port;
    },
    isOpen: () => server.listening,
    appId: () => null,
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
    },
  };
}

/** Whether a payload did not have what its listener needs; Bolt wraps what a listener throws. */
function isMalformed(error: unknown): boolean {
  if (error instanceof z.ZodError) return true;
  return error instanceof Error && 'original' in error && isMalformed(error.original);
}

/**
 * Socket Mode, reconnected by ourselves: Bolt's client waits five seconds or more before it tries, which
 * nobody can be reached in, and gives up after some errors.
 * https://docs.slack.dev/apis/events-api/using-socket-mode
 */
function overSocket(options: ConnectionOptions, appToken: string): Connection {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: options.logger,
    autoReconnectEnabled: false,
    // The app has logged it; without an ack Slack tells the person that it failed.
    processEventErrorHandler: async () => false,
    installerOptions: {
      clientOptions: {
        slackApiUrl: options.apiUrl,
        fetch: readable(fetch),
        timeout: 10_000,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
      },
    },
  });
  const app = new App({ ...appOptions(options), receiver });
  const { monotonic = () => performance.now(), wait: pause = abortableWait } = options;
  const closing = new AbortController();
  let isOpen = false;
  let appId: string | null = null;
  receiver.client.on('ws_message', (data: unknown) => {
    appId = greetedApp(data) ?? appId;
  });
  const connect = async (isFirst: boolean): Promise<void> => {
    let told = Number.NEGATIVE_INFINITY;
    for (let tries = 0; !closing.signal.aborted; tries += 1) {
      try {
        await greeted(receiver.client);
        return;
      } catch (error) {
        // At the start a token that Slack does not accept is a mistake in the configuration; an incident is not.
        const { code = '', retryAfterMs = 0 } = failureOf(error) ?? {};
        if (isFirst && isForOperator(code)) {
          throw new Error(`SLACK_APP_TOKEN is not accepted (${code})`, { cause: error });
        }
        if (monotonic() - told >= 60_000) {
          told = monotonic();
          const why = error instanceof Error ? error.message : String(error);
          options.logger.warn(`Slack is out of reach (try ${tries + 1}): ${why}`);
        }
        const patience = Math.max(retryAfterMs ?? 0, Math.min(30_000, 250 * 2 ** tries));
        await pause(patience, closing.signal).catch(() => {});
      }
    }
  };
  return {
    app,
    async open() {
      receiver.client.on('connected', () => {
        isOpen = true;
      });
      receiver.client.on('disconnected', () => {
        const wasOpen = isOpen;
        isOpen = false;
        // While an attempt to connect runs, its own failure is handled there.
        if (wasOpen && !closing.signal.aborted) void connect(false);
      });
      await connect(true);
      return null;
    },
    isOpen: () => isOpen,
    appId: () => appId,
    async close() {
      closing.abort();
      if (isOpen) await receiver.client.disconnect();
      isOpen = false;
    },
  };
}

function abortableWait(ms: number, signal: AbortSignal): Promise<unknown> {
  return wait(ms, undefined, { signal });
}

const greeting = z.object({
  type: z.literal('hello'),
  connection_info: z.object({ app_id: z.string() }),
});

/** The app that a greeting names; null for whatever else comes over the connection. */
function greetedApp(data: unknown): string | null {
  const text = String(data);
  if (text.length > longestGreeting || !text.includes('"hello"')) return null;
  try {
    return greeting.safeParse(JSON.parse(text)).data?.connection_info.app_id ?? null;
  } catch {
    return null;
  }
}

const longestGreeting = 2_000;
const greetingMs = 15_000;

/** Slack greets a new connection; one that stays silent is given up. */
async function greeted(client: SocketModeReceiver['client']): Promise<void> {
  const silence = new AbortController();
  const tooLong = wait(greetingMs, 'silent' as const, { signal: silence.signal, ref: false });
  // Aborted below, once it does not matter any more.
  tooLong.catch(() => {});
  try {
    const first = await Promise.race([client.start(), tooLong]);
    if (first !== 'silent') return;
    // Not waited for: a silent peer may not answer the farewell either.
    void client.disconnect();
    throw new Error('Slack did not greet the new connection');
  } finally {
    silence.abort();
  }
}

function appOptions({ botToken, apiUrl, logger }: ConnectionOptions): AppOptions {
  return {
    token: botToken,
    logger,
    // Checked at start, with a clear message; Bolt would do it out of our sight.
    tokenVerificationEnabled: false,
    botId: 'unused',
    botUserId: 'unused',
    convoStore: false,
    ignoreSelf: false,
    clientOptions: {
      slackApiUrl: apiUrl,
      fetch: readable(fetch),
      timeout: 10_000,
      allowAbsoluteUrls: false,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    },
  };
}
