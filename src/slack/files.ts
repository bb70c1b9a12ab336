import type { webApi } from '@slack/bolt';
import { z } from 'zod';

import { failureOf } from './client.ts';
import { fileObject } from './payloads.ts';

/** Why a file cannot be read. */
export type FileProblem =
  | 'not_there'
  | 'too_large'
  | 'no_access'
  | 'elsewhere'
  | 'away'
  | 'workbook'
  | 'no_table';

/** A file that was not read, for the person who chose it. */
export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';
  readonly why: FileProblem;

  constructor(why: FileProblem, options: ErrorOptions = {}) {
    super(`the file cannot be read: ${why}`, options);
    this.why = why;
  }
}

/** Reads a file that was chosen in a form, as bytes. @throws FileUnreadable */
export type ReadFile = (file: z.infer<typeof fileObject>) => Promise<Buffer>;

export type FileOptions = {
  readonly token: string;
  /** Base address of the Web API: beside a simulator, its own host keeps the files. */
  readonly apiUrl: string;
  readonly reader: webApi.WebClient;
};

/** In bytes. */
export const largestFile = 1_000_000;
const timeoutMs = 15_000;
const mostHops = 3;

/** The second is GovSlack's: https://docs.slack.dev/govslack */
const fileHosts: ReadonlySet<string> = new Set(['files.slack.com', 'files.slack-gov.com']);
const loopback = /^(127\.0\.0\.1|localhost|\[::1\])$/u;

/**
 * Downloads with the bot's token, which goes to Slack's file host and nowhere else: other hosts of Slack's echo
 * what they are sent. The way may end on a host whose address is the permission, and that gets no token.
 * Without the scope files:read Slack answers 200 with a log-in page (slackapi/bolt-js#2585).
 */
export function createFileReader({ token, apiUrl, reader }: FileOptions): ReadFile {
  return async (given) => {
    if ((given.size ?? 0) > largestFile) throw new FileUnreadable('too_large');
    // What comes from another organization has to be asked for: https://docs.slack.dev/reference/objects/file-object
    const isWhole = given.file_access !== 'check_file_info' && given.url_private_download !== undefined;
    const file = isWhole ? given : await fileInfo(reader, given.id);
    if ((file.size ?? 0) > largestFile) throw new FileUnreadable('too_large');
    if (file.url_private_download === undefined) throw new FileUnreadable('not_there');
    return download(file.url_private_download, { token, apiUrl });
  };
}

type Access = Pick<FileOptions, 'token' | 'apiUrl'>;

async function download(address: string, access: Access): Promise<Buffer> {
  let url = new URL(address);
  if (whatHost(url, access.apiUrl) !== 'files') throw new FileUnreadable('elsewhere');
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    for (let hop = 0; hop <= mostHops; hop += 1) {
      const host = whatHost(url, access.apiUrl);
      if (host === 'other') throw new FileUnreadable(isSlack(url) ? 'no_access' : 'elsewhere');
      const headers = new Headers(host === 'files' ? { authorization: `Bearer ${access.token}` } : {});
      const answer = await fetch(url, { headers, redirect: 'manual', signal });
      if (answer.status < 300 || answer.status >= 400) return await bodyOf(answer);
      await answer.body?.cancel();
      const next = URL.parse(answer.headers.get('location') ?? '', url.href);
      if (!next) break;
      url = next;
    }
  } catch (error) {
    // Without the cause: it may quote an address that is a permission.
    throw error instanceof FileUnreadable ? error : new FileUnreadable('away');
  }
  throw new FileUnreadable('away');
}

/** `files`: gets the token. `edge`: an address that is signed, which gets none. */
function whatHost(url: URL, apiUrl: string): 'files' | 'edge' | 'other' {
  const api = new URL(apiUrl);
  if (loopback.test(api.hostname)) return url.host === api.host ? 'files' : 'other';
  if (url.protocol !== 'https:' || url.port !== '') return 'other';
  if (fileHosts.has(url.hostname)) return 'files';
  return url.hostname.endsWith('.slack-edge.com') ? 'edge' : 'other';
}

/** Where somebody logs in: Slack sends there what may not read the file. */
function isSlack({ hostname }: URL): boolean {
  return /(^|\.)slack(-gov)?\.com$/u.test(hostname);
}

/** How Excel's own files begin, the new ones and the old. */
const workbooks = [Buffer.from('504b0304', 'hex'), Buffer.from('d0cf11e0a1b11ae1', 'hex')];

async function bodyOf(answer: Response): Promise<Buffer> {
  const { status, headers } = answer;
  const isPage = (headers.get('content-type') ?? '').includes('text/html');
  if (status !== 200 || isPage) {
    await answer.body?.cancel();
    if (status === 404 || status === 410) throw new FileUnreadable('not_there');
    throw new FileUnreadable(isPage || status === 401 || status === 403 ? 'no_access' : 'away');
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    size += part.length;
    if (size > largestFile) throw new FileUnreadable('too_large');
    parts.push(part);
  }
  const bytes = Buffer.concat(parts);
  if (/^\s*<(!doctype|html)/iu.test(bytes.toString('latin1', 0, 100))) throw new FileUnreadable('no_access');
  if (workbooks.some((start) => bytes.indexOf(start) === 0)) throw new FileUnreadable('workbook');
  return bytes;
}

const gone: ReadonlySet<string> = new Set(['file_not_found', 'file_deleted', 'not_visible']);

/** https://docs.slack.dev/reference/methods/files.info */
async function fileInfo(reader: webApi.WebClient, id: string): Promise<z.infer<typeof fileObject>> {
  try {
    return fileObject.parse((await reader.files.info({ file: id })).file);
  } catch (error) {
    const code = failureOf(error)?.code;
    if (code === undefined && !(error instanceof z.ZodError)) throw error;
    if (code !== undefined && gone.has(code)) throw new FileUnreadable('not_there');
    throw new FileUnreadable(code === 'missing_scope' || code === 'access_denied' ? 'no_access' : 'away');
  }
}
