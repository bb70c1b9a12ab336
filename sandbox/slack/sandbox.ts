import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

import { approversGroup, channels, people } from '../acme.ts';
import { close, isLoopback, listen } from '../shared/server.ts';
import { createDelivery } from './delivery/deliver.ts';
import { control, type ControlParts } from './http/control.ts';
import { servePage } from './http/page.ts';
import { sendJson, type Http } from './http/request.ts';
import { serveFile, serveMethod, serveResponseUrl, takeUpload } from './http/serve.ts';
import { createTrouble, type TroubleRule } from './http/trouble.ts';
import { createPerson } from './person/driver.ts';
import { createAdministration } from './state/administration.ts';
import { findMessage } from './state/messages.ts';
import type { Habits, MessageRef, Notification } from './state/records.ts';
import {
  changed,
  createWorkspace,
  signingSecret,
  tokens,
  type Settings,
  type Workspace,
} from './state/workspace.ts';
import type { Exchange } from './traffic.ts';

export type SandboxOptions = Pick<Settings, 'manifest'> &
  Partial<Omit<Settings, 'origin' | 'signal'>> & {
    /** 0, any free port, unless given. */
    readonly port?: number;
    /** What this Slack does otherwise than usual. */
    readonly habits?: Partial<Habits>;
  };

/** A running workspace with one app, and the handles by which a test or a demo plays in it. */
export type SlackSandbox = Awaited<ReturnType<typeof startSlackSandbox>>;

/** Starts a workspace on 127.0.0.1 with the app that the manifest describes. */
export async function startSlackSandbox(options: SandboxOptions) {
  const { port = 0, habits = {}, ...settings } = options;
  const server = createServer();
  const origin = await listen(server, port);
  const closing = new AbortController();
  const workspace = createWorkspace({
    requestUrl: null,
    now: Date.now,
    ackDeadlineMilliseconds: 3000,
    ...settings,
    origin,
    signal: closing.signal,
  });
  const delivery = createDelivery(workspace);
  const administration = createAdministration(workspace);
  administration.setHabits(habits);
  const trouble = createTrouble(workspace);
  const person = (userId: string) => createPerson({ userId, workspace, deliver: delivery.deliver });
  const more = new Map<string, (body: unknown) => Promise<unknown>>();
  const parts = { workspace, person, trouble, administration, delivery, more };
  server.on('request', (request, response) => answer(parts, request, response));
  server.on('upgrade', (request, socket, head) => delivery.upgrade(request, socket, head));
  return {
    /** `http://127.0.0.1:PORT/api/`, for SLACK_API_URL. */
    apiUrl: `${origin}/api/`,
    botToken: tokens.bot,
    appToken: tokens.app,
    signingSecret,
    /** The settings that lead the bot to this Slack: Rita asks, the group of approvers decides. */
    environment: (mode: 'socket' | 'http'): Readonly<Record<string, string>> => ({
      SLACK_API_URL: `${origin}/api/`,
      SLACK_BOT_TOKEN: tokens.bot,
      ...(mode === 'socket' ? { SLACK_APP_TOKEN: tokens.app } : { SLACK_SIGNING_SECRET: signingSecret }),
      APPROVAL_CHANNEL: channels.approvals.id,
      AUDIT_CHANNEL: channels.audit.id,
      REQUESTERS: people.rita.id,
      APPROVERS: approversGroup.id,
    }),
    /** Hands the app this very payload, signed or over the socket, whoever it says that it is from. */
    deliver: delivery.deliver,
    /** Where signed payloads go from now on; null for Socket Mode. */
    sendTo(url: string | null): void {
      workspace.requestUrl = url;
    },
    person,
    administration,
    /** All that passed between app and workspace, in order. */
    traffic: workspace.traffic as readonly Exchange[],
    uncovered: workspace.uncovered as readonly string[],
    /** All pushes, in order. */
    notifications: workspace.notifications as readonly Notification[],
    /** All that was posted to a channel for everybody, in order; deleted ones are marked. */
    messages: (channelId: string) =>
      workspace.messages.filter(({ channel, ephemeralTo }) => channel === channelId && ephemeralTo === null),
    /** A message as it stands now. */
    message: (ref: MessageRef) => findMessage(workspace, ref),
    /** What somebody or the app uploaded, by its id. */
    file: (id: string) => workspace.files.get(id),
    trouble: (rule: TroubleRule): void => trouble.add(rule),
    clearTrouble: (): void => trouble.clear(),
    onChange(listener: () => void) {
      workspace.listeners.add(listener);
      return (): void => void workspace.listeners.delete(listener);
    },
    /**
     * Resolves with what `find` gives once that is neither undefined, null nor false, looking again at every change;
     * rejects after `timeoutMilliseconds` (20,000) naming `what` and the last messages.
     */
    until: <T>(find: () => T | undefined | null | false, what: string, timeoutMilliseconds = 20_000) =>
      until(workspace, find, what, timeoutMilliseconds),
    /** Serves `POST /sandbox/<name>`: JSON in, JSON out. */
    addControl: (name: string, run: (body: unknown) => Promise<unknown>): void => void more.set(name, run),
    /** Tells every open page to look again. */
    announce: (): void => changed(workspace),
    connections: delivery.count,
    refreshConnections: delivery.refresh,
    /** Cuts every socket without a word, as a broken network does. */
    cutConnections: delivery.cut,
    async close(): Promise<void> {
      closing.abort();
      delivery.close();
      await close(server);
    },
  };
}

/** Serves only those who name a loopback host, so that no web page can reach in by a rebound DNS name. */
function answer(parts: ControlParts, request: IncomingMessage, response: ServerResponse): void {
  const { host = '' } = request.headers;
  if (!isLoopback(host)) {
    response.writeHead(403).end();
    return;
  }
  const url = new URL(request.url ?? '/', `http://${host}`);
  route(parts, { request, response, url }).catch((error: unknown) => {
    const words = error instanceof Error ? error.message : 'failed';
    if (response.headersSent) response.destroy();
    else sendJson(response, 500, { ok: false, error: words });
  });
}

async function route(parts: ControlParts, http: Http): Promise<void> {
  const path = http.url.pathname;
  if (path.startsWith('/api/')) return serveMethod(parts, path.slice(5), http);
  if (/^\/(commands|actions)\//.test(path)) return serveResponseUrl(parts, http);
  if (path.startsWith('/files-pri/')) return serveFile(parts, http);
  if (path.startsWith('/upload/')) return takeUpload(parts, http);
  return path.startsWith('/sandbox/') ? control(parts, http) : servePage(http);
}

const lastMessages = ({ messages }: Workspace) =>
  messages
    .slice(-5)
    .map(
      ({ channel, ephemeralTo, text }) =>
        `${channel}${ephemeralTo === null ? '' : ` to ${ephemeralTo}`}: ${text}`,
    )
    .join('\n  ');

function until<T>(
  workspace: Workspace,
  find: () => T | undefined | null | false,
  what: string,
  timeoutMilliseconds: number,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const look = () => {
    try {
      const found = find();
      if (found !== undefined && found !== null && found !== false) resolve(found);
    } catch (error) {
      reject(error);
    }
  };
  const timer = setTimeout(() => {
    const seen = lastMessages(workspace) || 'none';
    reject(new Error(`Waited ${timeoutMilliseconds} ms for ${what}; the last messages:\n  ${seen}`));
  }, timeoutMilliseconds);
  workspace.listeners.add(look);
  look();
  return promise.finally(() => {
    clearTimeout(timer);
    workspace.listeners.delete(look);
  });
}
