import { checkDenial, decide, type Click } from '../../usecases/decide.ts';
import { blocks, inputs } from '../ids.ts';
import { actionPayload, submissionPayload } from '../payloads.ts';
import type { Content } from '../views/blocks.ts';
import { denialView, noteView, waitView } from '../views/denial.ts';
import { answering, tell, type ListenerDependencies } from './answering.ts';
import type { ActionArgs } from './buttons.ts';
import { askForReason, sayInWindow, updateWindow, type SubmitArgs } from './window.ts';

/** The deny button: a window at once, since its trigger lives three seconds; the form once it may be used. */
export function onDeny(dependencies: ListenerDependencies) {
  return async ({ ack, body, client }: ActionArgs): Promise<void> => {
    const { ports, policy, texts } = dependencies;
    const payload = actionPayload.parse(body);
    await ack();
    const [{ value: requestId = '' }] = payload.actions;
    const user = payload.user.id;
    let viewId: string | undefined;
    const reply = async (content: Content): Promise<void> => {
      const isShown = viewId !== undefined && (await updateWindow(client, viewId, noteView(content, texts)));
      if (!isShown) await tell(dependencies, { user, responseUrl: payload.response_url }, content);
    };
    await answering(dependencies, { user, did: 'click' }, reply, async () => {
      const opened = await client.views.open({ trigger_id: payload.trigger_id, view: waitView(texts) });
      viewId = opened.view?.id;
      const request = await checkDenial(ports, policy, { requestId, actor: user });
      const profile = await ports.people.profile(request.requester).catch(() => null);
      if (viewId) await updateWindow(client, viewId, denialView(request, profile?.name ?? null, texts));
    });
  };
}

/** The reason was sent: the window stays and says what became of it. */
export function onDenialReason(dependencies: ListenerDependencies) {
  return async ({ ack, body, client }: SubmitArgs): Promise<void> => {
    const { ports, policy, texts } = dependencies;
    const { user, view } = submissionPayload.parse(body);
    const reason = view.state.values[blocks.denialReason]?.[inputs.denialReason]?.value?.trim() ?? '';
    if (reason === '') return askForReason(ack, blocks.denialReason, texts);
    const click: Click = { requestId: view.private_metadata, actor: user.id, verdict: 'deny', reason };
    const decision = decide(ports, policy, click);
    await sayInWindow(
      dependencies,
      { ack, client, user: user.id, viewId: view.id },
      decision,
      texts.denial.saved,
    );
  };
}
