import type { IncomingMessage, ServerResponse } from 'node:http';

import * as z from 'zod';

import type { Connections } from '../delivery/connections.ts';
import type { Administration } from '../state/administration.ts';
import type { Workspace } from '../state/workspace.ts';
import { administer } from './administer.ts';
import { decodeArguments, readBody } from './request.ts';
import { seenBy, type SeenParts } from './state.ts';
import { troubleSchema, type Trouble } from './trouble.ts';

export type ControlParts = SeenParts & {
  readonly trouble: Trouble;
  readonly administration: Administration;
  readonly connections: Connections;
};

type Operation = (parts: ControlParts, body: unknown) => Promise<unknown>;

const message = z.object({ channel: z.string(), ts: z.string() });
const target = z.union([message, z.object({ id: z.string() })]);
const value = z.union([z.string(), z.number(), z.array(z.string())]);
const using = {
  as: z.string(),
  target,
  confirm: z.boolean().optional(),
  blockId: z.string().optional(),
  stale: z.boolean().optional(),
};

const operation =
  <T>(schema: z.ZodType<T>, run: (parts: ControlParts, input: T) => Promise<unknown>): Operation =>
  (parts, body) =>
    run(parts, schema.parse(body));

const as = z.string();

const OPERATIONS: Readonly<Record<string, Operation>> = {
  command: operation(
    z.object({ as, text: z.string(), channel: z.string().optional() }),
    ({ person }, input) => person(input.as).type(input.text, { channel: input.channel }),
  ),
  say: operation(z.object({ as, text: z.string().min(1), channel: z.string() }), async ({ person }, input) =>
    person(input.as).say(input.text, input.channel),
  ),
  click: operation(z.object({ ...using, action: z.string() }), ({ person }, { action, ...input }) =>
    person(input.as).click(input.target, action, input),
  ),
  choose: operation(z.object({ ...using, action: z.string(), value }), ({ person }, input) =>
    person(input.as).choose(input.target, input.action, input.value, input),
  ),
  submit: operation(
    z.object({ as, values: z.record(z.string(), value).optional() }),
    async (parts, input) => {
      const person = parts.person(input.as);
      const view = person.openView();
      if (view !== null && input.values !== undefined) person.fill(view, input.values);
      return person.submit();
    },
  ),
  shortcut: operation(z.object({ as, shortcut: z.string(), on: message.optional() }), ({ person }, input) =>
    person(input.as).shortcut(input.shortcut, input.on),
  ),
  /** Files with their contents in base64. */
  upload: operation(
    z.object({
      as,
      input: z.string(),
      files: z.array(z.object({ name: z.string(), content: z.base64() })),
    }),
    async ({ person }, { input, files, ...who }) =>
      person(who.as).upload(
        input,
        files.map(({ name, content }) => ({ name, content: Buffer.from(content, 'base64') })),
      ),
  ),
  'close-view': operation(z.object({ as }), ({ person }, input) => person(input.as).closeView()),
  home: operation(z.object({ as }), ({ person }, input) => person(input.as).openHome()),
  suggest: operation(z.object({ as, action: z.string(), typed: z.string() }), ({ person }, input) =>
    person(input.as).suggestions(input.action, input.typed),
  ),
  trouble: operation(
    z.union([troubleSchema, z.strictObject({ clear: z.literal(true) })]),
    async ({ trouble }, rule) => ('clear' in rule ? trouble.clear() : trouble.add(rule)),
  ),
  administration: async ({ administration }, body) => administer(administration, body),
  connections: operation(z.object({ do: z.enum(['refresh', 'cut']) }), async ({ connections }, input) =>
    connections[input.do](),
  ),
};

const send = (response: ServerResponse, status: number, body: unknown) => {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body ?? {}));
};

/** The driver over HTTP, below `/sandbox/`: the same operations for a web page or another process. */
export function createControl(parts: ControlParts) {
  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const name = /^\/sandbox\/(.+)$/.exec(url.pathname)?.[1] ?? '';
    const other = parts.more.get(name);
    const run = OPERATIONS[name] ?? (other && ((_parts, body) => other(body)));
    if (request.method === 'POST' && run !== undefined) return operate(parts, run, request, response);
    if (request.method !== 'GET') return send(response, 404, { error: 'There is no such thing here' });
    if (name === 'events') return streamEvents(parts.workspace, response);
    if (name === 'file') return sendFile(parts, url.searchParams, response);
    if (name === 'messages') return send(response, 200, parts.workspace.messages);
    const since = Number(url.searchParams.get('since') ?? 0);
    if (name === 'traffic') return send(response, 200, parts.workspace.traffic.slice(since));
    if (name === 'state') return send(response, 200, seenBy(parts, url.searchParams.get('as') ?? ''));
    return send(response, 404, { error: 'There is no such thing here' });
  };
}

function streamEvents(workspace: Workspace, response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write('data: open\n\n');
  const tell = () => response.write('data: change\n\n');
  workspace.listeners.add(tell);
  response.on('close', () => workspace.listeners.delete(tell));
}

/** A file of a message that this person can see, as a download. */
function sendFile(
  { workspace, person }: ControlParts,
  query: URLSearchParams,
  response: ServerResponse,
): void {
  const id = query.get('id') ?? '';
  const isTheirs = person(query.get('as') ?? '')
    .sees()
    .some(({ files }) => files.includes(id));
  const file = isTheirs ? workspace.files.get(id) : undefined;
  const type = 'application/octet-stream';
  if (file?.content) response.writeHead(200, { 'Content-Type': type }).end(file.content);
  else send(response, 404, { error: 'There is no such file here' });
}

async function operate(
  parts: ControlParts,
  run: Operation,
  request: IncomingMessage,
  response: ServerResponse,
) {
  // A page of another site can post a form without asking first, but not JSON.
  if (!(request.headers['content-type'] ?? '').includes('application/json')) {
    send(response, 415, { error: 'The body must be JSON' });
    return;
  }
  try {
    const answer = await run(parts, decodeArguments(request, await readBody(request)));
    send(response, 200, answer ?? {});
  } catch (error) {
    send(response, 400, { error: error instanceof Error ? error.message : 'failed' });
  }
}
