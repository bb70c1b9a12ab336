import { channels } from '../../acme.ts';
import { asAnswer } from '../api/call.ts';
import { postAnswer } from '../api/chat.ts';
import { deliver } from '../delivery/deliver.ts';
import {
  commandPayload,
  homeOpenedPayload,
  messageShortcutPayload,
  shortcutPayload,
} from '../delivery/payloads.ts';
import { messagesSeenBy, postMessage } from '../state/messages.ts';
import type { Message, MessageRef } from '../state/records.ts';
import { homeOf, topView } from '../state/views.ts';
import { directMessage } from '../state/workspace.ts';
import {
  choose,
  click,
  notSent,
  resultOf,
  sceneOf,
  suggestions,
  surfaceOf,
  tellProblem,
  type AckResult,
  type Actor,
} from './actor.ts';
import { closeView, fill, submit, upload } from './modals.ts';
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
  const ack = await deliver(actor, 'slash_commands', commandPayload(scene, channel, command, text));
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
  const surface = on === undefined ? null : surfaceOf(actor, on);
  const payload =
    surface !== null && 'ts' in surface
      ? messageShortcutPayload(scene, known.callbackId, surface)
      : shortcutPayload(scene, known.callbackId);
  const ack = await deliver(actor, 'interactive', payload);
  if (ack.problem !== null && surface !== null)
    tellProblem(actor, surface, `The shortcut failed with the error "${ack.problem}"`);
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
  return resultOf(await deliver(actor, 'events_api', homeOpenedPayload(scene, channel, home)));
}
