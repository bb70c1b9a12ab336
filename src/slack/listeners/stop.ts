import { Refusal } from '../../requests/refusal.ts';
import { isRequestId } from '../../requests/request.ts';
import { stop } from '../../usecases/stop.ts';
import { blocks, inputs } from '../ids.ts';
import { actionPayload, submissionPayload } from '../payloads.ts';
import type { Content } from '../views/blocks.ts';
import { headingOf } from '../views/outcome.ts';
import { stopView } from '../views/stop.ts';
import { answering, tell, type ListenerDependencies } from './answering.ts';
import type { ActionArgs } from './buttons.ts';
import { sayInWindow, type SubmitArgs } from './window.ts';

/** The stop button asks why, in a window; whether this person may is judged when it is sent. */
export function onStop(dependencies: ListenerDependencies) {
  return async ({ ack, body, client }: ActionArgs): Promise<void> => {
    await ack();
    const { ports, texts } = dependencies;
    const payload = actionPayload.parse(body);
    const [{ value: requestId = '' }] = payload.actions;
    const user = payload.user.id;
    const reply = (content: Content) =>
      tell(dependencies, { user, responseUrl: payload.response_url }, content);
    await answering(dependencies, { user, did: 'click' }, reply, async () => {
      const request = isRequestId(requestId) ? await ports.store.findRequest(requestId) : null;
      if (!request) throw new Refusal({ reason: 'request_unknown', id: requestId });
      const view = stopView(requestId, headingOf(request, texts), texts);
      await client.views.open({ trigger_id: payload.trigger_id, view });
    });
  };
}

/** The reason was sent: the window stays and says what became of it. */
export function onStopReason(dependencies: ListenerDependencies) {
  return async ({ ack, body, client }: SubmitArgs): Promise<void> => {
    const { ports, policy, texts } = dependencies;
    const { user, view } = submissionPayload.parse(body);
    const reason = view.state.values[blocks.stopReason]?.[inputs.stopReason]?.value?.trim() || null;
    const stopping = stop(ports, policy, { requestId: view.private_metadata, actor: user.id, reason });
    await sayInWindow(
      dependencies,
      { ack, client, user: user.id, viewId: view.id },
      stopping,
      texts.stop.saved,
    );
  };
}
