import { setTimeout as sleep } from 'node:timers/promises';

import { DeliveryError } from '../requests/errors.ts';
import type { SlackUserId } from '../requests/request.ts';
import { toDeliveryError, type SlackClients } from './client.ts';
import type { Content } from './views/blocks.ts';

/**
 * Shows `content` to the person whose command or click the address belongs to, and to nobody else. `replace`:
 * in place of the private message that was clicked; a command's own answers cannot be replaced later.
 * @throws DeliveryError, without the address, when Slack does not take it.
 */
export type Respond = (url: string, content: Content, replace?: boolean) => Promise<void>;

export type RespondOptions = {
  /** Base address of the Web API: beside a simulator, its own addresses are good too. */
  readonly apiUrl: string;
  /** Waits that many milliseconds. */
  readonly wait?: (ms: number) => Promise<unknown>;
};

/** The second is GovSlack's: https://docs.slack.dev/govslack */
const hookHosts: ReadonlySet<string> = new Set(['hooks.slack.com', 'hooks.slack-gov.com']);
const loopback = /^(127\.0\.0\.1|localhost|\[::1\])$/u;

const timeoutMs = 5_000;
/** A person waits for the answer, so a longer Retry-After is a failure. */
const longestWaitMs = 3_000;
const nextTryAfterMs = 500;
const tries = 3;

/**
 * The way to answer a command or a click without a token: works for 30 minutes and five times, and goes
 * nowhere but to Slack. https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export function createRespond({ apiUrl, wait = sleep }: RespondOptions): Respond {
  return async (url, content, replace = false) => {
    if (!isHook(url, apiUrl)) throw new DeliveryError('not_a_hook', { permanent: true });
    const body = JSON.stringify({ ...content, response_type: 'ephemeral', replace_original: replace });
    await persistently(wait, longestWaitMs, () => post(url, body));
  };
}

/** A direct message to one person, who waits for it. @throws DeliveryError when Slack does not take it. */
export type Direct = (user: SlackUserId, content: Content) => Promise<void>;

/** Nobody looks at a spinner for it, so it may wait for Slack longer. */
const longestDirectWaitMs = 60_000;

/** The way for private answers that cannot be shown where they were asked for. */
export function createDirect(
  { writer }: Pick<SlackClients, 'writer'>,
  wait: (ms: number) => Promise<unknown> = sleep,
): Direct {
  return (user, content) =>
    persistently(wait, longestDirectWaitMs, async () => {
      try {
        await writer.chat.postMessage({
          channel: user,
          unfurl_links: false,
          unfurl_media: false,
          ...content,
        });
      } catch (error) {
        throw toDeliveryError(error, 'chat.postMessage');
      }
    });
}

/** Does it, up to three times, with the pauses that Slack asks for as far as they are not too long. */
async function persistently(
  wait: (ms: number) => Promise<unknown>,
  longestMs: number,
  attempt: () => Promise<void>,
): Promise<void> {
  for (let failed = 1; ; failed += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      const pause = error.retryAfterMs ?? nextTryAfterMs;
      // A 404 for an address just given may pass (slackapi/bolt-js#1261); a second one says that it is used up.
      const isOver = error.permanent && !(error.code === 'http_404' && failed === 1);
      if (isOver || failed === tries || pause > longestMs) throw error;
      await wait(pause);
    }
  }
}

async function post(url: string, body: string): Promise<void> {
  const { status, retryAfterMs } = await send(url, body);
  if (status >= 400) throw new DeliveryError(`http_${status}`, { permanent: status < 429, retryAfterMs });
}

async function send(
  url: string,
  body: string,
): Promise<{ readonly status: number; readonly retryAfterMs: number | null }> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await answer.body?.cancel();
    const seconds = answer.headers.get('retry-after') ?? '';
    return { status: answer.status, retryAfterMs: /^\d+$/u.test(seconds) ? Number(seconds) * 1000 : null };
  } catch {
    // Without the cause: it may quote the address, which lets anybody post.
    throw new DeliveryError('no_answer', { permanent: false });
  }
}

function isHook(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, host } = new URL(url);
  const api = new URL(apiUrl);
  if (loopback.test(hostname)) return loopback.test(api.hostname);
  return protocol === 'https:' && (hookHosts.has(host) || host === api.host);
}
