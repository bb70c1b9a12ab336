import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';

import type { Json } from '../../shared/json.ts';
import { asAnswer, jsonArgument, SlackApiError, type Method } from '../api/call.ts';
import { chatMethods, respondTo } from '../api/chat.ts';
import { fileMethods } from '../api/files.ts';
import { lookUpMethods } from '../api/look-ups.ts';
import { viewMethods } from '../api/views.ts';
import { changed, tokens, type Workspace } from '../state/workspace.ts';
import { readArguments, type Http } from './request.ts';
import type { Effect, Trouble } from './trouble.ts';

/** What the app can reach, with the trouble that it has there. */
type AppServer = { readonly workspace: Workspace; readonly trouble: Trouble };

type Reply = {
  readonly status: number;
  readonly answer: Json;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the JSON answer. */
  readonly html?: string;
};

/** `drop` breaks the connection, `hang` leaves it without an answer. */
type Ending = Reply | 'drop' | 'hang';

/** Answers a call of `/api/<method>`. The token comes in the Authorization header, else in the arguments. */
export async function serveMethod(server: AppServer, method: string, http: Http): Promise<void> {
  const { workspace } = server;
  const args = await readArguments(http);
  const header = /^Bearer (.+)$/i.exec(http.request.headers.authorization ?? '')?.[1];
  const token = header ?? (typeof args.token === 'string' ? args.token : null);
  const work = (): Reply => {
    const headers = {
      'X-OAuth-Scopes': [...workspace.scopes].join(','),
      'X-Slack-Req-Id': crypto.randomUUID(),
    };
    return { status: 200, answer: asAnswer(() => callMethod(workspace, method, args, token)), headers };
  };
  await serve(server, method, token === null ? args : { ...args, token }, work, http);
}

const methods = new Map<string, Method>(
  Object.entries({ ...chatMethods, ...lookUpMethods, ...viewMethods, ...fileMethods }),
);

/** Arguments that change what Slack shows and that the sandbox would silently lose. */
const uncoveredArguments = ['attachments', 'markdown_text', 'metadata', 'username', 'icon_emoji', 'icon_url'];

function authenticate({ revoked }: Workspace, method: string, token: string | null): void {
  const wanted = method === 'apps.connections.open' ? 'app' : 'bot';
  if (token === null) throw new SlackApiError('not_authed');
  if (token !== tokens.bot && token !== tokens.app) throw new SlackApiError('invalid_auth');
  if (token !== tokens[wanted]) throw new SlackApiError('not_allowed_token_type');
  if (revoked.has(wanted)) throw new SlackApiError('token_revoked');
}

/** Carries out one Web API call and gives the JSON answer. */
function callMethod(workspace: Workspace, name: string, args: Json, token: string | null): Json {
  if (name === 'api.test') return { args };
  const method = methods.get(name);
  if (method === undefined) {
    workspace.uncovered.push(name);
    throw new SlackApiError('unknown_method', { req_method: name });
  }
  authenticate(workspace, name, token);
  for (const argument of uncoveredArguments)
    if (argument in args) workspace.uncovered.push(`${name} ${argument}`);
  return method(workspace, args);
}

const gone: ReadonlySet<unknown> = new Set(['expired_url', 'used_url', 'invalid_url']);

/** Answers a post to a response_url: 404 once it is used up, expired or unknown. */
export async function serveResponseUrl(server: AppServer, http: Http): Promise<void> {
  const args = await readArguments(http);
  const work = (): Reply => {
    const answer = asAnswer(() => respondTo(server.workspace, http.url.pathname, args));
    const failed = gone.has(answer.error) ? 404 : 400;
    return { status: answer.ok ? 200 : failed, answer };
  };
  await serve(server, 'response_url', args, work, http);
}

