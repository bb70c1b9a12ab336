import type { Block, InteractiveElement } from '../../slack/block-kit/blocks.ts';
import { h } from '../dom/element.ts';
import { menu } from '../dom/menu.ts';
import { act } from '../server.ts';
import { fromWall, toWall } from '../text/dates.ts';
import { drawEmoji, renderText } from '../text/render.ts';
import { renderMultiSelect, renderSelect } from './selects.ts';
import { domId, fieldOf, stateOf, use, type Element, type Surface, type Used } from './surface.ts';

/** An element that a person can use; `label` is what a screen reader calls it when it has no words of its own. */
export function renderElement(
  element: InteractiveElement,
  block: Block,
  surface: Surface,
  label: string,
): HTMLElement {
  const { type } = element;
  const confirm = 'confirm' in element ? element.confirm : undefined;
  const actionId = element.action_id ?? '';
  const used: Used = { surface, block, actionId, confirm, label, id: domId(surface, block, actionId) };
  // A select outside an input block is called by its placeholder.
  const placeholder = 'placeholder' in element ? element.placeholder?.text : undefined;
  const named = { ...used, label: (block.type === 'input' ? undefined : placeholder) ?? label };
  switch (type) {
    case 'button':
      return renderButton(element, used);
    case 'overflow':
      return renderOverflow(element, used);
    case 'static_select':
    case 'external_select':
    case 'users_select':
      return renderSelect(element, named);
    case 'checkboxes':
    case 'radio_buttons':
      return renderBoxes(element, used);
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return renderPicker(element, used);
    case 'plain_text_input':
      return renderTextInput(element, used);
    case 'multi_static_select':
    case 'multi_external_select':
      return renderMultiSelect(element, named);
    case 'file_input':
      return renderFileInput(element, used);
    default:
      return type satisfies never;
  }
}

function renderButton(element: Element<'button'>, used: Used): HTMLElement {
  const { url, style = '', accessibility_label: label, text } = element;
  const onclick = () => {
    if (url !== undefined && /^https?:\/\//.test(url)) window.open(url, '_blank', 'noreferrer');
    void use(button, used);
  };
  const attributes = { id: used.id, class: style, 'aria-label': label, onclick };
  const button = h('button.button', attributes, drawEmoji(text.text));
  return button;
}

function renderOverflow(element: Element<'overflow'>, used: Used): HTMLElement {
  const items = element.options.map(({ text, value }) => ({
    words: drawEmoji(text.text),
    onclick: (opener: HTMLElement) => void use(opener, used, value),
  }));
  return menu(used.id, 'More', 'more', items);
}

/** Checkboxes or radio buttons, which the app hears of at every change. */
function renderBoxes(element: Element<'checkboxes' | 'radio_buttons'>, used: Used): HTMLElement {
  const isMany = element.type === 'checkboxes';
  const state = JSON.stringify(stateOf(used));
  const onchange = () => {
    const checked = [...group.querySelectorAll('input')].filter((input) => input.checked);
    const values = checked.map(({ value }) => value);
    void use(group, used, isMany ? values : (values[0] ?? ''));
  };
  const boxes = element.options.map(({ text, value }) => {
    const checked = state.includes(JSON.stringify(value));
    const box = { type: isMany ? 'checkbox' : 'radio', name: used.id, value, checked, onchange };
    return h('label.across', h('input', box), h('span', renderText(text, used.surface.viewer)));
  });
  const role = isMany ? 'group' : 'radiogroup';
  const group = h('div.boxes', { role, 'aria-label': used.label }, boxes);
  return group;
}

/** A text input; what is typed is kept as a draft until the form goes off. */
function renderTextInput(element: Element<'plain_text_input'>, used: Used): HTMLElement {
  const { block, surface } = used;
  const blockId = block.block_id ?? '';
  const state = stateOf(used)['value'];
  const common = { ...fieldOf(used), placeholder: element.placeholder?.text };
  const input =
    element.multiline === true
      ? h('textarea', { ...common, rows: 4 })
      : h('input', { ...common, type: 'text', autocomplete: 'off' });
  input.value = surface.drafts?.get(blockId) ?? text(state);
  input.addEventListener('input', () => surface.drafts?.set(blockId, input.value));
  const tells = block.type === 'input' && block.dispatch_action === true;
  if (tells) input.addEventListener('change', () => void use(input, used, input.value));
  return input;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

type Picker = Element<'datepicker' | 'timepicker' | 'datetimepicker'>;

const INPUT_TYPES = { datepicker: 'date', timepicker: 'time', datetimepicker: 'datetime-local' } as const;

/** A picker of date, time or both; date and time count in the viewer's own time zone. */
function renderPicker({ type }: Picker, used: Used): HTMLElement {
  const { timeZone } = used.surface.viewer.me;
  const { selected_date: date, selected_time: time, selected_date_time: seconds } = stateOf(used);
  const value = typeof seconds === 'number' ? toWall(seconds, timeZone) : text(date) || text(time);
  const onchange = () => {
    if (input.value === '') return;
    void use(input, used, type === 'datetimepicker' ? fromWall(input.value, timeZone) : input.value);
  };
  const input = h('input', { ...fieldOf(used), type: INPUT_TYPES[type], value, onchange });
  if (type !== 'datetimepicker') return input;
  return h('span.across.wraps', input, h('span.note', timeZone.replace('_', ' ')));
}

/** A file with its contents in base64. */
async function read(file: File) {
  return { name: file.name, content: new Uint8Array(await file.arrayBuffer()).toBase64() };
}

const uploaded = (names: readonly string[]) => (names.length === 0 ? '' : `Uploaded: ${names.join(', ')}`);

/** An input for files, which go to the workspace as soon as they are chosen. */
function renderFileInput(element: Element<'file_input'>, used: Used): HTMLElement {
  const given = stateOf(used)['files'];
  const before = Array.isArray(given) ? given.map((file: { readonly name: string }) => file.name) : [];
  const note = h('p.note', { role: 'status' }, uploaded(before));
  const onchange = async () => {
    const files = await Promise.all([...(input.files ?? [])].map(read));
    const upload = { as: used.surface.viewer.me.id, input: used.block.block_id, files };
    const isTaken = (await act('upload', upload, input)) !== null;
    if (!isTaken) input.value = '';
    note.textContent = uploaded(isTaken ? files.map(({ name }) => name) : []);
  };
  const input = h('input', {
    ...fieldOf(used),
    type: 'file',
    accept: element.filetypes?.map((kind) => `.${kind}`).join(','),
    multiple: element.max_files !== 1,
    onchange: () => void onchange(),
  });
  return h('div', input, note);
}
