import * as z from 'zod';

import { LIMITS } from './limits.ts';

/** An object of that type with these fields and no others. */
export const typed = <Type extends string, Shape extends z.core.$ZodLooseShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), ...shape });

/** A `plain_text` object of at most `maximum` characters. */
export const plainTextOf = (maximum: number) =>
  typed('plain_text', {
    text: z.string().min(1).max(maximum),
    emoji: z.boolean().optional(),
  });

const markdownOf = (maximum: number) =>
  typed('mrkdwn', {
    text: z.string().min(1).max(maximum),
    verbatim: z.boolean().optional(),
  });

/** A text object of either kind of at most `maximum` characters. */
export const textOf = (maximum: number) =>
  z.discriminatedUnion('type', [plainTextOf(maximum), markdownOf(maximum)]);

const actionId = z.string().min(1).max(LIMITS.actionId).optional();

const confirm = z.strictObject({
  title: plainTextOf(LIMITS.confirmTitle),
  text: textOf(LIMITS.confirmText),
  confirm: plainTextOf(LIMITS.confirmButton),
  deny: plainTextOf(LIMITS.confirmButton),
  style: z.enum(['primary', 'danger']).optional(),
});

const selectOption = z.strictObject({
  text: plainTextOf(LIMITS.optionText),
  value: z.string().min(1).max(LIMITS.optionValue),
  description: plainTextOf(LIMITS.optionDescription).optional(),
});

const choiceOption = selectOption.extend({
  text: textOf(LIMITS.optionText),
  description: textOf(LIMITS.optionDescription).optional(),
});

const overflowOption = selectOption.extend({ url: z.string().max(LIMITS.buttonUrl).optional() });

const optionGroup = z.strictObject({
  label: plainTextOf(LIMITS.groupLabel),
  options: z.array(selectOption).min(1).max(LIMITS.selectOptions),
});

/** Either options or option groups, as an app answers to a type-ahead. */
export const suggestionsSchema = z.strictObject({
  options: z.array(selectOption).max(LIMITS.selectOptions).optional(),
  option_groups: z.array(optionGroup).max(LIMITS.selectGroups).optional(),
});

const common = { action_id: actionId, confirm: confirm.optional() };
const focusable = { ...common, focus_on_load: z.boolean().optional() };
const picker = { ...focusable, placeholder: plainTextOf(LIMITS.placeholder).optional() };

const button = typed('button', {
  ...common,
  text: plainTextOf(LIMITS.buttonText),
  value: z.string().max(LIMITS.buttonValue).optional(),
  url: z.string().max(LIMITS.buttonUrl).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: z.string().max(LIMITS.accessibilityLabel).optional(),
});

const staticOptions = {
  options: z.array(selectOption).min(1).max(LIMITS.selectOptions).optional(),
  option_groups: z.array(optionGroup).min(1).max(LIMITS.selectGroups).optional(),
};

/** https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element#static_multi_select */
function hasOneOfBoth(select: { readonly options?: unknown; readonly option_groups?: unknown }): boolean {
  return (select.options === undefined) !== (select.option_groups === undefined);
}
const oneOfBoth = { message: 'must have either options or option_groups' };

const staticSelect = typed('static_select', {
  ...picker,
  ...staticOptions,
  initial_option: selectOption.optional(),
}).refine(hasOneOfBoth, oneOfBoth);

const externalSelect = typed('external_select', {
  ...picker,
  min_query_length: z.number().int().min(0).optional(),
  initial_option: selectOption.optional(),
});

const mostSelected = z.number().int().min(1).optional();

const multiStaticSelect = typed('multi_static_select', {
  ...picker,
  ...staticOptions,
  initial_options: z.array(selectOption).min(1).optional(),
  max_selected_items: mostSelected,
}).refine(hasOneOfBoth, oneOfBoth);

const multiExternalSelect = typed('multi_external_select', {
  ...picker,
  min_query_length: z.number().int().min(0).optional(),
  initial_options: z.array(selectOption).min(1).optional(),
  max_selected_items: mostSelected,
});

/** In modals only: https://docs.slack.dev/reference/block-kit/block-elements/file-input-element */
const fileInput = typed('file_input', {
  action_id: actionId,
  filetypes: z.array(z.string()).min(1).optional(),
  max_files: z.number().int().min(1).max(10).optional(),
});

const usersSelect = typed('users_select', {
  ...picker,
  initial_user: z.string().optional(),
});

const overflow = typed('overflow', {
  ...common,
  options: z.array(overflowOption).min(1).max(LIMITS.overflowOptions),
});

const datePicker = typed('datepicker', {
  ...picker,
  initial_date: z.iso.date().optional(),
});

const timePicker = typed('timepicker', {
  ...picker,
  initial_time: z
    .string()
    .regex(/^\d\d:\d\d$/)
    .optional(),
  timezone: z.string().optional(),
});

const dateTimePicker = typed('datetimepicker', {
  ...focusable,
  // Slack wants a ten-digit Unix time in seconds; milliseconds are a common slip.
  initial_date_time: z.number().int().min(1_000_000_000).max(9_999_999_999).optional(),
});

const plainTextInput = typed('plain_text_input', {
  action_id: actionId,
  focus_on_load: z.boolean().optional(),
  placeholder: plainTextOf(LIMITS.placeholder).optional(),
  initial_value: z.string().max(LIMITS.inputText).optional(),
  multiline: z.boolean().optional(),
  min_length: z.number().int().min(0).max(LIMITS.inputText).optional(),
  max_length: z.number().int().min(1).max(LIMITS.inputText).optional(),
  dispatch_action_config: z
    .strictObject({
      trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1),
    })
    .optional(),
});

const checkboxes = typed('checkboxes', {
  ...focusable,
  options: z.array(choiceOption).min(1).max(LIMITS.choiceOptions),
  initial_options: z.array(choiceOption).min(1).optional(),
});

const radioButtons = typed('radio_buttons', {
  ...focusable,
  options: z.array(choiceOption).min(1).max(LIMITS.choiceOptions),
  initial_option: choiceOption.optional(),
});

/** The image element of a section or a context. */
export const imageElement = typed('image', {
  image_url: z.string().max(LIMITS.imageUrl),
  alt_text: z.string().min(1).max(LIMITS.imageAltText),
});

const pickers = [
  staticSelect,
  externalSelect,
  multiStaticSelect,
  multiExternalSelect,
  usersSelect,
  datePicker,
  timePicker,
  checkboxes,
  radioButtons,
] as const;

/**
 * Which elements each block takes; the pages of the elements say so under "Works with block types":
 * https://docs.slack.dev/reference/block-kit/block-elements
 */
export const actionsElement = z.discriminatedUnion('type', [button, overflow, dateTimePicker, ...pickers]);
export const accessoryElement = z.discriminatedUnion('type', [button, overflow, imageElement, ...pickers]);
export const inputElement = z.discriminatedUnion('type', [
  plainTextInput,
  dateTimePicker,
  fileInput,
  ...pickers,
]);

export type Confirm = z.infer<typeof confirm>;
export type Option = z.infer<typeof choiceOption>;
export type InteractiveElement =
  | z.infer<typeof actionsElement>
  | Exclude<z.infer<typeof accessoryElement>, { type: 'image' }>
  | z.infer<typeof inputElement>;
