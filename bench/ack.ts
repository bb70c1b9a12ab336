/**
 * How long the bot takes to acknowledge a slash command, beside a Bolt app that only acknowledges. Both
 * run as processes of their own on one simulated Slack each, in turn, so that a slow machine slows both.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { people } from '../sandbox/acme.ts';
import { environmentOf, startBotProcess } from '../sandbox/bot.ts';
import { readManifest } from '../sandbox/slack/manifest.ts';
import { startSlackSandbox, type SlackSandbox } from '../sandbox/slack/sandbox.ts';
import { startWorkfront } from '../sandbox/workfront/start.ts';

const rounds = 300;
const warmUp = 20;
const command = `/wf-deactivate ${people.tyler.email}`;

const manifest = readManifest('manifest.yml');
const [botSlack, bareSlack] = [await startSlackSandbox({ manifest }), await startSlackSandbox({ manifest })];
const workfront = await startWorkfront();
const dataDir = await mkdtemp(path.join(tmpdir(), 'wf-bench-'));
const bot = startBotProcess({ ...environmentOf(botSlack, workfront, { dataDir }), COMMANDS_PER_MINUTE: '0' });
await bot.begin();
const bare = spawn(process.execPath, [fileURLToPath(new URL('bare-app.ts', import.meta.url))], {
  env: { PATH: process.env.PATH, ...tokens(bareSlack) },
  stdio: 'inherit',
});
await bareSlack.until(() => bareSlack.connections() > 0, 'the bare app to connect', 30_000);

const times = { bot: [] as number[], bare: [] as number[] };
for (let round = 0; round < warmUp + rounds; round += 1) {
  const answered = answers() + 1;
  const pair = { bot: await acknowledged(botSlack), bare: await acknowledged(bareSlack) };
  // The look-up behind one command must not delay the ack of the next.
  await botSlack.until(() => answers() > answered, 'the private answer');
  if (round < warmUp) continue;
  times.bot.push(pair.bot);
  times.bare.push(pair.bare);
}

console.log(`Slash command to ack, ${rounds} commands each, in turn, milliseconds`);
print('bot', times.bot);
print('bare Bolt app', times.bare);
console.log(`ratio of medians: ${(quantile(times.bot, 0.5) / quantile(times.bare, 0.5)).toFixed(2)}`);

const ended = once(bare, 'exit');
bare.kill('SIGTERM');
await ended;
await bot.stop();
for (const part of [botSlack, bareSlack, workfront]) await part.close();
await rm(dataDir, { recursive: true, force: true });

/** Private messages to the requester: for each command one with the ack and one with the answer. */
function answers(): number {
  return botSlack
    .person(people.rita.id)
    .sees()
    .filter(({ ephemeralTo }) => ephemeralTo !== null).length;
}

function tokens(slack: SlackSandbox) {
  return {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
  };
}

async function acknowledged(slack: SlackSandbox): Promise<number> {
  const { ok, milliseconds, problem } = await slack.person(people.rita.id).type(command);
  if (!ok || milliseconds === null) throw new Error(`The command was not acknowledged: ${problem}`);
  return milliseconds;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}

function print(name: string, values: readonly number[]): void {
  const [median, p95, most] = [0.5, 0.95, 1].map((share) => quantile(values, share).toFixed(2));
  console.log(`  ${name.padEnd(14)} median ${median}   p95 ${p95}   max ${most}`);
}
