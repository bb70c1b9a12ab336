import type { SlackOptionsMiddlewareArgs } from '@slack/bolt';

import { Refusal } from '../../requests/refusal.ts';
import { checkPart } from '../../usecases/decide.ts';
import { leaveOut } from '../../usecases/leave-out.ts';
import { readRequest } from '../../usecases/read-request.ts';
import { blocks, inputs } from '../ids.ts';
import { leavingSubmission, suggestionPayload, turnPayload } from '../payloads.ts';
import { everybodyView, leaveOutOptions, leaveOutView } from '../views/people.ts';
import type { ListenerDependencies } from './answering.ts';
import { onClick, type ActionArgs } from './buttons.ts';
import { redraw, sayInWindow, type SubmitArgs } from './window.ts';

/** Everybody whom a request is about, in a window. */
export function onEverybody(dependencies: ListenerDependencies) {
  const { ports, policy, texts } = dependencies;
  return onClick(
    dependencies,
    ({ user, actions: [{ value = '' }] }) => readRequest(ports, policy, { requestId: value, actor: user.id }),
    async (request, { trigger_id }, client) => {
      await client.views.open({ trigger_id, view: everybodyView(request, 0, texts) });
    },
  );
}

/** Another page of that window, as the request is by now. */
export function onTurnPeople(dependencies: ListenerDependencies) {
  return async ({ ack, body, client }: ActionArgs): Promise<void> => {
    const { ports, policy, texts } = dependencies;
    const { user, view, actions } = turnPayload.parse(body);
    await ack();
    await redraw(dependencies, { client, user: user.id, viewId: view.id }, async () => {
      const looking = { requestId: view.private_metadata, actor: user.id };
      const request = await readRequest(ports, policy, looking);
      return everybodyView(request, actions[0].value, texts);
    });
  };
}

/** The button to leave people out: the window comes for those who may. */
export function onLeaveOut(dependencies: ListenerDependencies) {
  const { ports, policy, texts } = dependencies;
  return onClick(
    dependencies,
    ({ user, actions: [{ value = '' }] }) =>
      checkPart(ports, policy, { requestId: value, actor: user.id, attempted: 'leave_out' }),
    async (request, { trigger_id }, client) => {
      await client.views.open({ trigger_id, view: leaveOutView(request, texts) });
    },
  );
}

/** Names of the request's people, as they are typed; none for those whom it is not shown to. */
export function onLeavingOptions({ ports, policy }: ListenerDependencies) {
  return async ({ ack, body }: SlackOptionsMiddlewareArgs<'block_suggestion'>): Promise<void> => {
    const { user, value, view } = suggestionPayload.parse(body);
    const looking = { requestId: view?.private_metadata ?? '', actor: user.id };
    const request = await readRequest(ports, policy, looking).catch(orNobody);
    await ack({ options: request ? leaveOutOptions(request, value) : [] });
  };
}

function orNobody(error: unknown): null {
  if (error instanceof Refusal) return null;
  throw error;
}

/** The people were chosen: the window stays and says what became of it. */
export function onLeaving(dependencies: ListenerDependencies) {
  return async ({ ack, body, client }: SubmitArgs): Promise<void> => {
    const { ports, policy, texts } = dependencies;
    const { user, view } = leavingSubmission.parse(body);
    const userIds = view.state.values[blocks.leaveOut][inputs.leaveOut].selected_options.map(
      ({ value }) => value,
    );
    const deed = { requestId: view.private_metadata, actor: user.id, userIds };
    const leaving = leaveOut(ports, policy, deed);
    await sayInWindow(
      dependencies,
      { ack, client, user: user.id, viewId: view.id },
      leaving,
      texts.people.leaving.done(userIds.length),
    );
  };
}
