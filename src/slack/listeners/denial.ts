import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';

import { checkDenial, decide, type Click } from '../../usecases/decide.ts';
import { blocks, inputs } from '../ids.ts';
import { actionPayload, submissionPayload } from '../payloads.ts';
import type { Content } from '../views/blocks.ts';
import { denialView, noteView, waitView } from '../views/denial.ts';
import { answering, type ListenerDependencies } from './answering.ts';
import type { ActionArgs } from './buttons.ts';
import { isStoredSoon } from './stored-first.ts';

type SubmitArgs = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** The deny button: a window at once, since its trigger lives three seconds; the form once it may be used. */
export function onDeny(dependencies: ListenerDependencies) {
  return async ({ ack, body, client }: ActionArgs): Promise<void> => {
    await ack();
    const { ports, policy, texts } = dependencies;
    const payload = actionPayload.parse(body);
    const [{ value: requestId = '' }] = payload.actions;
    let viewId: string | undefined;
    const reply = async (content: Content): Promise<void> => {
      if (viewId === undefined) await dependencies.respond(payload.response_url, content);
      else await client.views.update({ view_id: viewId, view: noteView(content.text, texts) });
    };
    await answering(dependencies, reply, async () => {
      const opened = await client.views.open({ trigger_id: payload.trigger_id, view: waitView(texts) });
      viewId = opened.view?.id;
      await checkDenial(ports, policy, { requestId, actor: payload.user.id });
      if (viewId) await client.views.update({ view_id: viewId, view: denialView(requestId, texts) });
    });
  };
}

/** The reason was sent: the window stays and says what became of it. */
export function onDenialReason(dependencies: ListenerDependencies) {
  return async ({ ack, body, client }: SubmitArgs): Promise<void> => {
    const { ports, policy, texts } = dependencies;
    const { user, view } = submissionPayload.parse(body);
    const reason = view.state.values[blocks.denialReason]?.[inputs.denialReason]?.value?.trim() || null;
    const click: Click = { requestId: view.private_metadata, actor: user.id, verdict: 'deny', reason };
    const decision = decide(ports, policy, click);
    const isSoon = await isStoredSoon(decision);
    if (!isSoon) await ack({ response_action: 'update', view: waitView(texts) });
    const say = async (text: string): Promise<void> => {
      const next = noteView(text, texts);
      if (isSoon) await ack({ response_action: 'update', view: next });
      else await client.views.update({ view_id: view.id, view: next });
    };
    await answering(
      dependencies,
      (content) => say(content.text),
      async () => {
        await decision;
        await say(texts.denial.saved);
      },
    );
  };
}
