import type { Block } from '../../slack/block-kit/blocks.ts';
import { h, type Child } from '../dom/element.ts';
import type { Viewer } from '../viewer.ts';
import { emoji } from './draw-emoji.ts';
import { channelMention, groupMention, link, moment, userMention } from './render.ts';

type RichText = Extract<Block, { readonly type: 'rich_text' }>;
type Piece = RichText['elements'][number]['elements'][number];

const text = (value: unknown) => (typeof value === 'string' ? value : '');

const STYLES = [
  ['bold', 'strong'],
  ['italic', 'em'],
  ['strike', 's'],
  ['code', 'code'],
] as const;

function styled(node: Child, style: unknown): Child {
  if (typeof style !== 'object' || style === null) return node;
  return STYLES.reduce((inner, [name, tag]) => (Reflect.get(style, name) ? h(tag, inner) : inner), node);
}

function content(piece: Piece, viewer: Viewer): Child {
  switch (piece.type) {
    case 'link':
      return link(text(piece['url']), piece.text ?? text(piece['url']), viewer);
    case 'user':
      return userMention(text(piece['user_id']), '', viewer);
    case 'usergroup':
      return groupMention(text(piece['usergroup_id']), '', viewer);
    case 'channel':
      return channelMention(text(piece['channel_id']), viewer);
    case 'emoji':
      return emoji(text(piece['name']));
    case 'date':
      return moment(Number(piece['timestamp']), text(piece['format']), viewer);
    case 'broadcast':
      return h('span.mention.me', `@${text(piece['range'])}`);
    case 'rich_text_section':
      return h('span', pieces(piece['elements'], viewer));
    default:
      return piece.text;
  }
}

const isPiece = (value: unknown): value is Piece =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

function pieces(given: unknown, viewer: Viewer): readonly Child[] {
  const list = Array.isArray(given) ? given.filter(isPiece) : [];
  return list.map((piece) => styled(content(piece, viewer), piece['style']));
}

/** A rich text block: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export function renderRichText(block: RichText, viewer: Viewer): readonly HTMLElement[] {
  return block.elements.map((part) => {
    const inside = pieces(part.elements, viewer);
    switch (part.type) {
      case 'rich_text_list': {
        const items = inside.map((item) => h('li', item));
        return part['style'] === 'ordered' ? h('ol', ...items) : h('ul', ...items);
      }
      case 'rich_text_preformatted':
        return h('pre', ...inside);
      case 'rich_text_quote':
        return h('blockquote', ...inside);
      case 'rich_text_section':
        return h('p', ...inside);
      default:
        return part.type satisfies never;
    }
  });
}
