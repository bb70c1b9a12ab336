import * as z from 'zod';

/*
 * Limits are characters for texts, entries for lists. Sources:
 * https://docs.slack.dev/reference/block-kit/blocks, /block-elements and /composition-objects.
 */

/** An object of that type with these fields and no others. */
const typed = <Type extends string, Shape extends z.core.$ZodLooseShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), ...shape });

/** A string that must not be empty. */
const wordsOf = (maximum: number) => z.string().min(1).max(maximum);

/** A list that must not be empty. */
const listOf = <Entry extends z.ZodType>(entry: Entry, maximum = Infinity) =>
  z.array(entry).min(1).max(maximum);

export const flag = z.boolean().optional();

/** A `plain_text` object of at most `maximum` characters. */
export const plainTextOf = (maximum: number) => typed('plain_text', { text: wordsOf(maximum), emoji: flag });

/** A text object of either kind of at most `maximum` characters. */
const textOf = (maximum: number) =>
  z.discriminatedUnion('type', [
    plainTextOf(maximum),
    typed('mrkdwn', { text: wordsOf(maximum), verbatim: flag }),
  ]);

const emphasis = z.enum(['primary', 'danger']).optional();

const confirm = z.strictObject({
  title: plainTextOf(100),
  text: textOf(300),
  confirm: plainTextOf(30),
  deny: plainTextOf(30),
  style: emphasis,
});

const selectOption = z.strictObject({
  text: plainTextOf(75),
  value: wordsOf(150),
  description: plainTextOf(75).optional(),
});

const choiceOption = selectOption.extend({ text: textOf(75), description: textOf(75).optional() });

const address = z.string().max(3000);

const optionGroup = z.strictObject({ label: plainTextOf(75), options: listOf(selectOption, 100) });

/** Either options or option groups, as an app answers to a type-ahead. */
export const suggestionsSchema = z.strictObject({
  options: z.array(selectOption).max(100).optional(),
  option_groups: z.array(optionGroup).max(100).optional(),
});

type Choices = {
  readonly type?: string;
  readonly options?: readonly Option[] | undefined;
  readonly option_groups?: readonly { readonly options: readonly Option[] }[] | undefined;
};

/** All options that a person can pick from, those of groups included. */
export function optionsOf({ options, option_groups = [] }: Choices): readonly Option[] {
  return options ?? option_groups.flatMap((group) => group.options);
}

const identified = { action_id: wordsOf(255).optional() };
const common = { ...identified, confirm: confirm.optional() };
const focusable = { ...common, focus_on_load: flag };
const placeholder = plainTextOf(150).optional();
const picker = { ...focusable, placeholder };

const button = typed('button', {
  ...common,
  text: plainTextOf(75),
  value: z.string().max(2000).optional(),
  url: address.optional(),
  style: emphasis,
  accessibility_label: z.string().max(75).optional(),
});

const staticOptions = {
  options: listOf(selectOption, 100).optional(),
  option_groups: listOf(optionGroup, 100).optional(),
};

/** https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element#static_multi_select */
const hasOneOfBoth = ({ options, option_groups }: Choices) =>
  (options === undefined) !== (option_groups === undefined);
const oneOfBoth = { message: 'must have either options or option_groups' };

function offersInitial(select: Choices & { readonly initial_option?: Option | undefined }): boolean {
  const initial = JSON.stringify(select.initial_option);
  return initial === undefined || optionsOf(select).some((option) => JSON.stringify(option) === initial);
}
const stray = { message: 'initial_option is none of the options' };

const typeAhead = { ...picker, min_query_length: z.int().min(0).optional() };
const one = { initial_option: selectOption.optional() };
const several = {
  initial_options: listOf(selectOption).optional(),
  max_selected_items: z.int().min(1).optional(),
};

/** In modals only: https://docs.slack.dev/reference/block-kit/block-elements/file-input-element */
const fileInput = typed('file_input', {
  ...identified,
  filetypes: listOf(z.string()).optional(),
  max_files: z.int().min(1).max(10).optional(),
});

