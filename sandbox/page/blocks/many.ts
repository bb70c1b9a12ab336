import { act } from '../act.ts';
import { h } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import { choiceOf, finder, isOption, type Element } from './choices.ts';
import { combobox, type Choice } from './combobox.ts';
import { fieldOf, stateOf, use, type Used } from './surface.ts';

type MultiSelect = Element<'multi_static_select' | 'multi_external_select'>;

/** A select that takes several; each one chosen stands above it, with a button to take it out again. */
export function renderMultiSelect(select: MultiSelect, used: Used): HTMLElement {
  const given = stateOf(used)?.['selected_options'];
  let chosen: readonly Choice[] = Array.isArray(given) ? given.filter(isOption).map(choiceOf) : [];
  const list = h('ul.chips', { 'aria-label': `${used.label}: chosen` });
  const most = select.max_selected_items ?? Number.POSITIVE_INFINITY;
  const find = finder(select, used);
  const draw = () => {
    const chips = chosen.map((one) => {
      const onclick = () => void change(chosen.filter(({ value }) => value !== one.value));
      return h(
        'li',
        h('span', one.title),
        h('button', { 'aria-label': `Remove ${one.title}`, onclick }, icon('close')),
      );
    });
    list.replaceChildren(...chips);
  };
  const change = async (next: readonly Choice[]) => {
    const before = chosen;
    chosen = next;
    draw();
    box.querySelector('input')?.focus();
    const values = next.map(({ value }) => value);
    if (await use(box, used, values)) return;
    chosen = before;
    draw();
  };
  const box = combobox({
    used,
    placeholder: select.placeholder?.text ?? 'Choose',
    chosen: '',
    least: 'min_query_length' in select ? (select.min_query_length ?? 3) : 0,
    async find(typed) {
      if (chosen.length >= most) return [];
      const taken = new Set(chosen.map(({ value }) => value));
      return (await find(typed)).filter(({ value }) => !taken.has(value));
    },
    onChoose(choice, input) {
      input.value = '';
      void change([...chosen, choice]);
    },
  });
  draw();
  return h('div.many', list, box);
}

/** A file's contents in base64. */
function read(file: File): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const reader = new FileReader();
  reader.addEventListener('load', () =>
    resolve(typeof reader.result === 'string' ? reader.result.replace(/^.*?,/, '') : ''),
  );
  reader.addEventListener('error', () => reject(new Error(`${file.name} cannot be read`)));
  reader.readAsDataURL(file);
  return promise;
}

const uploaded = (names: readonly string[]) => (names.length === 0 ? '' : `Uploaded: ${names.join(', ')}`);

/** An input for files, which go to the workspace as soon as they are chosen. */
export function renderFileInput(element: Element<'file_input'>, used: Used): HTMLElement {
  const given = stateOf(used)?.['files'];
  const before = Array.isArray(given) ? given.map((file: { readonly name: string }) => file.name) : [];
  const note = h('p.note', { role: 'status' }, uploaded(before));
  const onchange = async () => {
    const chosen = [...(input.files ?? [])];
    const files = await Promise.all(
      chosen.map(async (file) => ({ name: file.name, content: await read(file) })),
    );
    const upload = { as: used.surface.viewer.me.id, input: used.block.block_id, files };
    const isTaken = await act('upload', upload, input);
    if (!isTaken) input.value = '';
    note.textContent = uploaded(isTaken ? chosen.map(({ name }) => name) : []);
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
