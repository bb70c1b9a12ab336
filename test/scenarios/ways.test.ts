import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { Session, type Profiler } from 'node:inspector/promises';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

import { fileOf, stepsOf, uncountedIn } from '../support/tours.ts';
import { startWorld, type World } from '../support/world.ts';

const markdown = readFileSync('docs/architecture.md', 'utf8');
const session = new Session();
let world: World;
beforeAll(async () => {
  world = await startWorld();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
});
afterAll(async () => {
  await session.post('Profiler.stopPreciseCoverage');
  session.disconnect();
  await world.close();
});

const sent = z.object({ request: z.object({ method: z.string(), path: z.string() }) });

type Leaving = { readonly method: string; readonly path: string };

/**
 * What a tour tells of that does not run, and what runs that it does not tell of, from now until the first request of
 * this kind that leaves once its last file has run.
 */
async function compare(
  title: string,
  isLast: (request: Leaving) => boolean,
  act: () => Promise<unknown>,
): Promise<{ readonly idle: readonly string[]; readonly untold: readonly string[] }> {
  const looks: Promise<Profiler.TakePreciseCoverageReturnType>[] = [];
  const look = (message: unknown): void => {
    if (isLast(sent.parse(message).request)) looks.push(session.post('Profiler.takePreciseCoverage'));
  };
  await session.post('Profiler.takePreciseCoverage');
  subscribe('undici:request:create', look);
  try {
    await act();
  } finally {
    unsubscribe('undici:request:create', look);
  }
  const steps = stepsOf(markdown, title).map(fileOf);
  const ran = new Set<string>();
  for (const { result } of await Promise.all(looks)) {
    for (const path of filesRunIn(result)) ran.add(path);
    if (ran.has(steps.at(-1) ?? '')) break;
  }
  const told = [...steps, ...uncountedIn(markdown)];
  const isTold = (path: string) => told.some((name) => path === name || path.startsWith(`${name}/`));
  return {
    idle: steps.filter((path) => !ran.has(path)),
    untold: [...ran].filter((path) => !isTold(path)),
  };
}

/** Our files of which a function ran. */
function filesRunIn(scripts: readonly Profiler.ScriptCoverage[]): readonly string[] {
  return scripts.flatMap(({ url, functions }) => {
    const path = /\/(?<path>src\/.*\.ts)$/.exec(url)?.groups?.['path'];
    const isRun = functions.some(({ ranges: [range] }) => range !== undefined && range.count > 0);
    return path !== undefined && isRun ? [path] : [];
  });
}

const nothing = { idle: [], untold: [] };

test('from an e-mail to the card, and from the click to the PUT, those files run that the tours tell of', async () => {
  const user = world.newcomer('Ada Brook', { emailAddr: 'ada.brook@acme.example' });
  const typed = await compare(
    'The way of an e-mail',
    ({ path }) => path.includes('chat.postMessage'),
    async () => {
      await world.person.rita.type('/wf-deactivate ada.brook@acme.example reason: left on Friday');
      await world.shows(await world.confirm('Deactivate Ada Brook'), '[Deactivate]');
    },
  );
  expect(typed).toEqual(nothing);
  const confirm = await world.confirm('Deactivate Ada Brook');
  const clicked = await compare(
    'The way of a click',
    ({ method }) => method === 'PUT',
    async () => {
      await world.person.alan.click(confirm, 'Deactivate');
      await world.shows(confirm, 'confirmed by Workfront');
    },
  );
  expect(clicked).toEqual(nothing);
  expect(world.isActive(user)).toBe(false);
});
