import { setTimeout as wait } from 'node:timers/promises';

import {
  webApi,
  type AllMiddlewareArgs,
  type SlackViewMiddlewareArgs,
  type types,
  type ViewSubmitAction,
} from '@slack/bolt';

import type { Line } from '../../i18n/line.ts';
import type { SlackUserId } from '../../requests/request.ts';
import { actionPayload, submissionPayload, type SubmissionPayload } from '../payloads.ts';
import { message, type Content } from '../views/blocks.ts';
import { noteView, waitView } from '../views/denial.ts';
import { answering, isStoredSoon, tell, type ListenerDependencies } from './answering.ts';
import type { ActionArgs } from './buttons.ts';

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

/** How the window is called in which somebody says why, and what it says once that is stored. */
type Reasons = { readonly block: string; readonly input: string; readonly saved: Line };

/**
 * A window was sent in which somebody says why: the window stays and says what became of it. Whether Slack holds
 * back a reason of spaces alone is not documented, so the field says that it is missing.
 */
export function onReason(
  dependencies: ListenerDependencies,
  { block, input, saved }: Reasons,
  work: (sent: SubmissionPayload, reason: string) => Promise<unknown>,
  afterwards: (sent: SubmissionPayload) => Promise<void> = async () => {},
) {
  return async ({ ack, body, client }: SubmitArgs): Promise<void> => {
    const sent = submissionPayload.parse(body);
    const reason = sent.view.state.values[block]?.[input]?.value?.trim() ?? '';
    if (reason === '') {
      const errors = { [block]: dependencies.texts.window.reasonBlank };
      await ack({ response_action: 'errors', errors });
      return;
    }
    const window = { ack, client, user: sent.user.id, viewId: sent.view.id };
    await sayInWindow(dependencies, window, work(sent, reason), saved);
    await afterwards(sent);
  };
}

/**
 * A button with a value opens a window at once, since its trigger lives three seconds, and fills it when that is
 * ready. What goes wrong is said there, or in private beside what was clicked, which still has its button.
 */
export function onOpening(
  dependencies: ListenerDependencies,
  waiting: (value: string) => types.ModalView,
  filled: (value: string, actor: SlackUserId) => Promise<types.ModalView>,
) {
  return async ({ ack, body, client }: ActionArgs): Promise<void> => {
    const payload = actionPayload.parse(body);
    await ack();
    const { user, trigger_id, response_url: responseUrl } = payload;
    const [{ value = '' }] = payload.actions;
    let viewId: string | undefined;
    const show = async (view: types.ModalView): Promise<boolean> =>
      viewId !== undefined && updateWindow(client, viewId, view);
    const say = async (content: Content): Promise<void> => {
      if (await show(noteView(content, dependencies.texts))) return;
      await tell(dependencies, { user: user.id, responseUrl }, content);
    };
    await answering(dependencies, { user: user.id, did: 'click' }, say, async () => {
      const opened = await client.views.open({ trigger_id, view: waiting(value) });
      viewId = opened.view?.id;
      await show(await filled(value, user.id));
    });
  };
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
