import { request } from 'undici';
import { z } from 'zod';

import type { WorkfrontSandbox } from '../../sandbox/workfront/start.ts';

export type Answer = { readonly status: number; readonly text: string; readonly json: unknown };

export type CallOptions = {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'OPTIONS';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent form-encoded. */
  readonly form?: Readonly<Record<string, string>> | URLSearchParams;
};

const rowsShape = z.object({ data: z.array(z.looseObject({ ID: z.string() })) });
const rowShape = z.object({ data: z.looseObject({}) });
const errorShape = z.object({ error: z.looseObject({ message: z.string(), class: z.string() }) });
const countShape = z.object({ data: z.object({ count: z.number() }) });

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sends a request with no credentials but those given. */
export async function send(url: string, options: CallOptions = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, json, form } = options;
  const type = json === undefined ? 'application/x-www-form-urlencoded' : 'application/json';
  const body = json === undefined ? form && new URLSearchParams(form).toString() : JSON.stringify(json);
  const answer = await request(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': type }), ...headers },
    body: body ?? null,
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, text, json: parse(text) };
}

/** Sends a request below `/attask/api/v22.0` with the sandbox's API key. */
export function call(sandbox: WorkfrontSandbox, path: string, options: CallOptions = {}): Promise<Answer> {
  const headers = { apiKey: sandbox.credentials.apiKey, ...options.headers };
  return send(`${sandbox.url}/attask/api/v22.0${path}`, { ...options, headers });
}

export async function rows(sandbox: WorkfrontSandbox, path: string): Promise<Record<string, unknown>[]> {
  return rowsShape.parse((await call(sandbox, path)).json).data;
}

export async function names(sandbox: WorkfrontSandbox, path: string): Promise<unknown[]> {
  return (await rows(sandbox, path)).map((row) => row['name']);
}

export async function count(sandbox: WorkfrontSandbox, path: string): Promise<number> {
  return countShape.parse((await call(sandbox, path)).json).data.count;
}

export function data(answer: Answer): Record<string, unknown> {
  return rowShape.parse(answer.json).data;
}

/** The error's message, with a status in front. */
export function failure(answer: Answer): string {
  return `${answer.status} ${errorShape.parse(answer.json).error.message}`;
}
