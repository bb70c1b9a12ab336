import { interactives, type Block } from '../block-kit/blocks.ts';
import type { InteractiveElement, Option } from '../block-kit/elements.ts';

/** What one element holds, in the shape of `state.values`. */
export type ElementState = { readonly type: string } & Readonly<Record<string, unknown>>;
export type FormValues = Readonly<Record<string, Readonly<Record<string, ElementState>>>>;

/** Where `state.values` holds what a person gave: the pages of the elements show it. */
const FIELDS = {
  plain_text_input: 'value',
  static_select: 'selected_option',
  external_select: 'selected_option',
  radio_buttons: 'selected_option',
  overflow: 'selected_option',
  users_select: 'selected_user',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  datetimepicker: 'selected_date_time',
  checkboxes: 'selected_options',
  multi_static_select: 'selected_options',
  multi_external_select: 'selected_options',
  file_input: 'files',
} as const satisfies Readonly<Record<Exclude<InteractiveElement['type'], 'button'>, string>>;

/** `state.values` of all elements: what the person gave, else the initial value. */
export function formValues(blocks: readonly Block[], given: FormValues | undefined): FormValues {
  const values: Record<string, Record<string, ElementState>> = {};
  for (const { blockId, actionId, element } of interactives(blocks)) {
    const state = given?.[blockId]?.[actionId] ?? initialState(element);
    if (state === null) continue;
    values[blockId] = { ...values[blockId], [actionId]: state };
  }
  return values;
}

/** The value of an element before anybody touched it, in the shape of `state.values`. */
function initialState(element: InteractiveElement): ElementState | null {
  const { type } = element;
  if (type === 'button' || type === 'overflow') return null;
  const field = FIELDS[type];
  const properties: Readonly<Record<string, unknown>> = element;
  const initial = properties[field === 'value' ? 'initial_value' : field.replace('selected', 'initial')];
  const nothing = field === 'selected_options' || field === 'files' ? [] : null;
  return { type, [field]: initial ?? nothing };
}

/** The options that a person can pick from; those of a type-ahead come from `suggested`. */
function optionsOf(element: InteractiveElement, suggested: readonly Option[] = []): readonly Option[] {
  if (element.type === 'external_select' || element.type === 'multi_external_select') return suggested;
  if ('options' in element && element.options !== undefined) return element.options;
  return 'option_groups' in element ? (element.option_groups?.flatMap(({ options }) => options) ?? []) : [];
}

const pick = (options: readonly Option[], wanted: string): Option => {
  const found = options.find((option) => option.value === wanted || option.text.text === wanted);
  if (found !== undefined) return found;
  const offered = options.map((option) => option.text.text).join(', ');
  throw new Error(`No option "${wanted}"; there are: ${offered}`);
};

/** What an element holds once a person gave it `value`; throws when the element does not offer that. */
export function stateFor(
  element: InteractiveElement,
  value: string | number | readonly string[],
  suggested: readonly Option[] = [],
): ElementState {
  const { type } = element;
  if (type === 'button') throw new Error('A button is clicked, not filled');
  const options = optionsOf(element, suggested);
  const field = FIELDS[type];
  const text = String(value);
  switch (field) {
    case 'value':
      return { type, value: text === '' ? null : text };
    case 'selected_option':
      return { type, selected_option: pick(options, text) };
    case 'selected_options':
      return {
        type,
        selected_options: (typeof value === 'object' ? value : [text]).map((one) => pick(options, one)),
      };
    case 'selected_date_time':
      return { type, selected_date_time: Number(value) };
    case 'selected_user':
    case 'selected_date':
    case 'selected_time':
      return { type, [field]: text };
    case 'files':
      throw new Error('A file is chosen, not typed');
    default:
      return field satisfies never;
  }
}

const isEmpty = (state: ElementState | undefined) =>
  state === undefined ||
  Object.entries(state).every(
    ([key, value]) =>
      key === 'type' || value === null || value === '' || (Array.isArray(value) && value.length === 0),
  );

/**
 * What Slack itself complains about before it sends a form, by block id: empty required inputs and texts that are
 * too short or too long.
 */
export function formErrors(blocks: readonly Block[], values: FormValues): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {};
  for (const { block, blockId, actionId, element } of interactives(blocks)) {
    if (block.type !== 'input') continue;
    const state = values[blockId]?.[actionId];
    if (isEmpty(state)) {
      if (block.optional !== true) errors[blockId] = 'Please complete this required field.';
      continue;
    }
    if (element.type !== 'plain_text_input') continue;
    const length = typeof state?.value === 'string' ? state.value.length : 0;
    if (length > (element.max_length ?? 3000)) errors[blockId] = 'This entry is too long.';
    if (length < (element.min_length ?? 0)) errors[blockId] = 'This entry is too short.';
  }
  return errors;
}
