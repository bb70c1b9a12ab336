import { setTimeout as wait } from 'node:timers/promises';

import { webApi, type types } from '@slack/bolt';

/** An update of a window right after an ack that changed it may lose (slackapi/bolt-js#1080, slackapi/bolt-python#481). */
const afterAckMs = 1_000;

/** When a window was acknowledged with a view, or null: it was not. */
export type AckedAt = number | null;

/**
 * Shows another view in a window. False: the person has closed it meanwhile, which is normal.
 * `ackedAt` by `performance.now`. https://docs.slack.dev/reference/methods/views.update#errors
 */
export async function updateWindow(
  client: webApi.WebClient,
  viewId: string,
  view: types.ModalView,
  ackedAt: AckedAt = null,
): Promise<boolean> {
  const rest = ackedAt === null ? 0 : ackedAt + afterAckMs - performance.now();
  if (rest > 0) await wait(rest);
  try {
    await client.views.update({ view_id: viewId, view });
    return true;
  } catch (error) {
    if (error instanceof webApi.WebAPIPlatformError && error.data.error === 'not_found') return false;
    throw error;
  }
}
