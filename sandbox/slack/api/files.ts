import * as z from 'zod';

import type { Json } from '../../shared/json.ts';
import { postMessage } from '../state/messages.ts';
import type { StoredFile } from '../state/records.ts';
import { bot, changed, nextId, type Workspace } from '../state/workspace.ts';
import { jsonArgument, method, openChannel, SlackApiError, type Method } from './call.ts';

const kinds: Readonly<Record<string, readonly [mimetype: string, pretty: string]>> = {
  csv: ['text/csv', 'CSV'],
  txt: ['text/plain', 'Plain Text'],
  xlsx: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'Excel Spreadsheet'],
};
const unknownKind = 'application/octet-stream';

const extensionOf = (name: string) => /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** A file that a person chooses from their computer. */
export function addFile(
  workspace: Workspace,
  file: { readonly user: string; readonly name: string; readonly content: Buffer },
): StoredFile {
  const mimetype = kinds[extensionOf(file.name)]?.[0] ?? unknownKind;
  const stored = { ...file, id: nextId(workspace, 'F'), title: file.name, mimetype };
  workspace.files.set(stored.id, stored);
  changed(workspace);
  return stored;
}

/** A file as payloads and methods carry it: https://docs.slack.dev/reference/objects/file-object */
export function fileJson({ origin }: Workspace, file: StoredFile): Json {
  const [, pretty] = kinds[extensionOf(file.name)] ?? [null, 'Binary'];
  const address = `${origin}/files-pri/T01ACME-${file.id}`;
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: extensionOf(file.name) || 'binary',
    pretty_type: pretty,
    user: file.user,
    size: file.content?.length ?? 0,
    mode: 'hosted',
    is_external: false,
    file_access: 'visible',
    url_private: `${address}/${encodeURIComponent(file.name)}`,
    url_private_download: `${address}/download/${encodeURIComponent(file.name)}`,
  };
}

function knownFile(workspace: Workspace, id: string): StoredFile {
  const file = workspace.files.get(id);
  if (file === undefined) throw new SlackApiError('file_not_found');
  return file;
}

const uploading = { filename: z.string().min(1), length: z.coerce.number().int().min(0) };

const completing = {
  files: jsonArgument.pipe(z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1)),
  channel_id: z.string().optional(),
  thread_ts: z.string().optional(),
};

/** https://docs.slack.dev/reference/methods?family=files */
export const fileMethods: Readonly<Record<string, Method>> = {
  /** The first of three steps: https://docs.slack.dev/messaging/working-with-files#uploading_files */
  'files.getUploadURLExternal': method(['files:write'], uploading, ({ filename, length }, workspace) => {
    // A length of 0 counts as none: slackapi/python-slack-sdk and others meet it with empty files.
    if (length === 0) throw new SlackApiError('missing_argument');
    const id = nextId(workspace, 'F');
    const named = { id, name: filename, title: filename, mimetype: unknownKind, user: bot.userId };
    workspace.files.set(id, { ...named, content: null });
    return { upload_url: `${workspace.origin}/upload/v1/${id}`, file_id: id };
  }),

  /**
   * The third step shares the files as one message of the bot. The answer has neither its timestamp nor shares, since
   * Slack shares them later: slackapi/bolt-js#2115, slackapi/node-slack-sdk#1865. A person's id is no channel here
   * (slackapi/node-slack-sdk#1653), and the bot has to be a member (#1701).
   */
  'files.completeUploadExternal': method(['files:write'], completing, (args, workspace) => {
    const files = args.files.map(({ id, title }) => {
      const file = knownFile(workspace, id);
      if (file.content === null) throw new SlackApiError('file_update_failed');
      return { ...file, title: title ?? file.title };
    });
    const channel = args.channel_id === undefined ? null : openChannel(workspace, args.channel_id).id;
    for (const file of files) workspace.files.set(file.id, file);
    if (channel !== null) {
      postMessage(workspace, {
        channel,
        text: '',
        blocks: [],
        threadTs: args.thread_ts ?? null,
        files: files.map(({ id }) => id),
      });
    }
    changed(workspace);
    return { files: files.map((file) => fileJson(workspace, file)) };
  }),

  'files.info': method(['files:read'], { file: z.string() }, ({ file }, workspace) => ({
    file: fileJson(workspace, knownFile(workspace, file)),
  })),
};
