import { webApi } from '@slack/bolt';

import { DeliveryError } from '../requests/errors.ts';
import { readable } from './readable.ts';

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
  const common = { slackApiUrl: apiUrl, logger, fetch: readable(fetch), allowAbsoluteUrls: false } as const;
  return {
    reader: new webApi.WebClient(token, {
      ...common,
      timeout: 3_000,
      rejectRateLimitedCalls: true,
      retryConfig: { retries: 2, minTimeout: 200, maxTimeout: 1_000, factor: 2 },
    }),
    writer: new webApi.WebClient(token, {
      ...common,
      timeout: timeoutMs,
      rejectRateLimitedCalls: true,
      retryConfig: { retries: 0 },
    }),
  };
}

/** The methods by which the bot writes. */
type WritingMethod =
  | 'chat.postMessage'
  | 'chat.update'
  | 'chat.delete'
  | 'files.getUploadURLExternal'
  | 'files.completeUploadExternal';

/** The content is wrong: no place and no time makes it right. */
const wrongContent = [
  'invalid_arguments',
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
];

/** The workspace takes no such files, or has no room for them. */
const noFiles = [
  'file_type_not_allowed',
  'file_upload_size_restricted',
  'file_uploads_disabled',
  'file_uploads_except_images_disabled',
  'snippet_too_large',
  'storage_limit_reached',
];

/**
 * What no later try mends, by method, from the page of each method, such as
 * https://docs.slack.dev/reference/methods/chat.postMessage#errors. An archived or frozen channel is `is_archived` when posting and
 * `is_inactive` when updating.
 */
const finalCodes: Readonly<Record<WritingMethod, ReadonlySet<string>>> = {
  'chat.postMessage': new Set([
    ...wrongContent,
    'access_denied',
    'app_access_restricted',
    'cannot_reply_to_message',
    'channel_not_found',
    'is_archived',
    'messages_tab_disabled',
    'no_permission',
    'not_in_channel',
    'restricted_action',
    'restricted_action_non_threadable_channel',
    'restricted_action_read_only_channel',
    'restricted_action_thread_locked',
    'restricted_action_thread_only_channel',
    'team_not_found',
    // Not on its page, but seen by others.
    'cannot_dm_bot',
    'user_disabled',
    'user_not_found',
  ]),
  'chat.update': new Set([
    ...wrongContent,
    'block_mismatch',
    'cant_update_message',
    'channel_not_found',
    'edit_window_closed',
    'is_inactive',
    'message_not_found',
  ]),
  'files.getUploadURLExternal': new Set([
    ...noFiles,
    'access_denied',
    'invalid_arguments',
    'missing_argument',
    'missing_scope',
  ]),
  'files.completeUploadExternal': new Set([
    ...noFiles,
    'access_denied',
    'channel_not_found',
    'file_not_found',
    'file_update_failed',
    'invalid_arguments',
    'invalid_channel',
    'is_archived',
    'missing_scope',
    'no_permission',
    'not_in_channel',
    'posting_to_channel_denied',
  ]),
  'chat.delete': new Set([
    'cant_delete_message',
    'channel_not_found',
    'compliance_exports_prevent_deletion',
    'invalid_arguments',
    'is_inactive',
    'message_not_found',
  ]),
};

/** What lasts until somebody mends the app's installation. https://docs.slack.dev/reference/methods/auth.test#errors */
const operatorCodes: ReadonlySet<string> = new Set([
  'account_inactive',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'invalid_auth',
  'missing_scope',
  'not_allowed_token_type',
  'not_authed',
  'org_login_required',
  'team_access_not_granted',
  'token_expired',
  'token_revoked',
  'two_factor_setup_required',
]);

/** How long to wait after codes that come without a Retry-After. https://docs.slack.dev/apis/web-api/rate-limits */
const pauseMs: Readonly<Record<string, number>> = { rate_limited: 1_000, message_limit_exceeded: 60_000 };

/** Whether nothing but a change to the app's installation or its token ends this refusal. */
export function isForOperator(code: string): boolean {
  return operatorCodes.has(code);
}

/** A failed call: Slack's code, or one of ours, and how long Slack asked to wait. Null: no failure of Slack. */
export function failureOf(
  error: unknown,
): { readonly code: string; readonly retryAfterMs: number | null } | null {
  if (error instanceof webApi.WebAPIPlatformError) {
    const code = error.data.error;
    return { code, retryAfterMs: pauseMs[code] ?? null };
  }
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return { code: 'ratelimited', retryAfterMs: error.retryAfter * 1000 };
  }
  if (error instanceof webApi.WebAPIHTTPError)
    return { code: `http_${error.statusCode}`, retryAfterMs: null };
  return error instanceof webApi.SlackError ? { code: 'no_answer', retryAfterMs: null } : null;
}

/** Any failure of a call of `method` as a DeliveryError; other errors are passed on as they are. */
export function toDeliveryError(error: unknown, method: WritingMethod): unknown {
  const failure = failureOf(error);
  if (!failure) return error;
  const { code, retryAfterMs } = failure;
  return new DeliveryError(code, {
    permanent: finalCodes[method].has(code),
    forOperator: isForOperator(code),
    retryAfterMs,
    cause: error,
  });
}
