import { interactives, type Block, type Interactive } from '../block-kit/blocks.ts';
import type { Confirm } from '../block-kit/elements.ts';
import type { Ack, Delivery } from '../delivery/deliver.ts';
import { formKey, type Scene, type Surface } from '../delivery/payloads.ts';
import { canSee, findMessage, postMessage, slackbot } from '../state/messages.ts';
import type { MessageRef } from '../state/records.ts';
import { screenOf, showErrors } from '../state/screens.ts';

/** A person at the keyboard. */
export type Actor = { readonly userId: string; readonly delivery: Delivery };

/** What came of one thing a person did. */
export type AckResult = Ack & {
  /** Sent, acknowledged in time, and not refused by the app. */
  readonly ok: boolean;
  /** False when nothing went to the app: a declined dialog, or a form that Slack itself refused. */
  readonly sent: boolean;
  /** Complaints about a form, by block id. */
  readonly errors: Readonly<Record<string, string>>;
  /** The dialog that the person had to agree to. */
  readonly confirm: Confirm | null;
};

/** A message or an open view, by its ids. */
export type Target = MessageRef | { readonly id: string };

const noAck: Ack = { milliseconds: null, problem: null, payload: undefined };

/** The result of something that did not go to the app. */
export function notSent(part: Partial<AckResult> = {}): AckResult {
  return { ...noAck, ok: true, sent: false, errors: {}, confirm: null, ...part };
}

/** The result that an ack makes. */
export function resultOf(ack: Ack, part: Partial<AckResult> = {}): AckResult {
  return { ...ack, ok: ack.problem === null, sent: true, errors: {}, confirm: null, ...part };
}

/** The person and the workspace; throws for someone unknown or deactivated, who cannot do anything. */
export function sceneOf({ userId, delivery: { workspace } }: Actor): Scene {
  const person = workspace.people.get(userId);
  if (person === undefined) throw new Error(`There is no person ${userId}`);
  if (person.deactivated) throw new Error(`${person.name} is deactivated and cannot do this`);
  return { workspace, person };
}

/** What a person acts in; throws when they cannot see it. With `stale`, a message may have been deleted meanwhile. */
export function surfaceOf(actor: Actor, target: Target, stale = false): Surface {
  const { workspace, person } = sceneOf(actor);
  if ('ts' in target) {
    const message = findMessage(workspace, target);
    const visible =
      message !== undefined && canSee(workspace, person.id, stale ? { ...message, deleted: false } : message);
    if (!visible) throw new Error(`${person.name} cannot see the message ${target.ts} in ${target.channel}`);
    return { kind: 'message', message };
  }
  const { modals, home } = screenOf(workspace, person.id);
  const view = [modals.at(-1), home].find((one) => one?.id === target.id);
  if (view === undefined || view === null) throw new Error(`${person.name} has no view ${target.id} on top`);
  return { kind: 'view', view };
}

/** The blocks of a surface as they stand; with `stale` those of earlier versions too, newest first. */
export function blocksOf(surface: Surface, stale = false): readonly Block[] {
  if (surface.kind === 'view') return surface.view.blocks;
  const { blocks, history } = surface.message;
  return stale ? [...blocks, ...history.toReversed().flatMap((before) => before.blocks)] : blocks;
}

const buttonText = ({ element }: Interactive) => (element.type === 'button' ? element.text.text : null);

/** Finds an element by action id or button text; throws naming what there is. */
export function findElement(blocks: readonly Block[], name: string, blockId?: string): Interactive {
  const all = interactives(blocks).filter((one) => blockId === undefined || one.blockId === blockId);
  const found = all.find((one) => one.actionId === name || buttonText(one) === name);
  if (found !== undefined) return found;
  const there = all.map((one) =>
    buttonText(one) === null ? one.actionId : `${one.actionId} [${buttonText(one)}]`,
  );
  throw new Error(`There is no "${name}" here; there is: ${there.join(', ') || 'nothing to use'}`);
}

/** Where the options of a type-ahead are kept. */
export function suggestionKey(surface: Surface, { userId }: Actor, used: Interactive): string {
  return `${formKey(surface, userId)}:${used.blockId}:${used.actionId}`;
}

/** Slack's own words to one person, in a form or a channel, when the app did not answer well. */
export function tellProblem(
  { userId, delivery: { workspace } }: Actor,
  where: Surface | { readonly channel: string },
  text: string,
): void {
  if ('kind' in where && where.kind === 'view') {
    const current = screenOf(workspace, userId).modals.find(({ id }) => id === where.view.id);
    if (current !== undefined) showErrors(workspace, current, { '': text });
    return;
  }
  const { channel } = 'kind' in where ? where.message : where;
  postMessage(workspace, { channel, author: slackbot, ephemeralTo: userId, text, blocks: [] });
}
