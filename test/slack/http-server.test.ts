import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';

import { sign } from '../../sandbox/slack/delivery/deliver.ts';
import { boltLogger, createLog } from '../../src/log.ts';
import { createConnection } from '../../src/slack/connection.ts';
import { createHttpServer } from '../../src/slack/http-server.ts';

const signingSecret = '0123456789abcdef'.repeat(2);
const form = 'application/x-www-form-urlencoded';
const command = new URLSearchParams({ command: '/wf-deactivate', user_id: 'U01RITA', text: 'x' }).toString();

/** Bolt's App over HTTP, whose commands are acknowledged; `lines` is what it logged. */
async function serve() {
  const lines: string[] = [];
  const log = createLog('warn', { write: (line) => void lines.push(line) });
  const connection = createConnection({
    botToken: 'xoxb-1',
    appToken: null,
    signingSecret,
    apiUrl: 'http://127.0.0.1:1/api/',
    host: '127.0.0.1',
    port: 0,
    routes: [{ path: '/healthz', method: ['GET'], handler: (_request, response) => void response.end('ok') }],
    logger: boltLogger(log),
  });
  const heard: unknown[] = [];
  connection.app.command('/wf-deactivate', async ({ ack, body }) => {
    heard.push(body.text);
    await ack('thank you');
  });
  connection.app.action('approve', async ({ ack, body }) => {
    z.object({ response_url: z.url() }).parse(body);
    await ack();
  });
  connection.app.error(async (error) => {
    throw error;
  });
  const port = (await connection.open()) ?? 0;
  onTestFinished(() => connection.close());
  return { port, url: `http://127.0.0.1:${port}`, lines, heard };
}

type Sent = { readonly body: string; readonly type?: string; readonly aheadSeconds?: number };

async function send(url: string, { body, type = form, aheadSeconds = 0 }: Sent) {
  const timestamp = Math.floor(Date.now() / 1000) + aheadSeconds;
  const headers = {
    'content-type': type,
    'x-slack-request-timestamp': String(timestamp),
    'x-slack-signature': sign(signingSecret, timestamp, body),
  };
  const answer = await fetch(`${url}/slack/events`, { method: 'POST', body, headers });
  return { status: answer.status, text: await answer.text() };
}

test.each([
  [0, 200],
  [45, 200],
  [65, 401],
  [3 * 3600, 401],
  [-240, 200],
  [-310, 401],
])('a request whose time stamp is %i seconds ahead is answered with %i', async (aheadSeconds, status) => {
  const { url, heard } = await serve();
  expect(await send(url, { body: command, aheadSeconds })).toMatchObject({ status });
  expect(heard).toHaveLength(status === 200 ? 1 : 0);
});

const click = (more: object) =>
  new URLSearchParams({
    payload: JSON.stringify({
      type: 'block_actions',
      user: { id: 'U01RITA' },
      actions: [{ type: 'button', action_id: 'approve', block_id: 'b' }],
      ...more,
    }),
  }).toString();

test.each([
  ['null', 'application/json'],
  ['[]', 'application/json'],
  ['7', 'application/json'],
  ['{', 'application/json'],
  ['{}', 'application/json'],
  ['payload=null', form],
  ['payload={}', form],
  ['payload=%7B', form],
  ['command=/wf-deactivate', form],
  ['', form],
  ['command=/wf-deactivate&user_id=', form],
  [click({ user: null }), form],
  [click({ user: { id: '' } }), form],
  [click({ response_url: 'nowhere' }), form],
])('a payload that is none, %j, is answered with 400', async (body, type) => {
  const { url, lines } = await serve();
  expect(await send(url, { body, type })).toMatchObject({ status: 400 });
  expect(lines.join('')).not.toContain('acknowledged');
});

test.each([
  `ssl_check=1&${command}`,
  `${command}&ssl_check=1`,
  `ssl_check=1&${click({})}`,
  `ssl_check=true&${command}`,
])('a check of the connection, which Slack does not sign, carries nothing in: %s', async (body) => {
  const { url, heard } = await serve();
  const headers = { 'content-type': form };
  const answer = await fetch(`${url}/slack/events`, { method: 'POST', body, headers });
  expect(answer.status).toBe(body.includes('true') ? 401 : 200);
  expect(await answer.text()).toBe('');
  expect(heard).toEqual([]);
});

