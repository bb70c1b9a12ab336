import { setTimeout as sleep } from 'node:timers/promises';

import type { webApi } from '@slack/bolt';

import type { People, SlackProfile } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import type { SlackUserId } from '../requests/request.ts';
import { failureOf, type SlackClients } from './client.ts';

export type PeopleOptions = {
  readonly clients: Pick<SlackClients, 'reader'>;
  /** Milliseconds that only go forward, such as `performance.now`: a clock set back makes nothing last longer. */
  readonly monotonic: () => number;
  /** Waits that many milliseconds. */
  readonly wait?: (ms: number) => Promise<unknown>;
  readonly log: { warn(data: object, message: string): void };
};

/** How old an answer may be on which somebody is let in. */
const keptForMs = 30_000;
/** How long a person is kept waiting for Slack's rate limit, all pauses together: beyond that they ask again. */
const longestWaitMs = 15_000;
/** More pages than any group has: a server that never ends its list must not hold a click. */
const mostPages = 50;

/**
 * The people of the workspace, read by id or e-mail and never by listing everybody. User groups and
 * profiles are at most half a minute old.
 */
export function createPeople(options: PeopleOptions): People {
  const { reader } = options.clients;
  const kept = keeper(options.monotonic);
  const failClosed = async <T>(what: string, read: () => Promise<T>): Promise<T> => {
    try {
      return await patiently(options.wait ?? sleep, read);
    } catch (error) {
      const failure = error instanceof EndlessList ? { code: 'endless_list' } : failureOf(error);
      if (!failure) throw error;
      options.log.warn({ what, error: failure.code }, 'Slack could not be asked who may do this');
      throw new Refusal({ reason: 'members_unreadable' });
    }
  };
  const groups = kept(keptForMs, (group) => readGroup(reader, group));
  const installed = kept(Number.POSITIVE_INFINITY, () => readInstalled(reader));
  const profiles = kept(keptForMs, async (id) => readProfile(reader, id, await installed('')));
  return {
    async members(list) {
      const members = new Set<SlackUserId>();
      for (const entry of list) {
        if (!entry.startsWith('S')) members.add(entry);
        else for (const id of await failClosed(entry, () => groups(entry))) members.add(id);
      }
      return members;
    },
    profile: (id) => failClosed(id, () => profiles(id)),
    findByEmail: (email) => failClosed('users.lookupByEmail', () => lookUp(reader, email)),
  };
}

class EndlessList extends Error {
  override readonly name = 'EndlessList';
}

/**
 * The members of a user group. Slack documents neither a cursor nor a limit here; should it page one day,
 * all pages are read. https://docs.slack.dev/reference/methods/usergroups.users.list
 * @throws SlackError
 */
export async function readGroup(
  client: webApi.WebClient,
  usergroup: string,
): Promise<readonly SlackUserId[]> {
  const members: SlackUserId[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const found = await client.apiCall('usergroups.users.list', { usergroup, ...(cursor ? { cursor } : {}) });
    if ('users' in found && Array.isArray(found['users'])) members.push(...found['users'].map(String));
    cursor = found.response_metadata?.next_cursor;
    if (!cursor) return members;
  }
  throw new EndlessList(`${usergroup} has more than ${mostPages} pages`);
}

/** The workspace and the organization the bot belongs to, by id. */
type Installed = ReadonlySet<string>;

/** https://docs.slack.dev/reference/methods/auth.test */
async function readInstalled(client: webApi.WebClient): Promise<Installed> {
  const { team_id, enterprise_id } = await client.auth.test();
  return new Set([team_id, enterprise_id].flatMap((id) => id || []));
}

/** https://docs.slack.dev/reference/methods/users.info */
async function readProfile(
  client: webApi.WebClient,
  user: SlackUserId,
  installed: Installed,
): Promise<SlackProfile | null> {
  try {
    const { user: found } = await client.users.info({ user });
    const isDeleted = found?.deleted ?? false;
    return {
      id: user,
      name: found?.real_name || found?.profile?.display_name || user,
      email: found?.profile?.email ?? null,
      timeZone: found?.tz ?? null,
      isPerson: !isDeleted && !found?.is_bot,
      isDeleted,
      isGuest: (found?.is_restricted ?? false) || (found?.is_ultra_restricted ?? false),
      isForeign: isForeign(found, installed),
    };
  } catch (error) {
    if (unknownPerson.has(failureOf(error)?.code ?? '')) return null;
    throw error;
  }
}

const unknownPerson: ReadonlySet<string> = new Set(['user_not_found', 'user_not_visible']);

/**
 * Of another organization, as in a channel shared with it. Somebody of another workspace of the same
 * organization is listed with the workspaces they belong to. Not told: not foreign.
 * https://docs.slack.dev/reference/objects/user-object
 */
function isForeign(found: webApi.UsersInfoResponse['user'], installed: Installed): boolean {
  if (found?.is_stranger) return true;
  const teams = [found?.team_id, ...(found?.enterprise_user?.teams ?? [])].filter((id) => id !== undefined);
  return teams.length > 0 && installed.size > 0 && !teams.some((id) => installed.has(id));
}

/** https://docs.slack.dev/reference/methods/users.lookupByEmail */
async function lookUp(client: webApi.WebClient, email: string): Promise<SlackUserId | null> {
  try {
    const { user } = await client.users.lookupByEmail({ email });
    return user?.id ?? null;
  } catch (error) {
    if (failureOf(error)?.code === 'users_not_found') return null;
    throw error;
  }
}

/** Reads again after each pause that Slack asked for, as far as a person waits through all of them. */
async function patiently<T>(wait: (ms: number) => Promise<unknown>, read: () => Promise<T>): Promise<T> {
  for (let left = longestWaitMs; ;) {
    try {
      return await read();
    } catch (error) {
      const pause = failureOf(error)?.retryAfterMs ?? null;
      // A pause of nothing would ask for ever.
      const spent = Math.max(pause ?? 0, 1_000);
      if (pause === null || spent > left) throw error;
      left -= spent;
      await wait(pause);
    }
  }
}

/** Keeps what was read for a while; callers at the same moment share one read, failures are not kept. */
function keeper(monotonic: () => number) {
  return <T>(forMs: number, read: (key: string) => Promise<T>): ((key: string) => Promise<T>) => {
    const kept = new Map<string, { readonly at: number; readonly value: Promise<T> }>();
    return (key) => {
      const at = monotonic();
      for (const [old, known] of kept) if (at - known.at >= forMs) kept.delete(old);
      const known = kept.get(key);
      if (known) return known.value;
      const value = read(key);
      kept.set(key, { at, value });
      value.catch(() => {
        if (kept.get(key)?.value === value) kept.delete(key);
      });
      return value;
    };
  };
}
