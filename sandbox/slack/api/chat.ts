import * as z from 'zod';

import type { Json } from '../../shared/json.ts';
import type { Block } from '../block-kit/blocks.ts';
import { checkBlocks } from '../block-kit/check.ts';
import { plainText } from '../block-kit/plain-text.ts';
import { deleteMessage, editMessage, findMessage, messageJson, postMessage } from '../state/messages.ts';
import type { Channel, Message, MessageContent, MessageRef, ResponseUrl } from '../state/records.ts';
import { bot, directMessage, team, type Workspace } from '../state/workspace.ts';
import {
  flag,
  isClosed,
  jsonArgument,
  method,
  openChannel,
  parseArguments,
  refused,
  SlackApiError,
  visibleChannel,
  type Method,
} from './call.ts';

/** The arguments that carry what a message says. */
const contentArguments = { text: z.string().optional(), blocks: jsonArgument.optional() };

type TextLimit = { readonly characters: number; readonly beyond: 'cut' | 'refuse' };
/** How long the text of a new message may be, and of an update. */
const posted: TextLimit = { characters: 40_000, beyond: 'cut' };
export const updated: TextLimit = { characters: 4000, beyond: 'refuse' };

/** Undocumented, and measured by others. */
const mostBlockCharacters = 13_200;

/**
 * What a message will say; throws `no_text`, `msg_too_long`, `invalid_blocks` or `msg_blocks_too_long`.
 * Texts beyond the limit are refused where Slack refuses them and cut where it cuts them.
 */
export function readContent(
  input: { readonly text?: string | undefined; readonly blocks?: unknown },
  limit: TextLimit,
): MessageContent {
  const text = input.text ?? '';
  const checked = checkBlocks(input.blocks ?? []);
  if (!checked.ok) {
    const errors = checked.messages.map((message) => message.replace('[ERROR] ', ''));
    throw refused('invalid_blocks', checked.messages, { errors });
  }
  const blocks = checked.value;
  if (text === '' && blocks.length === 0) throw new SlackApiError('no_text');
  if (text.length > limit.characters && limit.beyond === 'refuse') throw new SlackApiError('msg_too_long');
  if (blocks.length > 0 && plainText({ blocks }).length > mostBlockCharacters)
    throw new SlackApiError('msg_blocks_too_long');
  return { text: text.slice(0, limit.characters), blocks };
}

const isRich = ({ type }: Block) => type === 'rich_text';

/** Where the bot may post: a channel it is in, a public one with chat:write.public, or a person's DM. */
function postableChannel(workspace: Workspace, id: string): Channel {
  // Also for somebody who left: Slack takes the message and nobody reads it (slackapi/python-slack-sdk#1156).
  if (workspace.people.has(id)) return directMessage(workspace, id);
  return openChannel(workspace, id, workspace.scopes.has('chat:write.public'));
}

const posting = { channel: z.string(), thread_ts: z.string().optional(), ...contentArguments };
const naming = { channel: z.string(), ts: z.string() };

/** A message that the API can reach: neither deleted nor ephemeral. */
function standingMessage(workspace: Workspace, ref: MessageRef): Message {
  const message = findMessage(workspace, ref);
  if (message === undefined || message.deleted || message.ephemeralTo !== null)
    throw new SlackApiError('message_not_found');
  return message;
}

/** The bot's own standing message. */
function ownMessage(workspace: Workspace, { channel: id, ts }: MessageRef, notOwn: string): Message {
  const channel = visibleChannel(workspace, id);
  const message = standingMessage(workspace, { channel: id, ts });
  if (message.author !== bot.userId) throw new SlackApiError(notOwn);
  // Another word than for a post: chat.update.json and chat.delete.json of slack-ruby/slack-api-ref.
  if (isClosed(channel)) throw new SlackApiError('is_inactive');
  return message;
}

