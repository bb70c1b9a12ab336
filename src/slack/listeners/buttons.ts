import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { z } from 'zod';

import type { Request } from '../../requests/request.ts';
import { cancel } from '../../usecases/cancel.ts';
import { decide } from '../../usecases/decide.ts';
import { pick } from '../../usecases/pick.ts';
import { actionPayload } from '../payloads.ts';
import { safe } from '../text.ts';
import { cancelledAnswer } from '../views/answers.ts';
import { note, type Content } from '../views/blocks.ts';
import { answering, type ListenerDependencies } from './answering.ts';
import { isStoredSoon } from './stored-first.ts';

export type ActionArgs = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;
type Payload = z.infer<typeof actionPayload>;

/** The approve button: the click is judged from the stored request. */
export function onApprove(dependencies: ListenerDependencies) {
  const { ports, policy } = dependencies;
  return onDecision(
    dependencies,
    ({ user, actions: [{ value = '' }] }) =>
      decide(ports, policy, { requestId: value, actor: user.id, verdict: 'approve', reason: null }),
    async () => {},
  );
}

/** The withdraw button, on the confirm message and on the requester's private answer. */
export function onCancel(dependencies: ListenerDependencies) {
  const { ports, policy, texts } = dependencies;
  return onDecision(
    dependencies,
    ({ user, actions: [{ value = '' }] }) => cancel(ports, policy, { requestId: value, actor: user.id }),
    // In place of the private answer, so that its button goes.
    (request, { container, response_url }) =>
      dependencies.respond(response_url, cancelledAnswer(request, texts), container?.is_ephemeral ?? false),
  );
}

/** The choice of one of several people. */
export function onPick(dependencies: ListenerDependencies) {
  return onClick(dependencies, async ({ user, response_url, actions: [action] }) => {
    const { ports, policy, texts } = dependencies;
    const chosen = action.selected_option?.value ?? '';
    const name = action.selected_option?.text?.text ?? chosen;
    // The request does not depend on this note.
    await Promise.allSettled([
      dependencies.respond(response_url, note(texts.picker.chosen(`*${safe(name)}*`)), true),
    ]);
    await pick(ports, policy, {
      lookUpId: action.block_id,
      chosen,
      actor: user.id,
      responseUrl: response_url,
    });
  });
}

/** Stores the decision, acknowledges it, and answers in private what is to be said about it. */
function onDecision(
  dependencies: ListenerDependencies,
  decideIt: (payload: Payload) => Promise<Request>,
  afterwards: (request: Request, payload: Payload) => Promise<void>,
) {
  return async ({ ack, body }: ActionArgs): Promise<void> => {
    const payload = actionPayload.parse(body);
    const decision = decideIt(payload);
    await isStoredSoon(decision);
    await ack();
    const reply = (content: Content) => dependencies.respond(payload.response_url, content);
    await answering(dependencies, reply, async () => afterwards(await decision, payload));
  };
}

/** Acknowledges, reads the payload, and answers in private whatever goes wrong. */
function onClick(dependencies: ListenerDependencies, work: (payload: Payload) => Promise<void>) {
  return async ({ ack, body }: ActionArgs): Promise<void> => {
    await ack();
    const payload = actionPayload.parse(body);
    const reply = (content: Content) => dependencies.respond(payload.response_url, content);
    await answering(dependencies, reply, () => work(payload));
  };
}
