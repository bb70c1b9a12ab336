import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

import { close, isLoopback, listen } from '../shared/server.ts';
import { createWebApi } from './api/web-api.ts';
import { createConnections } from './delivery/connections.ts';
import { deliver, type Delivery } from './delivery/deliver.ts';
import { createControl } from './http/control.ts';
import { serveFile, takeUpload } from './http/file-host.ts';
import { servePage } from './http/page.ts';
import { createRateLimit } from './http/rate-limit.ts';
import { serveMethod, serveResponseUrl, type ApiServer } from './http/serve.ts';
import { createTrouble } from './http/trouble.ts';
import type { Manifest } from './manifest.ts';
import { createPerson } from './person/driver.ts';
import { observers, type SlackSandbox } from './sandbox.ts';
import { createAdministration } from './state/administration.ts';
import { changed, createWorkspace, type Habits } from './state/workspace.ts';

export type SandboxOptions = {
  readonly manifest: Manifest;
  /** 0, any free port, unless given. */
  readonly port?: number;
  /** Signed payloads go here instead of through Socket Mode. */
  readonly requestUrl?: string | null;
  /** Milliseconds; the clock of timestamps, triggers and response URLs. */
  readonly now?: () => number;
  /** How long the app has to acknowledge, 3000 unless given. */
  readonly ackDeadlineMilliseconds?: number;
  /** What this Slack does otherwise than usual. */
  readonly habits?: Partial<Habits>;
};

type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

const tokens = { bot: 'xoxb-1-acme-sandbox', app: 'xapp-1-A01WFBOT-acme-sandbox' };
const signingSecret = '5a4d2c0f9e8b7a6f1c3d5e7f90b1a2c3';

/** Where payloads go; `requestUrl` changes while the sandbox runs. */
type Address = { requestUrl: string | null };

/** Starts a workspace on 127.0.0.1 with the app that the manifest describes. */
export async function startSlackSandbox(options: SandboxOptions): Promise<SlackSandbox> {
  const server = createServer();
  const origin = await listen(server, options.port ?? 0);
  const workspace = createWorkspace(options.manifest, options.now ?? Date.now);
  const connections = createConnections(() => changed(workspace));
  const administration = createAdministration(workspace);
  administration.setHabits(options.habits ?? {});
  const trouble = createTrouble();
  const rateLimit = createRateLimit(workspace);
  const closing = new AbortController();
  const { signal } = closing;
  const address: Address = { requestUrl: options.requestUrl ?? null };
  const delivery = createDelivery(options, { workspace, connections, signal }, address);
  const person = (userId: string) => createPerson({ userId, delivery, origin });
  const openConnection = () => `${origin.replace('http', 'ws')}${connections.newLink()}`;
  const api = createWebApi({ workspace, tokens, openConnection, origin });
  const more = new Map<string, (body: unknown) => Promise<unknown>>();
  const control = createControl({ workspace, person, trouble, administration, connections, more });
  server.on('request', answerer(createRouter({ api, trouble, rateLimit, signal }, control)));
  server.on('upgrade', (request, socket, head) => connections.upgrade(request, socket, head));
  return {
    ...observers({ workspace, connections, administration }),
    apiUrl: `${origin}/api/`,
    botToken: tokens.bot,
    appToken: tokens.app,
    signingSecret,
    sendTo(url) {
      address.requestUrl = url;
    },
    person,
    deliver: (type, payload) => deliver(delivery, type, payload),
    addControl: (name, run) => void more.set(name, run),
    trouble: (rule) => trouble.add(rule),
    clearTrouble: () => trouble.clear(),
    async close() {
      closing.abort();
      connections.close();
      await close(server);
    },
  };
}

function createRouter(server: ApiServer, control: Handler): Handler {
  return async (request, response, url) => {
    const path = url.pathname;
    if (path.startsWith('/api/')) return serveMethod(server, path.slice(5), request, response);
    if (/^\/(commands|actions)\//.test(path)) return serveResponseUrl(server, path, request, response);
    if (path.startsWith('/files-pri/')) return serveFile(server.api, path, request, response);
    if (path.startsWith('/upload/')) return takeUpload(server.api, path, request, response);
    if (path.startsWith('/sandbox/')) return control(request, response, url);
    return servePage(request, response, path);
  };
}

/** Serves only those who name a loopback host, so that no web page can reach in by a rebound DNS name. */
function answerer(route: Handler) {
  return (request: IncomingMessage, response: ServerResponse) => {
    if (!isLoopback(request.headers.host ?? '')) {
      response.writeHead(403).end();
      return;
    }
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    route(request, response, url).catch((error: unknown) => {
      if (response.headersSent) {
        response.destroy();
        return;
      }
      response.writeHead(500, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ ok: false, error: error instanceof Error ? error.message : 'failed' }));
    });
  };
}

function createDelivery(
  options: SandboxOptions,
  parts: Pick<Delivery, 'workspace' | 'connections' | 'signal'>,
  address: Address,
): Delivery {
  return {
    ...parts,
    requestUrl: () => address.requestUrl,
    signingSecret,
    ackDeadlineMilliseconds: options.ackDeadlineMilliseconds ?? 3000,
  };
}
