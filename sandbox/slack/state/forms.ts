import { interactives, type Block, type Interactive } from '../block-kit/blocks.ts';
import type { InteractiveElement, Option } from '../block-kit/elements.ts';

/** What one element holds, in the shape of `state.values`. */
export type ElementState = { readonly type: string } & Readonly<Record<string, unknown>>;
export type FormValues = Readonly<Record<string, Readonly<Record<string, ElementState>>>>;

/** The value of an element before anybody touched it, in the shape of `state.values`. */
function initialState(element: InteractiveElement): ElementState | null {
  const { type } = element;
  switch (type) {
    case 'plain_text_input':
      return { type, value: element.initial_value ?? null };
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { type, selected_option: element.initial_option ?? null };
    case 'users_select':
      return { type, selected_user: element.initial_user ?? null };
    case 'datepicker':
      return { type, selected_date: element.initial_date ?? null };
    case 'timepicker':
      return { type, selected_time: element.initial_time ?? null };
    case 'datetimepicker':
      return { type, selected_date_time: element.initial_date_time ?? null };
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_external_select':
      return { type, selected_options: element.initial_options ?? [] };
    case 'file_input':
      return { type, files: [] };
    case 'button':
    case 'overflow':
      return null;
    default:
      return element satisfies never;
  }
}

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

/** The same values with one element's state replaced. */
export function withState(
  values: FormValues | undefined,
  { blockId, actionId }: Interactive,
  state: ElementState,
): FormValues {
  return { ...values, [blockId]: { ...values?.[blockId], [actionId]: state } };
}

/** The options that a person can pick from; those of an external select come from `suggested`. */
function optionsOf(element: InteractiveElement, suggested: readonly Option[] = []): readonly Option[] {
  switch (element.type) {
    case 'static_select':
      return element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];
    case 'checkboxes':
    case 'radio_buttons':
    case 'overflow':
    case 'multi_static_select':
      return element.options;
    case 'external_select':
    case 'multi_external_select':
      return suggested;
    case 'plain_text_input':
    case 'users_select':
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
    case 'button':
    case 'file_input':
      return [];
    default:
      return element satisfies never;
  }
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
  const options = optionsOf(element, suggested);
  const text = String(value);
  switch (type) {
    case 'plain_text_input':
      return { type, value: text === '' ? null : text };
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
    case 'overflow':
      return { type, selected_option: pick(options, text) };
    case 'users_select':
      return { type, selected_user: text };
    case 'datepicker':
      return { type, selected_date: text };
    case 'timepicker':
      return { type, selected_time: text };
    case 'datetimepicker':
      return { type, selected_date_time: Number(value) };
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_external_select': {
      const wanted = typeof value === 'object' ? value : [text];
      return { type, selected_options: wanted.map((one) => pick(options, one)) };
    }
    case 'file_input':
      throw new Error('A file is chosen, not typed');
    case 'button':
      throw new Error('A button is clicked, not filled');
    default:
      return element satisfies never;
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
