import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

import type { Clock } from 'pg-boss';
import { Registry } from 'prom-client';

import { openKeys } from './audit/key-file.ts';
import type { Config } from './config.ts';
import {
  createMetrics,
  healthRoutes,
  okOr,
  rememberFor,
  startHealth,
  startMetrics,
  type Metrics,
  type Readiness,
  type Served,
} from './health.ts';
import { en } from './i18n/en.ts';
import { boltLogger, type Log } from './log.ts';
import type { Job } from './requests/jobs.ts';
import type { Policy } from './requests/policy.ts';
import type { Ports } from './requests/ports.ts';
import { createSlackClients, type SlackClients } from './slack/client.ts';
import { createConnection, type Connection } from './slack/connection.ts';
import { createFilesOut } from './slack/files-out.ts';
import { createFileReader } from './slack/files.ts';
import { registerGates } from './slack/listeners/gates.ts';
import { registerListeners } from './slack/listeners/index.ts';
import { createMessenger } from './slack/messenger.ts';
import { createPeople } from './slack/people.ts';
import { readMoment } from './slack/read-moment.ts';
import { createDirect, createRespond } from './slack/respond.ts';
import { checkLog, checkSlack, orStartError, orWorkfrontError, tellKinds } from './start-checks.ts';
import { auditHead } from './store/audit-log.ts';
import { openStore, type OpenStore } from './store/open.ts';
import type { Stored } from './store/store.ts';
import { announce } from './usecases/announce.ts';
import { carryOut } from './usecases/carry-out.ts';
import { escalate } from './usecases/escalate.ts';
import { expire } from './usecases/expire.ts';
import { notify } from './usecases/notify.ts';
import { postHead, scheduleHead } from './usecases/post-head.ts';
import { previewImpact } from './usecases/preview-impact.ts';
import type { Timing } from './workfront/transport.ts';
import { openWorkfront, type WorkfrontConnection } from './workfront/workfront.ts';

export type Bot = {
  /** Where the probes are, and Slack's requests in HTTP mode. */
  readonly port: number;
  /** Where the metrics are. */
  readonly metricsPort: number;
  readonly store: OpenStore;
  /** Resolves once what runs beside the start is through. */
  readonly settled: Promise<void>;
  /** Takes nothing new, lets what runs end (10 s at most), and frees everything. */
  close(): Promise<void>;
};

const probeEveryMs = 15_000;

type Parts = {
  readonly config: Config;
  readonly log: Log;
  readonly now: () => Date;
  readonly monotonic: () => number;
  readonly store: OpenStore;
  readonly workfront: WorkfrontConnection;
  readonly clients: SlackClients;
  readonly metrics: Metrics;
  readonly connection: Connection;
};

/**
 * Starts the whole bot and resolves once it takes commands. What was open before is resumed.
 * @throws StartError when the configuration breaks a promise that the bot makes.
 */