const overflow = typed('overflow', {
  ...common,
  options: listOf(selectOption.extend({ url: address.optional() }), 5),
});

const dateTimePicker = typed('datetimepicker', {
  ...focusable,
  // Slack wants a ten-digit Unix time in seconds; milliseconds are a common slip.
  initial_date_time: z.int().min(1_000_000_000).max(9_999_999_999).optional(),
});

const dispatchMoment = z.enum(['on_enter_pressed', 'on_character_entered']);

const plainTextInput = typed('plain_text_input', {
  ...identified,
  focus_on_load: flag,
  placeholder,
  initial_value: z.string().max(3000).optional(),
  multiline: flag,
  min_length: z.int().min(0).max(3000).optional(),
  max_length: z.int().min(1).max(3000).optional(),
  dispatch_action_config: z.strictObject({ trigger_actions_on: listOf(dispatchMoment) }).optional(),
});

const choices = { ...focusable, options: listOf(choiceOption, 10) };

/** The image element of a section or a context. */
const imageElement = typed('image', { image_url: address, alt_text: wordsOf(2000) });

const pickers = [
  typed('static_select', { ...picker, ...staticOptions, ...one })
    .refine(hasOneOfBoth, oneOfBoth)
    .refine(offersInitial, stray),
  typed('multi_static_select', { ...picker, ...staticOptions, ...several }).refine(hasOneOfBoth, oneOfBoth),
  typed('external_select', { ...typeAhead, ...one }),
  typed('multi_external_select', { ...typeAhead, ...several }),
  typed('users_select', { ...picker, initial_user: z.string().optional() }),
  typed('datepicker', { ...picker, initial_date: z.iso.date().optional() }),
  typed('timepicker', {
    ...picker,
    initial_time: z.iso.time({ precision: -1 }).optional(),
    timezone: z.string().optional(),
  }),
  typed('checkboxes', { ...choices, initial_options: listOf(choiceOption).optional() }),
  typed('radio_buttons', { ...choices, initial_option: choiceOption.optional() }).refine(
    offersInitial,
    stray,
  ),
] as const;

/**
 * Which elements each block takes; the pages of the elements say so under "Works with block types":
 * https://docs.slack.dev/reference/block-kit/block-elements
 */
const actionsElement = z.discriminatedUnion('type', [button, overflow, dateTimePicker, ...pickers]);
const accessoryElement = z.discriminatedUnion('type', [button, overflow, imageElement, ...pickers]);
const inputElements = [plainTextInput, dateTimePicker, fileInput] as const;
const inputElement = z.discriminatedUnion('type', [...inputElements, ...pickers]);

export type Confirm = z.infer<typeof confirm>;
export type Image = z.infer<typeof imageElement>;
export type Option = z.infer<typeof choiceOption>;
export type InteractiveElement =
  | z.infer<typeof actionsElement>
  | Exclude<z.infer<typeof accessoryElement>, { type: 'image' }>
  | z.infer<typeof inputElement>;

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
  blockOf('context', {
    elements: listOf(z.discriminatedUnion('type', [...textOf(3000).options, imageElement]), 10),
  }),
  blockOf('divider', {}),
  blockOf('actions', { elements: listOf(actionsElement, 25) }),
  blockOf('input', {
    label: plainTextOf(2000),
    element: inputElement,
    hint: plainTextOf(2000).optional(),
    optional: flag,
    dispatch_action: flag,
  }),
  blockOf('image', {
    image_url: wordsOf(3000),
    alt_text: wordsOf(2000),
    title: plainTextOf(2000).optional(),
  }),
  blockOf('rich_text', { elements: z.array(richTextPart) }),
  /** In modals only: https://docs.slack.dev/reference/block-kit/blocks/alert-block */
  blockOf('alert', {
    text: textOf(200),
    level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
  }),
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
