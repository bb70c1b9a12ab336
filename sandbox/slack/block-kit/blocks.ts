import * as z from 'zod';

import {
  accessoryElement,
  actionsElement,
  imageElement,
  inputElement,
  plainTextOf,
  textOf,
  typed,
  type InteractiveElement,
} from './elements.ts';
import { LIMITS } from './limits.ts';

const blockId = z.string().min(1).max(LIMITS.blockId).optional();

const blockOf = <Type extends string, Shape extends z.core.$ZodLooseShape>(type: Type, shape: Shape) =>
  typed(type, { block_id: blockId, ...shape });

const section = blockOf('section', {
  text: textOf(LIMITS.sectionText).optional(),
  fields: z.array(textOf(LIMITS.sectionField)).min(1).max(LIMITS.sectionFields).optional(),
  accessory: accessoryElement.optional(),
  expand: z.boolean().optional(),
}).refine((block) => block.text !== undefined || block.fields !== undefined, {
  message: 'missing required field: text or fields',
});

const header = blockOf('header', {
  text: plainTextOf(LIMITS.headerText),
});

const contextElement = z.discriminatedUnion('type', [...textOf(LIMITS.sectionText).options, imageElement]);

const context = blockOf('context', {
  elements: z.array(contextElement).min(1).max(LIMITS.contextElements),
});

const divider = blockOf('divider', {});

const actions = blockOf('actions', {
  elements: z.array(actionsElement).min(1).max(LIMITS.actionsElements),
});

const input = blockOf('input', {
  label: plainTextOf(LIMITS.inputLabel),
  element: inputElement,
  hint: plainTextOf(LIMITS.inputHint).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
});

/** In modals only: https://docs.slack.dev/reference/block-kit/blocks/alert-block */
const alert = blockOf('alert', {
  text: textOf(LIMITS.alertText),
  level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
});

const image = blockOf('image', {
  image_url: z.string().min(1).max(LIMITS.imageUrl),
  alt_text: z.string().min(1).max(LIMITS.imageAltText),
  title: plainTextOf(LIMITS.imageTitle).optional(),
});

const style = z
  .strictObject({
    bold: z.boolean().optional(),
    italic: z.boolean().optional(),
    strike: z.boolean().optional(),
    code: z.boolean().optional(),
  })
  .optional();

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

const richTextSection = typed('rich_text_section', {
  elements: z.array(richTextPiece),
});

const richText = blockOf('rich_text', {
  elements: z.array(
    z.discriminatedUnion('type', [
      richTextSection,
      z.looseObject({ type: z.literal('rich_text_list'), elements: z.array(richTextSection) }),
      z.looseObject({ type: z.literal('rich_text_preformatted'), elements: z.array(richTextPiece) }),
      z.looseObject({ type: z.literal('rich_text_quote'), elements: z.array(richTextPiece) }),
    ]),
  ),
});

/** One block of any kind that this workspace knows: https://docs.slack.dev/reference/block-kit/blocks */
export const blockSchema = z.discriminatedUnion('type', [
  section,
  header,
  context,
  divider,
  actions,
  input,
  image,
  richText,
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
