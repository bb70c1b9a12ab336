import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));

/** The bot as a process of its own, to be treated badly. */
export type BotProcess = {
  isRunning(): boolean;
  /** Resolves with true once it says that it is ready, with false when it ends before. */
  readonly ready: Promise<boolean>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it does nothing any more, and does not know it. */
  pause(): void;
  resume(): void;
  /** Resolves once it says so. @throws when it ends before, with what it said. */
  begin(): Promise<void>;
  /** SIGTERM. @throws when it does not end well, with what it said. */
  stop(): Promise<void>;
  /** The last lines that it said. */
  said(): string;
};

/** Starts the bot with these settings and nothing of this machine's environment but PATH. */
export function startBotProcess(env: Readonly<Record<string, string>>): BotProcess {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, ...env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const exited = once(child, 'exit');
  const ready = Promise.withResolvers<boolean>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      if (lines.length > 200) lines.shift();
      if (line.includes('the bot is ready')) ready.resolve(true);
    });
  }
  void exited.then(() => ready.resolve(false));
  const said = () => lines.slice(-20).join('\n');
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    child.kill(signal);
    await exited;
  };
  return {
    isRunning: () => child.exitCode === null && child.signalCode === null,
    ready: ready.promise,
    kill: () => end('SIGKILL'),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async begin() {
      if (!(await ready.promise)) throw new Error(`The bot did not start:\n${said()}`);
    },
    async stop() {
      await end('SIGTERM');
      if (child.exitCode !== 0) throw new Error(`The bot ended with ${child.exitCode}:\n${said()}`);
    },
    said,
  };
}
