import { deliver } from '../delivery/deliver.ts';
import { messageShortcutPayload, shortcutPayload } from '../delivery/payloads.ts';
import type { MessageRef } from '../state/message.ts';
import { resultOf, sceneOf, surfaceOf, tellProblem, type AckResult, type Actor } from './actor.ts';

/**
 * Uses a shortcut of the app: a global one, or with `on` one of a message. Throws for one that the manifest does not
 * have, and on a message that the person cannot see.
 */
export async function useShortcut(actor: Actor, callbackId: string, on?: MessageRef): Promise<AckResult> {
  const scene = sceneOf(actor);
  const { workspace } = scene;
  const type = on === undefined ? 'global' : 'message';
  const known = (workspace.manifest.shortcuts ?? []).find(
    (one) => one.type === type && (one.callbackId === callbackId || one.name === callbackId),
  );
  if (known === undefined || !workspace.scopes.has('commands'))
    throw new Error(`There is no ${type} shortcut "${callbackId}"`);
  const surface = on === undefined ? null : surfaceOf(actor, on);
  const payload =
    surface?.kind === 'message'
      ? messageShortcutPayload(scene, known.callbackId, surface.message)
      : shortcutPayload(scene, known.callbackId);
  const ack = await deliver(actor.delivery, 'interactive', payload);
  if (ack.problem !== null && surface !== null)
    tellProblem(actor, surface, `The shortcut failed with the error "${ack.problem}"`);
  return resultOf(ack);
}
