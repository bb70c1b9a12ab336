/** `npm run test:chaos`: every scenario, in a long run one after the other, and its figures. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { z } from 'zod';

const usage = `npm run test:chaos -- [--count <n>|short] [--seed <n>] [--only <scenario>]
    --count  how often each scenario does its worst; without it 100 kills, 50 kills of replicas, 40 losses of power …
             \`short\`: twice or so, in a minute or two
    --seed   repeats a run, as far as timing allows; 1 without it
    --only   kill-embedded, kill-replicas, kill-bulk, kill-hand-over, power-loss, stampede, outages or tamper
`;

const positive = z.string().regex(/^[1-9]\d*$/);
const options = z.object({
  count: z.union([z.enum(['full', 'short']), positive]).default('full'),
  seed: z.string().regex(/^\d+$/).default('1'),
  only: z
    .enum([
      'kill-embedded',
      'kill-replicas',
      'kill-bulk',
      'kill-hand-over',
      'power-loss',
      'stampede',
      'outages',
      'tamper',
    ])
    .optional(),
});

function readOptions(): z.infer<typeof options> | null {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({ options: { count: text, seed: text, only: text } });
    return options.parse(values);
  } catch {
    return null;
  }
}

const figures = z.object({ scenario: z.string() }).catchall(z.union([z.string(), z.number()]));

/** What the scenarios reported, one object each. */
async function readFigures(file: string): Promise<readonly z.infer<typeof figures>[]> {
  if (!existsSync(file)) return [];
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => figures.parse(JSON.parse(line)));
}

/** Scenarios that run side by side would spoil each other's times, which a short run does not look at. */
const oneByOne = ['--no-file-parallelism', '--maxConcurrency=1'];
const sideBySide = ['--maxWorkers=3'];

async function runChaos({ count, seed, only }: z.infer<typeof options>): Promise<number> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'chaos-'));
  const file = path.join(dir, 'figures');
  try {
    const isOfKill = only === 'kill-embedded' || only === 'kill-replicas';
    const chosen = isOfKill ? ['test/chaos/kill.test.ts', '-t', only] : [`test/chaos/${only ?? ''}`];
    const env = { ...process.env, CHAOS_COUNT: count, CHAOS_SEED: seed, CHAOS_FIGURES: file };
    const how = ['--config', 'test/chaos/vitest.config.ts', ...(count === 'short' ? sideBySide : oneByOne)];
    const vitest = spawn('vitest', ['run', ...chosen, ...how], { env, stdio: 'inherit' });
    const [status] = await once(vitest, 'exit');
    for (const { scenario, ...rest } of await readFigures(file)) {
      console.log(`\n${scenario}`);
      for (const [name, value] of Object.entries(rest)) console.log(`  ${name.padEnd(32)} ${value}`);
    }
    return status === 0 ? 0 : 1;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

const asked = readOptions();
if (asked) process.exitCode = await runChaos(asked);
else {
  console.error(usage);
  process.exitCode = 2;
}
