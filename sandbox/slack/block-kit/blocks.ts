import * as z from 'zod';

import {
  accessoryElement,
  actionsElement,
  flag,
  imageElement,
  inputElement,
  listOf,
  plainTextOf,
  textOf,
  typed,
  wordsOf,
  type InteractiveElement,
} from './elements.ts';

const blockOf = <Type extends string, Shape extends z.core.$ZodLooseShape>(type: Type, shape: Shape) =>
  typed(type, { block_id: wordsOf(255).optional(), ...shape });

const section = blockOf('section', {
  text: textOf(3000).optional(),
  fields: listOf(textOf(2000), 10).optional(),
  accessory: accessoryElement.optional(),
  expand: flag,
}).refine((block) => block.text !== undefined || block.fields !== undefined, {
  message: 'missing required field: text or fields',
});

const contextElement = z.discriminatedUnion('type', [...textOf(3000).options, imageElement]);

const input = blockOf('input', {
  label: plainTextOf(2000),
  element: inputElement,
  hint: plainTextOf(2000).optional(),
  optional: flag,
  dispatch_action: flag,
});

/** In modals only: https://docs.slack.dev/reference/block-kit/blocks/alert-block */
const alert = blockOf('alert', {
  text: textOf(200),
  level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
});

const image = blockOf('image', {
  image_url: wordsOf(3000),
  alt_text: wordsOf(2000),
  title: plainTextOf(2000).optional(),
});

const style = z.strictObject({ bold: flag, italic: flag, strike: flag, code: flag }).optional();

/** https://docs.slack.dev/reference/block-kit/blocks/rich-text-block#element-types */
const richTextPiece = z.discriminatedUnion('type', [
  typed('text', { text: z.string().min(1), style }),
  typed('link', { url: z.url(), text: z.string().optional(), style }),
  typed('user', { user_id: z.string().regex(/^[UW]/u), style }),
  typed('usergroup', { usergroup_id: z.string().regex(/^S/u), style }),
  typed('channel', { channel_id: z.string().regex(/^C/u), style }),
  typed('emoji', { name: z.string().min(1), style }),
  typed('date', {
    timestamp: z.int(),
    format: z.string().min(1),
    url: z.url().optional(),
    fallback: z.string().optional(),
    style,
  }),
  typed('broadcast', { range: z.enum(['here', 'channel', 'everyone']) }),
]);
export type RichTextPiece = z.infer<typeof richTextPiece>;

const richTextSection = typed('rich_text_section', { elements: z.array(richTextPiece) });

const richTextPart = z.discriminatedUnion('type', [
  richTextSection,
  z.looseObject({ type: z.literal('rich_text_list'), elements: z.array(richTextSection) }),
  z.looseObject({ type: z.literal('rich_text_preformatted'), elements: z.array(richTextPiece) }),
  z.looseObject({ type: z.literal('rich_text_quote'), elements: z.array(richTextPiece) }),
]);

/** One block of any kind that this workspace knows: https://docs.slack.dev/reference/block-kit/blocks */
export const blockSchema = z.discriminatedUnion('type', [
  section,
  blockOf('header', { text: plainTextOf(150) }),
  blockOf('context', { elements: listOf(contextElement, 10) }),
  blockOf('divider', {}),
  blockOf('actions', { elements: listOf(actionsElement, 25) }),
  input,
  image,
  blockOf('rich_text', { elements: z.array(richTextPart) }),
  alert,
]);

export type Block = z.infer<typeof blockSchema>;

/** An element that a person can use, with the block that holds it. */
export type Interactive = {
  readonly block: Block;
  readonly blockId: string;
  readonly actionId: string;
  readonly element: InteractiveElement;
};

const elementsOf = (block: Block): readonly InteractiveElement[] => {
  if (block.type === 'actions') return block.elements;
  if (block.type === 'input') return [block.element];
  if (block.type === 'section' && block.accessory !== undefined && block.accessory.type !== 'image')
    return [block.accessory];
  return [];
};

/** Every element of the blocks that a person can use, top to bottom. */
export function interactives(blocks: readonly Block[]): readonly Interactive[] {
  return blocks.flatMap((block) =>
    elementsOf(block).map((element) => ({
      block,
      blockId: block.block_id ?? '',
      actionId: element.action_id ?? '',
      element,
    })),
  );
}

/** The same blocks with an id on every block and element, as Slack gives one to those that came without. */
export function withIds(blocks: readonly Block[], nextId: () => string): readonly Block[] {
  return blocks.map((block): Block => {
    const block_id = block.block_id ?? nextId();
    const named = <T extends { action_id?: string | undefined }>(element: T): T => ({
      ...element,
      action_id: element.action_id ?? nextId(),
    });
    if (block.type === 'actions') return { ...block, block_id, elements: block.elements.map(named) };
    if (block.type === 'input') return { ...block, block_id, element: named(block.element) };
    if (block.type === 'section' && block.accessory !== undefined && block.accessory.type !== 'image')
      return { ...block, block_id, accessory: named(block.accessory) };
    return { ...block, block_id };
  });
}
