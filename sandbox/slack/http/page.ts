import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { sendJson, type Http } from './request.ts';

const folder = fileURLToPath(new URL('../../page/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ts': 'text/javascript; charset=utf-8',
};

/** Only what lies in the folder may run or load, and no text ever becomes markup or script. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Serves the web page of the workspace: its TypeScript without the types, so that no build stands in between. */
export async function servePage({ request, response, url }: Http): Promise<void> {
  const file = request.method === 'GET' ? fileOf(url.pathname) : null;
  const text = file === null ? null : await readFile(file, 'utf8').catch(() => null);
  if (file === null || text === null)
    return sendJson(response, 404, { error: 'There is no such thing here' });
  const extension = path.extname(file);
  response.writeHead(200, {
    'Content-Type': TYPES[extension],
    'Cache-Control': 'no-store',
    'Content-Security-Policy': POLICY,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(extension === '.ts' ? stripTypeScriptTypes(text) : text);
}

/** The file behind an address; null outside the folder and for kinds that a page does not need. */
function fileOf(address: string): string | null {
  const name = address === '/' ? 'index.html' : /^\/page\/([\w./-]+)$/.exec(address)?.[1];
  if (name === undefined) return null;
  const file = path.join(folder, name);
  return file.startsWith(folder) && path.extname(file) in TYPES ? file : null;
}
