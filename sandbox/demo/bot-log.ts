import * as z from 'zod';

import type { LogLine } from './wire.ts';

const mostLines = 5000;

const line = z.looseObject({ level: z.string(), time: z.string(), msg: z.string() });

export type BotLog = {
  /** Takes output as it comes, in pieces of any size. */
  write(chunk: string): void;
  after(number: number): readonly LogLine[];
};

const parse = (text: string): z.infer<typeof line> | null => {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    return null;
  }
};

/** Keeps what the bot writes, line by line; a line that is no JSON counts as an error. `now` gives milliseconds. */
export function createBotLog(now: () => number, onLine: () => void): BotLog {
  const lines: LogLine[] = [];
  let rest = '';
  let number = 0;
  const keep = (text: string) => {
    const { level, time, msg, ...fields } = parse(text) ?? { level: 'error', time: '', msg: text };
    number += 1;
    lines.push({ number, at: Date.parse(time) || now(), level, message: msg, fields });
    if (lines.length > mostLines) lines.splice(0, mostLines / 10);
    onLine();
  };
  return {
    write(chunk) {
      const pieces = (rest + chunk).split('\n');
      rest = pieces.pop() ?? '';
      for (const piece of pieces) if (piece.trim() !== '') keep(piece);
    },
    after: (last) => lines.filter((one) => one.number > last),
  };
}
