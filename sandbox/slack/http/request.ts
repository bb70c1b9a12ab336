import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Json } from '../../shared/json.ts';

const mostBytes = 12_000_000;

/** Reads a request body; throws beyond twelve megabytes. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > mostBytes) throw new Error('The request body is too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The arguments of a call: JSON body, form body or query, as https://docs.slack.dev/apis/web-api describes. */
export async function readArguments(request: IncomingMessage): Promise<Json> {
  const body = (await readBytes(request)).toString('utf8');
  const query = Object.fromEntries(new URL(request.url ?? '/', 'http://localhost').searchParams);
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
