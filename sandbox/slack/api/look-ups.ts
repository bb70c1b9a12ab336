import * as z from 'zod';

import type { Json } from '../../shared/json.ts';
import type { Channel, Member } from '../state/records.ts';
import { bot, directMessage, team, type Workspace } from '../state/workspace.ts';
import { flag, knownPerson, method, needScope, SlackApiError, visibleChannel, type Method } from './call.ts';

function userJson({ scopes, habits }: Workspace, person: Member, withLocale = false): Json {
  const isTold = scopes.has('users:read.email') && (!person.deactivated || habits.leaversEmail);
  const email = isTold ? { email: person.email } : {};
  return {
    id: person.id,
    team_id: person.teamId ?? team.id,
    name: person.handle,
    deleted: person.deactivated,
    real_name: person.name,
    profile: { real_name: person.name, display_name: person.handle, title: person.role, ...email },
    is_bot: person.isBot ?? false,
    is_app_user: false,
    // People who left have lost these, as an event about one showed (mashabow/slack-rota#61).
    ...(!person.deactivated && {
      tz: person.timeZone,
      is_restricted: person.isRestricted ?? false,
      is_ultra_restricted: person.isUltraRestricted ?? false,
    }),
    ...(person.isStranger === true && { is_stranger: true }),
    ...(withLocale && { locale: person.locale }),
  };
}

const botName = ({ manifest }: Workspace) => manifest.name.toLowerCase().replaceAll(' ', '_');

const botJson = (workspace: Workspace): Json => ({
  id: bot.userId,
  team_id: team.id,
  name: botName(workspace),
  deleted: false,
  real_name: workspace.manifest.name,
  profile: { bot_id: bot.botId, api_app_id: bot.appId, real_name: workspace.manifest.name },
  is_bot: true,
});

const channelJson = (channel: Channel): Json =>
  channel.isIm
    ? { id: channel.id, is_im: true, user: channel.members[0], is_archived: false, is_org_shared: false }
    : {
        id: channel.id,
        name: channel.name,
        is_channel: !channel.isPrivate,
        is_group: channel.isPrivate,
        is_im: false,
        is_mpim: false,
        is_private: channel.isPrivate,
        is_archived: channel.isArchived,
        is_general: false,
        is_frozen: channel.isFrozen ?? false,
        is_shared: channel.isExtShared || (channel.isOrgShared ?? false),
        is_ext_shared: channel.isExtShared,
        is_pending_ext_shared: channel.isPendingExtShared ?? false,
        is_org_shared: channel.isOrgShared ?? false,
        is_member: channel.members.includes(bot.userId),
        context_team_id: team.id,
      };

/** The scope for reading each kind of conversation: https://docs.slack.dev/reference/methods/conversations.info */
const reading = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];

/** A channel whose kind the app's scopes allow it to read. */
function readableChannel(workspace: Workspace, id: string): Channel {
  const channel = visibleChannel(workspace, id);
  const unlessIm = channel.isPrivate ? 'groups:read' : 'channels:read';
  needScope(workspace, [channel.isIm ? 'im:read' : unlessIm]);
  return channel;
}

const paging = {
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
};

/** One page of a list under its name, and the cursor of the next, empty at the end. */
function page(name: string, items: readonly unknown[], cursor = '', limit = 100): Json {
  const start = cursor === '' ? 0 : Number(atob(cursor).replace('offset:', ''));
  if (!Number.isInteger(start)) throw new SlackApiError('invalid_cursor');
  const end = start + limit;
  const next = end < items.length ? btoa(`offset:${end}`) : '';
  return { [name]: items.slice(start, end), response_metadata: { next_cursor: next } };
}

