import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { Registry } from 'prom-client';
import { describe, expect, onTestFinished, test } from 'vitest';

import { createMetrics, type HealthOptions, healthRoutes, startHealth, startMetrics } from '../src/health.ts';

const allWell = { store: 'ok', slack: 'ok', workfront: 'ok' };

/** The address of a server with these probes, closed when the test ends. */
async function serve(options: Partial<HealthOptions> = {}): Promise<string> {
  const registry = new Registry();
  const health = await startHealth({
    port: 0,
    host: '127.0.0.1',
    checks: async () => allWell,
    registry,
    ...options,
  });
  onTestFinished(() => health.close());
  return `http://127.0.0.1:${health.port}`;
}

test('/healthz answers as long as the process runs, ready or not', async () => {
  const url = await serve({ checks: () => Promise.reject(new Error('down')) });
  const answer = await fetch(`${url}/healthz`);
  expect([answer.status, await answer.json()]).toEqual([200, { ok: true }]);
});

describe('/readyz', () => {
  test('is 200 when every part is ok', async () => {
    const answer = await fetch(`${await serve()}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([200, { ready: true, ...allWell }]);
  });

  test.each(['store', 'slack', 'workfront'])(
    'is 503 and names the part when %s is not ready',
    async (part) => {
      const url = await serve({ checks: async () => ({ ...allWell, [part]: 'does not answer' }) });
      const answer = await fetch(`${url}/readyz?verbose`);
      expect([answer.status, await answer.json()]).toEqual([
        503,
        { ready: false, ...allWell, [part]: 'does not answer' },
      ]);
    },
  );

  test('is 503 without a reason when the checks throw, since the reason may be secret', async () => {
    const url = await serve({ checks: () => Promise.reject(new Error('postgres://bot:hunter2@db')) });
    const answer = await fetch(`${url}/readyz`);
    expect([answer.status, await answer.text()]).toEqual([503, expect.not.stringContaining('hunter2')]);
  });

  test('is 503 when the checks do not end', async () => {
    const url = await serve({ checks: () => new Promise(() => {}), patienceMs: 20 });
    const answer = await fetch(`${url}/readyz`);
    expect([answer.status, await answer.json()]).toMatchObject([503, { ready: false }]);
  });
});

test.each([
  ['GET', '/', 404],
  ['GET', '/healthz/', 404],
  ['POST', '/healthz', 404],
  ['HEAD', '/healthz', 200],
])('%s %s is answered with %i', async (method, path, status) => {
  expect((await fetch((await serve()) + path, { method })).status).toBe(status);
});

test('a port that is taken is an error at start', async () => {
  const url = await serve();
  const port = Number(new URL(url).port);
  const second = startHealth({
    port,
    host: '127.0.0.1',
    checks: async () => allWell,
    registry: new Registry(),
  });
  await expect(second).rejects.toThrow(/EADDRINUSE/);
});

const broken = async () => Promise.reject(new Error('the store is closed'));

describe('/metrics', () => {
  const sources = {
    jobs: async () => ({ execute: { waiting: 2, later: 3 }, notify: { waiting: 0, later: 1 } }),
    auditHead: async () => 41,
  };

  test('holds the counters, the numbers read on request, and those of Node', async () => {
    const registry = new Registry();
    const metrics = createMetrics(registry, sources);
    metrics.commands.inc({ command: '/wf-deactivate' });
    metrics.decisions.inc({ decision: 'approved' });
    metrics.refusals.inc({ reason: 'own_request' });
    metrics.executions.inc({ outcome: 'done' });
    metrics.slackFailures.inc({ code: 'ratelimited' });
    metrics.undelivered.inc({ kind: 'confirm' });
    metrics.workfrontSeconds.observe({ method: 'PUT', status: '200' }, 0.3);

    const answer = await fetch(`${await serve({ registry })}/metrics`);
    const lines = (await answer.text()).split('\n');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(lines).toEqual(
      expect.arrayContaining([
        'wf_deactivate_commands_total{command="/wf-deactivate"} 1',
        'wf_deactivate_decisions_total{decision="approved"} 1',
        'wf_deactivate_refusals_total{reason="own_request"} 1',
        'wf_deactivate_executions_total{outcome="done"} 1',
        'wf_deactivate_slack_api_failures_total{code="ratelimited"} 1',
        'wf_deactivate_messages_not_delivered_total{kind="confirm"} 1',
        'wf_deactivate_workfront_request_seconds_bucket{le="0.5",method="PUT",status="200"} 1',
        'wf_deactivate_jobs_waiting{queue="execute"} 2',
        'wf_deactivate_jobs_waiting{queue="notify"} 0',
        'wf_deactivate_jobs_later{queue="execute"} 3',
        'wf_deactivate_jobs_later{queue="notify"} 1',
        'wf_deactivate_audit_head 41',
        expect.stringMatching(/^process_resident_memory_bytes \d/),
      ]),
    );
  });

  test('leaves out what cannot be read and keeps the rest', async () => {
    const registry = new Registry();
    const metrics = createMetrics(registry, { jobs: broken, auditHead: broken });
    metrics.commands.inc({ command: '/wf-reactivate' });

    const answer = await fetch(`${await serve({ registry })}/metrics`);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(text).toContain('wf_deactivate_commands_total{command="/wf-reactivate"} 1');
    expect(text).not.toMatch(/^wf_deactivate_(?:jobs_waiting|jobs_later|audit_head)\b.* \S+$/m);
  });
});

const status = async (url: string) => (await fetch(url)).status;

test('metrics can be served apart from the probes', async () => {
  const registry = new Registry();
  const probes = await serve({ registry, metricsApart: true });
  const metrics = await startMetrics({ registry, host: '127.0.0.1', port: 0 });
  onTestFinished(() => metrics.close());
  expect([await status(`${probes}/healthz`), await status(`${probes}/metrics`)]).toEqual([200, 404]);
  const apart = `http://127.0.0.1:${metrics.port}`;
  expect([await status(`${apart}/healthz`), await status(`${apart}/metrics`)]).toEqual([404, 200]);
});

test('in HTTP mode Bolt serves the probes on the port of Slack', async () => {
  const customRoutes = healthRoutes({ checks: async () => allWell, registry: new Registry() });
  const receiver = new HTTPReceiver({ signingSecret: 's', customRoutes, logLevel: LogLevel.ERROR });
  const app = new App({ receiver, token: 'xoxb-1', botId: 'B1', botUserId: 'U1' });
  const server = await receiver.start({ port: 0, host: '127.0.0.1' });
  onTestFinished(async () => void (await app.stop()));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;

  const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
  expect([answer.status, await answer.json()]).toEqual([200, { ready: true, ...allWell }]);
  const slack = await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', body: '{}' });
  expect(slack.status).toBe(401);
});
