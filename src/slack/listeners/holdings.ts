import type { App } from '@slack/bolt';

import { holdingKind } from '../../requests/holdings.ts';
import type { SlackUserId } from '../../requests/request.ts';
import { listHeld, type HeldPage, type Wanted } from '../../usecases/list-held.ts';
import { readRequest } from '../../usecases/read-request.ts';
import { showThings } from '../../usecases/show-holdings.ts';
import { actions } from '../ids.ts';
import { heldPayload } from '../payloads.ts';
import { heldView, lookingView } from '../views/held-window.ts';
import type { ListenerDependencies } from './answering.ts';
import type { ActionArgs } from './buttons.ts';
import { onOpening, redraw } from './window.ts';

/** What people hold, in a window. */
export function registerHoldings(app: App, dependencies: ListenerDependencies): void {
  app.action({ type: 'block_actions', action_id: actions.details }, onDetails(dependencies));
  app.action({ type: 'block_actions', action_id: actions.heldKind }, onTurn(dependencies));
  app.action({ type: 'block_actions', action_id: new RegExp(`^${actions.turnHeld}`) }, onTurn(dependencies));
}

/** It is filled when Workfront has answered. */
function onDetails(dependencies: ListenerDependencies) {
  const { texts } = dependencies;
  return onOpening(
    dependencies,
    (of) => lookingView(of, texts),
    async (of, actor) =>
      heldView(await readPage(dependencies, { of, actor }, { kind: null, page: 0 }), texts),
  );
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
