import type { Json } from '../../shared/json.ts';
import { tokens, type Workspace } from '../state/workspace.ts';
import { asAnswer, SlackApiError, type Method } from './call.ts';
import { chatMethods } from './chat.ts';
import { fileMethods } from './files.ts';
import { lookUpMethods } from './look-ups.ts';
import { viewMethods } from './views.ts';

type ApiRequest = { readonly method: string; readonly args: Json; readonly token: string | null };

const methods = new Map<string, Method>(
  Object.entries({ ...chatMethods, ...lookUpMethods, ...viewMethods, ...fileMethods }),
);

/** Arguments that change what Slack shows and that the sandbox would silently lose. */
const uncoveredArguments = ['attachments', 'markdown_text', 'metadata', 'username', 'icon_emoji', 'icon_url'];

function authenticate(workspace: Workspace, { method, token }: ApiRequest): void {
  const wanted = method === 'apps.connections.open' ? 'app' : 'bot';
  if (token === null) throw new SlackApiError('not_authed');
  if (token !== tokens.bot && token !== tokens.app) throw new SlackApiError('invalid_auth');
  if (token !== tokens[wanted]) throw new SlackApiError('not_allowed_token_type');
  if (workspace.revoked.has(wanted)) throw new SlackApiError('token_revoked');
}

function answer(workspace: Workspace, request: ApiRequest): Json {
  const { method: name, args } = request;
  if (name === 'api.test') return { args };
  const method = methods.get(name);
  if (method === undefined) {
    workspace.uncovered.push(name);
    throw new SlackApiError('unknown_method', { req_method: name });
  }
  authenticate(workspace, request);
  for (const argument of uncoveredArguments)
    if (argument in args) workspace.uncovered.push(`${name} ${argument}`);
  return method(workspace, args);
}

/** Carries out one Web API call and gives the JSON answer. */
export function callMethod(workspace: Workspace, request: ApiRequest): Json & { readonly ok: boolean } {
  return asAnswer(() => answer(workspace, request));
}
