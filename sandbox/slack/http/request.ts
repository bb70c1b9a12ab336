import type { IncomingMessage } from 'node:http';

const MAXIMUM_BYTES = 12_000_000;

/** Reads a request body; throws beyond twelve megabytes. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAXIMUM_BYTES) throw new Error('The request body is too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The same as UTF-8 text. */
export async function readBody(request: IncomingMessage): Promise<string> {
  return (await readBytes(request)).toString('utf8');
}

/** The arguments of a call: JSON body, form body or query, as https://docs.slack.dev/apis/web-api describes. */
export function decodeArguments(request: IncomingMessage, body: string): Readonly<Record<string, unknown>> {
  const query = Object.fromEntries(new URL(request.url ?? '/', 'http://localhost').searchParams);
  if (body === '') return query;
  if (!(request.headers['content-type'] ?? '').includes('json'))
    return { ...query, ...Object.fromEntries(new URLSearchParams(body)) };
  const parsed: unknown = JSON.parse(body);
  return typeof parsed === 'object' && parsed !== null ? { ...query, ...parsed } : query;
}

/** The token from the Authorization header, else from the arguments; null without either. */
export function tokenOf(request: IncomingMessage, args: Readonly<Record<string, unknown>>): string | null {
  const header = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return header ?? (typeof args.token === 'string' ? args.token : null);
}
