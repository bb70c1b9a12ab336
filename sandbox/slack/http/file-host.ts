import type { IncomingMessage, ServerResponse } from 'node:http';

import type { WebApi } from '../api/web-api.ts';
import { changed } from '../state/workspace.ts';
import { readBytes } from './request.ts';

const LOGIN = '<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in</body></html>';

/**
 * Slack's file host. A download needs the bot's token in the header; without it, or without files:read, the answer is
 * a log-in page with status 200 (slackapi/bolt-js#2585, slack-go/slack#1284).
 */
export async function serveFile(
  { workspace, tokens }: WebApi,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const id = /^\/files-pri\/\w+-(\w+)\//.exec(path)?.[1] ?? '';
  const isBot = request.headers.authorization === `Bearer ${tokens.bot}` && !workspace.revoked.has('bot');
  const file = workspace.files.get(id);
  if (!isBot || !workspace.scopes.has('files:read') || file?.content === undefined) {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(LOGIN);
    return;
  }
  response.writeHead(200, { 'Content-Type': file.mimetype }).end(file.content);
}

/** The second step of an upload, whose address is the permission: the bytes, plain or as a form's file. */
export async function takeUpload(
  { workspace }: WebApi,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const file = workspace.files.get(path.replace('/upload/v1/', ''));
  const type = request.headers['content-type'] ?? '';
  const bytes = await readBytes(request);
  if (file === undefined || file.content !== null) {
    response.writeHead(404).end();
    return;
  }
  workspace.files.set(file.id, { ...file, content: await bytesOf(bytes, type) });
  changed(workspace);
  response.writeHead(200, { 'Content-Type': 'text/plain' }).end(`OK - ${bytes.length}`);
}

async function bytesOf(body: Buffer, type: string): Promise<Buffer> {
  if (!type.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  for (const value of form.values()) if (typeof value !== 'string') return Buffer.from(await value.bytes());
  return body;
}
