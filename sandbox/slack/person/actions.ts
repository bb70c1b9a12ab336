import { interactives, type Interactive } from '../block-kit/blocks.ts';
import { optionsOf, suggestionsSchema, type Option } from '../block-kit/elements.ts';
import { deliver } from '../delivery/deliver.ts';
import { actionPayload, suggestionPayload, type Surface } from '../delivery/payloads.ts';
import { stateFor, type ElementState } from '../state/forms.ts';
import { messagesSeenBy } from '../state/messages.ts';
import { homeOf, topView } from '../state/views.ts';
import { changed } from '../state/workspace.ts';
import {
  blocksOf,
  findElement,
  keep,
  notSent,
  resultOf,
  sceneOf,
  suggestionKey,
  surfaceOf,
  tellProblem,
  type AckResult,
  type Actor,
  type Target,
} from './actor.ts';

type UseOptions = {
  /** The answer to the confirm dialog, yes unless given. */
  readonly confirm?: boolean | undefined;
  /** Where several blocks hold the same action id. */
  readonly blockId?: string | undefined;
  /** Uses a button that is gone since, as a person does whose screen has not caught up. */
  readonly stale?: boolean | undefined;
};

const isTypeAhead = ({ element }: Interactive) =>
  element.type === 'external_select' || element.type === 'multi_external_select';

/**
 * Clicks a button by its action id or text; throws when it is not there or the person cannot see it. A dialog is
 * agreed to unless `confirm` is false.
 */
export async function click(
  actor: Actor,
  target: Target,
  name: string,
  options: UseOptions = {},
): Promise<AckResult> {
  const surface = surfaceOf(actor, target, options.stale);
  const used = findElement(blocksOf(surface, options.stale), name, options.blockId);
  if (used.element.type !== 'button') throw new Error(`"${name}" is no button`);
  return use(actor, surface, used, null, options);
}

/**
 * Gives an element of a message or view a value, by option text or value. The app hears of it at once, except from
 * an input block without `dispatch_action`.
 */
export async function choose(
  actor: Actor,
  target: Target,
  name: string,
  value: string | number | readonly string[],
  options: UseOptions = {},
): Promise<AckResult> {
  const { suggested } = actor.workspace;
  const surface = surfaceOf(actor, target, options.stale);
  const used = findElement(blocksOf(surface, options.stale), name, options.blockId);
  const key = suggestionKey(surface, actor, used);
  if (isTypeAhead(used) && !suggested.has(key)) await ask(actor, surface, used, String(value));
  return use(actor, surface, used, stateFor(used.element, value, suggested.get(key)), options);
}

async function use(
  actor: Actor,
  surface: Surface,
  used: Interactive,
  state: ElementState | null,
  options: UseOptions,
): Promise<AckResult> {
  const { block, element } = used;
  const confirm = ('confirm' in element && element.confirm) || null;
  if (confirm !== null && options.confirm === false) return notSent({ ok: false, confirm });
  if (state !== null && element.type !== 'overflow') keep(actor, surface, used, state);
  if (block.type === 'input' && block.dispatch_action !== true) return notSent({ confirm });
  const payload = actionPayload(sceneOf(actor), surface, used, state);
  const ack = await deliver(actor, 'interactive', payload);
  if (ack.problem !== null) tellProblem(actor, surface, `The action failed with the error "${ack.problem}"`);
  return resultOf(ack, { confirm });
}

async function ask(
  actor: Actor,
  surface: Surface,
  used: Interactive,
  typed: string,
): Promise<readonly Option[]> {
  const { workspace } = actor;
  const payload = suggestionPayload(sceneOf(actor), surface, used, typed);
  const ack = await deliver(actor, 'interactive', payload);
  const { data, error } = suggestionsSchema.safeParse(ack.payload);
  if (ack.problem === null && error !== undefined)
    workspace.uncovered.push(`block_suggestion ack that Slack refuses: ${error.message}`);
  const options = optionsOf(data ?? {});
  const key = suggestionKey(surface, actor, used);
  // What was found before can be chosen still: somebody who takes several may search for each anew.
  workspace.suggested.set(key, [...options, ...(workspace.suggested.get(key) ?? [])]);
  changed(workspace);
  return options;
}

/**
 * Types into a type-ahead and gives the options that the app offers, none when it does not answer in time. Looks in
 * the open modal first, then in the Home tab and the messages, newest first.
 */
export async function suggestions(actor: Actor, actionId: string, typed: string): Promise<readonly Option[]> {
  const { workspace } = sceneOf(actor);
  const views = [topView(workspace, actor.userId), homeOf(workspace, actor.userId)];
  const messages = messagesSeenBy(workspace, actor.userId).toReversed();
  for (const surface of [...views, ...messages]) {
    const used = interactives(surface?.blocks ?? []).find((one) => one.actionId === actionId);
    if (surface === null || used === undefined || !isTypeAhead(used)) continue;
    const least = 'min_query_length' in used.element ? used.element.min_query_length : undefined;
    return typed.length < (least ?? 3) ? [] : ask(actor, surface, used, typed);
  }
  throw new Error(`There is no type-ahead "${actionId}" on the screen`);
}
