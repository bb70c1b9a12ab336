import { setTimeout as wait } from 'node:timers/promises';

import type { Config } from './config.ts';
import type { Log } from './log.ts';
import type { Store } from './requests/ports.ts';
import { checkWorkspace, SlackAway } from './slack/check-workspace.ts';
import type { SlackClients } from './slack/client.ts';
import { readInstalledApp, type InstalledApp } from './slack/installed-app.ts';
import { checkKinds, checkWorkfront } from './workfront/check-workfront.ts';
import type { WorkfrontConnection } from './workfront/workfront.ts';

/** Why the bot does not start, in words for the person who runs it. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** Runs a step of the start. @throws StartError that names the step before the reason. */
export async function orStartError<T>(what: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError(`${what}: ${why}`, { cause: error });
  }
}

/**
 * Waits for Slack if it is away, with one line in the log a minute, and checks that everything there is as the
 * bot needs it. Gives the workspace's address, and which installation this is.
 * @throws StartError with every problem, one a line.
 */
export async function checkSlack(
  config: Pick<Config, 'policy' | 'approvalChannel' | 'auditChannel'>,
  log: { warn(message: string): void; warn(data: object, message: string): void },
  parts: {
    readonly clients: SlackClients;
    readonly wait?: (ms: number) => Promise<unknown>;
    readonly monotonic: () => number;
  },
): Promise<{ readonly workspaceUrl: string; readonly installed: InstalledApp }> {
  let told = Number.NEGATIVE_INFINITY;
  for (let tries = 0; ; tries += 1) {
    try {
      const check = await checkWorkspace({ ...config, clients: parts.clients });
      for (const warning of check.warnings) log.warn(warning);
      if (check.problems.length > 0) throw new StartError(check.problems.join('\n'));
      const installed = await readInstalledApp(parts.clients.reader, parts.wait ?? wait);
      return { workspaceUrl: check.workspaceUrl, installed };
    } catch (error) {
      if (!(error instanceof SlackAway)) throw error;
      if (parts.monotonic() - told >= 60_000) {
        told = parts.monotonic();
        log.warn({ code: error.code }, 'Slack cannot be asked now; the start waits for it');
      }
      await (parts.wait ?? wait)(Math.max(error.retryAfterMs ?? 0, Math.min(15_000, 500 * 2 ** tries)));
    }
  }
}

/** @throws StartError when the audit log is not what the bot wrote. */
export async function checkLog(store: Pick<Store, 'checkLog'>): Promise<void> {
  const check = await store.checkLog();
  if (check.ok) return;
  const whatToDo = 'What to do: docs/operating.md, "If the bot says that the log is not sound".';
  throw new StartError(`The audit log is not sound. ${check.why} ${whatToDo}`);
}

/**
 * A wrong credential stops the start; a Workfront that is away does not.
 * @throws StartError
 */
export async function orWorkfrontError(
  log: Log,
  workfront: WorkfrontConnection,
  config: Config['workfront'],
): Promise<void> {
  const { findings, away, user } = await checkWorkfront(workfront, config);
  const problem = findings.find(({ state }) => state === 'problem');
  if (problem) throw new StartError(`${problem.says}.`);
  if (away) log.warn({ err: away }, 'Workfront does not answer; commands will say so until it does');
  if (user?.isAdmin === false) {
    log.warn('The API user is no Workfront administrator: it may not see everybody or may not deactivate.');
  }
}

/** Looks beside the bot, which does not wait for it, at which kinds of what people hold can be shown. Never throws. */
export async function tellKinds(log: Log, workfront: WorkfrontConnection): Promise<void> {
  try {
    for (const { state, says } of await checkKinds(workfront)) if (state !== 'ok') log.warn(says);
  } catch (error) {
    log.info({ err: error }, 'Workfront could not be asked what it shows of what people hold');
  }
}
