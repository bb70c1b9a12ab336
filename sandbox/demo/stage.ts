import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { people } from '../acme.ts';
import { environmentOf, quiet } from '../bot.ts';
import { readManifest } from '../slack/manifest.ts';
import { startSlackSandbox, type SlackSandbox } from '../slack/sandbox.ts';
import { startWorkfront } from '../workfront/start.ts';
import { createBot } from './bot.ts';
import { addControls, type Controlled } from './controls.ts';

/** Acme's Slack with its page, Acme's Workfront, and the bot's process between them. */
export type Stage = Controlled & {
  /** Where the page is. */
  readonly page: string;
  close(): Promise<void>;
};

/** Starts all but the bot, on new and empty data. */
export async function openStage(options: { readonly port: number; readonly users: number }): Promise<Stage> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'wf-demo-'));
  const slack = await startSlack(options.port);
  const workfront = await startWorkfront({ users: options.users });
  const env = {
    ...environmentOf(slack, workfront, { dataDir }),
    // Bea may ask and approve, so that one can see what becomes of a request of one's own.
    REQUESTERS: `${people.rita.id},${people.bea.id}`,
  };
  const bot = createBot(env, () => slack.announce());
  const stage: Stage = {
    slack,
    workfront,
    bot,
    async verifyAudit() {
      await bot.stop();
      try {
        return await runAudit(dataDir);
      } finally {
        await bot.start();
      }
    },
    page: new URL('/', slack.apiUrl).href,
    async close() {
      await bot.stop();
      await slack.close();
      await workfront.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  addControls(stage);
  return stage;
}

/** The workspace on this port, or on any free one when it is taken. */
async function startSlack(port: number): Promise<SlackSandbox> {
  const manifest = readManifest('manifest.yml');
  try {
    return await startSlackSandbox({ manifest, port });
  } catch (error) {
    if (port === 0 || !(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'))
      throw error;
    return startSlackSandbox({ manifest });
  }
}

/** What `npm run audit -- verify` says about the log in this folder, be it good or bad. */
async function runAudit(dataDir: string): Promise<string> {
  const program = fileURLToPath(new URL('../../src/cli/audit.ts', import.meta.url));
  const env = { PATH: process.env.PATH, DATA_DIR: dataDir };
  const said = await promisify(execFile)(process.execPath, [quiet, program, 'verify'], { env }).catch(
    (error: { readonly stdout?: string; readonly stderr?: string }) => error,
  );
  return `${said.stdout ?? ''}${said.stderr ?? ''}`.trim();
}
