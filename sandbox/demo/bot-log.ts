import * as z from 'zod';

import { parseJson } from '../shared/json.ts';
import type { LogLine } from './wire.ts';

const mostLines = 5000;

const line = z.looseObject({ level: z.string(), time: z.string(), msg: z.string() });

/** Keeps the lines that the bot writes; one that is no JSON counts as an error. `now` gives milliseconds. */
export function createBotLog(now: () => number, onLine: () => void) {
  const lines: LogLine[] = [];
  let number = 0;
  return {
    write(text: string): void {
      const { level, time, msg, ...fields } = line.safeParse(parseJson(text)).data ?? {
        level: 'error',
        time: '',
        msg: text,
      };
      number += 1;
      lines.push({ number, at: Date.parse(time) || now(), level, message: msg, fields });
      if (lines.length > mostLines) lines.splice(0, mostLines / 10);
      onLine();
    },
    after: (last: number): readonly LogLine[] => lines.filter((one) => one.number > last),
  };
}
