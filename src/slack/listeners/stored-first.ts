import { setTimeout as wait } from 'node:timers/promises';

/** Slack shows an error after 3 s without an acknowledgement; the rest is for the way there and back. */
const patienceMs = 2_000;

/**
 * Waits until a decision is stored or refused, so that it can be acknowledged as such: who sees a click
 * taken may rely on it, whatever happens to this process. False: that takes too long, acknowledge first.
 * https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response
 */
export async function isStoredSoon(decision: Promise<unknown>): Promise<boolean> {
  const late = wait(patienceMs, false, { ref: false });
  const settled = decision.then(
    () => true,
    () => true,
  );
  return Promise.race([settled, late]);
}
