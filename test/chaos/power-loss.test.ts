import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';
import type { z } from 'zod';

import { newTarget } from '../support/store.ts';
import { cutPower } from './power/power-cut.ts';
import { acknowledged, found } from './power/store-worker.ts';
import { countOf, createRandom, report, seed, type Random } from './support/settings.ts';

const losses = countOf({ short: 1, full: 40 });

const recorder = new URL('power/disk-recorder.ts', import.meta.url).href;
const worker = fileURLToPath(new URL('power/store-worker.ts', import.meta.url));

type Ack = z.infer<typeof acknowledged>;
type Loss = { readonly acks: number; readonly dropped: number; readonly wrong: readonly string[] };

/** Works on a store, loses power at some moment, and opens it again. */
async function losePower(random: Random, fsync: 'on' | 'off'): Promise<Loss> {
  const target = await newTarget('embedded');
  const dataDir = 'dataDir' in target ? target.dataDir : '';
  const own = await mkdtemp(path.join(os.tmpdir(), 'journal-'));
  const journal = path.join(own, 'journal');
  try {
    const acks = await workUntilKilled(dataDir, { CHAOS_JOURNAL: journal, CHAOS_FSYNC: fsync }, random);
    const dropped = cutPower(path.join(dataDir, 'pgdata'), journal, random);
    return { acks: acks.length, dropped, wrong: await problemsAfter(dataDir, acks) };
  } finally {
    await rm(own, { recursive: true, force: true });
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function workUntilKilled(
  dataDir: string,
  settings: Readonly<Record<string, string>>,
  random: Random,
): Promise<readonly Ack[]> {
  const env = { PATH: process.env.PATH, CHAOS_DATA: dataDir, ...settings };
  const child = spawn(process.execPath, ['--import', recorder, worker, 'work', dataDir], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acks: Ack[] = [];
  const lines = createInterface(child.stdout);
  lines.on('line', (line) => acks.push(acknowledged.parse(JSON.parse(line))));
  const exited = once(child, 'exit');
  const ended = exited.then(() => Promise.reject(new Error('the worker ended by itself')));
  await Promise.race([once(lines, 'line'), ended]);
  await wait(random.between(0, 1_500));
  const closed = once(lines, 'close');
  child.kill('SIGKILL');
  await Promise.all([ended.catch(() => {}), closed]);
  return acks;
}

/** What is missing or broken, in a few words. */
async function problemsAfter(dataDir: string, acks: readonly Ack[]): Promise<readonly string[]> {
  const child = spawn(process.execPath, [worker, 'check', dataDir], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'ignore'],
    // A broken database may spin for ever.
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  const said = await text(child.stdout);
  if (!said.includes('chainFault')) return ['it does not open'];
  const { requests, jobs, hashes, chainFault } = found.parse(JSON.parse(said.slice(said.indexOf('{'))));
  const lost = (kept: readonly string[]) =>
    acks.filter(({ requestId }) => !new Set(kept).has(requestId)).length;
  const counts = {
    'requests lost': lost(requests),
    'jobs lost': lost(jobs),
    'audit rows lost': acks.filter(({ row, hash }) => hashes[row - 1] !== hash).length,
  };
  const gone = Object.entries(counts).filter(([, count]) => count > 0);
  return [...(chainFault === null ? [] : [chainFault]), ...gone.map(([what, count]) => `${count} ${what}`)];
}

test(
  `${losses} times the power fails, and nothing acknowledged is lost (seed ${seed})`,
  { timeout: 60_000 + losses * 30_000 },
  async () => {
    const random = createRandom('power-loss');
    const all: Loss[] = [];
    for (let loss = 0; loss < losses; loss += 1) all.push(await losePower(random, 'on'));
    expect(all.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    const sum = (value: (loss: Loss) => number) => all.reduce((total, loss) => total + value(loss), 0);
    report('power-loss', {
      losses,
      'reopened with all': all.length,
      acknowledged: sum(({ acks }) => acks),
      'writes dropped': sum(({ dropped }) => dropped),
      lost: 0,
    });
  },
);

test(
  `without fsync the same loses what was acknowledged (seed ${seed})`,
  { timeout: 60_000 + losses * 30_000 },
  async () => {
    const random = createRandom('power-loss without fsync');
    const all: Loss[] = [];
    const isBroken = () => all.some(({ wrong }) => wrong.length > 0);
    while (all.length < losses && !isBroken()) all.push(await losePower(random, 'off'));
    expect(isBroken()).toBe(true);
    report('power-loss without fsync', { losses: all.length, broken: all.at(-1)?.wrong.join('; ') ?? '' });
  },
);
