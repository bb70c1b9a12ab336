import type { Channel } from '../state/workspace.ts';

/**
 * The bot scope that each method needs; null where it needs none. The first one named is what `missing_scope`
 * asks for, any of them will do. Source: https://docs.slack.dev/reference/methods, page of each method.
 * Reading a conversation needs the scope of its kind, see `conversationScope`.
 */
export const METHOD_SCOPES: Readonly<Record<string, readonly string[] | null>> = {
  'api.test': null,
  'auth.test': null,
  'bots.info': ['users:read'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.delete': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.getPermalink': null,
  'conversations.open': ['im:write', 'mpim:write', 'channels:manage', 'groups:write'],
  'conversations.info': ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
  'conversations.members': ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
  'users.info': ['users:read'],
  'users.list': ['users:read'],
  'users.lookupByEmail': ['users:read.email'],
  'usergroups.list': ['usergroups:read'],
  'usergroups.users.list': ['usergroups:read'],
  'files.getUploadURLExternal': ['files:write'],
  'files.completeUploadExternal': ['files:write'],
  'files.delete': ['files:write'],
  'files.info': ['files:read'],
  'views.open': null,
  'views.update': null,
  'views.push': null,
  'views.publish': null,
};

/** The scope for reading this kind of conversation: https://docs.slack.dev/reference/methods/conversations.info */
export function conversationScope(channel: Channel): string {
  if (channel.isIm) return 'im:read';
  return channel.isPrivate ? 'groups:read' : 'channels:read';
}
