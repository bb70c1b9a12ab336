import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

import { createBotLog, type BotLog } from './bot-log.ts';
import type { BotState, LogLine } from './wire.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** The bot as a process of its own, as it runs in earnest. */
export type BotProcess = {
  readonly port: number;
  state(): BotState;
  /** Resolves once the bot says that it is ready; at once when it runs already. @throws when it ends before that, with what it said. */
  start(): Promise<void>;
  /** kill -9: nothing gets a chance to tidy up. */
  kill(): Promise<void>;
  /** Asks it to end, and resolves with its exit status. */
  stop(): Promise<number | null>;
  /** What it has written since that line, over all its lives. */
  logAfter(number: number): readonly LogLine[];
};

const hasEnded = (child: ChildProcess | null) =>
  child === null || child.exitCode !== null || child.signalCode !== null;

async function end(child: ChildProcess | null, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  if (child === null || hasEnded(child)) return child?.exitCode ?? null;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
  return child.exitCode;
}

function launch(env: Readonly<Record<string, string>>, log: BotLog): ChildProcess {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => log.write(chunk.toString()));
  return child;
}

/**
 * Prepares the bot to be run with these settings and nothing of this machine's environment but PATH. `onChange` is
 * called when it starts, is ready, writes or ends.
 */
export async function createBot(
  env: Readonly<Record<string, string>>,
  onChange: () => void = () => {},
): Promise<BotProcess> {
  const port = await freePort();
  const log = createBotLog(Date.now, onChange);
  let child: ChildProcess | null = null;
  let isReady = false;
  return {
    port,
    state() {
      if (child === null) return 'stopped';
      if (hasEnded(child)) return child.signalCode === 'SIGKILL' ? 'killed' : 'stopped';
      return isReady ? 'running' : 'starting';
    },
    async start() {
      if (hasEnded(child)) {
        isReady = false;
        child = launch({ ...env, PORT: String(port) }, log);
        child.on('exit', onChange);
        onChange();
      }
      if (child !== null) await ready(child, port, () => said(log.after(0)));
      isReady = true;
      onChange();
    },
    async kill() {
      if (hasEnded(child)) return;
      await end(child, 'SIGKILL');
      log.write(`${JSON.stringify({ level: 'fatal', time: '', msg: 'killed from outside (kill -9)' })}\n`);
    },
    stop: () => end(child, 'SIGTERM'),
    logAfter: (number) => log.after(number),
  };
}

const said = (lines: readonly LogLine[]) =>
  lines
    .slice(-20)
    .map(({ message }) => message)
    .join('\n');

/** Asks the readiness probe until it says yes. */
async function ready(child: ChildProcess, port: number, lastWords: () => string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (hasEnded(child)) throw new Error(`The bot ended with status ${child.exitCode}:\n${lastWords()}`);
    if (Date.now() > deadline) throw new Error(`The bot was not ready after a minute:\n${lastWords()}`);
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('There is no free port');
  return address.port;
}
