import type { ServerResponse } from 'node:http';

import * as z from 'zod';

import type { Delivery } from '../delivery/deliver.ts';
import type { PersonDriver } from '../person/driver.ts';
import { channelChange, habitsChange, personChange, type Administration } from '../state/administration.ts';
import { messagesSeenBy } from '../state/messages.ts';
import type { Workspace } from '../state/workspace.ts';
import { readArguments, sendJson, type Http } from './request.ts';
import { seenBy } from './seen.ts';
import { troubleSchema, type Trouble } from './trouble.ts';

/** All that stands behind the addresses of the workspace. */
export type ControlParts = {
  readonly workspace: Workspace;
  readonly person: (userId: string) => PersonDriver;
  readonly trouble: Trouble;
  readonly administration: Administration;
  readonly delivery: Delivery;
  /** What somebody else serves beside the workspace, by name. */
  readonly more: ReadonlyMap<string, (body: unknown) => Promise<unknown>>;
};

/** Something to do with a JSON body; what it gives is the answer. */
type Operation = (parts: ControlParts, body: unknown) => unknown;

const operation =
  <T>(schema: z.ZodType<T>, run: (parts: ControlParts, input: T) => unknown): Operation =>
  (parts, body) =>
    run(parts, schema.parse(body));

const id = z.string();

const place = { channel: id, user: id };

const administer = <T>(schema: z.ZodType<T>, run: (to: Administration, input: T) => void): Operation =>
  operation(schema, ({ administration }, input) => run(administration, input));

/** What an administrator does, each under the name of the operation of `Administration`. */
const ADMINISTRATION: Readonly<Record<string, Operation>> = {
  join: administer(z.strictObject(place), (to, { channel, user }) => to.join(channel, user)),
  leave: administer(z.strictObject(place), (to, { channel, user }) => to.leave(channel, user)),
  setChannel: administer(z.strictObject({ channel: id, change: channelChange }), (to, { channel, change }) =>
    to.setChannel(channel, change),
  ),
  setPerson: administer(z.strictObject({ user: id, change: personChange }), (to, { user, change }) =>
    to.setPerson(user, change),
  ),
  setHabits: administer(z.strictObject({ change: habitsChange }), (to, { change }) => to.setHabits(change)),
  setUserGroup: administer(z.strictObject({ group: id, users: z.array(id) }), (to, { group, users }) =>
    to.setUserGroup(group, users),
  ),
  setScopes: administer(z.strictObject({ scopes: z.array(id) }), (to, { scopes }) => to.setScopes(scopes)),
  revoke: administer(z.strictObject({ token: z.enum(['bot', 'app']) }), (to, { token }) => to.revoke(token)),
};

const actor = z.looseObject({ as: id });

/** Something that the person `as` does. */
const act =
  <T>(schema: z.ZodType<T>, run: (who: PersonDriver, input: T) => unknown): Operation =>
  ({ person }, body) =>
    run(person(actor.parse(body).as), schema.parse(body));

const message = z.object({ channel: id, ts: z.string() });
const value = z.union([z.string(), z.number(), z.array(z.string())]);
const using = {
  target: z.union([message, z.object({ id })]),
  action: z.string(),
  confirm: z.boolean().optional(),
  blockId: z.string().optional(),
  stale: z.boolean().optional(),
};
const base64 = z.base64().transform((content) => Buffer.from(content, 'base64'));

