import type { AllMiddlewareArgs, App, BlockAction, SlackActionMiddlewareArgs, webApi } from '@slack/bolt';

import type { Refusal } from '../../requests/refusal.ts';
import type { SlackUserId } from '../../requests/request.ts';
import { cancel } from '../../usecases/cancel.ts';
import { decide } from '../../usecases/decide.ts';
import { giveBack } from '../../usecases/give-back.ts';
import { liftLimit } from '../../usecases/lift-limit.ts';
import { pick } from '../../usecases/pick.ts';
import { takeBack } from '../../usecases/take-back.ts';
import { tick } from '../../usecases/tick.ts';
import { tryNow } from '../../usecases/try-now.ts';
import { undo } from '../../usecases/undo.ts';
import { actions } from '../ids.ts';
import { actionPayload, isPrivate, storedId, type ActionPayload } from '../payloads.ts';
import { cancelledAnswer, chosenAnswer } from '../views/answers.ts';
import type { Content } from '../views/blocks.ts';
import { noteView } from '../views/denial.ts';
import { answering, isStoredSoon, tell, type ListenerDependencies } from './answering.ts';

export type ActionArgs = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;

/** What a button does to the request whose id it holds. */
type Deed = (click: {
  readonly requestId: string;
  readonly actor: SlackUserId;
  readonly responseUrl: string;
}) => Promise<unknown>;

/**
 * The buttons after which nothing is left to say, by id: the click is judged from the stored request, and the card
 * shows what came of it.
 */
export function registerDeeds(app: App, dependencies: ListenerDependencies): void {
  const { ports, policy } = dependencies;
  const deeds: readonly (readonly [string, Deed])[] = [
    [actions.approve, (click) => decide(ports, policy, { ...click, verdict: 'approve', reason: null })],
    [actions.takeBack, (click) => takeBack(ports, policy, click)],
    [actions.goOn, (click) => liftLimit(ports, policy, click)],
    [actions.tick, (click) => tick(ports, policy, click)],
    [actions.tryNow, (click) => tryNow(ports, policy, click)],
    [actions.undo, (click) => undo(ports, policy, click)],
    [actions.giveBack, (click) => giveBack(ports, policy, { ...click, isWanted: true })],
    [actions.keepAway, (click) => giveBack(ports, policy, { ...click, isWanted: false })],
  ];
  for (const [id, deed] of deeds) {
    const work = ({ user, response_url: responseUrl, actions: [{ value = '' }] }: ActionPayload) =>
      deed({ requestId: value, actor: user.id, responseUrl });
    app.action(
      { type: 'block_actions', action_id: id },
      onClick(dependencies, work, async () => {}),
    );
  }
}

/** The withdraw button, on the card and on the requester's private answer, which is replaced. */
export function onCancel(dependencies: ListenerDependencies) {
  const { ports, policy, texts } = dependencies;
  return onClick(
    dependencies,
    ({ user, actions: [{ value = '' }] }) => cancel(ports, policy, { requestId: value, actor: user.id }),
    async (request, payload) => {
      if (isPrivate(payload)) await replace(dependencies, payload, cancelledAnswer(request, texts));
    },
  );
}

/** The choice of one of several people, or the yes to how a command was understood. */
export function onPick(dependencies: ListenerDependencies) {
  const { ports, policy, texts } = dependencies;
  return onClick(
    dependencies,
    ({ user, response_url, actions: [action] }) =>
      pick(ports, policy, {
        lookUpId: storedId(action.block_id),
        chosen: action.selected_option?.value ?? action.value ?? '',
        actor: user.id,
        responseUrl: response_url,
      }),
    // The request does not depend on this note, and its own answer follows.
    async (request, { response_url }) => {
      await Promise.allSettled([dependencies.respond(response_url, chosenAnswer(request, texts), true)]);
    },
  );
}

/**
 * Does what a click asks for, acknowledges it once that is stored or after two seconds, and then says what is
 * to be said: what `afterwards` says, or a refusal where the person looks.
 */
export function onClick<T>(
  dependencies: ListenerDependencies,
  work: (payload: ActionPayload) => Promise<T>,
  afterwards: (result: T, payload: ActionPayload, client: webApi.WebClient) => Promise<void>,
) {
  return async ({ ack, body, client }: ActionArgs): Promise<void> => {
    const payload = actionPayload.parse(body);
    const result = work(payload);
    await isStoredSoon(result);
    await ack();
    const who = { user: payload.user.id, did: 'click' } as const;
    const reply = (content: Content, refused: Refusal | null) =>
      refuse({ dependencies, client, payload }, content, refused);
    await answering(dependencies, who, reply, async () => afterwards(await result, payload, client));
  };
}

type Clicked = {
  readonly dependencies: ListenerDependencies;
  readonly client: webApi.WebClient;
  readonly payload: ActionPayload;
};

/**
 * On a card in a window, since a private message would stand below the fold or in a closed thread; in place
 * of a private message that has nothing to offer any more. The trigger of a window lives three seconds.
 * https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses
 */
async function refuse(
  { dependencies, client, payload }: Clicked,
  content: Content,
  refused: Refusal | null,
): Promise<void> {
  if (!isPrivate(payload)) {
    try {
      const view = noteView(content, dependencies.texts);
      await client.views.open({ trigger_id: payload.trigger_id, view });
      return;
    } catch (error) {
      dependencies.log.warn({ err: error }, 'no window could be opened, so a private message is shown');
    }
  }
  const isOver = isPrivate(payload) && refused !== null && over.has(refused.because.reason);
  await tell(dependencies, addressOf(payload), content, isOver);
}

/** After these, what was clicked has nothing more to offer. */
const over: ReadonlySet<string> = new Set([
  'already_decided',
  'too_late_to_cancel',
  'request_unknown',
  'choice_over',
  'user_unknown',
  'nothing_to_do',
  'open_request',
  'protected',
  'no_approver_left',
]);

/** Shows something in the place of the private message that was clicked. */
export function replace(
  dependencies: ListenerDependencies,
  payload: ActionPayload,
  content: Content,
): Promise<void> {
  return tell(dependencies, addressOf(payload), content, true);
}

function addressOf({ user, response_url }: ActionPayload) {
  return { user: user.id, responseUrl: response_url };
}
