import { listRequests } from '../../usecases/list-requests.ts';
import { readRequest } from '../../usecases/read-request.ts';
import { stop } from '../../usecases/stop.ts';
import { blocks, inputs } from '../ids.ts';
import { actionPayload, listedPayload, stopMetadata, type ActionPayload } from '../payloads.ts';
import type { Content } from '../views/blocks.ts';
import { listAnswer } from '../views/list.ts';
import { stopView } from '../views/stop.ts';
import { answering, tell, type ListenerDependencies } from './answering.ts';
import type { ActionArgs } from './buttons.ts';
import { onReason } from './window.ts';

type Metadata = ReturnType<typeof stopMetadata.parse>;

/** The stop button of a card. */
export function onStop(dependencies: ListenerDependencies) {
  return askWhy(dependencies, ({ actions: [{ value = '' }] }) => ({ requestId: value, list: null }));
}

/** The stop button of a list, in whose place the list stands as it is then. */
export function onStopListed(dependencies: ListenerDependencies) {
  return askWhy(dependencies, ({ response_url: responseUrl, actions: [{ value }] }) => {
    const { requestId, ...listing } = listedPayload.parse(value);
    return { requestId, list: { listing, responseUrl } };
  });
}

/** Asks why, in a window; whether this person may is judged when it is sent. */
function askWhy(dependencies: ListenerDependencies, read: (payload: ActionPayload) => Metadata) {
  return async ({ ack, body, client }: ActionArgs): Promise<void> => {
    const { ports, policy, texts } = dependencies;
    const payload = actionPayload.parse(body);
    await ack();
    const user = payload.user.id;
    const reply = (content: Content) =>
      tell(dependencies, { user, responseUrl: payload.response_url }, content);
    await answering(dependencies, { user, did: 'click' }, reply, async () => {
      const metadata = read(payload);
      const request = await readRequest(ports, policy, { requestId: metadata.requestId, actor: user });
      const view = stopView(metadata, request, texts);
      await client.views.open({ trigger_id: payload.trigger_id, view });
    });
  };
}

/** The reason was sent; then the list from which it was asked for, if it was, is shown as it is by now. */
export function onStopReason(dependencies: ListenerDependencies) {
  const { ports, policy, texts } = dependencies;
  const { saved } = texts.stop;
  return onReason(
    dependencies,
    { block: blocks.stopReason, input: inputs.stopReason, saved },
    ({ user, view }, reason) => {
      const { requestId } = stopMetadata.parse(view.private_metadata);
      return stop(ports, policy, { requestId, actor: user.id, reason });
    },
    async ({ user, view }) => {
      const { list } = stopMetadata.parse(view.private_metadata);
      if (list) await showList(dependencies, user.id, list);
    },
  );
}

/** The list as it is now in the place of the one that was clicked. */
async function showList(
  { ports, policy, texts, workspaceUrl, respond, log }: ListenerDependencies,
  actor: string,
  { listing, responseUrl }: NonNullable<Metadata['list']>,
): Promise<void> {
  try {
    const page = await listRequests(ports, policy, actor, listing);
    await respond(responseUrl, listAnswer(page, workspaceUrl, texts), true);
  } catch (error) {
    // The window has said what became of it, and the next list is right.
    log.warn({ err: error }, 'a list could not be brought up to date');
  }
}
