import * as z from 'zod';

import { startBotProcess, type BotProcess, type Environment } from '../bot.ts';
import { parseJson } from '../shared/json.ts';
import type { BotState, LogLine } from './wire.ts';

const mostLines = 5000;
const logLine = z.looseObject({ level: z.string(), time: z.string(), msg: z.string() });

/** The demo's bot over all its lives. */
export type DemoBot = ReturnType<typeof createBot>;

/** Prepares the bot. `onChange` is called when it starts, is ready, writes or ends. */
export function createBot(env: Environment, onChange: () => void) {
  const lines: LogLine[] = [];
  let written = 0;
  let life: BotProcess | null = null;
  let isKilled = false;

  /** Keeps a line that the bot writes; one that is no JSON counts as an error. */
  function keep(text: string): void {
    const unreadable = { level: 'error', time: '', msg: text };
    const { level, time, msg, ...fields } = logLine.safeParse(parseJson(text)).data ?? unreadable;
    written += 1;
    lines.push({ number: written, at: Date.parse(time) || Date.now(), level, message: msg, fields });
    if (lines.length > mostLines) lines.splice(0, mostLines / 10);
    onChange();
  }

  function launch(): BotProcess {
    // The next life has the port of the first.
    const next = startBotProcess({ ...env, PORT: String(life?.port() ?? 0) }, keep);
    void next.ended.then(onChange);
    isKilled = false;
    onChange();
    return next;
  }

  return {
    state(): BotState {
      if (life?.isRunning() === true) return life.port() === null ? 'starting' : 'running';
      return isKilled ? 'killed' : 'stopped';
    },
    /** Where its probes are; null while it starts. */
    port: () => life?.port() ?? null,
    /** Resolves once the bot says that it is ready. @throws when it ends before that, with what it said. */
    async start(): Promise<void> {
      if (life?.isRunning() !== true) life = launch();
      await life.begin();
    },
    /** kill -9: nothing gets a chance to tidy up. */
    async kill(): Promise<void> {
      if (life?.isRunning() !== true) return;
      isKilled = true;
      await life.kill();
      keep(JSON.stringify({ level: 'fatal', time: '', msg: 'killed from outside (kill -9)' }));
    },
    async stop(): Promise<void> {
      if (life?.isRunning() === true) await life.stop();
    },
    /** What it has written since that line, over all its lives. */
    logAfter: (number: number): readonly LogLine[] => lines.filter((one) => one.number > number),
  };
}
