import { networkInterfaces } from 'node:os';

import { expect, onTestFinished, test } from 'vitest';

import { startWorld, type WorldOptions } from '../support/world.ts';

async function start(options: WorldOptions) {
  const world = await startWorld({ workfront: { users: 0 }, ...options });
  onTestFinished(() => world.close());
  return world;
}

/** An address of this machine that others could reach it by. */
const outside = Object.values(networkInterfaces())
  .flatMap((one) => one ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

const answers = (host: string, port: number) =>
  fetch(`http://${host}:${port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

test.skipIf(!outside).each([
  ['socket', false],
  ['http', true],
] as const)('over %s the probes can be asked from outside: %s', async (mode, expected) => {
  const { bot } = await start({ mode });
  expect(await answers('127.0.0.1', bot().port)).toBe(true);
  expect(await answers(outside ?? '', bot().port)).toBe(expected);
});

test('METRICS_PORT moves the metrics away from the probes', async () => {
  const { bot } = await start({ env: { METRICS_PORT: '0' } });
  const { port, metricsPort } = bot();
  expect(metricsPort).not.toBe(port);
  expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(404);
  expect(await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()).toContain('audit_head');
});

test('a refused Workfront log-in is told without trying it again', async () => {
  const { bot, person, workfront, answer } = await start({
    workfrontTiming: { firstRefusalPause: 30_000, longestRefusalPause: 900_000 },
  });
  workfront.trouble({ effect: { kind: 'status', status: 401 } });
  await person.rita.type('/wf-deactivate jane@acme.com');
  await answer('rita', 'log-in');
  const before = workfront.traffic.length;
  const ready = await fetch(`http://127.0.0.1:${bot().port}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([
    503,
    expect.stringMatching(/refused the log-in; the next try is in \d+ s/),
  ]);
  expect(workfront.traffic).toHaveLength(before);
});
