import { h } from '../dom/element.ts';
import { fromWall, toWall } from '../text/dates.ts';
import type { Element } from './choices.ts';
import { fieldOf, stateOf, use, type Used } from './surface.ts';

/** A text input; what is typed is kept as a draft until the form goes off. */
export function renderTextInput(element: Element<'plain_text_input'>, used: Used): HTMLElement {
  const { drafts } = used.surface;
  const blockId = used.block.block_id ?? '';
  const state = stateOf(used)?.['value'];
  const value = drafts.get(blockId) ?? (typeof state === 'string' ? state : '');
  const common = { ...fieldOf(used), placeholder: element.placeholder?.text };
  const input =
    element.multiline === true
      ? h('textarea', { ...common, rows: 4 })
      : h('input', { ...common, type: 'text', autocomplete: 'off' });
  input.value = value;
  input.addEventListener('input', () => drafts.set(blockId, input.value));
  const tells = used.block.type === 'input' && used.block.dispatch_action === true;
  if (tells) input.addEventListener('change', () => void use(input, used, input.value));
  return input;
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

type Picker = Element<'datepicker' | 'timepicker' | 'datetimepicker'>;

function pickerValue(element: Picker, used: Used): string {
  const state = stateOf(used);
  switch (element.type) {
    case 'datepicker':
      return text(state?.['selected_date']) ?? element.initial_date ?? '';
    case 'timepicker':
      return text(state?.['selected_time']) ?? element.initial_time ?? '';
    case 'datetimepicker': {
      const seconds = state?.['selected_date_time'] ?? element.initial_date_time;
      return typeof seconds === 'number' ? toWall(seconds, used.surface.viewer.me.timeZone) : '';
    }
    default:
      return element satisfies never;
  }
}

const INPUT_TYPES = { datepicker: 'date', timepicker: 'time', datetimepicker: 'datetime-local' } as const;

/** A picker of date, time or both; date and time count in the viewer's own time zone. */
export function renderPicker(element: Picker, used: Used): HTMLElement {
  const { timeZone } = used.surface.viewer.me;
  const input = h('input', {
    ...fieldOf(used),
    type: INPUT_TYPES[element.type],
    value: pickerValue(element, used),
  });
  input.addEventListener('change', () => {
    if (input.value === '') return;
    const value = element.type === 'datetimepicker' ? fromWall(input.value, timeZone) : input.value;
    void use(input, used, value);
  });
  if (element.type !== 'datetimepicker') return input;
  return h('span.with-note', input, h('span.note', timeZone.replace('_', ' ')));
}
