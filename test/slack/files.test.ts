import { createServer, type RequestListener } from 'node:http';

import { webApi } from '@slack/bolt';
import { afterEach, describe, expect, test } from 'vitest';

import { createFileReader } from '../../src/slack/files.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function host(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  closing.push(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the host has no port');
  return `http://127.0.0.1:${address.port}`;
}

const reader = new webApi.WebClient('xoxb-1', { retryConfig: { retries: 0 } });
const read = (base: string, address: string, size = 10) =>
  createFileReader({ token: 'xoxb-secret', apiUrl: `${base}/api/`, reader })({
    id: 'F1',
    size,
    url_private_download: address,
  });

describe('a file', () => {
  test('is downloaded with the token, over redirects on the same host', async () => {
    const seen: (string | undefined)[] = [];
    const base = await host((request, response) => {
      seen.push(request.headers.authorization);
      if (request.url === '/a') response.writeHead(302, { location: '/b' }).end();
      else response.writeHead(200, { 'content-type': 'text/csv' }).end('mail\n');
    });
    expect((await read(base, `${base}/a`)).toString()).toBe('mail\n');
    expect(seen).toEqual(['Bearer xoxb-secret', 'Bearer xoxb-secret']);
  });

  test('elsewhere is not asked for, and no redirect leads there', async () => {
    let asked = 0;
    const elsewhere = await host((_request, response) => {
      asked += 1;
      response.end('mail\n');
    });
    const base = await host((_request, response) => response.writeHead(302, { location: elsewhere }).end());
    await expect(read(base, elsewhere)).rejects.toMatchObject({ why: 'elsewhere' });
    await expect(read(base, `${base}/a`)).rejects.toMatchObject({ why: 'elsewhere' });
    for (const address of ['http://files.slack.com/x', 'https://evil.example/x', 'https://api.slack.com/x']) {
      await expect(read('https://slack.com', address)).rejects.toMatchObject({ why: 'elsewhere' });
    }
    expect(asked).toBe(0);
  });

  test.each<readonly [string, RequestListener]>([
    ['no_access', (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')],
    ['no_access', (_, response) => response.writeHead(200).end('<!DOCTYPE html><html>Sign in')],
    ['no_access', (_, response) => response.writeHead(403).end()],
    [
      'no_access',
      (_, response) => response.writeHead(302, { location: 'https://acme.slack.com/?redir=%2Ff' }).end(),
    ],
    ['not_there', (_, response) => response.writeHead(404).end()],
    ['away', (_, response) => response.writeHead(500).end()],
    ['away', (_, response) => response.destroy()],
    ['away', (_, response) => response.writeHead(302, { location: '/again' }).end()],
    ['workbook', (_, response) => response.writeHead(200).end(Buffer.from('504b030414000600', 'hex'))],
    ['workbook', (_, response) => response.writeHead(200).end(Buffer.from('d0cf11e0a1b11ae1', 'hex'))],
    ['too_large', (_, response) => response.writeHead(200).end('x'.repeat(1_000_001))],
  ])('is %s', async (why, listener) => {
    const base = await host(listener);
    await expect(read(base, `${base}/a`)).rejects.toMatchObject({ why });
  });

  test('that says it is too large is not asked for', async () => {
    await expect(read('http://127.0.0.1:1', 'http://127.0.0.1:1/a', 2_000_000)).rejects.toMatchObject({
      why: 'too_large',
    });
  });
});
