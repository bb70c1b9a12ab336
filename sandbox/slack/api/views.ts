import * as z from 'zod';

import { checkView, type ViewDefinition } from '../block-kit/view-schema.ts';
import { findModal, publishHome, pushView, screenOf, updateView, viewJson } from '../state/screens.ts';
import type { View } from '../state/view.ts';
import type { Workspace } from '../state/workspace.ts';
import { jsonArgument, knownPerson, parseArguments, type Method } from './call.ts';
import { refused, SlackApiError } from './errors.ts';
import { needFilesScope } from './files.ts';

/** How long a trigger id is good for: https://docs.slack.dev/interactivity/handling-user-interaction */
const TRIGGER_MILLISECONDS = 3000;

/** Uses up a trigger and gives the person it belongs to. */
function takeTrigger(workspace: Workspace, id: string | undefined): string {
  const trigger = workspace.triggers.get(id ?? '');
  if (id === undefined || trigger === undefined) throw new SlackApiError('invalid_trigger_id');
  if (trigger.used) throw new SlackApiError('exchanged_trigger_id');
  if (workspace.now() - trigger.issuedAt > TRIGGER_MILLISECONDS)
    throw new SlackApiError('expired_trigger_id');
  workspace.triggers.set(id, { ...trigger, used: true });
  return trigger.userId;
}

function readView(input: unknown, type: 'modal' | 'home'): ViewDefinition {
  const checked = checkView(input, type);
  if (!checked.ok) throw refused('invalid_arguments', checked.messages);
  return checked.value;
}

const opening = z.object({
  view: jsonArgument,
  trigger_id: z.string().optional(),
  interactivity_pointer: z.string().optional(),
});

const openOn =
  (needsModal: boolean): Method =>
  (call) => {
    const args = parseArguments(opening, call);
    const definition = readView(args.view, 'modal');
    needFilesScope(call.workspace, definition.blocks);
    const { external_id } = definition;
    if (external_id !== undefined && findModal(call.workspace, external_id) !== undefined)
      throw new SlackApiError('duplicate_external_id');
    const userId = takeTrigger(call.workspace, args.trigger_id ?? args.interactivity_pointer);
    if (needsModal && screenOf(call.workspace, userId).modals.length === 0)
      throw new SlackApiError('invalid_trigger_id');
    const view = pushView(call.workspace, userId, definition);
    if (view === null) throw new SlackApiError('push_limit_reached');
    return { view: viewJson(call.workspace, view) };
  };

const checkHash = (view: View | null, hash: string | undefined) => {
  if (view !== null && hash !== undefined && hash !== view.hash) throw new SlackApiError('hash_conflict');
};

const viewsUpdate: Method = (call) => {
  const args = parseArguments(
    z.object({
      view: jsonArgument,
      view_id: z.string().optional(),
      external_id: z.string().optional(),
      hash: z.string().optional(),
    }),
    call,
  );
  const id = args.view_id ?? args.external_id;
  const current = id === undefined ? undefined : findModal(call.workspace, id);
  if (current === undefined) throw new SlackApiError('not_found');
  checkHash(current, args.hash);
  const definition = readView(args.view, 'modal');
  needFilesScope(call.workspace, definition.blocks);
  const { now, habits } = call.workspace;
  // The view of the ack is drawn after this one and covers it.
  const isLost = now() - (current.ackedAt ?? Number.NEGATIVE_INFINITY) < habits.modalRaceMilliseconds;
  const view = isLost ? current : updateView(call.workspace, current, definition);
  return { view: viewJson(call.workspace, view) };
};

const viewsPublish: Method = (call) => {
  const args = parseArguments(
    z.object({ user_id: z.string(), view: jsonArgument, hash: z.string().optional() }),
    call,
  );
  if (!call.workspace.manifest.homeTab) throw new SlackApiError('not_enabled');
  knownPerson(call.workspace, args.user_id);
  checkHash(screenOf(call.workspace, args.user_id).home, args.hash);
  const view = publishHome(call.workspace, args.user_id, readView(args.view, 'home'));
  return { view: viewJson(call.workspace, view) };
};

/** https://docs.slack.dev/reference/methods?family=views */
export const viewMethods = {
  'views.open': openOn(false),
  'views.push': openOn(true),
  'views.update': viewsUpdate,
  'views.publish': viewsPublish,
} as const satisfies Record<string, Method>;
