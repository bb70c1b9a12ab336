import type { Block, Image, InteractiveElement, RichTextPiece } from './blocks.ts';

const elementWords = (element: InteractiveElement | Image): string => {
  if (element.type === 'image') return element.alt_text;
  if (element.type === 'button') return `[${element.text.text}]`;
  if (element.type === 'checkboxes' || element.type === 'radio_buttons' || element.type === 'overflow')
    return element.options.map((option) => `(${option.text.text})`).join(' ');
  if (element.type === 'plain_text_input')
    return `<${element.placeholder?.text ?? element.initial_value ?? ''}>`;
  if (element.type === 'datetimepicker') return '<date and time>';
  return element.type === 'file_input' ? '<file>' : `<${element.placeholder?.text ?? element.type}>`;
};

/**
 * The words a person reads, one line per text, mrkdwn left as it is; a message without blocks reads as its text.
 * Buttons stand in square brackets.
 */
export function plainText(content: { readonly text?: string; readonly blocks: readonly Block[] }): string {
  if (content.blocks.length === 0) return content.text ?? '';
  return content.blocks
    .flatMap(blockWords)
    .filter((line) => line !== '')
    .join('\n');
}

function blockWords(block: Block): readonly string[] {
  switch (block.type) {
    case 'section': {
      const { text, fields = [], accessory } = block;
      const texts = [text, ...fields].map((one) => one?.text ?? '');
      return accessory === undefined ? texts : [...texts, elementWords(accessory)];
    }
    case 'alert':
    case 'header':
      return [block.text.text];
    case 'context':
      return [block.elements.map((item) => (item.type === 'image' ? item.alt_text : item.text)).join(' ')];
    case 'divider':
      return ['---'];
    case 'actions':
      return [block.elements.map(elementWords).join(' ')];
    case 'input':
      return [block.label.text, elementWords(block.element), block.hint?.text ?? ''];
    case 'image':
      return [block.title?.text ?? '', block.alt_text];
    case 'rich_text':
      return block.elements.flatMap((part) =>
        part.type === 'rich_text_list'
          ? part.elements.map(({ elements }) => `• ${elements.map(pieceWords).join('')}`)
          : [part.elements.map(pieceWords).join('')],
      );
    default:
      return block satisfies never;
  }
}

/** Mentions, dates and links as mrkdwn writes them; a style is not written. */
function pieceWords(piece: RichTextPiece): string {
  switch (piece.type) {
    case 'text':
      return piece.text;
    case 'link':
      return `<${piece.url}|${piece.text ?? piece.url}>`;
    case 'user':
      return `<@${piece.user_id}>`;
    case 'usergroup':
      return `<!subteam^${piece.usergroup_id}>`;
    case 'channel':
      return `<#${piece.channel_id}>`;
    case 'emoji':
      return `:${piece.name}:`;
    case 'date':
      return `<!date^${piece.timestamp}^${piece.format}|${piece.fallback ?? ''}>`;
    case 'broadcast':
      return `<!${piece.range}>`;
    default:
      return piece satisfies never;
  }
}
