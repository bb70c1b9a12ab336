import { setTimeout as sleep } from 'node:timers/promises';

import { DeliveryError } from '../requests/errors.ts';
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
const secondTryAfterMs = 500;

/**
 * The way to answer a command or a click without a token: works for 30 minutes and five times, and goes
 * nowhere but to Slack. https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export function createRespond({ apiUrl, wait = sleep }: RespondOptions): Respond {
  return async (url, content, replace = false) => {
    if (!isHook(url, apiUrl)) throw new DeliveryError('not_a_hook', { permanent: true });
    const body = JSON.stringify({ ...content, response_type: 'ephemeral', replace_original: replace });
    let answer = await post(url, body);
    const pause = pauseBefore(answer);
    if (pause !== null && pause <= longestWaitMs) {
      await wait(pause);
      answer = await post(url, body);
    }
    const { status, retryAfterMs } = answer;
    if (status >= 400) throw new DeliveryError(`http_${status}`, { permanent: status < 429, retryAfterMs });
  };
}

type Answer = { readonly status: number; readonly retryAfterMs: number | null };

/** When a second try may help: told to wait, or 404 for an address just given (slackapi/bolt-js#1261). */
function pauseBefore({ status, retryAfterMs }: Answer): number | null {
  if (status === 404) return secondTryAfterMs;
  return status === 429 ? (retryAfterMs ?? 1_000) : null;
}

async function post(url: string, body: string): Promise<Answer> {
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
