import { interactives, type Interactive } from '../block-kit/blocks.ts';
import { suggestionsSchema, type Option } from '../block-kit/elements.ts';
import { deliver } from '../delivery/deliver.ts';
import { actionPayload, formKey, suggestionPayload, type Surface } from '../delivery/payloads.ts';
import { stateFor, withState, type ElementState } from '../state/forms.ts';
import { canSee } from '../state/messages.ts';
import { screenOf } from '../state/screens.ts';
import { changed } from '../state/workspace.ts';
import {
  blocksOf,
  findElement,
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

const confirmOf = ({ element }: Interactive) => ('confirm' in element ? (element.confirm ?? null) : null);

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
  const confirm = confirmOf(used);
  if (confirm !== null && options.confirm === false) return notSent({ ok: false, confirm });
  return send(actor, surface, used, null);
}

async function send(
  actor: Actor,
  surface: Surface,
  used: Interactive,
  state: ElementState | null,
): Promise<AckResult> {
  const payload = actionPayload(sceneOf(actor), surface, used, state);
  const ack = await deliver(actor.delivery, 'interactive', payload);
  if (ack.problem !== null) tellProblem(actor, surface, `The action failed with the error "${ack.problem}"`);
  return resultOf(ack, { confirm: confirmOf(used) });
}

/**
 * Gives an element of a message or view a value, by option text or value. The app hears of it at once, except from
 * an input block without `dispatch_action`.
 */
export async function choose(
  actor: Actor,
  target: Target,
  actionId: string,
  value: string | number | readonly string[],
  options: UseOptions = {},
): Promise<AckResult> {
  const { workspace } = actor.delivery;
  const surface = surfaceOf(actor, target, options.stale);
  const used = findElement(blocksOf(surface, options.stale), actionId, options.blockId);
  const key = suggestionKey(surface, actor, used);
  if (isTypeAhead(used) && !workspace.suggested.has(key)) await ask(actor, surface, used, String(value));
  const state = stateFor(used.element, value, workspace.suggested.get(key));
  const confirm = confirmOf(used);
  if (confirm !== null && options.confirm === false) return notSent({ ok: false, confirm });
  if (used.element.type !== 'overflow') {
    const form = formKey(surface, actor.userId);
    workspace.forms.set(form, withState(workspace.forms.get(form), used, state));
    changed(workspace);
  }
  const silent = used.block.type === 'input' && used.block.dispatch_action !== true;
  return silent ? notSent({ confirm }) : send(actor, surface, used, state);
}

async function ask(
  actor: Actor,
  surface: Surface,
  used: Interactive,
  typed: string,
): Promise<readonly Option[]> {
  const { workspace } = actor.delivery;
  const payload = suggestionPayload(sceneOf(actor), surface, used, typed);
  const ack = await deliver(actor.delivery, 'interactive', payload);
  const { data, error } = suggestionsSchema.safeParse(ack.payload);
  if (ack.problem === null && error !== undefined)
    workspace.uncovered.push(`block_suggestion ack that Slack refuses: ${error.message}`);
  const options = data?.options ?? data?.option_groups?.flatMap((group) => group.options) ?? [];
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
  const { modals, home } = screenOf(workspace, actor.userId);
  const views = [modals.at(-1), home].flatMap((view): Surface[] => (view ? [{ kind: 'view', view }] : []));
  const messages = workspace.messages
    .filter((message) => canSee(workspace, actor.userId, message))
    .toReversed()
    .map((message): Surface => ({ kind: 'message', message }));
  for (const surface of [...views, ...messages]) {
    const used = interactives(blocksOf(surface)).find((one) => one.actionId === actionId);
    if (used === undefined || !isTypeAhead(used)) continue;
    const least = 'min_query_length' in used.element ? used.element.min_query_length : undefined;
    return typed.length < (least ?? 3) ? [] : ask(actor, surface, used, typed);
  }
  throw new Error(`There is no type-ahead "${actionId}" on the screen`);
}
