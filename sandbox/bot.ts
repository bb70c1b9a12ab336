import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import type { SlackSandbox } from './slack/sandbox.ts';
import type { WorkfrontSandbox } from './workfront/start.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** As in package.json: that Node or a library calls a part of itself experimental is nothing that a reader can act on. */
export const quiet = '--disable-warning=ExperimentalWarning';

export type Environment = Readonly<Record<string, string>>;

/**
 * The environment of an ordinary installation between these two simulators, on any free port: Rita asks, the group of
 * approvers decides. `data` is where the bot keeps what it stores.
 */
export function environmentOf(
  slack: Pick<SlackSandbox, 'environment'>,
  workfront: Pick<WorkfrontSandbox, 'url' | 'credentials'>,
  data: { readonly dataDir: string } | { readonly databaseUrl: string },
  mode: 'socket' | 'http' = 'socket',
): Environment {
  return {
    ...slack.environment(mode),
    PORT: '0',
    WORKFRONT_URL: workfront.url,
    WORKFRONT_API_KEY: workfront.credentials.apiKey,
    ...('dataDir' in data
      ? { DATA_DIR: data.dataDir }
      : { DATABASE_URL: data.databaseUrl, AUDIT_KEY_FILE: 'none' }),
  };
}

/** The bot as a process of its own, as it runs in earnest. */
export type BotProcess = ReturnType<typeof startBotProcess>;

/** Starts the bot with these settings and nothing of this machine's environment but PATH. */
export function startBotProcess(env: Environment, onLine: (line: string) => void = () => {}) {
  const child = spawn(process.execPath, [quiet, main], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const ended = once(child, 'exit');
  const heard = once(child, 'close');
  const ready = Promise.withResolvers<boolean>();
  let port: number | null = null;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      if (lines.length > 200) lines.shift();
      onLine(line);
      if (!line.includes('the bot is ready')) return;
      port = Number(/"port":(\d+)/.exec(line)?.[1]);
      ready.resolve(true);
    });
  }
  void ended.then(() => ready.resolve(false));
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const said = () => lines.slice(-20).join('\n');
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  return {
    pid: child.pid,
    isRunning,
    /** Resolves with true once it says that it is ready, with false when it ends before. */
    ready: ready.promise,
    ended,
    /** Where it listens; null until it is ready. */
    port: () => port,
    /** SIGKILL; resolves when the process is gone. */
    kill: () => end('SIGKILL'),
    /** SIGSTOP: it does nothing any more, and does not know it. */
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    /** Resolves once it says that it is ready. @throws when it ends before, with what it said. */
    async begin() {
      if (await ready.promise) return;
      await heard;
      throw new Error(`The bot ended with status ${child.exitCode}:\n${said()}`);
    },
    /** SIGTERM. @throws when it does not end well, with what it said. */
    async stop() {
      await end('SIGTERM');
      if (child.exitCode !== 0) throw new Error(`The bot ended with status ${child.exitCode}:\n${said()}`);
    },
    /** The last lines that it said. */
    said,
  };
}
