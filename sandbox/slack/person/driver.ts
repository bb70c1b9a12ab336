import * as z from 'zod';

import { channels } from '../../acme.ts';
import { asAnswer } from '../api/call.ts';
import { postAnswer } from '../api/chat.ts';
import { addFile, fileJson } from '../api/files.ts';
import { modalSchema } from '../block-kit/check.ts';
import { commandPayload, homeOpenedPayload, shortcutPayload, viewPayload } from '../delivery/payloads.ts';
import { formErrors, formValues } from '../state/forms.ts';
import { messagesSeenBy, postMessage } from '../state/messages.ts';
import type { Message, MessageRef, View } from '../state/records.ts';
import { dropViews, homeOf, pushView, showErrors, topView, updateView } from '../state/views.ts';
import { directMessage, type Workspace } from '../state/workspace.ts';
import {
  choose,
  click,
  findElement,
  keep,
  messageOf,
  notSent,
  resultOf,
  sceneOf,
  stateOf,
  suggestions,
  surfaceOf,
  tellProblem,
  type AckResult,
  type Actor,
  type Given,
} from './actor.ts';
import { escapeTyped } from './typed-text.ts';

/** A person in the workspace, to act and look as. Everything that the person could not do throws. */
export type PersonDriver = ReturnType<typeof createPerson>;

/** A driver for one person. */
export function createPerson(actor: Actor) {
  const { workspace } = actor;
  const sees = (channelId?: string) => messagesSeenBy(workspace, actor.userId, channelId);
  const bound =
    <Rest extends readonly unknown[], Result>(act: (who: Actor, ...rest: Rest) => Result) =>
    (...rest: Rest): Result =>
      act(actor, ...rest);
  return {
    type: bound(typeCommand),
    say: bound(sayInChannel),
    click: bound(click),
    choose: bound(choose),
    shortcut: bound(useShortcut),
    suggestions: bound(suggestions),
    /** The view on top of the person's modals. */
    openView: () => topView(workspace, actor.userId),
    fill: bound(fill),
    upload: bound(upload),
    submit: bound(submit),
    closeView: bound(closeView),
    openHome: bound(openHome),
    home: () => homeOf(workspace, actor.userId),
    /** What the person can see now, in order, in one channel or in all; ephemeral and direct messages included. */
    sees,
    /** The direct messages with the bot. */
    dm: () => sees(`D${actor.userId.slice(1)}`),
    /** The pushes this person got, in order. */
    notifications: () => workspace.notifications.filter(({ to }) => to === actor.userId),
  };
}

/**
 * Types a slash command, by default in #it-help; resolves once the app acknowledged or the deadline passed. Throws
 * for a command that the manifest does not have and in a channel that the person is not in.
 */
async function typeCommand(
  actor: Actor,
  typed: string,
  options: { readonly channel?: string | undefined } = {},
): Promise<AckResult> {
  const scene = sceneOf(actor);
  const { workspace, person } = scene;
  const [command = '', ...rest] = typed.split(/(?<=^\S+)\s+/);
  const known = workspace.manifest.commands.find((one) => one.command === command);
  if (known === undefined || !workspace.scopes.has('commands'))
    throw new Error(`${command} is not a valid command.`);
  const { channel: channelId = channels.itHelp.id } = options;
  const channel = workspace.channels.get(channelId);
  if (channel === undefined || !channel.members.includes(person.id))
    throw new Error(`${person.name} is not in the channel ${channelId}`);
  const whole = rest.join(' ').trim();
  const raw = workspace.habits.keepsLineBreaks ? whole : whole.replaceAll(/\s*\n\s*/g, ' ');
  const text = known.shouldEscape ? escapeTyped(workspace, raw) : raw;
  const ack = await actor.deliver('slash_commands', commandPayload(scene, channel, command, text));
  const place = { userId: person.id, channel: channelId };
  const isRefused =
    ack.payload !== undefined && !asAnswer(() => postAnswer(workspace, place, ack.payload)).ok;
  const problem = isRefused ? 'invalid_command_response' : ack.problem;
  if (problem !== null)
    tellProblem(actor, { channel: channelId }, `${command} failed with the error "${problem}"`);
  return resultOf(isRefused ? { ...ack, problem: 'invalid_ack' } : ack);
}

/**
 * Uses a shortcut of the app: a global one, or with `on` one of a message. Throws for one that the manifest does not
 * have, and on a message that the person cannot see.
 */
async function useShortcut(actor: Actor, name: string, on?: MessageRef): Promise<AckResult> {
  const scene = sceneOf(actor);
  const { manifest, scopes } = scene.workspace;
  const type = on === undefined ? 'global' : 'message';
  const known = (manifest.shortcuts ?? []).find(
    (one) => one.type === type && (one.callbackId === name || one.name === name),
  );
  if (known === undefined || !scopes.has('commands'))
    throw new Error(`There is no ${type} shortcut "${name}"`);
  const message = on === undefined ? null : messageOf(actor, on);
  const payload = shortcutPayload(scene, known.callbackId, message);
  const ack = await actor.deliver('interactive', payload);
  if (ack.problem !== null && message !== null)
    tellProblem(actor, message, `The shortcut failed with the error "${ack.problem}"`);
  return resultOf(ack);
}

/** Posts words of a person to a channel; throws where they are no member and in a direct message with the bot. */
function sayInChannel(actor: Actor, words: string, channelId: string): Message {
  const { workspace, person } = sceneOf(actor);
  const channel = workspace.channels.get(channelId);
  if (channel === undefined || channel.isIm || !channel.members.includes(person.id))
    throw new Error(`${person.name} cannot write in ${channelId}`);
  const text = escapeTyped(workspace, words);
  return postMessage(workspace, { text, blocks: [], channel: channelId, author: person.id });
}

/** Opens the app's Home tab; the app hears of it when it subscribed to `app_home_opened`. */
async function openHome(actor: Actor): Promise<AckResult> {
  const scene = sceneOf(actor);
  const { manifest } = scene.workspace;
  const channel = directMessage(scene.workspace, actor.userId).id;
  if (!manifest.homeTab || !manifest.events.includes('app_home_opened')) return notSent();
  const home = homeOf(scene.workspace, actor.userId);
  return resultOf(await actor.deliver('events_api', homeOpenedPayload(scene, channel, home)));
}

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
function fill(actor: Actor, { id }: { readonly id: string }, values: Readonly<Record<string, Given>>): void {
  const surface = surfaceOf(actor, { id });
  for (const [name, value] of Object.entries(values)) {
    const used = findElement(surface, name);
    keep(actor, used, stateOf(actor, used, value));
  }
}

/** Chooses files in an input of the view on top, as Slack's dialog lets a person: by kind, number and 10 MB each. */
function upload(
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
async function submit(actor: Actor): Promise<AckResult> {
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
  const ack = await actor.deliver('interactive', payload);
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
async function closeView(actor: Actor): Promise<AckResult> {
  const view = needTopView(actor);
  const modal = view.definition.type === 'modal' ? view.definition : null;
  const all = modal?.clear_on_close ?? false;
  dropViews(actor.workspace, view, all);
  if (modal?.notify_on_close !== true) return notSent();
  const payload = viewPayload(sceneOf(actor), 'view_closed', view, all);
  return resultOf(await actor.deliver('interactive', payload));
}
