import type { Block, Confirm, InteractiveElement } from '../../slack/block-kit/blocks.ts';
import type { FormValues } from '../../slack/state/forms.ts';
import { h, type Attributes } from '../dom/element.ts';
import type { Viewer } from '../place.ts';
import { act } from '../server.ts';
import { renderText } from '../text/render.ts';

/** The message or view in which a person uses something. */
export type Surface = {
  readonly viewer: Viewer;
  readonly target: { readonly channel: string; readonly ts: string } | { readonly id: string };
  readonly values: FormValues;
  /** How deep a header stands below the heading of the place. */
  readonly heading: 'h2' | 'h3';
  /** What the app complained about, by block id. */
  readonly errors?: Readonly<Record<string, string>>;
  /** What was typed and not sent yet, by block id; it outlives a new rendering. */
  readonly drafts?: Map<string, string>;
};

/** An element of that type. */
export type Element<T extends InteractiveElement['type']> = Extract<InteractiveElement, { readonly type: T }>;

/** An element that a person can use, with all that its control needs to know. */
export type Used = {
  readonly surface: Surface;
  readonly block: Block;
  readonly actionId: string;
  readonly confirm?: Confirm | undefined;
  /** What a screen reader calls it when it has no words of its own. */
  readonly label: string;
  /** Its id in the page. */
  readonly id: string;
};

/** An id in the page for something of a block, the same at every rendering. */
export function domId({ target }: Surface, block: Block, what: string): string {
  const where = 'id' in target ? target.id : target.ts.replace('.', '-');
  return `${what}-${where}-${block.block_id ?? ''}`;
}

/**
 * Clicks a button, or gives an element a value: asks for confirmation first where the app wants it, and shows the
 * control as busy until the app has answered; false when the person or the workspace said no.
 */
export async function use(
  control: HTMLElement,
  { confirm, block, actionId, surface: { viewer, target } }: Used,
  value?: string | number | readonly string[],
): Promise<boolean> {
  if (confirm !== undefined && !(await ask(confirm, viewer))) return false;
  const given = { as: viewer.me.id, target, action: actionId, blockId: block.block_id, value };
  return (await act(value === undefined ? 'click' : 'choose', given, control)) !== null;
}

/** Asks in a dialog on top of everything; false for no, and for Escape. */
function ask({ title, text, confirm, deny, style }: Confirm, viewer: Viewer): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const onclose = () => {
    resolve(dialog.returnValue === 'yes');
    dialog.remove();
  };
  const yes = { class: style ?? 'primary', onclick: () => dialog.close('yes') };
  const dialog = h(
    'dialog.modal',
    { 'aria-labelledby': 'confirm-title', 'aria-describedby': 'confirm-text', onclose },
    h('h2.modal-head', { id: 'confirm-title' }, title.text),
    h('p.modal-body', { id: 'confirm-text' }, renderText(text, viewer)),
    h(
      'div.across.modal-foot',
      h('button.button', { onclick: () => dialog.close() }, deny.text),
      h('button.button', yes, confirm.text),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return promise;
}

/** What an element holds, in the shape of `state.values`. */
export function stateOf({ surface, block, actionId }: Used): Readonly<Record<string, unknown>> {
  return surface.values[block.block_id ?? '']?.[actionId] ?? {};
}

/** What all inputs have in common; one of an input block is tied to its complaint and its hint. */
export function fieldOf({ surface, block, id, label }: Used): Attributes {
  const field = { id, class: 'field', 'aria-label': label };
  if (block.type !== 'input') return field;
  const hasError = surface.errors?.[block.block_id ?? ''] !== undefined;
  const describing = [hasError && 'error', block.hint && 'hint'].filter((what) => typeof what === 'string');
  return {
    ...field,
    'aria-describedby': describing.map((what) => domId(surface, block, what)).join(' ') || null,
    'aria-invalid': hasError && 'true',
    'aria-required': block.optional !== true && 'true',
  };
}
