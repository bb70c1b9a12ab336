import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

import { jsonArgument, type Answer } from '../api/call.ts';
import { respondTo } from '../api/response-url.ts';
import { asAnswer, callMethod, type WebApi } from '../api/web-api.ts';
import { changed, type Workspace } from '../state/workspace.ts';
import { maskToken } from '../traffic.ts';
import type { RateLimit } from './rate-limit.ts';
import { decodeArguments, readBody, tokenOf } from './request.ts';
import type { Effect, Trouble } from './trouble.ts';

type Reply = {
  readonly status: number;
  readonly answer: Answer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the JSON answer. */
  readonly html?: string;
};

export type ApiServer = {
  readonly api: WebApi;
  readonly trouble: Trouble;
  readonly rateLimit: RateLimit;
  readonly signal: AbortSignal;
};

/** Answers a call of `/api/<method>`. */
export async function serveMethod(
  server: ApiServer,
  method: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const args = decodeArguments(request, await readBody(request));
  const token = tokenOf(request, args);
  const { workspace } = server.api;
  const work = (): Reply => {
    const headers = {
      'X-OAuth-Scopes': [...workspace.scopes].join(','),
      'X-Slack-Req-Id': crypto.randomUUID(),
    };
    return { status: 200, answer: callMethod(server.api, { method, args, token }), headers };
  };
  await serve(server, { method, args: token === null ? args : { ...args, token } }, work, response);
}

/** What the trouble makes of a call; null leaves the connection without an answer. */
async function carryOut(
  effect: Effect | null,
  work: () => Reply,
  signal: AbortSignal,
): Promise<Reply | 'drop' | null> {
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
    case 'html':
      return {
        status: effect.status ?? 200,
        answer: {},
        html: '<!DOCTYPE html><html><body><h1>Something went wrong</h1></body></html>',
      };
    case 'hang':
      return null;
    case 'dropBefore':
      return 'drop';
    case 'dropAfter':
      work();
      return 'drop';
    default:
      return effect satisfies never;
  }
}

function record(
  workspace: Workspace,
  at: number,
  call: { readonly method: string; readonly args: Answer },
  reply: Reply | 'drop' | null,
): void {
  const { token, ...rest } = call.args;
  const json = Object.fromEntries(
    ['blocks', 'view'].flatMap((name) =>
      rest[name] === undefined ? [] : [[name, jsonArgument.parse(rest[name])]],
    ),
  );
  const masked = typeof token === 'string' ? { token: maskToken(token) } : {};
  const answered = reply === null || reply === 'drop' ? null : reply;
  workspace.traffic.push({
    kind: 'call',
    at,
    method: call.method,
    arguments: { ...rest, ...json, ...masked },
    status: answered?.status ?? null,
    answer: answered?.answer ?? null,
  });
  changed(workspace);
}

async function serve(
  server: ApiServer,
  call: { readonly method: string; readonly args: Answer },
  work: () => Reply,
  response: ServerResponse,
): Promise<void> {
  const { workspace } = server.api;
  const at = workspace.now();
  const effect = server.trouble.take(call.method) ?? server.rateLimit(call.method, call.args);
  const reply = await carryOut(effect, work, server.signal);
  record(workspace, at, call, reply);
  if (reply === null) return;
  if (reply === 'drop') {
    response.destroy();
    return;
  }
  const type = reply.html === undefined ? 'application/json' : 'text/html';
  response.writeHead(reply.status, { 'Content-Type': `${type}; charset=utf-8`, ...reply.headers });
  response.end(reply.html ?? JSON.stringify(reply.answer));
}

/** Answers a post to a response_url: 404 once it is used up, expired or unknown. */
export async function serveResponseUrl(
  server: ApiServer,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const args = decodeArguments(request, await readBody(request));
  const gone = new Set<unknown>(['expired_url', 'used_url', 'invalid_url']);
  const work = (): Reply => {
    const answer = asAnswer(() => respondTo(server.api.workspace, path, args));
    const failed = gone.has(answer.error) ? 404 : 400;
    return { status: answer.ok ? 200 : failed, answer };
  };
  await serve(server, { method: 'response_url', args }, work, response);
}