export async function startBot(
  config: Config,
  log: Log,
  options: {
    readonly now?: () => Date;
    /** Milliseconds that only go forward: how old an answer may be. */
    readonly monotonic?: () => number;
    /** What drives the jobs, and tells the time unless `now` does. */
    readonly clock?: Clock;
    readonly workfrontTiming?: Partial<Timing>;
  } = {},
): Promise<Bot> {
  for (const warning of config.warnings) log.warn(warning);
  const { clock } = options;
  const now = options.now ?? (() => new Date(clock?.now() ?? Date.now()));
  const registry = new Registry();
  const store = await orStartError('The store cannot be opened', () =>
    openStore({
      target: config.storeTarget,
      log,
      keys: (newest) => openKeys(config.auditKeyFile, config.storeTarget, newest),
      onStored: (stored) => tellStored(log, metrics, stored),
      ...(clock && { clock }),
    }),
  );
  const metrics = createMetrics(registry, sourcesOf(store));
  const workfront = openWorkfront({
    ...config.workfront,
    ...(options.workfrontTiming && { timing: options.workfrontTiming }),
    log,
    now,
    onRequest: ({ method, status, error, milliseconds }) =>
      metrics.workfrontSeconds.observe({ method, status: status ?? error ?? 'none' }, milliseconds / 1000),
  });
  const progress = { started: false };
  const loggedIn = rememberFor(probeEveryMs, () => workfront.check());
  const health = {
    registry,
    metricsApart: config.metricsPort !== null,
    checks: () => readiness(parts, loggedIn, progress.started),
  };
  const logger = boltLogger(log.child({}, { level: config.logLevel === 'debug' ? 'debug' : 'warn' }));
  const clients = createSlackClients({ token: config.slack.botToken, apiUrl: config.slack.apiUrl, logger });
  const connection = createConnection({
    ...config.slack,
    host: config.host,
    port: config.port,
    routes: healthRoutes(health),
    logger,
  });
  const monotonic = options.monotonic ?? (() => performance.now());
  const parts: Parts = { config, log, now, monotonic, store, workfront, clients, metrics, connection };
  const { host, port: ownPort, metricsPort } = config;
  const probes = config.slack.appToken
    ? await orStartError('PORT cannot be used', () => startHealth({ ...health, host, port: ownPort }))
    : null;
  const serveMetrics = async (port: number | null) =>
    port === null ? null : startMetrics({ registry, host, port });
  const apart = await orStartError('METRICS_PORT cannot be used', () => serveMetrics(metricsPort));
  const running = trackWork(connection);
  const close = () => closeAll(parts, [probes, apart], running);
  try {
    const port = await startParts(parts);
    progress.started = true;
    const open = probes?.port ?? port ?? ownPort;
    log.info({ port: open }, 'the bot is ready');
    const settled = tellKinds(log, workfront);
    return { port: open, metricsPort: apart?.port ?? open, store, settled, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startParts(parts: Parts): Promise<number | null> {
  const { config, log, now, monotonic, store, workfront, clients, metrics, connection } = parts;
  await checkLog(store.store);
  const people = createPeople({ clients, monotonic, log });
  const { workspaceUrl, installed } = await checkSlack(config, log, { clients, monotonic });
  await orWorkfrontError(log, workfront, config.workfront);
  const respond = createRespond(config.slack);
  const messenger = createMessenger({
    clients,
    respond,
    approvalChannel: config.approvalChannel,
    auditChannel: config.auditChannel,
    workspaceUrl,
    texts: en,
    policy: config.policy,
    now,
    files: installed.scopes.includes('files:write') ? createFilesOut(clients, config.slack.apiUrl) : null,
    onFailure: (code) => metrics.slackFailures.inc({ code }),
  });
  const ports: Ports = { store: store.store, workfront, people, messenger, now, newId, readMoment };
  registerGates(connection.app, {
    ports,
    policy: config.policy,
    texts: en,
    respond,
    log: store.log,
    installed: () => ({ ...installed, appId: installed.appId ?? connection.appId() }),
    commandsPerMinute: config.commandsPerMinute,
  });
  registerListeners(connection.app, {
    ports,
    policy: config.policy,
    texts: en,
    respond,
    direct: createDirect(clients),
    workspaceUrl,
    log: store.log,
    readFile: installed.scopes.includes('files:read')
      ? createFileReader({ ...config.slack, token: config.slack.botToken, reader: clients.reader })
      : null,
    onCommand: (kind) => metrics.commands.inc({ command: kind }),
  });
  connection.app.error(async (error) => {
    store.log.error({ err: error }, 'a listener failed');
    // The receiver answers it, as far as nobody has.
    throw error;
  });
  await store.work((job) => run(ports, config.policy, job));
  await scheduleHead(ports);
  return orStartError('Slack cannot be connected', () => connection.open());
}

function run(ports: Ports, policy: Policy, job: Job): Promise<void> {
  switch (job.name) {
    case 'execute':
      return carryOut(ports, policy, job.requestId, job.atOnce);
    case 'notify':
      return notify(ports, policy, job.requestId, job.repair ?? false);
    case 'announce':
      return announce(ports, job.all ?? false);
    case 'impact':
      return previewImpact(ports, job.requestId);
    case 'expire':
      return expire(ports, job.requestId);
    case 'escalate':
      return escalate(ports, job.requestId);
    case 'head':
      return postHead(ports, job.day);
    default:
      return job satisfies never;
  }
}

/** Log lines and counters of what was stored. The hashes in the log are one more witness of the audit. */
function tellStored(log: Log, metrics: Metrics, { requests, rows }: Stored): void {
  for (const { id, state, version } of requests)
    log.info({ requestId: id, state, version }, 'request stored');
  for (const row of rows) {
    const { number, event, requestId, hash } = row;
    log.info({ number, event, requestId, hash }, 'audit row');
    const { refusals, undelivered, executions, decisions } = metrics;
    if (row.event === 'refused') refusals.inc({ reason: row.data.reason });
    if (row.event === 'message_not_delivered') undelivered.inc({ kind: row.data.message });
    if (row.event === 'target_settled') executions.inc({ outcome: row.data.outcome.result });
    if (decided.has(row.event)) decisions.inc({ decision: row.event });
  }
}

const decided: ReadonlySet<string> = new Set(['approved', 'denied', 'cancelled', 'expired']);

async function readiness(
  { store, connection, workfront }: Pick<Parts, 'store' | 'connection' | 'workfront'>,
  accepted: () => Promise<unknown>,
  isStarted: boolean,
): Promise<Readiness> {
  const refusal = workfront.lastRefusal();
  return {
    store: await okOr(store.ping(), 'the store does not answer or cannot be written to'),
    slack: isStarted && connection.isOpen() ? 'ok' : 'not connected to Slack',
    // Once its time has come, this is the next try.
    workfront:
      refusal && refusal.nextTryInMs > 0
        ? `Workfront refused the log-in; the next try is in ${Math.ceil(refusal.nextTryInMs / 1000)} s`
        : await okOr(accepted(), 'Workfront does not accept the log-in or does not answer'),
  };
}

/** Counts what the listeners are doing, so that a shutdown can wait for it. */
function trackWork({ app }: Connection): ReadonlySet<Promise<void>> {
  const running = new Set<Promise<void>>();
  app.use(async ({ next }) => {
    const work = next();
    running.add(work);
    await work.finally(() => running.delete(work));
  });
  return running;
}

async function closeAll(
  { store, workfront, connection }: Parts,
  served: readonly (Served | null)[],
  running: ReadonlySet<Promise<void>>,
): Promise<void> {
  await connection.close();
  await Promise.race([Promise.allSettled(running), wait(4_000, undefined, { ref: false })]);
  await store.close({ timeoutMs: 5_000 });
  await workfront.close();
  for (const one of served) await one?.close();
}

function sourcesOf(store: OpenStore): Parameters<typeof createMetrics>[1] {
  return {
    jobs: async () => (await store.stats()).jobs,
    auditHead: async () => (await auditHead(store.db))?.number ?? 0,
  };
}

/** Letters and digits that are not mistaken for each other when read aloud or typed. */
const alphabet = '23456789abcdefghjkmnpqrstvwxyz';

/** An id to show and to type; 49 random bits. */
function newId(): string {
  return `r${Array.from({ length: 10 }, () => alphabet[randomInt(alphabet.length)]).join('')}`;
}
