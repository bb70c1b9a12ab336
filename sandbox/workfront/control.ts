import * as z from 'zod';

import { isLoopback } from '../shared/server.ts';
import type { Incoming, Reply } from './api/call.ts';
import type { Directory } from './records/directory.ts';
import { givenKinds } from './records/give.ts';
import type { Objects } from './records/objects.ts';
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

function ok(body: object): Reply {
  return { status: 200, body };
}

const ruleShape = z.object({ words: z.string().nullable() });
const giftShape = z.object({
  count: z.int().min(1).max(50_000),
  kinds: z.array(z.enum(givenKinds)).min(1).exactOptional(),
});

/** What concerns everything but the users; undefined when it is none of that. */
function answerObjects(objects: Objects, { method, url, body }: Incoming): Reply | undefined {
  const [, , what, one = '', other = ''] = url.pathname.split('/');
  const input = (): unknown => JSON.parse(body);
  switch (`${method} ${what}`) {
    case 'GET mails':
      return ok({ mails: objects.mails });
    case 'POST objects':
      objects.change(one, other, changeShape.parse(input()));
      return ok({});
    case 'POST rules':
      objects.refuse(one, ruleShape.parse(input()).words);
      return ok({});
    case 'POST hidden':
      objects.hide(one);
      return ok({});
    case 'POST gifts': {
      const { count, kinds } = giftShape.parse(input());
      objects.give(one, count, kinds);
      return ok({});
    }
    default:
      return undefined;
  }
}

function answer(parts: ControlParts, incoming: Incoming): Reply {
  const { directory, objects, traffic, trouble, setHabits } = parts;
  const { method, url, body } = incoming;
  const [, , what, id] = url.pathname.split('/');
  switch (`${method} ${what}`) {
    case 'GET users':
      return ok({ users: findUsers(directory.all(), url.searchParams.get('query') ?? '') });
    case 'POST users':
      if (directory.find(id ?? '') === undefined) return { status: 404, body: { error: 'No such user' } };
      return ok({ user: directory.change(id ?? '', changeShape.parse(JSON.parse(body))) });
    case 'GET traffic': {
      const after = Number(url.searchParams.get('after') ?? 0);
      return ok({ exchanges: traffic.exchanges.filter(({ number }) => number > after) });
    }
    case 'GET state-changes':
      return ok({ changes: directory.stateChanges });
    case 'GET trouble':
      return ok({ rules: trouble.list() });
    case 'POST trouble':
      trouble.add(JSON.parse(body));
      return ok({ rules: trouble.list() });
    case 'DELETE trouble':
      trouble.clear();
      return ok({ rules: [] });
    case 'POST habits':
      setHabits(JSON.parse(body));
      return ok({});
    default:
      return answerObjects(objects, incoming) ?? { status: 404, body: { error: 'No such control' } };
  }
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
