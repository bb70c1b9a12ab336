/**
 * How much memory the bot takes, embedded: right after its first start, at rest, and after many requests, each
 * approved and carried out. It runs as `npm start` runs it, between the simulators.
 *
 *   node bench/memory.ts [--requests 2000] [--rest 30] [--node "--more --node-flags"]
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { z } from 'zod';

import { approversGroup, channels, people } from '../sandbox/acme.ts';
import { readManifest } from '../sandbox/slack/manifest.ts';
import { startSlackSandbox, type SlackSandbox } from '../sandbox/slack/sandbox.ts';
import { startWorkfront } from '../sandbox/workfront/start.ts';

const atOnce = 10;
const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { requests: text, rest: text, node: text } });
const requests = Number(values.requests ?? 2_000);
const restMs = Number(values.rest ?? 30) * 1_000;

const slack = await startSlackSandbox({ manifest: readManifest('manifest.yml') });
// Some of them are inactive already.
const workfront = await startWorkfront({ users: Math.ceil(requests * 1.2) + 100 });
const dataDir = await mkdtemp(path.join(tmpdir(), 'wf-memory-'));
const port = await freePort();

let bot = await start();
// Not left behind when something here fails.
process.once('exit', () => bot.kill('SIGKILL'));
await report('first start, ready');
await wait(restMs);
await report(`first start, ${restMs / 1_000} s later`);
await stop(bot);
bot = await start();
await wait(restMs);
await report('second start, at rest');

const leavers = workfront.directory
  .all()
  .flatMap(({ isActive, isAdmin, emailAddr }) =>
    isActive && !isAdmin && emailAddr !== null ? [emailAddr] : [],
  )
  .slice(-requests);
const loadBegan = performance.now();
for (let done = 0; done < leavers.length; done += atOnce) {
  await deactivate(leavers.slice(done, done + atOnce));
  if ((done + atOnce) % 500 === 0) await report(`after ${done + atOnce} requests`);
}
const seconds = (performance.now() - loadBegan) / 1_000;
await wait(restMs);
await report(`${restMs / 1_000} s after ${requests} requests (${(requests / seconds).toFixed(1)} a second)`);

await stop(bot);
await slack.close();
await workfront.close();
await rm(dataDir, { recursive: true, force: true });

/** Asks for all of them, agrees to each, and waits until Workfront has them inactive. */
async function deactivate(emails: readonly string[]): Promise<void> {
  const before = slack.messages(channels.approvals.id).length;
  const changes = workfront.stateChanges.length;
  for (const email of emails) {
    const { ok, problem } = await slack.person(people.rita.id).type(`/wf-deactivate ${email}`);
    // On a machine with other work the bot may answer too late for Slack.
    if (!ok) throw new Error(`Slack told Rita ${problem}`);
  }
  const clicked = new Set<string>();
  while (clicked.size < emails.length) {
    const card = await slack.until(
      () => open(slack, before).find(({ ts }) => !clicked.has(ts)),
      'a card to decide',
      60_000,
    );
    clicked.add(card.ts);
    await slack.person(people.alan.id).click(card, 'Deactivate');
  }
  while (workfront.stateChanges.length < changes + emails.length) await wait(20);
}

function open(from: SlackSandbox, after: number) {
  return from
    .messages(channels.approvals.id)
    .slice(after)
    .filter(({ blocks }) => JSON.stringify(blocks).includes('"danger"'));
}

async function start(): Promise<ChildProcess> {
  const { scripts } = z
    .object({ scripts: z.object({ start: z.string() }) })
    .parse(JSON.parse(await readFile('package.json', 'utf8')));
  const [, ...args] = scripts.start.split(' ');
  const more = values.node?.split(' ') ?? [];
  const began = performance.now();
  const child = spawn(process.execPath, [...more, ...args], {
    env: {
      PATH: process.env.PATH,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      WORKFRONT_URL: workfront.url,
      WORKFRONT_API_KEY: workfront.credentials.apiKey,
      APPROVAL_CHANNEL: channels.approvals.id,
      AUDIT_CHANNEL: channels.audit.id,
      REQUESTERS: people.rita.id,
      APPROVERS: approversGroup.id,
      COMMANDS_PER_MINUTE: '0',
      HOURLY_LIMIT: '0',
      PORT: String(port),
      DATA_DIR: dataDir,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the bot ended with status ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.status === 200) break;
    await wait(20);
  }
  console.log(`started in ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** Resident memory now and at its highest, in MB, from the kernel. */
async function report(when: string): Promise<void> {
  const status = await readFile(`/proc/${bot.pid}/status`, 'utf8');
  const [now, own, files, highest] = ['VmRSS', 'RssAnon', 'RssFile', 'VmHWM'].map((name) =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024),
  );
  console.log(`${when.padEnd(45)} ${now} MB (its own ${own}, files ${files}; highest ${highest})`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: found } = z.object({ port: z.number() }).parse(server.address());
  server.close();
  return found;
}
