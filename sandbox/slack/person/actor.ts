import {
  interactives,
  optionsOf,
  suggestionsSchema,
  type Confirm,
  type Interactive,
  type Option,
} from '../block-kit/blocks.ts';
import type { Ack, Delivery } from '../delivery/deliver.ts';
import {
  actionPayload,
  formKey,
  suggestionPayload,
  type Scene,
  type Surface,
  type Used,
} from '../delivery/payloads.ts';
import { stateFor, type ElementState } from '../state/forms.ts';
import { canSee, findMessage, messagesSeenBy, postMessage, slackbot } from '../state/messages.ts';
import type { Message, MessageRef, View } from '../state/records.ts';
import { homeOf, showErrors, topView } from '../state/views.ts';
import { changed, type Workspace } from '../state/workspace.ts';

/** A person at the keyboard. */
export type Actor = Pick<Delivery, 'deliver'> & { readonly workspace: Workspace; readonly userId: string };

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
type Target = MessageRef | { readonly id: string };

/** What can be given to an element. */
export type Given = string | number | readonly string[];

type UseOptions = {
  /** The answer to the confirm dialog, yes unless given. */
  readonly confirm?: boolean | undefined;
  /** Where several blocks hold the same action id. */
  readonly blockId?: string | undefined;
  /** Uses a button that is gone since, as a person does whose screen has not caught up. */
  readonly stale?: boolean | undefined;
};

/** The result that an ack makes. */
export function resultOf(ack: Ack, part: Partial<AckResult> = {}): AckResult {
  return { ...ack, ok: ack.problem === null, sent: true, errors: {}, confirm: null, ...part };
}

/** The result of something that did not go to the app. */
export function notSent(part: Partial<AckResult> = {}): AckResult {
  return resultOf({ milliseconds: null, problem: null, payload: undefined }, { sent: false, ...part });
}

/** The person and the workspace; throws for someone unknown or deactivated, who cannot do anything. */
export function sceneOf({ userId, workspace }: Actor): Scene {
  const person = workspace.people.get(userId);
  if (person === undefined) throw new Error(`There is no person ${userId}`);
  if (person.deactivated) throw new Error(`${person.name} is deactivated and cannot do this`);
  return { workspace, person };
}

/** A message that the person can see, with `stale` also one that was deleted meanwhile; throws for others. */
export function messageOf(actor: Actor, ref: MessageRef, stale = false): Message {
  const { workspace, person } = sceneOf(actor);
  const message = findMessage(workspace, ref);
  if (message && canSee(workspace, person.id, stale ? { ...message, deleted: false } : message))
    return message;
  throw new Error(`${person.name} cannot see the message ${ref.ts} in ${ref.channel}`);
}

/** What a person acts in; throws when they cannot see it. */
export function surfaceOf(actor: Actor, target: Target, stale?: boolean): Surface {
  if ('ts' in target) return messageOf(actor, target, stale);
  const { workspace, person } = sceneOf(actor);
  const views = [topView(workspace, person.id), homeOf(workspace, person.id)];
  const view = views.find((one) => one?.id === target.id);
  if (!view) throw new Error(`${person.name} has no view ${target.id} on top`);
  return view;
}

/** The words that an element goes by for a person, if any: those on a button, or the label of an input. */
function wordsOn({ block, element }: Interactive): string | null {
  if (block.type === 'input') return block.label.text;
  return element.type === 'button' ? element.text.text : null;
}

/**
 * Finds an element by its action id or words, or an input by its block id; throws naming what there is. With `stale`
 * earlier versions of a message are searched too, newest first.
 */
