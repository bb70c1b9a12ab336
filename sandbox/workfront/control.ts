import * as z from 'zod';

import { isLoopback } from '../shared/server.ts';
import type { Incoming, Reply } from './api/call.ts';
import type { Directory } from './records/directory.ts';
import type { Objects } from './records/objects.ts';
import { givenKind } from './records/things.ts';
import type { User } from './records/user.ts';
import type { Traffic } from './traffic.ts';
import type { Trouble } from './trouble.ts';

type ControlParts = {
  readonly directory: Directory;
  readonly objects: Objects;
  readonly traffic: Traffic;
  readonly trouble: Trouble;
  readonly setHabits: (changes: unknown) => void;
};

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

type Asked = {
  /** What stands behind the name in the address. */
  readonly one: string;
  readonly other: string;
  readonly query: URLSearchParams;
  readonly input: () => unknown;
};

/** By method and name; gives the answer, `{}` for nothing and null where there is no such thing. */
const OPERATIONS: Readonly<Record<string, (parts: ControlParts, asked: Asked) => object | null | void>> = {
  'GET users': ({ directory }, { query }) => ({
    users: findUsers(directory.all(), query.get('query') ?? ''),
  }),
  'POST users': ({ directory }, { one, input }) =>
    directory.find(one) === undefined ? null : { user: directory.change(one, changeShape.parse(input())) },
  'GET traffic'({ traffic }, { query }) {
    const after = Number(query.get('after') ?? 0);
    return { exchanges: traffic.exchanges.filter(({ number }) => number > after) };
  },
  'GET state-changes': ({ directory }) => ({ changes: directory.stateChanges }),
  'GET trouble': ({ trouble }) => ({ rules: trouble.list() }),
  'POST trouble'({ trouble }, { input }) {
    trouble.add(input());
    return { rules: trouble.list() };
  },
  'DELETE trouble'({ trouble }) {
    trouble.clear();
    return { rules: [] };
  },
  'POST habits': ({ setHabits }, { input }) => setHabits(input()),
  'GET mails': ({ objects }) => ({ mails: objects.mails }),
  'POST objects': ({ objects }, { one, other, input }) =>
    objects.change(one, other, changeShape.parse(input())),
  'POST rules': ({ objects }, { one, input }) => objects.refuse(one, ruleShape.parse(input()).words),
  'POST hidden': ({ objects }, { one }) => objects.hide(one),
  'POST gifts'({ objects }, { one, input }) {
    const { count, kinds } = giftShape.parse(input());
    objects.give(one, count, kinds);
  },
};

function answer(parts: ControlParts, { method, url, body }: Incoming): Reply {
  const [, , what, one = '', other = ''] = url.pathname.split('/');
  const input = (): unknown => JSON.parse(body);
  const run = OPERATIONS[`${method} ${what}`];
  const given = run === undefined ? null : run(parts, { one, other, query: url.searchParams, input });
  return given === null
    ? { status: 404, body: { error: 'There is no such thing here' } }
    : { status: 200, body: given ?? {} };
}

/**
 * The sandbox's own controls. Served to loopback host names and to pages from loopback origins alone: a page
 * elsewhere must neither read the traffic nor change the directory, by whatever name it found this server.
 */
export function createControl(parts: ControlParts): (incoming: Incoming) => Reply {
  return (incoming) => {
    const host = String(incoming.headers['host']);
    const from = incoming.headers['origin']?.toString();
    if (!isLoopback(host) || (from !== undefined && !isLoopback(from.replace(/^https?:\/\//, '')))) {
      return { status: 403, body: { error: 'Only from this machine' } };
    }
    const headers = {
      vary: 'origin',
      'access-control-allow-methods': 'GET, POST, DELETE',
      'access-control-allow-headers': 'content-type',
      ...(from === undefined ? {} : { 'access-control-allow-origin': from }),
    };
    if (incoming.method === 'OPTIONS') return { status: 204, body: '', headers };
    try {
      return { headers, ...answer(parts, incoming) };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { status: 400, body: { error: message }, headers };
    }
  };
}
