import * as z from 'zod';

import { channels } from '../../acme.ts';
import { contentArguments, readContent } from '../api/content.ts';
import { SlackApiError } from '../api/errors.ts';
import { LIMITS } from '../block-kit/limits.ts';
import { deliver } from '../delivery/deliver.ts';
import { commandPayload, homeOpenedPayload } from '../delivery/payloads.ts';
import type { Message } from '../state/message.ts';
import { postMessage } from '../state/messages.ts';
import { screenOf } from '../state/screens.ts';
import { directMessage, type Workspace } from '../state/workspace.ts';
import { notSent, resultOf, sceneOf, tellProblem, type AckResult, type Actor } from './actor.ts';
import { escapeTyped } from './typed-text.ts';

const commandAck = z.object({
  ...contentArguments,
  response_type: z.enum(['ephemeral', 'in_channel']).optional(),
});

/**
 * Types a slash command, by default in #it-help; resolves once the app acknowledged or the deadline passed. Throws
 * for a command that the manifest does not have and in a channel that the person is not in.
 */
export async function typeCommand(
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
  const channel = workspace.channels.get(options.channel ?? channels.itHelp.id);
  if (channel === undefined || !channel.members.includes(person.id))
    throw new Error(`${person.name} is not in the channel ${options.channel ?? channels.itHelp.id}`);
  const whole = rest.join(' ').trim();
  const raw = workspace.habits.keepsLineBreaks ? whole : whole.replaceAll(/\s*\n\s*/g, ' ');
  const text = known.shouldEscape ? escapeTyped(workspace, raw) : raw;
  const payload = commandPayload(scene, { command, text, channel });
  const ack = await deliver(actor.delivery, 'slash_commands', payload);
  const where = { channel: channel.id };
  if (ack.problem !== null) {
    tellProblem(actor, where, `${command} failed with the error "${ack.problem}"`);
    return resultOf(ack);
  }
  if (ack.payload === undefined || showAnswer(workspace, ack.payload, person.id, channel.id))
    return resultOf(ack);
  tellProblem(actor, where, `${command} failed with the error "invalid_command_response"`);
  return resultOf({ ...ack, problem: 'invalid_ack' });
}

/** Shows what came with the ack of a command; false when Slack would not take it. */
function showAnswer(workspace: Workspace, payload: unknown, userId: string, channel: string): boolean {
  const answer = commandAck.safeParse(payload);
  if (!answer.success) return false;
  try {
    postMessage(workspace, {
      ...readContent(answer.data, { characters: LIMITS.messageText, beyond: 'cut' }),
      channel,
      ephemeralTo: answer.data.response_type === 'in_channel' ? null : userId,
    });
    return true;
  } catch (error) {
    if (error instanceof SlackApiError) return false;
    throw error;
  }
}

/** Posts words of a person to a channel; throws where they are no member and in a direct message with the bot. */
export function sayInChannel(actor: Actor, text: string, channelId: string): Message {
  const { workspace, person } = sceneOf(actor);
  const channel = workspace.channels.get(channelId);
  if (channel === undefined || channel.isIm || !channel.members.includes(person.id))
    throw new Error(`${person.name} cannot write in ${channelId}`);
  const content = { text: escapeTyped(workspace, text), blocks: [] };
  return postMessage(workspace, { ...content, channel: channel.id, author: person.id });
}

/** Opens the app's Home tab; the app hears of it when it subscribed to `app_home_opened`. */
export async function openHome(actor: Actor): Promise<AckResult> {
  const scene = sceneOf(actor);
  const { manifest } = scene.workspace;
  const channel = directMessage(scene.workspace, actor.userId).id;
  if (!manifest.homeTab || !manifest.events.includes('app_home_opened')) return notSent();
  const { home } = screenOf(scene.workspace, actor.userId);
  return resultOf(await deliver(actor.delivery, 'events_api', homeOpenedPayload(scene, channel, home)));
}
