import { withIds } from '../block-kit/blocks.ts';
import { plainText } from '../block-kit/plain-text.ts';
import type { Message, MessageContent, MessageRef } from './records.ts';
import { bot, changed, nextId, nextTimestamp, team, type Workspace } from './workspace.ts';

/** The author of what Slack itself tells a person. */
export const slackbot = 'USLACKBOT';

/** What a message is unless told otherwise. */
const ordinary = { author: bot.userId, ephemeralTo: null, threadTs: null, files: [] };

type Draft = MessageContent & Partial<Pick<Message, keyof typeof ordinary>> & { readonly channel: string };

/** Posts a message; blocks and elements without an id get one. */
export function postMessage(workspace: Workspace, draft: Draft): Message {
  const ts = nextTimestamp(workspace);
  const blocks = withIds(draft.blocks, () => nextId(workspace));
  const message = { ...ordinary, ...draft, ts, blocks, edited: false, deleted: false, history: [] };
  workspace.messages.push(message);
  notify(workspace, message);
  changed(workspace);
  return message;
}

/**
 * Who gets a push for a new message: in a direct message its reader, in a channel the members it mentions. Slack
 * takes the push from `text`. An edit notifies nobody, also not who is mentioned by it only
 * (jenkinsci/slack-plugin#706), and an ephemeral message is guessed to notify nobody.
 */
function notify(workspace: Workspace, message: Message): void {
  const { channel: id, ts, author, blocks, text } = message;
  const channel = workspace.channels.get(id);
  if (channel === undefined || message.ephemeralTo !== null) return;
  const said = JSON.stringify([text, blocks]);
  const groups = [...workspace.userGroups.values()].filter((group) => said.includes(`<!subteam^${group.id}`));
  const isForAll = channel.isIm || /<!(channel|here|everyone)[|>]/.test(said);
  const isNamed = (to: string) =>
    [`<@${to}>`, `<@${to}|`].some((name) => said.includes(name)) ||
    groups.some(({ users }) => users.includes(to));
  const readers = channel.members.filter((to) => workspace.people.get(to)?.deactivated === false);
  for (const to of readers)
    if (to !== author && (isForAll || isNamed(to)))
      workspace.notifications.push({ to, channel: id, ts, text: text || plainText(message) });
}

/** The message as it stands now, deleted ones included; undefined when there never was one. */
export function findMessage(workspace: Workspace, { channel, ts }: MessageRef): Message | undefined {
  return workspace.messages.find((message) => message.channel === channel && message.ts === ts);
}

function replace(workspace: Workspace, current: Message, next: Message): Message {
  workspace.messages[workspace.messages.indexOf(current)] = next;
  changed(workspace);
  return next;
}

/** Gives a message new contents under the same timestamp; what it said before stays in its history. */
export function editMessage(workspace: Workspace, current: Message, content: MessageContent): Message {
  const { text, blocks: before } = current;
  const blocks = withIds(content.blocks, () => nextId(workspace));
  const history = [...current.history, { text, blocks: before }];
  return replace(workspace, current, { ...current, text: content.text, blocks, edited: true, history });
}

/** Takes a message away from everybody's sight; it stays in the record. */
export function deleteMessage(workspace: Workspace, current: Message): Message {
  return replace(workspace, current, { ...current, deleted: true });
}

/** Whether a person can see a message: not deleted, and in their channel or for their eyes. */
export function canSee(workspace: Workspace, userId: string, message: Message): boolean {
  if (message.deleted) return false;
  if (message.ephemeralTo !== null) return message.ephemeralTo === userId;
  return workspace.channels.get(message.channel)?.members.includes(userId) ?? false;
}

/** What a person can see now, in order, in one channel or in all; ephemeral and direct messages included. */
export function messagesSeenBy(workspace: Workspace, userId: string, channel?: string): readonly Message[] {
  return workspace.messages.filter(
    (message) => (channel === undefined || message.channel === channel) && canSee(workspace, userId, message),
  );
}

/** The message as the Web API and payloads carry it. */
export function messageJson(message: Message): Record<string, unknown> {
  return {
    type: 'message',
    user: message.author,
    ...(message.author === bot.userId && { bot_id: bot.botId, app_id: bot.appId }),
    team: team.id,
    ts: message.ts,
    text: message.text,
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.threadTs !== null && { thread_ts: message.threadTs }),
    ...(message.edited && { edited: { user: message.author, ts: message.ts } }),
  };
}
