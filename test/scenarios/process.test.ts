import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { environmentOf, startBotProcess, type BotProcess } from '../../sandbox/bot.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import { startSlackSandbox, type SlackSandbox } from '../../sandbox/slack/sandbox.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import type { StoreTarget } from '../../src/store/open.ts';
import { newTarget, removeTarget } from '../support/store.ts';

let slack: SlackSandbox;
let workfront: WorkfrontSandbox;
let dataDir: string;
beforeAll(async () => {
  slack = await startSlackSandbox({ manifest: readManifest('manifest.yml') });
  workfront = await startWorkfront({ users: 0 });
  const target = await newTarget('embedded');
  dataDir = 'dataDir' in target ? target.dataDir : '';
});
afterAll(async () => {
  await slack.close();
  await workfront.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function ask(bot: BotProcess, path: string) {
  const answer = await fetch(`http://127.0.0.1:${bot.port()}${path}`);
  return { status: answer.status, body: await answer.text() };
}

describe('the bot as a process', () => {
  test('it answers its probes, refuses a second process on its folder, and ends cleanly on SIGTERM', async () => {
    const env = environmentOf(slack, workfront, { dataDir });
    const bot = startBotProcess(env);
    await bot.begin();
    expect(await ask(bot, '/healthz')).toMatchObject({ status: 200 });
    expect(await ask(bot, '/readyz')).toEqual({
      status: 200,
      body: JSON.stringify({ ready: true, store: 'ok', slack: 'ok', workfront: 'ok' }),
    });
    expect((await ask(bot, '/metrics')).body).toContain('wf_deactivate_audit_head 0');
    const second = startBotProcess(env);
    await expect(second.begin()).rejects.toThrow(/The store cannot be opened: another process is using/);
    await bot.stop();
  });
});

describe('a bot that is told to end', () => {
  let target: StoreTarget;
  beforeAll(async () => {
    target = await newTarget('postgres');
  });
  afterAll(() => removeTarget(target));

  test('the moment it is ready, ends cleanly', async () => {
    const env = environmentOf(slack, workfront, target);
    const stopped = Promise.withResolvers<void>();
    const bot = startBotProcess(env, (line) => {
      if (line.includes('the bot is ready')) bot.stop().then(stopped.resolve, stopped.reject);
    });
    await bot.begin();
    await stopped.promise;
    expect(bot.said()).toContain('stopping');
  });

  test('while Slack keeps its start waiting, ends all the same', async () => {
    slack.trouble({ method: 'auth.test', effect: { kind: 'error', error: 'internal_error' } });
    const waiting = Promise.withResolvers<void>();
    const bot = startBotProcess(environmentOf(slack, workfront, target), (line) => {
      if (line.includes('the start waits')) waiting.resolve();
    });
    await waiting.promise;
    await bot.stop();
    expect(bot.said()).toContain('stopped while it was starting');
    slack.clearTrouble();
  }, 20_000);
});

describe('a configuration that cannot be used', () => {
  test('is told as a whole, without its values, with status 1', async () => {
    const bot = startBotProcess({ SLACK_BOT_TOKEN: 'very-secret', WORKFRONT_URL: 'http://example.com' });
    const failure: unknown = await bot.begin().catch((error: unknown) => error);
    const words = String(failure);
    expect(words).toContain('ended with status 1');
    for (const name of ['SLACK_BOT_TOKEN', 'WORKFRONT_URL', 'WORKFRONT_API_KEY', 'APPROVERS']) {
      expect(words).toContain(name);
    }
    expect(words).not.toContain('very-secret');
  });

  test('says how to make a .env where there is none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'no-env-'));
    const main = resolve('src/main.ts');
    const started = promisify(execFile)(process.execPath, [main], { cwd: folder, env: {} });
    const failure: unknown = await started.catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 1, stderr: expect.stringContaining('cp .env.example .env') });
    await rm(folder, { recursive: true });
  });
});
