import { DeliveryError } from '../requests/errors.ts';
import type { Content } from './views/blocks.ts';

const timeoutMs = 5_000;

/**
 * Shows `content` to the person whose command or click `url` belongs to, and to nobody else. `replace`:
 * in place of the private message that was clicked. Works for 30 minutes and five times.
 * https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 * @throws DeliveryError, without the address, when Slack does not take it.
 */
export async function respondTo(url: string, content: Content, replace = false): Promise<void> {
  const body = JSON.stringify({ ...content, response_type: 'ephemeral', replace_original: replace });
  let status: number;
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await answer.body?.cancel();
    status = answer.status;
  } catch (error) {
    throw new DeliveryError('no_answer', { permanent: false, cause: error });
  }
  if (status >= 400) throw new DeliveryError(`http_${status}`, { permanent: status < 429 });
}
