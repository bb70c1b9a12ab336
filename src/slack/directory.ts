import { webApi } from '@slack/bolt';

import type { People, SlackProfile } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import type { SlackUserId } from '../requests/request.ts';
import type { SlackClients } from './client.ts';

export type DirectoryOptions = {
  readonly clients: Pick<SlackClients, 'reader'>;
  readonly now: () => Date;
  readonly log: { warn(data: object, message: string): void };
};

const keptForMs = 5 * 60_000;

/**
 * The people of the workspace, read by id or e-mail and never by listing everybody. User groups and
 * profiles are kept for five minutes at most.
 */
export function createPeople(options: DirectoryOptions): People {
  const { reader } = options.clients;
  const groups = remembered(options.now, (group) => readGroup(reader, group));
  const profiles = remembered(options.now, (id) => readProfile(reader, id));
  const failClosed = async <T>(what: string, read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof webApi.SlackError)) throw error;
      options.log.warn({ what, error: errorCode(error) }, 'Slack could not be asked who may do this');
      throw new Refusal({ reason: 'members_unreadable' });
    }
  };
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

/** https://docs.slack.dev/reference/methods/usergroups.users.list */
async function readGroup(client: webApi.WebClient, usergroup: string): Promise<readonly SlackUserId[]> {
  const members: SlackUserId[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.apiCall('usergroups.users.list', { usergroup, ...(cursor ? { cursor } : {}) });
    if ('users' in page && Array.isArray(page['users'])) members.push(...page['users'].map(String));
    cursor = page.response_metadata?.next_cursor;
  } while (cursor);
  return members;
}

/** https://docs.slack.dev/reference/methods/users.info */
async function readProfile(client: webApi.WebClient, user: SlackUserId): Promise<SlackProfile | null> {
  try {
    const { user: found } = await client.users.info({ user, include_locale: true });
    return {
      id: user,
      name: found?.profile?.display_name || found?.real_name || user,
      email: found?.profile?.email ?? null,
      locale: found?.locale ?? null,
      timeZone: found?.tz ?? null,
      isPerson: !found?.deleted && !found?.is_bot,
    };
  } catch (error) {
    if (errorCode(error) === 'user_not_found') return null;
    throw error;
  }
}

/** https://docs.slack.dev/reference/methods/users.lookupByEmail */
async function lookUp(client: webApi.WebClient, email: string): Promise<SlackUserId | null> {
  try {
    const { user } = await client.users.lookupByEmail({ email });
    return user?.id ?? null;
  } catch (error) {
    if (errorCode(error) === 'users_not_found') return null;
    throw error;
  }
}

function errorCode(error: unknown): string {
  return error instanceof webApi.WebAPIPlatformError ? error.data.error : 'no_answer';
}

/** Keeps what was read for a while; callers at the same moment share one read, failures are not kept. */
function remembered<T>(now: () => Date, read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const kept = new Map<string, { readonly at: number; readonly value: Promise<T> }>();
  return (key) => {
    const at = now().getTime();
    const known = kept.get(key);
    if (known && at - known.at < keptForMs) return known.value;
    const value = read(key);
    kept.set(key, { at, value });
    value.catch(() => kept.delete(key));
    return value;
  };
}
