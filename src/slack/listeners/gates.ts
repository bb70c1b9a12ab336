import type { AllMiddlewareArgs, AnyMiddlewareArgs, App } from '@slack/bolt';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { z } from 'zod';

import { Refusal, type RefusalReason } from '../../requests/refusal.ts';
import { auditRefusals } from '../../usecases/audit-refusals.ts';
import { readEnvelope, type Envelope } from '../envelope.ts';
import type { InstalledApp } from '../installed-app.ts';
import { noteView } from '../views/denial.ts';
import { refusalMessage } from '../views/refusal.ts';
import type { ListenerDependencies } from './answering.ts';

export type GateDependencies = Pick<ListenerDependencies, 'policy' | 'texts' | 'respond' | 'log'> & {
  readonly ports: Pick<ListenerDependencies['ports'], 'store' | 'now'>;
  /** Asked for each payload: a new connection may tell more. */
  readonly installed: () => InstalledApp;
  /** Of one person; six times as many clicks. 0: any number. */
  readonly commandsPerMinute: number;
};

type Args = AnyMiddlewareArgs & AllMiddlewareArgs;
type Gate = (args: Args, envelope: Envelope) => Promise<boolean>;

const clicksPerCommand = 6;
/** Longer than a clock that was wrong is likely to be put back: the signature of a request is good for minutes. */
const rememberMs = 24 * 3_600_000;

/**
 * What a payload has to pass before any listener sees it, cheapest first: not too many by one person, from
 * the workspace that the app is installed in, and for the first time.
 */
export function registerGates(app: App, dependencies: GateDependencies): void {
  const gates = [floodGate(dependencies), workspaceGate(dependencies), replayGate(dependencies)];
  app.use(async (args) => {
    const envelope = readEnvelope(args.body);
    if (envelope) for (const gate of gates) if (!(await gate(args, envelope))) return;
    await args.next();
  });
}

/** Who sends too much is told so without a call to Slack or the store; the audit log hears of it once a minute. */
function floodGate(dependencies: GateDependencies): Gate {
  const { commandsPerMinute } = dependencies;
  if (commandsPerMinute === 0) return async () => true;
  const commands = new RateLimiterMemory({ points: commandsPerMinute, duration: 60 });
  const clicks = new RateLimiterMemory({ points: commandsPerMinute * clicksPerCommand, duration: 60 });
  const told = new RateLimiterMemory({ points: 1, duration: 60 });
  return async (args, envelope) => {
    const limiter = envelope.kind === 'command' ? commands : clicks;
    if (await isWithin(limiter, envelope.actor)) return true;
    const because = { reason: 'too_fast' } as const;
    await acknowledge(args, envelope, because, dependencies);
    if (await isWithin(told, envelope.actor)) {
      await audit(dependencies, envelope, because);
      await tell(dependencies, envelope, because);
    }
    return false;
  };
}

async function isWithin(limiter: RateLimiterMemory, key: string): Promise<boolean> {
  try {
    await limiter.consume(key);
    return true;
  } catch (error) {
    if (error instanceof RateLimiterRes) return false;
    throw error;
  }
}

function workspaceGate(dependencies: GateDependencies): Gate {
  const { installed, log } = dependencies;
  return async (args, envelope) => {
    const ours = installed();
    if (!isForeign(envelope, ours)) return true;
    const [from, to] = [envelope, ours].map(({ teamId, enterpriseId, appId }) => ({
      teamId,
      enterpriseId,
      appId,
    }));
    // Where it is the app alone, the two tokens may be of two apps.
    log.warn({ from, to }, 'a payload from another workspace, organization or app was refused');
    const because = { reason: 'other_workspace' } as const;
    await acknowledge(args, envelope, because, dependencies);
    await audit(dependencies, envelope, because);
    await tell(dependencies, envelope, because);
    return false;
  };
}

/** A payload that comes again was recorded on its way, or delivered twice: it is acknowledged and does nothing. */
function replayGate(dependencies: GateDependencies): Gate {
  const { log, ports } = dependencies;
  return async (args, { triggerId, actor }) => {
    if (triggerId === null) return true;
    const now = ports.now();
    try {
      const until = new Date(now.getTime() + rememberMs);
      if (await ports.store.firstSeen(triggerId, until, now)) return true;
    } catch (error) {
      // Without the store nothing can be decided either, and the listener says so better.
      log.warn({ err: error }, 'whether a payload is new could not be asked');
      return true;
    }
    log.warn({ actor }, 'a payload came a second time and was left alone');
    await ackOf(args)();
    return false;
  };
}

/** Whether a payload is meant for another app, or comes from another workspace or organization. */
export function isForeign(envelope: Envelope, installed: InstalledApp): boolean {
  return (['teamId', 'enterpriseId', 'appId'] as const).some(
    (key) => envelope[key] !== null && installed[key] !== null && envelope[key] !== installed[key],
  );
}

async function audit(
  { ports, policy, log }: GateDependencies,
  { actor, kind }: Envelope,
  because: RefusalReason,
): Promise<void> {
  const tried = { actor, attempted: kind, requestId: null };
  try {
    await auditRefusals(ports, policy, tried, () => Promise.reject(new Refusal(because)));
  } catch (error) {
    if (!(error instanceof Refusal)) log.error({ err: error }, 'a refusal could not be written to the log');
  }
}

const anyAck = z.custom<(answer?: object) => Promise<void>>((value) => typeof value === 'function');

/** Each kind of payload has an ack of its own type; what it is given here fits its kind. */
function ackOf(args: Args): (answer?: object) => Promise<void> {
  return anyAck.parse(Reflect.get(args, 'ack'));
}

/** A command and a window can be answered within the ack; a click cannot. */
async function acknowledge(
  args: Args,
  { kind }: Envelope,
  because: RefusalReason,
  { texts }: GateDependencies,
): Promise<void> {
  const content = refusalMessage(because, texts, () => '');
  const ack = ackOf(args);
  if (kind === 'command') await ack({ response_type: 'ephemeral', ...content });
  else if (kind === 'window') await ack({ response_action: 'update', view: noteView(content, texts) });
  else if (kind === 'options') await ack({ options: [] });
  else await ack();
}

async function tell(
  { respond, texts, log }: GateDependencies,
  { kind, responseUrl }: Envelope,
  because: RefusalReason,
): Promise<void> {
  if (kind !== 'click' || responseUrl === null) return;
  try {
    await respond(
      responseUrl,
      refusalMessage(because, texts, () => ''),
    );
  } catch (error) {
    log.warn({ err: error }, 'a private answer could not be delivered');
  }
}
