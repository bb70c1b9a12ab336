import type { webApi } from '@slack/bolt';

import { orRefusal, SlackAway } from './check-workspace.ts';

/** Which installation this is; null: Slack does not say, or it stands for a whole organization. */
export type InstalledApp = {
  readonly teamId: string | null;
  readonly enterpriseId: string | null;
  readonly appId: string | null;
  /** What the token may do, as far as Slack tells. */
  readonly scopes: readonly string[];
};

const longestPauseMs = 30_000;

/**
 * Asks Slack whose the bot token is. What it does not tell, refuses nobody for as long as the bot runs; so a
 * failure that may pass is waited out, a little for the app's id, which some servers never tell.
 * @throws SlackAway when the token cannot be asked about now.
 * https://docs.slack.dev/reference/methods/auth.test https://docs.slack.dev/reference/methods/bots.info
 */
export async function readInstalledApp(
  reader: webApi.WebClient,
  wait: (ms: number) => Promise<unknown>,
): Promise<InstalledApp> {
  const identity = await told(() => reader.auth.test());
  const bot = identity?.bot_id;
  const about = bot === undefined ? null : await patiently(wait, () => told(() => reader.bots.info({ bot })));
  const isForAll = identity?.is_enterprise_install ?? false;
  return {
    teamId: (isForAll ? null : identity?.team_id) ?? null,
    enterpriseId: identity?.enterprise_id ?? null,
    appId: about?.bot?.app_id ?? null,
    scopes: identity?.response_metadata?.scopes ?? [],
  };
}

async function told<T extends object>(ask: () => Promise<T>): Promise<T | null> {
  const answer = await orRefusal(ask);
  return typeof answer === 'string' ? null : answer;
}

async function patiently<T>(
  wait: (ms: number) => Promise<unknown>,
  ask: () => Promise<T>,
): Promise<T | null> {
  for (const pause of [500, 2_000, 8_000, null]) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof SlackAway)) throw error;
      if (pause !== null) await wait(Math.min(error.retryAfterMs ?? pause, longestPauseMs));
    }
  }
  return null;
}
