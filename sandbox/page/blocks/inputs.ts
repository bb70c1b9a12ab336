import { h } from '../dom/element.ts';
import { fromWall, toWall } from '../text/dates.ts';
import { describedBy, type Element } from './choices.ts';
import { domId, stateOf, use, type Surface, type Used } from './surface.ts';

/** A text input; what is typed is kept as a draft until the form goes off. */
export function renderTextInput(
  element: Element<'plain_text_input'>,
  used: Used,
  surface: Surface,
  label: string,
): HTMLElement {
  const blockId = used.block.block_id ?? '';
  const state = stateOf(surface, used)?.['value'];
  const value = surface.drafts.get(blockId) ?? (typeof state === 'string' ? state : '');
  const id = domId(surface, used, used.actionId);
  const common = {
    id,
    class: 'field',
    placeholder: element.placeholder?.text,
    'aria-label': label,
    'data-focus': id,
    ...describedBy(surface, used),
  };
  const input =
    element.multiline === true
      ? h('textarea', { ...common, rows: 4 })
      : h('input', { ...common, type: 'text', autocomplete: 'off' });
  input.value = value;
  input.addEventListener('input', () => surface.drafts.set(blockId, input.value));
  const tells = used.block.type === 'input' && used.block.dispatch_action === true;
  if (tells) input.addEventListener('change', () => void use(surface, input, used, input.value));
  return input;
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

type Picker = Element<'datepicker' | 'timepicker' | 'datetimepicker'>;

function pickerValue(element: Picker, used: Used, surface: Surface): string {
  const state = stateOf(surface, used);
  switch (element.type) {
    case 'datepicker':
      return text(state?.['selected_date']) ?? element.initial_date ?? '';
    case 'timepicker':
      return text(state?.['selected_time']) ?? element.initial_time ?? '';
    case 'datetimepicker': {
      const seconds = state?.['selected_date_time'] ?? element.initial_date_time;
      return typeof seconds === 'number' ? toWall(seconds, surface.viewer.me.timeZone) : '';
    }
    default:
      return element satisfies never;
  }
}

const INPUT_TYPES = { datepicker: 'date', timepicker: 'time', datetimepicker: 'datetime-local' } as const;

/** A picker of date, time or both; date and time count in the viewer's own time zone. */
export function renderPicker(element: Picker, used: Used, surface: Surface, label: string): HTMLElement {
  const id = domId(surface, used, used.actionId);
  const { timeZone } = surface.viewer.me;
  const input = h('input', {
    id,
    class: 'field',
    type: INPUT_TYPES[element.type],
    value: pickerValue(element, used, surface),
    'aria-label': label,
    'data-focus': id,
    ...describedBy(surface, used),
  });
  input.addEventListener('change', () => {
    if (input.value === '') return;
    const value = element.type === 'datetimepicker' ? fromWall(input.value, timeZone) : input.value;
    void use(surface, input, used, value);
  });
  if (element.type !== 'datetimepicker') return input;
  return h('span.with-note', input, h('span.note', timeZone.replace('_', ' ')));
}
