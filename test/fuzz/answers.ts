import type { IncomingMessage, ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';

import * as fc from 'fast-check';

import { changes, json, spoiled, text } from './hostile.ts';

/** An answer over HTTP, as it should never come. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Cuts the connection in the middle. */
  readonly isCut: boolean;
  /** Says in its words what was asked, with everything that should stay secret. */
  readonly echoes: boolean;
};

const status = fc.constantFrom(
  200,
  200,
  200,
  200,
  201,
  204,
  302,
  400,
  401,
  403,
  404,
  410,
  422,
  429,
  500,
  503,
);

const headers = fc.dictionary(
  fc.constantFrom('content-type', 'content-encoding', 'retry-after', 'location', 'set-cookie'),
  fc.constantFrom(
    'application/json',
    'text/html',
    'gzip',
    'br',
    'deflate',
    '0',
    '-1',
    '1e9',
    'soon',
    '/login',
    'http://127.0.0.1:1/',
  ),
  { maxKeys: 2 },
);

/** Answers with something of this form, or of any other. */
export function answerLike(sound: readonly unknown[]): fc.Arbitrary<Answer> {
  const body = fc.oneof(
    fc.tuple(fc.constantFrom(...sound), changes).map(([value, how]) => JSON.stringify(spoiled(value, how))),
    json.map((value) => JSON.stringify({ data: value })),
    json.map((value) => JSON.stringify(value)),
    text,
    fc.constantFrom('<!doctype html><title>Maintenance</title>', '{"data":', '', '['.repeat(20_000)),
  );
  return fc.record({
    status,
    headers,
    body,
    isCut: fc.constantFrom(false, false, false, false, true),
    echoes: fc.constantFrom(false, false, false, false, true),
  });
}

/** Gives such an answer to this request, and its body: '' where nobody could read it. */
export async function give(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  asked = readText(request),
): Promise<string> {
  const said = `${request.url} ${JSON.stringify(request.headers)} ${await asked}`;
  const body = answer.echoes
    ? JSON.stringify({ error: { message: said }, data: { result: said } })
    : answer.body;
  response.writeHead(answer.status, answer.headers);
  if (answer.isCut) {
    response.write(body.slice(0, body.length / 2));
    response.socket?.destroy();
    return '';
  }
  response.end(body);
  return body;
}
