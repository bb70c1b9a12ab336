import type { Block } from '../../slack/block-kit/blocks.ts';
import type { Confirm } from '../../slack/block-kit/elements.ts';
import type { ElementState, FormValues } from '../../slack/state/forms.ts';
import { act } from '../act.ts';
import { ask } from '../dom/confirm.ts';
import { h, type Attributes } from '../dom/element.ts';
import { renderText } from '../text/render.ts';
import type { Viewer } from '../viewer.ts';

/** The message or view in which a person uses something. */
export type Surface = {
  readonly viewer: Viewer;
  readonly target: { readonly channel: string; readonly ts: string } | { readonly id: string };
  readonly values: FormValues;
  /** How deep a header stands below the heading of the place. */
  readonly heading: 'h2' | 'h3';
  /** What the app complained about, by block id. */
  readonly errors: Readonly<Record<string, string>>;
  /** What was typed and not sent yet, by block id; it outlives a new rendering. */
  readonly drafts: Map<string, string>;
};

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

export type Value = string | number | readonly string[];

/** An id in the page for something of a block, the same at every rendering. */
export function domId({ target }: Surface, block: Block, what: string): string {
  const where = 'id' in target ? target.id : target.ts.replace('.', '-');
  return `${what}-${where}-${block.block_id ?? ''}`;
}

/**
 * Clicks a button, or gives an element a value: asks for confirmation first where the app wants it, and shows the
 * control as busy until the app has answered; false when the person or the workspace said no.
 */
export async function use(control: HTMLElement, used: Used, value?: Value): Promise<boolean> {
  const { confirm, block, actionId, surface } = used;
  const { viewer, target } = surface;
  if (confirm !== undefined) {
    const text = h('p', renderText(confirm.text, viewer));
    const [title, yes, no] = [confirm.title.text, confirm.confirm.text, confirm.deny.text];
    if (!(await ask({ title, text, yes, no, isDanger: confirm.style === 'danger' }))) return false;
  }
  const given = { as: viewer.me.id, target, action: actionId, blockId: block.block_id };
  return value === undefined ? act('click', given, control) : act('choose', { ...given, value }, control);
}

/** What an element holds, in the shape of `state.values`. */
export function stateOf({ surface, block, actionId }: Used): ElementState | undefined {
  return surface.values[block.block_id ?? '']?.[actionId];
}

/** Ties an input to its complaint and its hint. */
function describedBy({ surface, block }: Used): Attributes {
  if (block.type !== 'input') return {};
  const hasError = surface.errors[block.block_id ?? ''] !== undefined;
  const ids = [
    hasError ? domId(surface, block, 'error') : null,
    block.hint === undefined ? null : domId(surface, block, 'hint'),
  ].filter((id) => id !== null);
  return {
    'aria-describedby': ids.length === 0 ? null : ids.join(' '),
    'aria-invalid': hasError ? 'true' : null,
    'aria-required': block.optional === true ? null : 'true',
  };
}

/** What all inputs have in common. */
export function fieldOf(used: Used): Attributes {
  const { id, label } = used;
  return { id, class: 'field', 'aria-label': label, 'data-focus': id, ...describedBy(used) };
}