/** People, channels, user groups and the app itself: https://docs.slack.dev/reference/methods */
export const lookUpMethods: Readonly<Record<string, Method>> = {
  'auth.test': method([], {}, (_, workspace) => ({
    url: `https://${team.domain}.slack.com/`,
    team: team.name,
    user: botName(workspace),
    team_id: team.id,
    user_id: bot.userId,
    bot_id: bot.botId,
    ...(workspace.habits.enterpriseId !== null && { enterprise_id: workspace.habits.enterpriseId }),
    is_enterprise_install: false,
  })),

  /** A link for one connection of Socket Mode. */
  'apps.connections.open': method([], {}, (_, { origin, links }) => {
    const path = `/link/?ticket=${crypto.randomUUID()}&app_id=${bot.appId}`;
    links.add(path);
    return { url: origin.replace('http', 'ws') + path };
  }),

  /** https://docs.slack.dev/reference/methods/bots.info */
  'bots.info': method(['users:read'], { bot: z.string() }, (args, { manifest: { name } }) => {
    if (args.bot !== bot.botId) throw new SlackApiError('bot_not_found');
    return { bot: { id: bot.botId, deleted: false, name, app_id: bot.appId, user_id: bot.userId } };
  }),

  'users.info': method(['users:read'], { user: z.string(), include_locale: flag }, (args, workspace) => {
    if (args.user === bot.userId) return { user: botJson(workspace) };
    return { user: userJson(workspace, knownPerson(workspace, args.user), args.include_locale) };
  }),

  /** Whoever left is in it too. https://docs.slack.dev/reference/methods/users.list */
  'users.list': method(['users:read'], paging, ({ cursor, limit }, workspace) => {
    const everybody = [...workspace.people.values()].map((person) => userJson(workspace, person));
    return page('members', everybody, cursor, limit);
  }),

  'users.lookupByEmail': method(['users:read.email'], { email: z.string() }, ({ email }, workspace) => {
    const wanted = email.toLowerCase();
    const person = [...workspace.people.values()].find((one) => one.email.toLowerCase() === wanted);
    if (person === undefined || person.deactivated) throw new SlackApiError('users_not_found');
    return { user: userJson(workspace, person) };
  }),

  'conversations.info': method(reading, { channel: z.string() }, ({ channel }, workspace) => ({
    channel: channelJson(readableChannel(workspace, channel)),
  })),

  'conversations.members': method(reading, { channel: z.string(), ...paging }, (args, workspace) => {
    const { members } = readableChannel(workspace, args.channel);
    return page('members', members, args.cursor, args.limit);
  }),

  'conversations.open': method(
    ['im:write', 'mpim:write', 'channels:manage', 'groups:write'],
    { users: z.string() },
    ({ users }, workspace) => {
      if (knownPerson(workspace, users).deactivated) throw new SlackApiError('user_disabled');
      return { channel: { id: directMessage(workspace, users).id } };
    },
  ),

  'usergroups.list': method(
    ['usergroups:read'],
    { include_users: flag, include_count: flag, include_disabled: flag },
    (args, workspace) => ({
      usergroups: [...workspace.userGroups.values()]
        .filter(({ isDisabled }) => args.include_disabled === true || isDisabled !== true)
        .map((group) => ({
          id: group.id,
          team_id: team.id,
          is_usergroup: true,
          name: group.handle,
          handle: group.handle,
          is_external: false,
          date_delete: group.isDisabled === true ? 1_780_000_000 : 0,
          ...(args.include_users === true && { users: group.users }),
          ...(args.include_count === true && { user_count: group.users.length }),
        })),
    }),
  ),

  'usergroups.users.list': method(
    ['usergroups:read'],
    { usergroup: z.string(), include_disabled: flag, cursor: z.string().optional() },
    (args, workspace) => {
      const group = workspace.userGroups.get(args.usergroup);
      if (group === undefined) throw new SlackApiError('no_such_subteam');
      const { groupPageSize, disabledGroup } = workspace.habits;
      if (group.isDisabled === true && args.include_disabled !== true) {
        if (disabledGroup === 'nobody') return { users: [] };
        if (disabledGroup === 'no_such_subteam') throw new SlackApiError(disabledGroup);
      }
      if (groupPageSize === null) return { users: group.users };
      return page('users', group.users, args.cursor, groupPageSize);
    },
  ),
};