async function serve(
  { workspace, trouble }: AppServer,
  method: string,
  args: Json,
  work: () => Reply,
  { response }: Http,
): Promise<void> {
  const at = workspace.now();
  const ending = await carryOut(trouble.take(method, args), work, workspace.signal);
  const reply = typeof ending === 'string' ? null : ending;
  const [status, answer] = [reply?.status ?? null, reply?.answer ?? null];
  workspace.traffic.push({ kind: 'call', at, method, arguments: asShown(args), status, answer });
  changed(workspace);
  if (ending === 'drop') response.destroy();
  if (reply === null) return;
  const type = reply.html === undefined ? 'application/json' : 'text/html';
  response.writeHead(reply.status, { 'Content-Type': `${type}; charset=utf-8`, ...reply.headers });
  response.end(reply.html ?? JSON.stringify(reply.answer));
}

async function carryOut(effect: Effect | null, work: () => Reply, signal: AbortSignal): Promise<Ending> {
  switch (effect?.kind) {
    case undefined:
      return work();
    case 'delay':
      await wait(effect.milliseconds, undefined, { signal });
      return work();
    case 'status':
      return { status: effect.status, answer: { ok: false, error: 'internal_error' } };
    case 'error':
      return { status: 200, answer: { ok: false, error: effect.error } };
    case 'ratelimited': {
      const { retryAfterSeconds } = effect;
      const headers = retryAfterSeconds === null ? {} : { 'Retry-After': String(retryAfterSeconds) };
      return { status: 429, answer: { ok: false, error: 'ratelimited' }, headers };
    }
    case 'html': {
      const html = '<!DOCTYPE html><html><body><h1>Something went wrong</h1></body></html>';
      return { status: effect.status ?? 200, answer: {}, html };
    }
    case 'hang':
      return 'hang';
    case 'dropBefore':
      return 'drop';
    case 'dropAfter':
      work();
      return 'drop';
    default:
      return effect satisfies never;
  }
}

/** A call's arguments for a reader: the JSON in them read, of the token only its kind and last four characters. */
function asShown(args: Json): Json {
  const shown = Object.entries(args).map(([name, value]) => {
    if (name === 'token' && typeof value === 'string')
      return [name, `${value.slice(0, 5)}…${value.slice(-4)}`];
    return [name, name === 'blocks' || name === 'view' ? jsonArgument.parse(value) : value];
  });
  return Object.fromEntries(shown);
}

const logIn = '<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in</body></html>';

/**
 * Slack's file host. A download needs the bot's token in the header; without it, or without files:read, the answer is
 * a log-in page with status 200 (slackapi/bolt-js#2585, slack-go/slack#1284).
 */
export function serveFile({ workspace }: AppServer, { request, response, url }: Http): void {
  const id = /^\/files-pri\/\w+-(\w+)\//.exec(url.pathname)?.[1] ?? '';
  const isBot = request.headers.authorization === `Bearer ${tokens.bot}` && !workspace.revoked.has('bot');
  const file = workspace.files.get(id);
  if (isBot && workspace.scopes.has('files:read') && file?.content !== undefined)
    response.writeHead(200, { 'Content-Type': file.mimetype }).end(file.content);
  else response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(logIn);
}

/** The second step of an upload, whose address is the permission: the bytes, plain or as a form's file. */
export async function takeUpload({ workspace }: AppServer, { request, response, url }: Http): Promise<void> {
  const file = workspace.files.get(url.pathname.replace('/upload/v1/', ''));
  const bytes = await buffer(request);
  if (file === undefined || file.content !== null) {
    response.writeHead(404).end();
    return;
  }
  const content = await fileOf(bytes, request.headers['content-type'] ?? '');
  workspace.files.set(file.id, { ...file, content });
  changed(workspace);
  response.writeHead(200, { 'Content-Type': 'text/plain' }).end(`OK - ${bytes.length}`);
}

async function fileOf(body: Buffer, type: string): Promise<Buffer> {
  if (!type.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  for (const value of form.values()) if (typeof value !== 'string') return Buffer.from(await value.bytes());
  return body;
}
