import { afterEach, beforeEach, expect, test } from 'vitest';

import { channels, people } from '../../sandbox/acme.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import { startSlackSandbox, type SlackSandbox } from '../../sandbox/slack/sandbox.ts';

let sandbox: SlackSandbox;
let origin: string;

beforeEach(async () => {
  sandbox = await startSlackSandbox({ manifest: readManifest('manifest.yml') });
  origin = new URL(sandbox.apiUrl).origin;
});
afterEach(() => sandbox.close());

const post = (path: string, body: unknown, type = 'application/json') =>
  fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': type },
    body: JSON.stringify(body),
  });

test('the page is served with a policy that lets in nothing from elsewhere', async () => {
  const answer = await fetch(`${origin}/?as=U01RITA`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-security-policy')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  );
  const html = await answer.text();
  expect(
    [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url?.startsWith('/page/')),
  ).not.toContain(undefined);
  expect(html).not.toMatch(/https?:\/\/|<style|style="|onclick/);
});

test('TypeScript is served without its types', async () => {
  const answer = await fetch(`${origin}/page/place.ts`);
  expect(answer.headers.get('content-type')).toContain('text/javascript');
  const script = await answer.text();
  expect(script).toContain('export function readPlace(');
  expect(script).not.toMatch(/export type|: string/);
});

test.each([
  '/page/../acme.ts',
  '/page/%2e%2e/acme.ts',
  '/page/..%2facme.ts',
  '/page/tsconfig.json',
  '/page/no.ts',
  '/page/',
  '/manifest.yml',
])('%s is not served', async (path) => {
  expect((await fetch(`${origin}${path}`)).status).toBe(404);
});

test('words that a person says are there for everybody in the channel, with mentions', async () => {
  sandbox.person(people.rita.id).say('Hello @Oscar Meyer & all', channels.itHelp.id);
  const heard = sandbox.person(people.oscar.id).sees(channels.itHelp.id).at(-1);
  expect(heard).toMatchObject({ author: people.rita.id, ephemeralTo: null });
  expect(heard && plainText(heard)).toBe('Hello <@U01OSCAR|oscar.meyer> &amp; all');
});

test('nobody says anything in a channel that they are not in', () => {
  const tyler = sandbox.person(people.tyler.id);
  expect(() => tyler.say('Hello', channels.approvals.id)).toThrow('Tyler Reid cannot write in C01APPROVALS');
});

test('a control that somebody adds is served, named in the state, and takes JSON alone', async () => {
  sandbox.addControl('double', async (body) => ({ twice: [body, body] }));
  expect(await (await post('/sandbox/double', { a: 1 })).json()).toEqual({ twice: [{ a: 1 }, { a: 1 }] });
  expect((await post('/sandbox/double', {}, 'text/plain')).status).toBe(415);
  const state = await (await fetch(`${origin}/sandbox/state?as=${people.rita.id}`)).json();
  expect(state).toMatchObject({ controls: ['double'], dm: 'D01RITA', app: { homeTab: false } });
});

test('the state holds the commands of the manifest with their hints', async () => {
  const state = await (await fetch(`${origin}/sandbox/state?as=${people.rita.id}`)).json();
  expect(state).toMatchObject({
    commands: [
      {
        command: '/wf-deactivate',
        description: 'Ask to deactivate a Workfront user',
        usageHint: expect.stringContaining('reason: why'),
      },
      { command: '/wf-reactivate' },
    ],
  });
});

test('an announcement reaches every open page', async () => {
  const answer = await fetch(`${origin}/sandbox/events`);
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toBe('data: open\n\n');
  sandbox.announce();
  expect((await reader?.read())?.value).toBe('data: change\n\n');
  await reader?.cancel();
});
