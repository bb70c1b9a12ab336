import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import { readCall, type Incoming, type Reply } from './api/call.ts';
import { respond } from './api/route.ts';
import { ApiError } from './errors.ts';
import { usual, type Habits } from './habits.ts';
import type { Tenant, WriteMode } from './tenant.ts';
import type { Traffic } from './traffic.ts';
import type { Effect, Trouble } from './trouble.ts';

type ServerParts = {
  readonly tenant: Tenant;
  readonly trouble: Trouble;
  readonly traffic: Traffic;
  readonly maxConcurrent: number;
  /** Answers what is addressed to the sandbox itself. */
  readonly control: (incoming: Incoming) => Reply;
};

/** An answer, which can be withheld: the connection is cut, or hangs. */
type Ending = Reply & { readonly withheld?: 'cut' | 'hang' };

const maintenancePage =
  '<!DOCTYPE html><html><head><title>Maintenance</title></head>' +
  '<body><h1>Workfront is down for maintenance</h1><p>Please come back later.</p></body></html>';

const compressors = {
  no: (written: string) => written,
  gzip: gzipSync,
  br: brotliCompressSync,
  deflate: deflateSync,
};

/** Answers requests to the sandbox's own controls at once, all others with their share of trouble. */
export function createListener(parts: ServerParts): RequestListener {
  const { tenant, trouble, traffic, maxConcurrent, control } = parts;
  let inFlight = 0;

  async function serve(incoming: Incoming, response: ServerResponse): Promise<void> {
    const [at, started] = [tenant.now().toISOString(), performance.now()];
    const { method, url, body: requestBody } = incoming;
    const path = url.pathname + url.search;
    if (path.startsWith('/attask/')) {
      inFlight += 1;
      response.once('close', () => (inFlight -= 1));
    }
    const effect = trouble.next([method, readCall(incoming).method], path);
    const reply: Ending =
      inFlight > maxConcurrent
        ? refusal(429, { note: 'too many at once' })
        : await endingOf(tenant, incoming, effect);
    if (reply.withheld === 'cut') response.socket?.destroy();
    const isSent = reply.withheld === undefined;
    const responseBody = isSent ? send(response, reply, tenant.habits) : '';
    const status = isSent ? reply.status : null;
    const milliseconds = Math.round(performance.now() - started);
    const note = [effect && `trouble: ${effect.kind}`, reply.note].filter(Boolean).join('; ') || null;
    traffic.record({ at, method, path, requestBody, status, responseBody, milliseconds, note });
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: address = '/', headers } = request;
    const url = new URL(`http://127.0.0.1${address.startsWith('/') ? address : '/'}`);
    const incoming = { method, url, headers, body: await text(request) };
    if (url.pathname.startsWith('/sandbox/')) send(response, control(incoming), usual);
    else await serve(incoming, response);
  }

  return (request, response) => {
    // It fails when the caller went away in the middle of its request: then there is nobody left to answer.
    answer(request, response).catch(() => response.destroy());
  };
}

/** Workfront writes `/` and `<` in JSON strings with escapes, which a JSON parser takes away again. */
function writeJson(body: object, habits: Habits): string {
  function asShown(this: object, key: string, value: unknown): unknown {
    if (key === 'emailAddr' && habits.emailAddr === 'absent') return undefined;
    if (key !== 'isAdmin' || habits.isAdmin === 'told' || 'sessionID' in this) return value;
    return habits.isAdmin === 'null' ? null : undefined;
  }
  return JSON.stringify(body, asShown)
    .replaceAll('/', String.raw`\/`)
    .replaceAll('<', String.raw`\u003c`);
}

function oversized(bytes: number): object {
  const row = { ID: '0'.repeat(32), name: 'x'.repeat(1000), objCode: 'USER' };
  return { data: Array.from({ length: Math.ceil(bytes / 1000) }, () => row) };
}

function refusal(status: number, more: Partial<Reply> = {}): Reply {
  return { status, body: new ApiError(status).body, ...more };
}

/** What becomes of a request with the trouble that it has. */
async function endingOf(tenant: Tenant, incoming: Incoming, effect: Effect | undefined): Promise<Ending> {
  const work = (mode: WriteMode = 'apply'): Reply => respond(tenant, incoming, mode);
  switch (effect?.kind) {
    case undefined:
      return work();
    case 'status': {
      const { status, retryAfter } = effect;
      return refusal(status, { headers: retryAfter === undefined ? {} : { 'retry-after': `${retryAfter}` } });
    }
    case 'html':
      return { status: effect.status, body: maintenancePage, headers: { 'content-type': 'text/html' } };
    case 'errorIn200':
      return { status: 200, body: new ApiError(400, 'you must specify an action').body };
    case 'emptyBody':
      return { status: 200, body: '' };
    case 'oversizedBody':
      return { status: 200, body: oversized(effect.bytes) };
    case 'redirect':
      return { status: 302, body: '', headers: { location: effect.location } };
    case 'delay':
      await sleep(effect.milliseconds, undefined, { ref: false });
      return work();
    case 'expireSessions':
      tenant.access.expireAll();
      return work();
    case 'ignoreWrite':
    case 'pretendWrite':
      return work(effect.kind);
    case 'loseAnswer':
      return { ...work(), withheld: 'cut' };
    case 'dropConnection':
      return { status: 0, body: '', withheld: 'cut' };
    case 'hang':
      return { status: 0, body: '', withheld: 'hang' };
    default:
      return effect satisfies never;
  }
}

function send(response: ServerResponse, { status, body, headers }: Reply, habits: Habits): string {
  const written = typeof body === 'string' ? body : writeJson(body, habits);
  const type = { 'content-type': 'application/json;charset=UTF-8', ...headers };
  const { compress } = habits;
  const encoding = compress === 'no' ? {} : { 'content-encoding': compress };
  response.writeHead(status, { ...type, ...encoding }).end(compressors[compress](written));
  return written;
}
