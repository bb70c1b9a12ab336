import type { Block, RichTextPiece } from '../../slack/block-kit/blocks.ts';
import { h, type Child } from '../dom/element.ts';
import type { Viewer } from '../viewer.ts';
import { emoji } from './draw-emoji.ts';
import { channelMention, groupMention, link, moment, userMention } from './render.ts';

type RichText = Extract<Block, { readonly type: 'rich_text' }>;

const STYLES = [
  ['bold', 'strong'],
  ['italic', 'em'],
  ['strike', 's'],
  ['code', 'code'],
] as const;

/** A rich text block: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export function renderRichText(block: RichText, viewer: Viewer): readonly HTMLElement[] {
  return block.elements.map((part) => {
    switch (part.type) {
      case 'rich_text_list': {
        const items = part.elements.map(({ elements }) => h('li', pieces(elements, viewer)));
        return part['style'] === 'ordered' ? h('ol', ...items) : h('ul', ...items);
      }
      case 'rich_text_preformatted':
        return h('pre', ...pieces(part.elements, viewer));
      case 'rich_text_quote':
        return h('blockquote', ...pieces(part.elements, viewer));
      case 'rich_text_section':
        return h('p', ...pieces(part.elements, viewer));
      default:
        return part satisfies never;
    }
  });
}

function styled(node: Child, style: unknown): Child {
  if (typeof style !== 'object' || style === null) return node;
  return STYLES.reduce((inner, [name, tag]) => (Reflect.get(style, name) ? h(tag, inner) : inner), node);
}

function content(piece: RichTextPiece, viewer: Viewer): Child {
  switch (piece.type) {
    case 'text':
      return piece.text;
    case 'link':
      return link(piece.url, piece.text ?? piece.url, viewer);
    case 'user':
      return userMention(piece.user_id, '', viewer);
    case 'usergroup':
      return groupMention(piece.usergroup_id, '', viewer);
    case 'channel':
      return channelMention(piece.channel_id, viewer);
    case 'emoji':
      return emoji(piece.name);
    case 'date':
      return moment(piece.timestamp, piece.format, viewer);
    case 'broadcast':
      return h('span.mention.me', `@${piece.range}`);
    default:
      return piece satisfies never;
  }
}

function pieces(list: readonly RichTextPiece[], viewer: Viewer): readonly Child[] {
  return list.map((piece) => styled(content(piece, viewer), 'style' in piece ? piece.style : null));
}
