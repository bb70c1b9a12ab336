import type { Workspace } from '../state/workspace.ts';
import { needScope, type Answer, type Method } from './call.ts';
import { chatMethods } from './chat.ts';
import { SlackApiError } from './errors.ts';
import { fileMethods } from './files.ts';
import { lookUpMethods } from './look-ups.ts';
import { METHOD_SCOPES } from './scopes.ts';
import { viewMethods } from './views.ts';

type Tokens = { readonly bot: string; readonly app: string };

export type ApiRequest = {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly token: string | null;
};

/** Arguments that change what Slack shows and that the sandbox would silently lose. */
const UNCOVERED_ARGUMENTS = [
  'attachments',
  'markdown_text',
  'metadata',
  'username',
  'icon_emoji',
  'icon_url',
];

export type WebApi = {
  readonly workspace: Workspace;
  readonly tokens: Tokens;
  /** Hands out a WebSocket URL for one connection. */
  readonly openConnection: () => string;
  readonly methods: ReadonlyMap<string, Method>;
};

/** The Web API of a workspace; `origin` is where its files lie. */
export function createWebApi(parts: Omit<WebApi, 'methods'> & { readonly origin: string }): WebApi {
  const { origin, ...rest } = parts;
  const all = { ...chatMethods, ...lookUpMethods, ...viewMethods, ...fileMethods(origin) };
  return { ...rest, methods: new Map<string, Method>(Object.entries(all)) };
}

function authenticate({ workspace, tokens }: WebApi, request: ApiRequest): void {
  const wanted = request.method === 'apps.connections.open' ? 'app' : 'bot';
  if (request.token === null) throw new SlackApiError('not_authed');
  if (request.token !== tokens.bot && request.token !== tokens.app) throw new SlackApiError('invalid_auth');
  if (request.token !== tokens[wanted]) throw new SlackApiError('not_allowed_token_type');
  if (workspace.revoked.has(wanted)) throw new SlackApiError('token_revoked');
}

function answer(api: WebApi, request: ApiRequest): Answer {
  const { workspace } = api;
  if (request.method === 'api.test') return { args: request.args };
  const isConnection = request.method === 'apps.connections.open';
  const method = api.methods.get(request.method);
  if (!isConnection && method === undefined) {
    workspace.uncovered.push(request.method);
    throw new SlackApiError('unknown_method', { req_method: request.method });
  }
  authenticate(api, request);
  if (isConnection) return { url: api.openConnection() };
  for (const name of UNCOVERED_ARGUMENTS)
    if (name in request.args) workspace.uncovered.push(`${request.method} ${name}`);
  const scopes = METHOD_SCOPES[request.method];
  if (scopes !== null && scopes !== undefined) needScope(workspace, scopes);
  return method?.({ workspace, args: request.args }) ?? {};
}

/** Runs `work` and turns a `SlackApiError` into the answer that carries its code; other errors pass through. */
export function asAnswer(work: () => Answer): Answer & { readonly ok: boolean } {
  try {
    return { ok: true, ...work() };
  } catch (error) {
    if (error instanceof SlackApiError) return { ok: false, error: error.code, ...error.details };
    throw error;
  }
}

/** Carries out one Web API call and gives the JSON answer. */
export function callMethod(api: WebApi, request: ApiRequest): Answer & { readonly ok: boolean } {
  return asAnswer(() => answer(api, request));
}
