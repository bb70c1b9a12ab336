import * as z from 'zod';

import { isLoopback } from '../shared/server.ts';
import type { Incoming, Reply } from './api/call.ts';
import type { Objects } from './records/objects.ts';
import { givenKind } from './records/things.ts';
import type { Directory, User } from './records/user.ts';
import type { Traffic } from './traffic.ts';
import type { Trouble } from './trouble.ts';

const mostUsers = 100;

/** JSON has no dates: text that looks like one becomes one, for fields that hold dates. */
const changeShape = z.record(
  z.string(),
  z.union([
    z.iso.datetime().transform((text) => new Date(text)),
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
  ]),
);

/** Up to a hundred users whose name, address, log-in or ID holds every word of the query. */
export function findUsers(users: readonly User[], query: string): User[] {
  const words = query.trim().toLowerCase().split(/\s+/);
  const fits = ({ ID, name, emailAddr, username }: User): boolean => {
    const text = `${ID} ${name} ${emailAddr ?? ''} ${username}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return users.filter(fits).slice(0, mostUsers);
}

const ruleShape = z.object({ words: z.string().nullable() });
const giftShape = z.object({
  count: z.int().min(1).max(50_000),
  kinds: z.array(givenKind).min(1).exactOptional(),
});

type ControlParts = {
  readonly directory: Directory;
  readonly objects: Objects;
  readonly traffic: Traffic;
  readonly trouble: Trouble;
  readonly setHabits: (changes: unknown) => void;
};

/** By method and name, what somebody does; gives the answer, nothing, or null where there is no such thing. */
function operationsOf(parts: ControlParts, { url, body }: Incoming) {
  const { directory, objects, traffic, trouble, setHabits } = parts;
  const [, , , one = '', other = ''] = url.pathname.split('/');
  const input = (): unknown => JSON.parse(body);
  const operations: Readonly<Record<string, () => object | null | void>> = {
    'GET users': () => ({ users: findUsers(directory.all(), url.searchParams.get('query') ?? '') }),
    'POST users': () =>
      directory.find(one) === undefined ? null : { user: directory.change(one, changeShape.parse(input())) },
    'GET traffic'() {
      const after = Number(url.searchParams.get('after'));
      return { exchanges: traffic.exchanges.filter(({ number }) => number > after) };
    },
    'GET state-changes': () => ({ changes: directory.stateChanges }),
    'GET trouble': () => ({ rules: trouble.list() }),
    'POST trouble'() {
      trouble.add(input());
      return { rules: trouble.list() };
    },
    'DELETE trouble'() {
      trouble.clear();
      return { rules: [] };
    },
    'POST habits': () => setHabits(input()),
    'GET mails': () => ({ mails: objects.mails }),
    'POST objects': () => objects.change(one, other, changeShape.parse(input())),
    'POST rules': () => objects.refuse(one, ruleShape.parse(input()).words),
    'POST hidden': () => objects.hide(one),
    'POST gifts'() {
      const { count, kinds } = giftShape.parse(input());
      objects.give(one, count, kinds);
    },
  };
  return operations;
}

/**
 * The sandbox's own controls. Served to loopback host names and to pages from loopback origins alone: a page
 * elsewhere must neither read the traffic nor change the directory, by whatever name it found this server.
 */
export function createControl(parts: ControlParts): (incoming: Incoming) => Reply {
  return (incoming) => {
    const { method, url } = incoming;
    const host = String(incoming.headers['host']);
    const from = incoming.headers['origin']?.toString();
    if (!isLoopback(host) || (from !== undefined && !isLoopback(from.replace(/^https?:\/\//, ''))))
      return { status: 403, body: { error: 'Only from this machine' } };
    const headers = {
      vary: 'origin',
      'access-control-allow-methods': 'GET, POST, DELETE',
      'access-control-allow-headers': 'content-type',
      ...(from === undefined ? {} : { 'access-control-allow-origin': from }),
    };
    if (method === 'OPTIONS') return { status: 204, body: '', headers };
    const run = operationsOf(parts, incoming)[`${method} ${url.pathname.split('/')[2]}`];
    try {
      const given = run === undefined ? null : run();
      if (given !== null) return { status: 200, body: given ?? {}, headers };
      return { status: 404, body: { error: 'There is no such thing here' }, headers };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { status: 400, body: { error: message }, headers };
    }
  };
}
