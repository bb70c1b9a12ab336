import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import type { Incoming, Reply, WriteMode } from './api/call.ts';
import { methodInForm } from './api/posted-reads.ts';
import { respond, type Tenant } from './api/route.ts';
import { errorBody } from './errors.ts';
import { usual, type Habits } from './habits.ts';
import type { Exchange, Traffic } from './traffic.ts';
import type { Effect, Trouble } from './trouble.ts';

type ServerParts = {
  readonly tenant: Tenant;
  readonly trouble: Trouble;
  readonly traffic: Traffic;
  readonly maxConcurrent: number;
  /** Answers what is addressed to the sandbox itself. */
  readonly control: (incoming: Incoming) => Reply;
  readonly onExchange: (exchange: Exchange) => void;
};

/** How a request ends: with an answer, with one that is worked out and then withheld, or with silence. */
type Ending = { readonly kind: 'answer' | 'cut' | 'hang'; readonly reply: Reply };

const maintenancePage =
  '<!DOCTYPE html><html><head><title>Maintenance</title></head>' +
  '<body><h1>Workfront is down for maintenance</h1><p>Please come back later.</p></body></html>';

const nothing: Reply = { status: 0, body: '' };

const compressors = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync };

const answerWith = (reply: Reply): Ending => ({ kind: 'answer', reply });

const busy = answerWith({ status: 429, body: errorBody(429), note: 'too many at once' });

/** Answers requests to the sandbox's own controls at once, all others with their share of trouble. */
export function createListener(parts: ServerParts): RequestListener {
  const { tenant, trouble, traffic, maxConcurrent, control, onExchange } = parts;
  let inFlight = 0;

  function enter(response: ServerResponse): void {
    inFlight += 1;
    response.once('close', () => {
      inFlight -= 1;
    });
  }

  async function serve(incoming: Incoming, response: ServerResponse): Promise<void> {
    const [at, started] = [tenant.now().toISOString(), performance.now()];
    const { method, url, body: requestBody } = incoming;
    const path = url.pathname + url.search;
    if (path.startsWith('/attask/')) enter(response);
    const effect = trouble.next(methodsOf(incoming), path);
    const ending = inFlight > maxConcurrent ? busy : await endingOf(tenant, incoming, effect);
    const { kind, reply } = ending;
    const responseBody = finish(response, ending, tenant.habits());
    const milliseconds = Math.round(performance.now() - started);
    const status = kind === 'answer' ? reply.status : null;
    const note = noteOf(effect, reply);
    onExchange(traffic.record({ at, method, path, requestBody, status, responseBody, milliseconds, note }));
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const incoming = await readRequest(request);
    if (incoming.url.pathname.startsWith('/sandbox/')) send(response, control(incoming), usual);
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

async function readRequest(request: IncomingMessage): Promise<Incoming> {
  const address = request.url ?? '/';
  return {
    method: request.method ?? 'GET',
    url: new URL(`http://127.0.0.1${address.startsWith('/') ? address : '/'}`),
    headers: request.headers,
    body: await text(request),
  };
}

/** What becomes of a request with the trouble that it has. */
async function endingOf(tenant: Tenant, incoming: Incoming, effect: Effect | undefined): Promise<Ending> {
  const work = (mode: WriteMode = 'apply'): Reply => respond(tenant, incoming, mode);
  switch (effect?.kind) {
    case undefined:
      return answerWith(work());
    case 'status': {
      const { status, retryAfter } = effect;
      const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
      return answerWith({ status, body: errorBody(status), headers });
    }
    case 'html':
      return answerWith({
        status: effect.status,
        body: maintenancePage,
        headers: { 'content-type': 'text/html' },
      });
    case 'errorIn200':
      return answerWith({ status: 200, body: errorBody(400, 'you must specify an action') });
    case 'emptyBody':
      return answerWith({ status: 200, body: '' });
    case 'oversizedBody':
      return answerWith({ status: 200, body: oversized(effect.bytes) });
    case 'redirect':
      return answerWith({ status: 302, body: '', headers: { location: effect.location } });
    case 'delay':
      await sleep(effect.milliseconds, undefined, { ref: false });
      return answerWith(work());
    case 'expireSessions':
      tenant.access.expireAll();
      return answerWith(work());
    case 'ignoreWrite':
      return answerWith(work('ignore'));
    case 'pretendWrite':
      return answerWith(work('pretend'));
    case 'loseAnswer':
      return { kind: 'cut', reply: work() };
    case 'dropConnection':
      return { kind: 'cut', reply: nothing };
    case 'hang':
      return { kind: 'hang', reply: nothing };
    default:
      return effect satisfies never;
  }
}

function send(response: ServerResponse, { status, body, headers }: Reply, habits: Habits): string {
  const written = typeof body === 'string' ? body : writeJson(body, habits);
  const type = { 'content-type': 'application/json;charset=UTF-8', ...headers };
  const { compress } = habits;
  if (compress === 'no') response.writeHead(status, type).end(written);
  else {
    response.writeHead(status, { ...type, 'content-encoding': compress });
    response.end(compressors[compress](written));
  }
  return written;
}

function finish(response: ServerResponse, { kind, reply }: Ending, habits: Habits): string {
  if (kind === 'answer') return send(response, reply, habits);
  if (kind === 'cut') response.socket?.destroy();
  return '';
}

/** Methods that a fault may name: the request's own, and the one that stands in its address or its form. */
function methodsOf(incoming: Incoming): string[] {
  const { method, url } = incoming;
  return [method, url.searchParams.get('method')?.toUpperCase() ?? methodInForm(incoming) ?? method];
}

function noteOf(effect: Effect | undefined, reply: Reply): string | null {
  const notes = [effect && `trouble: ${effect.kind}`, reply.note].filter((note) => note !== undefined);
  return notes.length === 0 ? null : notes.join('; ');
}
