import { webApi } from '@slack/bolt';

import type { Envelope } from './envelope.ts';

/** Which installation this is; null: Slack does not say, or it stands for a whole organization. */
export type InstalledApp = {
  readonly teamId: string | null;
  readonly enterpriseId: string | null;
  readonly appId: string | null;
  /** What the token may do, as far as Slack tells. */
  readonly scopes: readonly string[];
};

/**
 * Asks Slack whose the bot token is. What it does not tell, refuses nobody later.
 * https://docs.slack.dev/reference/methods/auth.test https://docs.slack.dev/reference/methods/bots.info
 */
export async function readInstalledApp(reader: webApi.WebClient): Promise<InstalledApp> {
  const identity = await told(() => reader.auth.test());
  const bot = identity?.bot_id;
  const about = bot === undefined ? null : await told(() => reader.bots.info({ bot }));
  const isForAll = identity?.is_enterprise_install ?? false;
  return {
    teamId: (isForAll ? null : identity?.team_id) ?? null,
    enterpriseId: identity?.enterprise_id ?? null,
    appId: about?.bot?.app_id ?? null,
    scopes: identity?.response_metadata?.scopes ?? [],
  };
}

async function told<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof webApi.SlackError) return null;
    throw error;
  }
}

/** Whether a payload is meant for another app, or comes from another workspace or organization. */
export function isForeign(envelope: Envelope, installed: InstalledApp): boolean {
  return (['teamId', 'enterpriseId', 'appId'] as const).some(
    (key) => envelope[key] !== null && installed[key] !== null && envelope[key] !== installed[key],
  );
}
