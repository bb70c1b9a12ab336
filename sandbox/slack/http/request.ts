import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

import type { Json } from '../../shared/json.ts';

/** One request and the way to answer it. */
export type Http = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
};

/** The arguments of a call: JSON body, form body or query, as https://docs.slack.dev/apis/web-api describes. */
export async function readArguments({ request, url }: Http): Promise<Json> {
  const body = await text(request);
  const query = Object.fromEntries(url.searchParams);
  if (body === '') return query;
  if (!(request.headers['content-type'] ?? '').includes('json'))
    return { ...query, ...Object.fromEntries(new URLSearchParams(body)) };
  const parsed: unknown = JSON.parse(body);
  return typeof parsed === 'object' && parsed !== null ? { ...query, ...parsed } : query;
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
