import * as z from 'zod';

import { bot, directMessage, team, type Channel, type Member, type Workspace } from '../state/workspace.ts';
import { flag, knownPerson, page, parseArguments, readableChannel, type Call, type Method } from './call.ts';
import { SlackApiError } from './errors.ts';

function userJson(workspace: Workspace, person: Member, withLocale: boolean): Record<string, unknown> {
  const isTold =
    workspace.scopes.has('users:read.email') && (!person.deactivated || workspace.habits.leaversEmail);
  const email = isTold ? { email: person.email } : {};
  return {
    id: person.id,
    team_id: person.teamId ?? team.id,
    name: person.handle,
    deleted: person.deactivated,
    real_name: person.name,
    ...(person.deactivated ? {} : { tz: person.timeZone }),
    profile: { real_name: person.name, display_name: person.handle, title: person.role, ...email },
    is_bot: person.isBot ?? false,
    is_app_user: false,
    // People who left have lost these, as an event about one showed (mashabow/slack-rota#61).
    ...(person.deactivated
      ? {}
      : {
          is_restricted: person.isRestricted ?? false,
          is_ultra_restricted: person.isUltraRestricted ?? false,
        }),
    ...(person.isStranger === true ? { is_stranger: true } : {}),
    ...(withLocale ? { locale: person.locale } : {}),
  };
}

const botJson = (workspace: Workspace) => ({
  id: bot.userId,
  team_id: team.id,
  name: workspace.manifest.name.toLowerCase().replaceAll(' ', '_'),
  deleted: false,
  real_name: workspace.manifest.name,
  profile: { bot_id: bot.botId, api_app_id: bot.appId, real_name: workspace.manifest.name },
  is_bot: true,
});

/** https://docs.slack.dev/reference/methods/bots.info */
const botsInfo: Method = (call) => {
  const args = parseArguments(z.object({ bot: z.string() }), call);
  if (args.bot !== bot.botId) throw new SlackApiError('bot_not_found');
  const { name } = call.workspace.manifest;
  return { bot: { id: bot.botId, deleted: false, name, app_id: bot.appId, user_id: bot.userId } };
};

const usersInfo: Method = (call) => {
  const args = parseArguments(z.object({ user: z.string(), include_locale: flag }), call);
  if (args.user === bot.userId) return { user: botJson(call.workspace) };
  const person = knownPerson(call.workspace, args.user);
  return { user: userJson(call.workspace, person, args.include_locale ?? false) };
};

const paging = {
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
};

/** Whoever left is in it too. https://docs.slack.dev/reference/methods/users.list */
const usersList: Method = (call) => {
  const args = parseArguments(z.object(paging), call);
  const { items, next } = page([...call.workspace.people.values()], args.cursor, args.limit ?? 100);
  return {
    members: items.map((person) => userJson(call.workspace, person, false)),
    response_metadata: { next_cursor: next },
  };
};

const usersLookupByEmail: Method = (call) => {
  const { email } = parseArguments(z.object({ email: z.string() }), call);
  const wanted = email.toLowerCase();
  const person = [...call.workspace.people.values()].find((one) => one.email.toLowerCase() === wanted);
  if (person === undefined || person.deactivated) throw new SlackApiError('users_not_found');
  return { user: userJson(call.workspace, person, false) };
};

const channelJson = (channel: Channel): Record<string, unknown> =>
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

const conversationsInfo: Method = (call) => {
  const args = parseArguments(z.object({ channel: z.string(), include_num_members: flag }), call);
  const channel = readableChannel(call.workspace, args.channel);
  const count = args.include_num_members === true ? { num_members: channel.members.length } : {};
  return { channel: { ...channelJson(channel), ...count } };
};

const conversationsMembers: Method = (call) => {
  const args = parseArguments(z.object({ channel: z.string(), ...paging }), call);
  const channel = readableChannel(call.workspace, args.channel);
  const { items, next } = page(channel.members, args.cursor, args.limit ?? 100);
  return { members: items, response_metadata: { next_cursor: next } };
};

const conversationsOpen: Method = (call) => {
  const args = parseArguments(
    z.object({ users: z.string().optional(), channel: z.string().optional(), return_im: flag }),
    call,
  );
  const wanted = args.users ?? call.workspace.channels.get(args.channel ?? '')?.members[0];
  if (wanted === undefined) throw new SlackApiError('users_list_not_supplied');
  if (wanted.includes(',')) {
    call.workspace.uncovered.push('conversations.open with several users');
    throw new SlackApiError('method_not_supported_for_channel_type');
  }
  if (knownPerson(call.workspace, wanted).deactivated) throw new SlackApiError('user_disabled');
  const known = call.workspace.channels.has(`D${wanted.slice(1)}`);
  const channel = directMessage(call.workspace, wanted);
  const already = known ? { no_op: true, already_open: true } : {};
  return { ...already, channel: args.return_im === true ? channelJson(channel) : { id: channel.id } };
};

const usergroupsList: Method = (call) => {
  const wanted = { include_users: flag, include_count: flag, include_disabled: flag };
  const args = parseArguments(z.object(wanted), call);
  const listed = [...call.workspace.userGroups.values()].filter(
    ({ isDisabled }) => args.include_disabled === true || isDisabled !== true,
  );
  const groups = listed.map((group) => ({
    id: group.id,
    team_id: team.id,
    is_usergroup: true,
    name: group.handle,
    handle: group.handle,
    is_external: false,
    date_delete: group.isDisabled === true ? 1_780_000_000 : 0,
    ...(args.include_users === true ? { users: group.users } : {}),
    ...(args.include_count === true ? { user_count: group.users.length } : {}),
  }));
  return { usergroups: groups };
};

const usergroupsUsersList: Method = (call) => {
  const args = parseArguments(
    z.object({ usergroup: z.string(), include_disabled: flag, cursor: z.string().optional() }),
    call,
  );
  const group = call.workspace.userGroups.get(args.usergroup);
  if (group === undefined) throw new SlackApiError('no_such_subteam');
  const { groupPageSize, disabledGroup } = call.workspace.habits;
  if (group.isDisabled === true && args.include_disabled !== true) {
    if (disabledGroup === 'nobody') return { users: [] };
    if (disabledGroup === 'no_such_subteam') throw new SlackApiError(disabledGroup);
  }
  if (groupPageSize === null) return { users: group.users };
  const { items, next } = page(group.users, args.cursor, groupPageSize);
  return { users: items, response_metadata: { next_cursor: next } };
};

const authTest: Method = ({ workspace }: Call) => ({
  url: `https://${team.domain}.slack.com/`,
  team: team.name,
  user: workspace.manifest.name.toLowerCase().replaceAll(' ', '_'),
  team_id: team.id,
  user_id: bot.userId,
  bot_id: bot.botId,
  ...(workspace.habits.enterpriseId !== null && { enterprise_id: workspace.habits.enterpriseId }),
  is_enterprise_install: false,
});

/** People, channels, user groups and the app itself: https://docs.slack.dev/reference/methods */
export const lookUpMethods = {
  'auth.test': authTest,
  'bots.info': botsInfo,
  'conversations.info': conversationsInfo,
  'conversations.members': conversationsMembers,
  'conversations.open': conversationsOpen,
  'usergroups.list': usergroupsList,
  'usergroups.users.list': usergroupsUsersList,
  'users.info': usersInfo,
  'users.list': usersList,
  'users.lookupByEmail': usersLookupByEmail,
} as const satisfies Record<string, Method>;
