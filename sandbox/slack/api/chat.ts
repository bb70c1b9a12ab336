import * as z from 'zod';

import type { Block } from '../block-kit/blocks.ts';
import { LIMITS } from '../block-kit/limits.ts';
import type { Message } from '../state/message.ts';
import { deleteMessage, editMessage, findMessage, messageJson, postMessage } from '../state/messages.ts';
import { bot, directMessage, team, type Channel, type Workspace } from '../state/workspace.ts';
import { parseArguments, visibleChannel, type Method } from './call.ts';
import { contentArguments, readContent } from './content.ts';
import { SlackApiError } from './errors.ts';

const long = { characters: LIMITS.messageText, beyond: 'cut' } as const;

const isRich = ({ type }: Block) => type === 'rich_text';
const isClosed = ({ isArchived, isFrozen }: Channel) => isArchived || isFrozen === true;

/** Where the bot may post: a channel it is in, a public one with chat:write.public, or a person's DM. */
function postableChannel(workspace: Workspace, id: string): Channel {
  // Also for somebody who left: Slack takes the message and nobody reads it (slackapi/python-slack-sdk#1156).
  if (workspace.people.has(id)) return directMessage(workspace, id);
  const channel = visibleChannel(workspace, id);
  if (isClosed(channel)) throw new SlackApiError('is_archived');
  const isMember = channel.members.includes(bot.userId);
  if (!isMember && !workspace.scopes.has('chat:write.public')) throw new SlackApiError('not_in_channel');
  return channel;
}

const posting = z.object({
  channel: z.string(),
  thread_ts: z.string().optional(),
  ...contentArguments,
});

const chatPostMessage: Method = (call) => {
  const args = parseArguments(posting, call);
  const channel = postableChannel(call.workspace, args.channel);
  const content = readContent(args, long);
  const message = postMessage(call.workspace, {
    ...content,
    channel: channel.id,
    threadTs: args.thread_ts ?? null,
  });
  return { channel: channel.id, ts: message.ts, message: messageJson(message) };
};

const chatPostEphemeral: Method = (call) => {
  const args = parseArguments(posting.extend({ user: z.string() }), call);
  const channel = visibleChannel(call.workspace, args.channel);
  if (isClosed(channel)) throw new SlackApiError('is_archived');
  if (!channel.members.includes(bot.userId)) throw new SlackApiError('not_in_channel');
  if (!channel.members.includes(args.user)) throw new SlackApiError('user_not_in_channel');
  const message = postMessage(call.workspace, {
    ...readContent(args, long),
    channel: channel.id,
    ephemeralTo: args.user,
    threadTs: args.thread_ts ?? null,
  });
  return { message_ts: message.ts };
};

const naming = z.object({ channel: z.string(), ts: z.string() });

/** The bot's own standing message; ephemeral ones cannot be reached by the API. */
function ownMessage(
  workspace: Workspace,
  args: z.infer<typeof naming>,
  notOwn: 'cant_update_message' | 'cant_delete_message',
): Message {
  const channel = visibleChannel(workspace, args.channel);
  const message = findMessage(workspace, { channel: channel.id, ts: args.ts });
  if (message === undefined || message.deleted || message.ephemeralTo !== null)
    throw new SlackApiError('message_not_found');
  if (message.author !== bot.userId) throw new SlackApiError(notOwn);
  // Another word than for a post: chat.update.json and chat.delete.json of slack-ruby/slack-api-ref.
  if (isClosed(channel)) throw new SlackApiError('is_inactive');
  return message;
}

const chatUpdate: Method = (call) => {
  const args = parseArguments(naming.extend(contentArguments), call);
  const message = ownMessage(call.workspace, args, 'cant_update_message');
  const content = readContent(args, { characters: LIMITS.updateText, beyond: 'refuse' });
  // "Rich-text blocks cannot be replaced with non-rich-text blocks": https://docs.slack.dev/reference/methods/chat.update#errors
  if (message.blocks.some(isRich) && !content.blocks.some(isRich)) throw new SlackApiError('block_mismatch');
  const edited = editMessage(call.workspace, message, content);
  return { channel: edited.channel, ts: edited.ts, text: edited.text, message: messageJson(edited) };
};

const chatDelete: Method = (call) => {
  const args = parseArguments(naming, call);
  const message = deleteMessage(call.workspace, ownMessage(call.workspace, args, 'cant_delete_message'));
  return { channel: message.channel, ts: message.ts };
};

const chatGetPermalink: Method = (call) => {
  const args = parseArguments(z.object({ channel: z.string(), message_ts: z.string() }), call);
  const channel = visibleChannel(call.workspace, args.channel);
  const message = findMessage(call.workspace, { channel: channel.id, ts: args.message_ts });
  if (message === undefined || message.deleted || message.ephemeralTo !== null)
    throw new SlackApiError('message_not_found');
  const link = `https://${team.domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}`;
  return { channel: channel.id, permalink: link };
};

/** https://docs.slack.dev/reference/methods?family=chat */
export const chatMethods = {
  'chat.postMessage': chatPostMessage,
  'chat.postEphemeral': chatPostEphemeral,
  'chat.update': chatUpdate,
  'chat.delete': chatDelete,
  'chat.getPermalink': chatGetPermalink,
} as const satisfies Record<string, Method>;