export function findElement(surface: Surface, name: string, { blockId, stale }: UseOptions = {}): Used {
  const earlier = stale === true && 'ts' in surface ? surface.history.toReversed() : [];
  const all = interactives([surface, ...earlier].flatMap(({ blocks }) => blocks)).filter(
    (one) => blockId === undefined || one.blockId === blockId,
  );
  const found = all.find(
    (one) =>
      one.actionId === name || wordsOn(one) === name || (one.block.type === 'input' && one.blockId === name),
  );
  if (found !== undefined) return { ...found, surface };
  const there = all.map((one) => wordsOn(one) ?? one.actionId).join(', ');
  throw new Error(`There is no "${name}" here; there is: ${there || 'nothing to use'}`);
}

/** Remembers what a person gave an element. */
export function keep({ userId, workspace }: Actor, used: Used, state: ElementState): void {
  const { surface, blockId, actionId } = used;
  const key = formKey(surface, userId);
  const values = workspace.forms.get(key);
  workspace.forms.set(key, { ...values, [blockId]: { ...values?.[blockId], [actionId]: state } });
  changed(workspace);
}

/** Where the options of a type-ahead are kept. */
const suggestionKey = ({ userId }: Actor, { surface, blockId, actionId }: Used) =>
  `${formKey(surface, userId)}:${blockId}:${actionId}`;

/** What an element holds once the person gave it `value`; throws when it does not offer that. */
export function stateOf(actor: Actor, used: Used, value: Given): ElementState {
  return stateFor(used.element, value, actor.workspace.suggested.get(suggestionKey(actor, used)));
}

/** Slack's own words to one person, in a form or a channel, when the app did not answer well. */
export function tellProblem(
  { userId, workspace }: Actor,
  where: View | { readonly channel: string },
  text: string,
): void {
  if ('channel' in where)
    postMessage(workspace, {
      channel: where.channel,
      author: slackbot,
      ephemeralTo: userId,
      text,
      blocks: [],
    });
  else if (where.definition.type === 'modal') showErrors(workspace, where, { '': text });
}

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
  const used = findElement(surfaceOf(actor, target, options.stale), name, options);
  if (used.element.type !== 'button') throw new Error(`"${name}" is no button`);
  return use(actor, used, null, options);
}

/**
 * Gives an element of a message or view a value, by option text or value. The app hears of it at once, except from
 * an input block without `dispatch_action`.
 */
export async function choose(
  actor: Actor,
  target: Target,
  name: string,
  value: Given,
  options: UseOptions = {},
): Promise<AckResult> {
  const used = findElement(surfaceOf(actor, target, options.stale), name, options);
  const isNew = !actor.workspace.suggested.has(suggestionKey(actor, used));
  if (isTypeAhead(used) && isNew) await ask(actor, used, String(value));
  return use(actor, used, stateOf(actor, used, value), options);
}

async function use(
  actor: Actor,
  used: Used,
  state: ElementState | null,
  options: UseOptions,
): Promise<AckResult> {
  const { surface, block, element } = used;
  const confirm = ('confirm' in element && element.confirm) || null;
  if (confirm !== null && options.confirm === false) return notSent({ ok: false, confirm });
  if (state !== null && element.type !== 'overflow') keep(actor, used, state);
  if (block.type === 'input' && block.dispatch_action !== true) return notSent({ confirm });
  const ack = await actor.deliver('interactive', actionPayload(sceneOf(actor), used, state));
  if (ack.problem !== null) tellProblem(actor, surface, `The action failed with the error "${ack.problem}"`);
  return resultOf(ack, { confirm });
}

async function ask(actor: Actor, used: Used, typed: string): Promise<readonly Option[]> {
  const { workspace } = actor;
  const ack = await actor.deliver('interactive', suggestionPayload(sceneOf(actor), used, typed));
  const { data, error } = suggestionsSchema.safeParse(ack.payload);
  if (ack.problem === null && error !== undefined)
    workspace.uncovered.push(`block_suggestion ack that Slack refuses: ${error.message}`);
  const options = optionsOf(data ?? {});
  const key = suggestionKey(actor, used);
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
    return typed.length < (least ?? 3) ? [] : ask(actor, { ...used, surface }, typed);
  }
  throw new Error(`There is no type-ahead "${actionId}" on the screen`);
}
