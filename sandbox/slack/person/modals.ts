import * as z from 'zod';

import { addFile, fileJson } from '../api/files.ts';
import { modalSchema } from '../block-kit/check.ts';
import { deliver } from '../delivery/deliver.ts';
import { viewPayload } from '../delivery/payloads.ts';
import { formErrors, formValues } from '../state/forms.ts';
import type { View } from '../state/records.ts';
import { dropViews, pushView, showErrors, topView, updateView } from '../state/views.ts';
import type { Workspace } from '../state/workspace.ts';
import {
  findElement,
  keep,
  notSent,
  resultOf,
  sceneOf,
  stateOf,
  surfaceOf,
  tellProblem,
  type AckResult,
  type Actor,
  type Given,
} from './actor.ts';

/** https://docs.slack.dev/surfaces/modals, "Updating and pushing views" and "Displaying errors" */
const submissionAck = z.discriminatedUnion('response_action', [
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.object({ response_action: z.enum(['update', 'push']), view: modalSchema }),
  z.object({ response_action: z.literal('clear') }),
]);

function needTopView(actor: Actor): View {
  const view = topView(actor.workspace, actor.userId);
  if (view === null) throw new Error(`${sceneOf(actor).person.name} has no modal open`);
  return view;
}

/** Fills inputs of the view on top, by block id, action id or label; throws when one is not there. */
export function fill(
  actor: Actor,
  { id }: { readonly id: string },
  values: Readonly<Record<string, Given>>,
): void {
  const surface = surfaceOf(actor, { id });
  for (const [name, value] of Object.entries(values)) {
    const used = findElement(surface, name);
    keep(actor, used, stateOf(actor, used, value));
  }
}

/** Chooses files in an input of the view on top, as Slack's dialog lets a person: by kind, number and 10 MB each. */
export function upload(
  actor: Actor,
  input: string,
  files: readonly { readonly name: string; readonly content: string | Buffer }[],
): void {
  const { workspace } = actor;
  const view = needTopView(actor);
  const used = findElement(view, input);
  const { element } = used;
  if (element.type !== 'file_input') throw new Error(`"${input}" takes no files`);
  if (files.length > (element.max_files ?? 10)) throw new Error(`"${input}" takes fewer files`);
  const kinds = element.filetypes;
  const chosen = files.map(({ name, content: given }) => {
    if (kinds !== undefined && !kinds.some((kind) => name.toLowerCase().endsWith(`.${kind}`)))
      throw new Error(`"${input}" takes no ${name}`);
    const content = Buffer.from(given);
    if (content.length > 10_000_000) throw new Error(`${name} is too large`);
    return fileJson(workspace, addFile(workspace, { user: actor.userId, name, content }));
  });
  keep(actor, used, { type: element.type, files: chosen });
}

/** Does what the ack of a submission says; false when Slack would not take it. */
function applyAck(workspace: Workspace, view: View, payload: unknown): boolean {
  const action = submissionAck.safeParse(payload).data;
  if (payload === undefined || action?.response_action === 'clear') {
    dropViews(workspace, view, payload !== undefined);
    return true;
  }
  if (action === undefined) return false;
  if (action.response_action === 'errors') {
    const inputs = view.blocks.flatMap(({ type, block_id }) => (type === 'input' ? [block_id] : []));
    const areKnown = Object.keys(action.errors).every((blockId) => inputs.includes(blockId));
    if (areKnown) showErrors(workspace, view, action.errors);
    return areKnown;
  }
  if (action.response_action === 'push') {
    // The form below was taken, so its complaints are over.
    showErrors(workspace, view, {});
    return pushView(workspace, view.userId, action.view, workspace.now()) !== null;
  }
  if (workspace.views.has(view.id)) updateView(workspace, view, action.view, workspace.now());
  return true;
}

/** Submits the view on top. Slack itself refuses a form with empty required inputs, and then nothing is sent. */
export async function submit(actor: Actor): Promise<AckResult> {
  const { workspace } = actor;
  const view = needTopView(actor);
  if (view.definition.type === 'modal' && view.definition.submit === undefined)
    throw new Error('The modal has no submit button');
  const errors = formErrors(view.blocks, formValues(view.blocks, workspace.forms.get(view.id)));
  if (Object.keys(errors).length > 0) {
    showErrors(workspace, view, errors);
    return notSent({ ok: false, errors });
  }
  const payload = viewPayload(sceneOf(actor), 'view_submission', view);
  const ack = await deliver(actor, 'interactive', payload);
  const now = () => workspace.views.get(view.id);
  // The app may have updated the view while it was thinking.
  if (ack.problem !== null || !applyAck(workspace, now() ?? view, ack.payload)) {
    tellProblem(actor, view, 'We had some trouble connecting. Try again?');
    return resultOf({ ...ack, problem: ack.problem ?? 'invalid_ack' });
  }
  const shown = now()?.errors ?? {};
  return resultOf(ack, { ok: Object.keys(shown).length === 0, errors: shown });
}

/** Closes the view on top; the app hears of it when the view has `notify_on_close`. */
export async function closeView(actor: Actor): Promise<AckResult> {
  const view = needTopView(actor);
  const modal = view.definition.type === 'modal' ? view.definition : null;
  const all = modal?.clear_on_close ?? false;
  dropViews(actor.workspace, view, all);
  if (modal?.notify_on_close !== true) return notSent();
  const payload = viewPayload(sceneOf(actor), 'view_closed', view, all);
  return resultOf(await deliver(actor, 'interactive', payload));
}
