import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { TestProject } from 'vitest/node';

import { findChromium } from './chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the tests put their screenshots. */
    screenshots: string;
  }
}

/** Ends the run before it starts when there is no browser, and says where the screenshots go. */
export function setup(project: TestProject): void {
  findChromium();
  const folder = mkdtempSync(path.join(tmpdir(), 'wf-screenshots-'));
  project.provide('screenshots', folder);
  process.stdout.write(`Screenshots: ${folder}\n`);
}
