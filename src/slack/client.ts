import { webApi } from '@slack/bolt';

import { DeliveryError } from '../requests/errors.ts';

export type SlackClients = {
  /** For reads: tried again a little on its own. */
  readonly reader: webApi.WebClient;
  /** For messages: one attempt a call, since a repeated post may double. */
  readonly writer: webApi.WebClient;
};

export type SlackClientOptions = {
  readonly token: string;
  /** Base address of the Web API, ending in a slash. */
  readonly apiUrl: string;
  readonly logger: webApi.Logger;
};

const timeoutMs = 10_000;

/** Web API clients with a time-out on every call; they never follow a method name to another host. */
export function createSlackClients({ token, apiUrl, logger }: SlackClientOptions): SlackClients {
  const common = { slackApiUrl: apiUrl, logger, timeout: timeoutMs, allowAbsoluteUrls: false } as const;
  return {
    reader: new webApi.WebClient(token, {
      ...common,
      timeout: 3_000,
      rejectRateLimitedCalls: true,
      retryConfig: { retries: 2, minTimeout: 200, maxTimeout: 1_000, factor: 2 },
    }),
    writer: new webApi.WebClient(token, {
      ...common,
      rejectRateLimitedCalls: true,
      retryConfig: { retries: 0 },
    }),
  };
}

/** Errors after which the same call can never succeed. https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const permanentErrors = new Set([
  'cannot_dm_bot',
  'cant_delete_message',
  'cant_update_message',
  'channel_not_found',
  'edit_window_closed',
  'invalid_arguments',
  'invalid_blocks',
  'invalid_blocks_format',
  'is_archived',
  'message_not_found',
  'messages_tab_disabled',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
  'not_in_channel',
  'restricted_action',
  'user_disabled',
  'user_not_found',
]);

/** Any failure of a Web API call as a DeliveryError; other errors are passed on as they are. */
export function toDeliveryError(error: unknown): unknown {
  if (error instanceof webApi.WebAPIPlatformError) {
    const code = error.data.error;
    return new DeliveryError(code, { permanent: permanentErrors.has(code), cause: error });
  }
  if (error instanceof webApi.WebAPIRateLimitedError) {
    const retryAfterMs = error.retryAfter * 1000;
    return new DeliveryError('ratelimited', { permanent: false, retryAfterMs, cause: error });
  }
  if (error instanceof webApi.WebAPIHTTPError) {
    return new DeliveryError(`http_${error.statusCode}`, { permanent: false, cause: error });
  }
  if (error instanceof webApi.WebAPIRequestError) {
    return new DeliveryError('no_answer', { permanent: false, cause: error });
  }
  return error;
}
