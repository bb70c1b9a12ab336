import { setTimeout as wait } from 'node:timers/promises';

import {
  webApi,
  type AllMiddlewareArgs,
  type SlackViewMiddlewareArgs,
  type types,
  type ViewSubmitAction,
} from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import type { Line } from '../../i18n/line.ts';
import type { SlackUserId } from '../../requests/request.ts';
import { message, type Content } from '../views/blocks.ts';
import { noteView, waitView } from '../views/denial.ts';
import { answering, isStoredSoon, type ListenerDependencies } from './answering.ts';

/** An update of a window right after an ack that changed it may lose (slackapi/bolt-js#1080, slackapi/bolt-python#481). */
const afterAckMs = 1_000;

/** When a window was acknowledged with a view, or null: it was not. */
type AckedAt = number | null;

/** Waits until an update of a window cannot lose any more to the view that its ack brought. */
export async function restAfterAck(ackedAt: AckedAt): Promise<void> {
  const rest = ackedAt === null ? 0 : ackedAt + afterAckMs - performance.now();
  if (rest > 0) await wait(rest);
}

export type SubmitArgs = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Who sent which window, and the means to answer there. */
type Sent = Pick<SubmitArgs, 'ack' | 'client'> & { readonly user: SlackUserId; readonly viewId: string };

/**
 * Says in the window that was sent what became of it: `saved` once the work is stored, or why it was not. After
 * two seconds the window says that it takes a moment; to who closes it meanwhile, the answer is a direct message.
 */
export async function sayInWindow(
  dependencies: ListenerDependencies,
  { ack, client, user, viewId }: Sent,
  work: Promise<unknown>,
  saved: Line,
): Promise<void> {
  const { texts } = dependencies;
  const isSoon = await isStoredSoon(work);
  let ackedAt: AckedAt = null;
  if (!isSoon) {
    await ack({ response_action: 'update', view: waitView(texts) });
    ackedAt = performance.now();
  }
  const say = async (content: Content): Promise<void> => {
    const view = noteView(content, texts);
    if (isSoon) await ack({ response_action: 'update', view });
    else if (!(await updateWindow(client, viewId, view, ackedAt))) await dependencies.direct(user, content);
  };
  await answering(dependencies, { user, did: 'click' }, say, async () => {
    await work;
    await say(message([saved]));
  });
}

/** Says at the field that the reason is missing: whether Slack holds back one of spaces alone is not documented. */
export async function askForReason(ack: SubmitArgs['ack'], field: string, { window }: Texts): Promise<void> {
  await ack({ response_action: 'errors', errors: { [field]: window.reasonBlank } });
}

/** Draws the window anew in which something was clicked, or says there why it cannot. */
export async function redraw(
  dependencies: ListenerDependencies,
  { client, user, viewId }: Omit<Sent, 'ack'>,
  next: () => Promise<types.ModalView>,
): Promise<void> {
  const say = async (content: Content): Promise<void> => {
    await updateWindow(client, viewId, noteView(content, dependencies.texts));
  };
  await answering(dependencies, { user, did: 'click' }, say, async () => {
    await updateWindow(client, viewId, await next());
  });
}

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
  await restAfterAck(ackedAt);
  try {
    await client.views.update({ view_id: viewId, view });
    return true;
  } catch (error) {
    if (error instanceof webApi.WebAPIPlatformError && error.data.error === 'not_found') return false;
    throw error;
  }
}
