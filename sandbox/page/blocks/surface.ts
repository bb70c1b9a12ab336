import type { Block } from '../../slack/block-kit/blocks.ts';
import type { Confirm } from '../../slack/block-kit/elements.ts';
import type { ElementState, FormValues } from '../../slack/state/forms.ts';
import { act } from '../act.ts';
import { ask } from '../dom/confirm.ts';
import { h } from '../dom/element.ts';
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

/** An element and the block that holds it. */
export type Used = {
  readonly block: Block;
  readonly actionId: string;
  readonly confirm?: Confirm | undefined;
};

export type Value = string | number | readonly string[];

/** An id in the page for something of a block, the same at every rendering. */
export function domId(surface: Surface, used: { readonly block: Block }, what: string): string {
  const { target } = surface;
  const where = 'id' in target ? target.id : target.ts.replace('.', '-');
  return `${what}-${where}-${used.block.block_id ?? ''}`;
}

/**
 * Clicks a button, or gives an element a value: asks for confirmation first where the app wants it, and shows the
 * control as busy until the app has answered; false when the person or the workspace said no.
 */
export async function use(
  surface: Surface,
  control: HTMLElement,
  used: Used,
  value?: Value,
): Promise<boolean> {
  const { viewer, target } = surface;
  const { confirm, block, actionId } = used;
  if (confirm !== undefined) {
    const text = h('p', renderText(confirm.text, viewer));
    const [title, yes, no] = [confirm.title.text, confirm.confirm.text, confirm.deny.text];
    if (!(await ask({ title, text, yes, no, isDanger: confirm.style === 'danger' }))) return false;
  }
  const given = { as: viewer.me.id, target, action: actionId, blockId: block.block_id };
  return value === undefined ? act('click', given, control) : act('choose', { ...given, value }, control);
}

/** What an element holds, in the shape of `state.values`. */
export function stateOf({ values }: Surface, { block, actionId }: Used): ElementState | undefined {
  return values[block.block_id ?? '']?.[actionId];
}
