import * as z from 'zod';

import { fileJson } from '../state/files.ts';
import { postMessage } from '../state/messages.ts';
import { bot, changed, nextId, type StoredFile, type Workspace } from '../state/workspace.ts';
import { jsonArgument, needScope, parseArguments, visibleChannel, type Method } from './call.ts';
import { SlackApiError } from './errors.ts';

function knownFile(workspace: Workspace, id: string): StoredFile {
  const file = workspace.files.get(id);
  if (file === undefined) throw new SlackApiError('file_not_found');
  return file;
}

/** The first of three steps: https://docs.slack.dev/messaging/working-with-files#uploading_files */
const getUploadUrl =
  (origin: string): Method =>
  (call) => {
    const args = parseArguments(
      z.object({ filename: z.string().min(1), length: z.coerce.number().int().min(0) }),
      call,
    );
    // A length of 0 counts as none: slackapi/python-slack-sdk and others meet it with empty files.
    if (args.length === 0) throw new SlackApiError('missing_argument');
    const id = nextId(call.workspace, 'F');
    call.workspace.files.set(id, {
      id,
      name: args.filename,
      title: args.filename,
      mimetype: 'application/octet-stream',
      user: bot.userId,
      content: null,
      channel: null,
    });
    return { upload_url: `${origin}/upload/v1/${id}`, file_id: id };
  };

const completing = z.object({
  files: jsonArgument.pipe(z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1)),
  channel_id: z.string().optional(),
  thread_ts: z.string().optional(),
  initial_comment: z.string().optional(),
});

/**
 * The third step shares the files as one message of the bot. The answer has neither its timestamp nor shares, since
 * Slack shares them later: slackapi/bolt-js#2115, slackapi/node-slack-sdk#1865.
 */
const completeUpload =
  (origin: string): Method =>
  (call) => {
    const { workspace } = call;
    const args = parseArguments(completing, call);
    const files = args.files.map(({ id, title }) => {
      const file = knownFile(workspace, id);
      if (file.content === null) throw new SlackApiError('file_update_failed');
      return { ...file, title: title ?? file.title };
    });
    const channel = args.channel_id === undefined ? null : sharingChannel(workspace, args.channel_id);
    for (const file of files) workspace.files.set(file.id, { ...file, channel });
    if (channel !== null) {
      postMessage(workspace, {
        channel,
        text: args.initial_comment ?? '',
        blocks: [],
        threadTs: args.thread_ts ?? null,
        files: files.map(({ id }) => id),
      });
    }
    changed(workspace);
    return { files: files.map((file) => ({ id: file.id, title: file.title, ...fileJson(origin, file) })) };
  };

/** A person's id is no channel here (slackapi/node-slack-sdk#1653), and the bot has to be a member (#1701). */
function sharingChannel(workspace: Workspace, id: string): string {
  const channel = visibleChannel(workspace, id);
  if (channel.isArchived || channel.isFrozen === true) throw new SlackApiError('is_archived');
  if (!channel.members.includes(bot.userId)) throw new SlackApiError('not_in_channel');
  return channel.id;
}

const info =
  (origin: string): Method =>
  (call) => {
    const { file } = parseArguments(z.object({ file: z.string() }), call);
    return { file: fileJson(origin, knownFile(call.workspace, file)) };
  };

const remove: Method = (call) => {
  const { file } = parseArguments(z.object({ file: z.string() }), call);
  if (knownFile(call.workspace, file).user !== bot.userId) throw new SlackApiError('cant_delete_file');
  call.workspace.files.delete(file);
  changed(call.workspace);
  return {};
};

/** Throws `missing_scope` when a view asks for a file and the app may read none (soxtoby/SlackNet#215). */
export function needFilesScope(workspace: Workspace, blocks: readonly { readonly type: string }[]): void {
  const asks = blocks.some((block) => JSON.stringify(block).includes('"type":"file_input"'));
  if (asks) needScope(workspace, ['files:read']);
}

/** https://docs.slack.dev/reference/methods?family=files */
export function fileMethods(origin: string): Readonly<Record<string, Method>> {
  return {
    'files.getUploadURLExternal': getUploadUrl(origin),
    'files.completeUploadExternal': completeUpload(origin),
    'files.info': info(origin),
    'files.delete': remove,
  };
}