/** https://docs.slack.dev/reference/methods?family=chat */
export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': method(['chat:write'], posting, (args, workspace) => {
    const channel = postableChannel(workspace, args.channel);
    const content = readContent(args, posted);
    const threadTs = args.thread_ts ?? null;
    const message = postMessage(workspace, { ...content, channel: channel.id, threadTs });
    return { channel: channel.id, ts: message.ts, message: messageJson(message) };
  }),
  'chat.postEphemeral': method(['chat:write'], { ...posting, user: z.string() }, (args, workspace) => {
    const channel = openChannel(workspace, args.channel);
    if (!channel.members.includes(args.user)) throw new SlackApiError('user_not_in_channel');
    const message = postMessage(workspace, {
      ...readContent(args, posted),
      channel: channel.id,
      ephemeralTo: args.user,
      threadTs: args.thread_ts ?? null,
    });
    return { message_ts: message.ts };
  }),
  'chat.update': method(['chat:write'], { ...naming, ...contentArguments }, (args, workspace) => {
    const message = ownMessage(workspace, args, 'cant_update_message');
    const content = readContent(args, updated);
    // "Rich-text blocks cannot be replaced with non-rich-text blocks": https://docs.slack.dev/reference/methods/chat.update#errors
    if (message.blocks.some(isRich) && !content.blocks.some(isRich))
      throw new SlackApiError('block_mismatch');
    const edited = editMessage(workspace, message, content);
    return { channel: edited.channel, ts: edited.ts, text: edited.text, message: messageJson(edited) };
  }),
  'chat.delete': method(['chat:write'], naming, (args, workspace) => {
    const { channel, ts } = deleteMessage(workspace, ownMessage(workspace, args, 'cant_delete_message'));
    return { channel, ts };
  }),
  'chat.getPermalink': method([], { channel: z.string(), message_ts: z.string() }, (args, workspace) => {
    const channel = visibleChannel(workspace, args.channel).id;
    const { ts } = standingMessage(workspace, { channel, ts: args.message_ts });
    const permalink = `https://${team.domain}.slack.com/archives/${channel}/p${ts.replace('.', '')}`;
    return { channel, permalink };
  }),
};

/** https://docs.slack.dev/interactivity/handling-user-interaction, "Message responses" */
const mostUses = 5;
const lifetimeMilliseconds = 30 * 60 * 1000;

const answering = z.object({
  ...contentArguments,
  response_type: z.enum(['in_channel', 'ephemeral']).optional(),
  replace_original: flag,
  delete_original: flag,
  thread_ts: z.string().optional(),
});

/** Posts what an app answered to somebody: for their eyes alone, unless it wants the channel to see it. */
export function postAnswer(
  workspace: Workspace,
  { userId, channel }: Pick<ResponseUrl, 'userId' | 'channel'>,
  body: unknown,
): Json {
  const args = parseArguments(answering, body);
  const ephemeralTo = args.response_type === 'in_channel' ? null : userId;
  const threadTs = args.thread_ts ?? null;
  postMessage(workspace, { ...readContent(args, posted), channel, ephemeralTo, threadTs });
  return {};
}

/** Posts what an app sent to a response_url; throws a `SlackApiError` when it is spent, expired or the content wrong. */
export function respondTo(workspace: Workspace, path: string, body: Json): Json {
  const target = takeResponseUrl(workspace, path);
  const { channel, message: ts } = target;
  const args = parseArguments(answering, body);
  const original = ts === null ? undefined : findMessage(workspace, { channel, ts });
  if (args.delete_original === true) {
    if (original !== undefined) deleteMessage(workspace, original);
    return {};
  }
  if (args.replace_original !== true || original === undefined || original.deleted)
    return postAnswer(workspace, target, body);
  editMessage(workspace, original, readContent(args, posted));
  return {};
}

function takeResponseUrl(workspace: Workspace, path: string): ResponseUrl {
  const entry = workspace.responseUrls.get(path);
  if (entry === undefined) throw new SlackApiError('invalid_url');
  if (workspace.now() - entry.issuedAt > lifetimeMilliseconds) throw new SlackApiError('expired_url');
  if (entry.uses >= mostUses) throw new SlackApiError('used_url');
  workspace.responseUrls.set(path, { ...entry, uses: entry.uses + 1 });
  return entry;
}
