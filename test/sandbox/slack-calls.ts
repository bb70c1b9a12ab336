import { LogLevel, webApi } from '@slack/bolt';

import type { SlackSandbox } from '../../sandbox/slack/sandbox.ts';

/** A client of a simulated Slack that tries everything once. */
export function clientOf({ botToken, apiUrl }: Pick<SlackSandbox, 'botToken' | 'apiUrl'>): webApi.WebClient {
  return new webApi.WebClient(botToken, {
    slackApiUrl: apiUrl,
    logLevel: LogLevel.ERROR,
    retryConfig: { retries: 0 },
  });
}

/** The `error` code that a call is answered with, and the rest of the answer. */
export async function refusal(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call;
  } catch (error) {
    if (error instanceof webApi.WebAPIPlatformError) return { ...error.data };
    throw error;
  }
  throw new Error('The call was not refused');
}
