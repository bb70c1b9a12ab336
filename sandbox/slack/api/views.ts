import * as z from 'zod';

import { interactives } from '../block-kit/blocks.ts';
import { checkView, type ViewDefinition } from '../block-kit/check.ts';
import type { View } from '../state/records.ts';
import { findModal, homeOf, publishHome, pushView, topView, updateView, viewJson } from '../state/views.ts';
import type { Workspace } from '../state/workspace.ts';
import { jsonArgument, knownPerson, method, needScope, refused, SlackApiError, type Method } from './call.ts';

/** How long a trigger id is good for: https://docs.slack.dev/interactivity/handling-user-interaction */
const triggerMilliseconds = 3000;

/** Uses up a trigger and gives the person it belongs to. */
function takeTrigger(workspace: Workspace, id = ''): string {
  const trigger = workspace.triggers.get(id);
  if (trigger === undefined) throw new SlackApiError('invalid_trigger_id');
  if (trigger.used) throw new SlackApiError('exchanged_trigger_id');
  if (workspace.now() - trigger.issuedAt > triggerMilliseconds) throw new SlackApiError('expired_trigger_id');
  workspace.triggers.set(id, { ...trigger, used: true });
  return trigger.userId;
}

/** The view of a call; throws `missing_scope` when it asks for a file and the app may read none (soxtoby/SlackNet#215). */
function readView(workspace: Workspace, input: unknown, type: 'modal' | 'home'): ViewDefinition {
  const checked = checkView(input, type);
  if (!checked.ok) throw refused('invalid_arguments', checked.messages);
  const used = interactives(checked.value.blocks);
  if (used.some(({ element }) => element.type === 'file_input')) needScope(workspace, ['files:read']);
  return checked.value;
}

function checkHash(view: View | null, hash: string | undefined): void {
  if (view !== null && hash !== undefined && hash !== view.hash) throw new SlackApiError('hash_conflict');
}

const text = z.string().optional();
const opening = { view: jsonArgument, trigger_id: text, interactivity_pointer: text };

const openOn = (needsModal: boolean): Method =>
  method([], opening, (args, workspace) => {
    const definition = readView(workspace, args.view, 'modal');
    const { external_id } = definition;
    if (external_id !== undefined && findModal(workspace, external_id) !== undefined)
      throw new SlackApiError('duplicate_external_id');
    const userId = takeTrigger(workspace, args.trigger_id ?? args.interactivity_pointer);
    if (needsModal && topView(workspace, userId) === null) throw new SlackApiError('invalid_trigger_id');
    const view = pushView(workspace, userId, definition);
    if (view === null) throw new SlackApiError('push_limit_reached');
    return { view: viewJson(workspace, view) };
  });

const updating = { view: jsonArgument, view_id: text, external_id: text, hash: text };
const publishing = { user_id: z.string(), view: jsonArgument, hash: text };

/** https://docs.slack.dev/reference/methods?family=views */
export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': openOn(false),
  'views.push': openOn(true),
  'views.update': method([], updating, (args, workspace) => {
    const id = args.view_id ?? args.external_id;
    const current = id === undefined ? undefined : findModal(workspace, id);
    if (current === undefined) throw new SlackApiError('not_found');
    checkHash(current, args.hash);
    const definition = readView(workspace, args.view, 'modal');
    const sinceAck = workspace.now() - (current.ackedAt ?? Number.NEGATIVE_INFINITY);
    // The view of the ack is drawn after this one and covers it.
    const isLost = sinceAck < workspace.habits.modalRaceMilliseconds;
    const view = isLost ? current : updateView(workspace, current, definition);
    return { view: viewJson(workspace, view) };
  }),
  'views.publish': method([], publishing, (args, workspace) => {
    if (!workspace.manifest.homeTab) throw new SlackApiError('not_enabled');
    knownPerson(workspace, args.user_id);
    checkHash(homeOf(workspace, args.user_id), args.hash);
    const view = publishHome(workspace, args.user_id, readView(workspace, args.view, 'home'));
    return { view: viewJson(workspace, view) };
  }),
};
