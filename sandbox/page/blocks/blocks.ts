import type { Block } from '../../slack/block-kit/blocks.ts';
import { h } from '../dom/element.ts';
import { withEmoji } from '../text/emoji.ts';
import { drawEmoji, renderPieces, renderText } from '../text/render.ts';
import { renderElement } from './elements.ts';
import { domId, type Surface } from './surface.ts';

type Kind<T extends Block['type']> = Extract<Block, { readonly type: T }>;

/** Blocks as Slack shows them: https://docs.slack.dev/reference/block-kit/blocks */
export function renderBlocks(blocks: readonly Block[], surface: Surface): readonly HTMLElement[] {
  return blocks.map((block) => renderBlock(block, surface));
}

/** A picture of this machine; one from elsewhere is only described, since the page loads nothing from elsewhere. */
function picture(url: string, alt: string, className: string): HTMLElement {
  if (url.startsWith('data:') || url.startsWith('/')) return h('img', { src: url, alt, class: className });
  return h('span', { class: `${className} note missing`, role: 'img', 'aria-label': alt, title: url }, alt);
}

function section(block: Kind<'section'>, surface: Surface): HTMLElement {
  const { viewer } = surface;
  const words = block.text?.text ?? 'Choose';
  const { accessory } = block;
  const text = block.text && h('div.text', renderText(block.text, viewer));
  const fields = (block.fields ?? []).map((field) => h('div.text', renderText(field, viewer)));
  const aside =
    accessory?.type === 'image'
      ? picture(accessory.image_url, accessory.alt_text, 'thumbnail')
      : accessory && renderElement(accessory, block, surface, words);
  return h(
    'div.block.across.section',
    h('div.grow', text, fields.length > 0 && h('div.fields', ...fields)),
    aside && h('div.accessory', aside),
  );
}

function input(block: Kind<'input'>, surface: Surface): HTMLElement {
  const label = withEmoji(block.label.text);
  const error = surface.errors?.[block.block_id ?? ''];
  return h(
    'div.block.stack',
    h('div.label', drawEmoji(block.label.text), block.optional === true && h('span.note', ' (optional)')),
    renderElement(block.element, block, surface, label),
    error !== undefined && h('p.error', { id: domId(surface, block, 'error') }, error),
    block.hint && h('p.hint', { id: domId(surface, block, 'hint') }, drawEmoji(block.hint.text)),
  );
}

function context(block: Kind<'context'>, { viewer }: Surface): HTMLElement {
  const parts = block.elements.map((item) =>
    item.type === 'image'
      ? picture(item.image_url, item.alt_text, 'small-picture')
      : h('span.text', renderText(item, viewer)),
  );
  return h('div.block.across.wraps.note.context', ...parts);
}

function renderBlock(block: Block, surface: Surface): HTMLElement {
  switch (block.type) {
    case 'section':
      return section(block, surface);
    case 'header':
      return h(`${surface.heading}.block.header`, drawEmoji(block.text.text));
    case 'context':
      return context(block, surface);
    case 'alert':
      return h(
        'div.block.alert',
        { class: block.level ?? 'default', role: 'status' },
        h('div.text', renderText(block.text, surface.viewer)),
      );
    case 'divider':
      return h('hr.block');
    case 'actions':
      return h(
        'div.block.across.wraps',
        ...block.elements.map((element) => renderElement(element, block, surface, 'Choose')),
      );
    case 'input':
      return input(block, surface);
    case 'image': {
      const title = block.title && h('figcaption', block.title.text);
      return h('figure.block', title, picture(block.image_url, block.alt_text, 'picture'));
    }
    case 'rich_text':
      return h('div.block.text', renderPieces(block.elements, surface.viewer));
    default:
      return block satisfies never;
  }
}
