import { accessSync, constants } from 'node:fs';
import path from 'node:path';

import { chromium, type Browser } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The browser on this machine: CHROMIUM_PATH, else the first of the usual names on PATH. @throws when there is none. */
export function findChromium(): string {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const usual = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const given = process.env.CHROMIUM_PATH;
  const found = given === undefined ? usual.find(isExecutable) : [given].find(isExecutable);
  if (found !== undefined) return found;
  const where = given === undefined ? `none of ${names.join(', ')} is on PATH` : `${given} is no program`;
  throw new Error(`No Chromium: ${where}. Install one (apt-get install chromium) or set CHROMIUM_PATH.`);
}

/** Starts it without a window; Chromium's own sandbox does not work for root. */
export function startChromium(): Promise<Browser> {
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: findChromium(), args });
}