const OPERATIONS: Readonly<Record<string, Operation>> = {
  command: act(z.object({ text: z.string(), channel: id.optional() }), (who, { text, channel }) =>
    who.type(text, { channel }),
  ),
  say: act(z.object({ text: z.string().min(1), channel: id }), (who, { text, channel }) =>
    who.say(text, channel),
  ),
  click: act(z.object(using), (who, { target, action, ...options }) => who.click(target, action, options)),
  choose: act(z.object({ ...using, value }), (who, { target, action, value: chosen, ...options }) =>
    who.choose(target, action, chosen, options),
  ),
  submit: act(z.object({ values: z.record(z.string(), value).optional() }), (who, { values }) => {
    const view = who.openView();
    if (view !== null && values !== undefined) who.fill(view, values);
    return who.submit();
  }),
  shortcut: act(z.object({ shortcut: z.string(), on: message.optional() }), (who, { shortcut, on }) =>
    who.shortcut(shortcut, on),
  ),
  upload: act(
    z.object({ input: z.string(), files: z.array(z.object({ name: z.string(), content: base64 })) }),
    (who, { input, files }) => who.upload(input, files),
  ),
  'close-view': act(z.object({}), (who) => who.closeView()),
  home: act(z.object({}), (who) => who.openHome()),
  suggest: act(z.object({ action: z.string(), typed: z.string() }), (who, { action, typed }) =>
    who.suggestions(action, typed),
  ),
  trouble: operation(
    z.union([troubleSchema, z.strictObject({ clear: z.literal(true) })]),
    ({ trouble }, rule) => ('clear' in rule ? trouble.clear() : trouble.add(rule)),
  ),
  administration(parts, body) {
    const { do: name, ...input } = z.looseObject({ do: z.string() }).parse(body);
    const run = ADMINISTRATION[name];
    if (run === undefined) throw new Error(`An administrator has no operation ${name}`);
    return run(parts, input);
  },
  connections: operation(z.object({ do: z.enum(['refresh', 'cut']) }), ({ delivery }, input) =>
    delivery[input.do](),
  ),
};

/** The driver over HTTP, below `/sandbox/`: the same operations for a web page or another process. */
export async function control(parts: ControlParts, http: Http): Promise<void> {
  const { workspace, delivery, more } = parts;
  const { request, response, url } = http;
  const name = /^\/sandbox\/(.+)$/.exec(url.pathname)?.[1] ?? '';
  const other = more.get(name);
  const run = OPERATIONS[name] ?? (other && ((_parts, body) => other(body)));
  if (request.method === 'POST' && run !== undefined) return operate(parts, run, http);
  const what = request.method === 'GET' ? name : '';
  if (what === 'events') return streamEvents(workspace, response);
  if (what === 'file') return sendFile(parts, url.searchParams, response);
  if (what === 'messages') return sendJson(response, 200, workspace.messages);
  const since = Number(url.searchParams.get('since') ?? 0);
  if (what === 'traffic') return sendJson(response, 200, workspace.traffic.slice(since));
  const who = url.searchParams.get('as') ?? '';
  if (what === 'state')
    return sendJson(response, 200, seenBy(workspace, who, delivery.count(), [...more.keys()]));
  return sendJson(response, 404, { error: 'There is no such thing here' });
}

function streamEvents(workspace: Workspace, response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write('data: open\n\n');
  const tell = () => response.write('data: change\n\n');
  workspace.listeners.add(tell);
  response.on('close', () => workspace.listeners.delete(tell));
}

/** A file of a message that this person can see, as a download. */
function sendFile({ workspace }: ControlParts, query: URLSearchParams, response: ServerResponse): void {
  const wanted = query.get('id') ?? '';
  const sees = messagesSeenBy(workspace, query.get('as') ?? '');
  const isTheirs = sees.some(({ files }) => files.includes(wanted));
  const content = isTheirs ? workspace.files.get(wanted)?.content : undefined;
  const type = 'application/octet-stream';
  if (content) response.writeHead(200, { 'Content-Type': type }).end(content);
  else sendJson(response, 404, { error: 'There is no such file here' });
}

async function operate(parts: ControlParts, run: Operation, http: Http): Promise<void> {
  const { request, response } = http;
  // A page of another site can post a form without asking first, but not JSON.
  if (!(request.headers['content-type'] ?? '').includes('application/json'))
    return sendJson(response, 415, { error: 'The body must be JSON' });
  try {
    sendJson(response, 200, (await run(parts, await readArguments(http))) ?? {});
  } catch (error) {
    sendJson(response, 400, { error: error instanceof Error ? error.message : 'failed' });
  }
}
