import type { App } from '@slack/bolt';

import { holdingKind } from '../../requests/holdings.ts';
import type { SlackUserId } from '../../requests/request.ts';
import { giveBack } from '../../usecases/give-back.ts';
import { listHeld, type HeldPage, type Wanted } from '../../usecases/list-held.ts';
import { readRequest } from '../../usecases/read-request.ts';
import { showThings } from '../../usecases/show-holdings.ts';
import { actions } from '../ids.ts';
import { actionPayload, heldPayload, isPrivate } from '../payloads.ts';
import type { Content } from '../views/blocks.ts';
import { noteView } from '../views/denial.ts';
import { heldView, lookingView } from '../views/held-window.ts';
import { answering, tell, type ListenerDependencies } from './answering.ts';
import { onClick, type ActionArgs } from './buttons.ts';
import { redraw, updateWindow } from './window.ts';

/** What people hold: its window, and whether it is given back. */
export function registerHoldings(app: App, dependencies: ListenerDependencies): void {
  app.action({ type: 'block_actions', action_id: actions.details }, onDetails(dependencies));
  app.action({ type: 'block_actions', action_id: actions.heldKind }, onTurn(dependencies));
  app.action({ type: 'block_actions', action_id: new RegExp(`^${actions.turnHeld}`) }, onTurn(dependencies));
  app.action({ type: 'block_actions', action_id: actions.giveBack }, onGiveBack(dependencies, true));
  app.action({ type: 'block_actions', action_id: actions.keepAway }, onGiveBack(dependencies, false));
}

/** The window opens at once, since its trigger lives three seconds, and is filled when Workfront has answered. */
function onDetails(dependencies: ListenerDependencies) {
  return async ({ ack, body, client }: ActionArgs): Promise<void> => {
    const payload = actionPayload.parse(body);
    await ack();
    const { user, trigger_id, response_url: responseUrl } = payload;
    const { value: of = '' } = payload.actions[0];
    const { texts } = dependencies;
    let viewId: string | null = null;
    const say = async (content: Content): Promise<void> => {
      if (viewId !== null && (await updateWindow(client, viewId, noteView(content, texts)))) return;
      await tell(dependencies, { user: user.id, responseUrl }, content, isPrivate(payload));
    };
    await answering(dependencies, { user: user.id, did: 'click' }, say, async () => {
      const opened = await client.views.open({ trigger_id, view: lookingView(of, texts) });
      viewId = opened.view?.id ?? null;
      const page = await readPage(dependencies, { of, actor: user.id }, { kind: null, page: 0 });
      if (viewId !== null) await updateWindow(client, viewId, heldView(page, texts));
    });
  };
}

/** Another kind, or another page of it. */
function onTurn(dependencies: ListenerDependencies) {
  return async ({ ack, body, client }: ActionArgs): Promise<void> => {
    const { texts } = dependencies;
    const {
      user,
      view,
      actions: [action],
    } = heldPayload.parse(body);
    await ack();
    await redraw(dependencies, { client, user: user.id, viewId: view.id }, async () => {
      const wanted = wantedOf(action.selected_option?.value ?? action.value ?? '');
      const page = await readPage(dependencies, { of: view.private_metadata, actor: user.id }, wanted);
      return heldView(page, texts);
    });
  };
}

/** Of a request, for those to whom it is shown; of somebody in Workfront, for those who may ask. */
async function readPage(
  { ports, policy }: ListenerDependencies,
  { of, actor }: { readonly of: string; readonly actor: SlackUserId },
  wanted: Wanted,
): Promise<HeldPage> {
  if (/^[0-9a-f]{32}$/u.test(of)) return showThings(ports, policy, { actor, userId: of }, wanted);
  return listHeld(ports, await readRequest(ports, policy, { requestId: of, actor }), wanted);
}

function wantedOf(value: string): Wanted {
  const [kind = '', page = '0'] = value.split(':');
  return { kind: holdingKind.safeParse(kind).data ?? null, page: Number.parseInt(page, 10) || 0 };
}

function onGiveBack(dependencies: ListenerDependencies, isWanted: boolean) {
  const { ports, policy } = dependencies;
  return onClick(
    dependencies,
    ({ user, actions: [{ value = '' }] }) =>
      giveBack(ports, policy, { requestId: value, actor: user.id, isWanted }),
    async () => {},
  );
}