test.each([
  '/./slack/events',
  '/x/../slack/events',
  '/slack/%2e/events',
  '//elsewhere/slack/events',
  'http://elsewhere/slack/events',
])('the address written as %s goes around no check', async (target) => {
  const { port, heard } = await serve();
  const body = command;
  const timestamp = Math.floor(Date.now() / 1000) + 600;
  const signature = sign(signingSecret, timestamp, body);
  const head = [
    `POST ${target} HTTP/1.1`,
    'host: x',
    `content-type: ${form}`,
    `content-length: ${body.length}`,
    `x-slack-request-timestamp: ${timestamp}`,
    `x-slack-signature: ${signature}`,
  ];
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 401 /);
  expect(heard).toEqual([]);
});

test('a body above 256 KB is refused before it is read to the end', async () => {
  const { url, heard } = await serve();
  const large = `${command}&text=${'x'.repeat(257 * 1024)}`;
  const answer = await send(url, { body: large }).catch(() => ({ status: 413 }));
  expect(answer.status).toBe(413);
  expect(await send(url, { body: `${command}&more=${'x'.repeat(200 * 1024)}` })).toMatchObject({
    status: 200,
  });
  expect(heard).toHaveLength(1);
});

test('an address that nobody serves is told so, and the server lives on', async () => {
  const { url, port } = await serve();
  for (const path of ['/', '/slack/other', '/slack/events'])
    expect((await fetch(url + path)).status).toBe(404);
  const socket = connect(port, '127.0.0.1');
  socket.write('GET // HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 40[04]/);
  expect(await (await fetch(`${url}/healthz`)).text()).toBe('ok');
});

test('requests that are turned away are one line in the log a minute, not one each', async () => {
  const { url, lines } = await serve();
  for (let at = 0; at < 20; at += 1) await send(url, { body: command, aheadSeconds: 100 });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('the time stamp is ahead');
});

/** A server that gives up soon, and sockets to it. */
async function impatient(patienceMs: number) {
  const server = createHttpServer({
    signingSecret,
    path: '/slack/events',
    listener: (_request: IncomingMessage, response: ServerResponse) => void response.end('heard'),
    onRefused: () => {},
    patienceMs,
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const sockets: Socket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async open(text: string): Promise<Socket> {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      sockets.push(socket);
      await once(socket, 'connect');
      if (text) socket.write(text);
      return socket;
    },
    connections: async () => {
      const { promise, resolve } = Promise.withResolvers<number>();
      server.getConnections((_error, count) => resolve(count));
      return promise;
    },
  };
}

const begun = 'POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 250000\r\n';

test.each([
  ['headers', begun],
  ['a body', `${begun}\r\nabc`],
])('a connection whose request does not get past %s is closed', async (_what, text) => {
  const { open, connections } = await impatient(100);
  const socket = await open(text);
  socket.resume();
  await once(socket, 'close');
  expect(await connections()).toBe(0);
});

test('a thousand connections that say nothing keep nobody out, and their memory comes back', async () => {
  const { url, open, connections } = await impatient(600_000);
  setFlagsFromString('--expose_gc');
  const collect = z.function({ input: [], output: z.void() }).implement(() => {
    runInNewContext('gc')();
  });
  collect();
  const before = process.memoryUsage();
  for (let at = 0; at < 1000; at += 1) await open(`${begun}\r\n${'x'.repeat(100_000)}`);
  expect(await send(url, { body: command })).toMatchObject({ status: 200 });
  await expect.poll(connections).toBeLessThanOrEqual(101);
  await expect
    .poll(() => {
      collect();
      const now = process.memoryUsage();
      return (now.heapUsed + now.arrayBuffers - before.heapUsed - before.arrayBuffers) / 1e6;
    })
    .toBeLessThan(40);
});
