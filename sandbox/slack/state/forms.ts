import {
  interactives,
  optionsOf,
  type Block,
  type InteractiveElement,
  type Option,
} from '../block-kit/blocks.ts';

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

/** What an element holds once a person gave it `value`; throws when the element does not offer that. */
export function stateFor(
  element: InteractiveElement,
  value: string | number | readonly string[],
  suggested: readonly Option[] = [],
): ElementState {
  const { type } = element;
  if (type === 'button') throw new Error('A button is clicked, not filled');
  if (type === 'file_input') throw new Error('A file is chosen, not typed');
  const isTypeAhead = type === 'external_select' || type === 'multi_external_select';
  const options: readonly Option[] = isTypeAhead ? suggested : optionsOf(element);
  const pick = (wanted: string): Option => {
    const found = options.find((option) => option.value === wanted || option.text.text === wanted);
    if (found !== undefined) return found;
    const offered = options.map((option) => option.text.text).join(', ');
    throw new Error(`No option "${wanted}"; there are: ${offered}`);
  };
  const field = FIELDS[type];
  const text = String(value);
  if (field === 'selected_option') return { type, [field]: pick(text) };
  if (field === 'selected_options')
    return { type, [field]: (typeof value === 'object' ? value : [text]).map(pick) };
  if (field === 'selected_date_time') return { type, [field]: Number(value) };
  return { type, [field]: text === '' ? null : text };
}

/**
 * What Slack itself complains about before it sends a form, by block id: empty required inputs and texts that are
 * too short or too long.
 */
export function formErrors(blocks: readonly Block[], values: FormValues): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {};
  for (const { block, blockId, actionId } of interactives(blocks)) {
    if (block.type !== 'input') continue;
    const { element, optional } = block;
    const held = values[blockId]?.[actionId]?.[FIELDS[element.type]] ?? [];
    if (held === '' || (Array.isArray(held) && held.length === 0)) {
      if (optional !== true) errors[blockId] = 'Please complete this required field.';
    } else if (element.type === 'plain_text_input' && typeof held === 'string') {
      const { length } = held;
      if (length > (element.max_length ?? 3000)) errors[blockId] = 'This entry is too long.';
      if (length < (element.min_length ?? 0)) errors[blockId] = 'This entry is too short.';
    }
  }
  return errors;
}
