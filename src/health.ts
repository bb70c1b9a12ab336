import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

import { collectDefaultMetrics, Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** For each part `ok`, or in a few words, without secrets, why it is not ready. */
export type Readiness = {
  readonly store: string;
  readonly slack: string;
  readonly workfront: string;
};

export type HealthOptions = {
  /** Asked once for each probe; what is costly is for the caller to remember for a while. */
  readonly checks: () => Promise<Readiness>;
  readonly registry: Registry;
  /** How long the checks may take, in milliseconds; default 3000. */
  readonly patienceMs?: number;
  /** Whether /metrics is served elsewhere; default false. */
  readonly metricsApart?: boolean;
};

/** One address of the probes. A list of these is what Bolt's HTTPReceiver takes as `customRoutes`. */
export type HealthRoute = {
  readonly path: string;
  readonly method: string[];
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
};

type Answer = { readonly status: number; readonly type: string; readonly body: string };

type Answers = Readonly<Record<string, () => Promise<Answer>>>;

/**
 * The probes as routes. In HTTP mode give them to Bolt's HTTPReceiver as `customRoutes`, so that one port
 * serves them and Slack; in Socket Mode call startHealth instead.
 */
export function healthRoutes(options: HealthOptions): HealthRoute[] {
  return routesOf({
    '/healthz': async () => json(200, { ok: true }),
    '/readyz': async () => readiness(options),
    ...(options.metricsApart ? {} : metricsAnswer(options)),
  });
}

function metricsAnswer({ registry }: Pick<HealthOptions, 'registry'>): Answers {
  return {
    '/metrics': async () => ({ status: 200, type: registry.contentType, body: await registry.metrics() }),
  };
}

function routesOf(answers: Answers): HealthRoute[] {
  return Object.entries(answers).map(([path, answer]) => ({
    path,
    method: ['GET', 'HEAD'],
    handler: (_request, response) => void send(response, answer),
  }));
}

type Place = { readonly port: number; readonly host: string };
export type Served = { readonly port: number; close(): Promise<void> };

/** Serves the probes alone. `port` 0: any free port; the port in use is in the result. */
export async function startHealth(options: HealthOptions & Place): Promise<Served> {
  return serve(healthRoutes(options), options);
}

/** Serves the metrics alone, likewise. */
export async function startMetrics(options: Pick<HealthOptions, 'registry'> & Place): Promise<Served> {
  return serve(routesOf(metricsAnswer(options)), options);
}

async function serve(routes: readonly HealthRoute[], { port, host }: Place): Promise<Served> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    const route = routes.find((one) => one.path === path && one.method.includes(request.method ?? ''));
    if (route) route.handler(request, response);
    else void send(response, async () => json(404, { error: 'There is nothing here.' }));
  });
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(port, host, resolve);
  await listening;
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function readiness({ checks, patienceMs = 3000 }: HealthOptions): Promise<Answer> {
  const stop = new AbortController();
  const late = wait(patienceMs, 'late' as const, { signal: stop.signal, ref: false });
  // The reason of a failure is not shown: it may hold an address or a credential.
  const parts = await Promise.race([checks().catch(() => 'failed' as const), late]).finally(() =>
    stop.abort(),
  );
  if (parts === 'late') return json(503, { ready: false, problem: 'the checks did not answer in time' });
  if (parts === 'failed') return json(503, { ready: false, problem: 'the checks failed' });
  const ready = Object.values(parts).every((part) => part === 'ok');
  return json(ready ? 200 : 503, { ready, ...parts });
}

function json(status: number, body: object): Answer {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}

async function send(response: ServerResponse, answer: () => Promise<Answer>): Promise<void> {
  const { status, type, body } = await answer().catch(() => json(500, { error: 'This went wrong.' }));
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}

/** Asks at most once in `ms`, so that probes do not load Workfront. */
export function rememberFor<T>(ms: number, read: () => Promise<T>): () => Promise<T> {
  let known: { readonly at: number; readonly value: Promise<T> } | null = null;
  return () => {
    if (!known || performance.now() - known.at > ms) known = { at: performance.now(), value: read() };
    return known.value;
  };
}

/** `ok`, or these words when it fails: its own may hold a secret. */
export async function okOr(ready: Promise<unknown>, otherwise: string): Promise<string> {
  try {
    await ready;
    return 'ok';
  } catch {
    return otherwise;
  }
}

/** Numbers that are read when somebody asks for them. */
export type MetricSources = {
  /** By queue. `later`: not due yet, such as what waits for its date. */
  readonly jobs: () => Promise<
    Readonly<Record<string, { readonly waiting: number; readonly later: number }>>
  >;
  readonly auditHead: () => Promise<number>;
};

export type Metrics = ReturnType<typeof createMetrics>;

/** The counters of the bot, and Node's own, in `registry`. A source that throws leaves its numbers out. */
export function createMetrics(registry: Registry, sources: MetricSources) {
  collectDefaultMetrics({ register: registry });
  const counts = [
    ['waiting', 'Jobs that are due and wait for their turn'],
    ['later', 'Jobs that are not due yet: they wait for their date or their next try'],
  ] as const;
  for (const [which, help] of counts) {
    gauge(registry, `jobs_${which}`, help, ['queue'], async (jobs) => {
      for (const [queue, count] of Object.entries(await sources.jobs())) jobs.set({ queue }, count[which]);
    });
  }
  gauge(registry, 'audit_head', 'Number of the newest audit row', [], async (head) => {
    head.set(await sources.auditHead());
  });
  return {
    commands: counter(registry, 'commands_total', 'Slash commands received', ['command']),
    decisions: counter(registry, 'decisions_total', 'Requests that were decided', ['decision']),
    refusals: counter(registry, 'refusals_total', 'Refusals', ['reason']),
    executions: counter(registry, 'executions_total', 'Targets that were settled', ['outcome']),
    slackFailures: counter(registry, 'slack_api_failures_total', 'Calls to Slack that failed', ['code']),
    undelivered: counter(registry, 'messages_not_delivered_total', 'Messages that were given up', ['kind']),
    workfrontSeconds: new Histogram({
      name: `${prefix}workfront_request_seconds`,
      help: 'How long Workfront took to answer',
      labelNames: ['method', 'status'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [registry],
    }),
  };
}

const prefix = 'wf_deactivate_';

function counter<Label extends string>(registry: Registry, name: string, help: string, labelNames: Label[]) {
  return new Counter({ name: prefix + name, help, labelNames, registers: [registry] });
}

function gauge<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: Label[],
  read: (gauge: Gauge<Label>) => Promise<void>,
): void {
  const created: Gauge<Label> = new Gauge({
    name: prefix + name,
    help,
    labelNames,
    registers: [registry],
    async collect() {
      created.reset();
      if (labelNames.length === 0) created.remove();
      // Without its source the rest is still worth reading; /readyz tells about the store.
      await read(created).catch(() => {});
    },
  });
}
