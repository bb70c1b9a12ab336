import { startBotProcess, type BotProcess, type Environment } from '../bot.ts';
import { createBotLog } from './bot-log.ts';
import type { BotState, LogLine } from './wire.ts';

/** The demo's bot over all its lives. */
export type DemoBot = {
  state(): BotState;
  /** Where its probes are; null while it starts. */
  port(): number | null;
  /** Resolves once the bot says that it is ready. @throws when it ends before that, with what it said. */
  start(): Promise<void>;
  /** kill -9: nothing gets a chance to tidy up. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** What it has written since that line, over all its lives. */
  logAfter(number: number): readonly LogLine[];
};

/** Prepares the bot. `onChange` is called when it starts, is ready, writes or ends. */
export function createBot(env: Environment, onChange: () => void): DemoBot {
  const log = createBotLog(Date.now, onChange);
  let life: BotProcess | null = null;
  let state: BotState = 'stopped';
  const turn = (next: BotState) => {
    state = next;
    onChange();
  };
  const launch = (): BotProcess => {
    // The next life has the port of the first.
    const next = startBotProcess({ ...env, PORT: String(life?.port() ?? 0) }, (line) => log.write(line));
    void next.ready.then((isReady) => isReady && turn('running'));
    void next.ended.then(() => turn('stopped'));
    turn('starting');
    return next;
  };
  return {
    state: () => state,
    port: () => life?.port() ?? null,
    async start() {
      if (life?.isRunning() !== true) life = launch();
      await life.begin();
    },
    async kill() {
      if (life?.isRunning() !== true) return;
      await life.kill();
      log.write(JSON.stringify({ level: 'fatal', time: '', msg: 'killed from outside (kill -9)' }));
      turn('killed');
    },
    async stop() {
      if (life?.isRunning() === true) await life.stop();
    },
    logAfter: (number) => log.after(number),
  };
}
