import * as z from 'zod';

import { LIMITS } from '../block-kit/limits.ts';
import { deleteMessage, editMessage, findMessage, postMessage } from '../state/messages.ts';
import type { ResponseUrl, Workspace } from '../state/workspace.ts';
import { flag, parseArguments, type Answer } from './call.ts';
import { contentArguments, readContent } from './content.ts';
import { SlackApiError } from './errors.ts';

/** https://docs.slack.dev/interactivity/handling-user-interaction, "Message responses" */
const MAXIMUM_USES = 5;
const LIFETIME_MILLISECONDS = 30 * 60 * 1000;

const answering = z.object({
  ...contentArguments,
  response_type: z.enum(['in_channel', 'ephemeral']).optional(),
  replace_original: flag,
  delete_original: flag,
  thread_ts: z.string().optional(),
});

/** Posts what an app sent to a response_url; throws a `SlackApiError` when it is spent, expired or the content wrong. */
export function respondTo(
  workspace: Workspace,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Answer {
  const entry = take(workspace, path);
  const args = parseArguments(answering, { workspace, args: body });
  const original =
    entry.message === null
      ? undefined
      : findMessage(workspace, { channel: entry.channel, ts: entry.message });
  if (args.delete_original === true) {
    if (original !== undefined) deleteMessage(workspace, original);
    return {};
  }
  const content = readContent(args, { characters: LIMITS.messageText, beyond: 'cut' });
  if (args.replace_original === true && original !== undefined && !original.deleted) {
    editMessage(workspace, original, content);
    return {};
  }
  postMessage(workspace, {
    ...content,
    channel: entry.channel,
    ephemeralTo: args.response_type === 'in_channel' ? null : entry.userId,
    threadTs: args.thread_ts ?? null,
  });
  return {};
}

function take(workspace: Workspace, path: string): ResponseUrl {
  const entry = workspace.responseUrls.get(path);
  if (entry === undefined) throw new SlackApiError('invalid_url');
  if (workspace.now() - entry.issuedAt > LIFETIME_MILLISECONDS) throw new SlackApiError('expired_url');
  if (entry.uses >= MAXIMUM_USES) throw new SlackApiError('used_url');
  workspace.responseUrls.set(path, { ...entry, uses: entry.uses + 1 });
  return entry;
}
