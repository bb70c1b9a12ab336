import { h } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import { createListbox, type Line } from '../dom/listbox.ts';
import { fieldOf, type Used } from './surface.ts';

export type Choice = Line & { readonly value: string };

export type ComboboxOptions = {
  readonly used: Used;
  readonly placeholder: string;
  /** What is chosen at first. */
  readonly chosen: string;
  /** How many characters it takes to be asked. */
  readonly least: number;
  /** What fits the typed text. */
  readonly find: (typed: string) => Promise<readonly Choice[]>;
  readonly onChoose: (choice: Choice, input: HTMLInputElement) => void;
};

/** A select with type-ahead, as https://www.w3.org/WAI/ARIA/apg/patterns/combobox describes it. */
export function combobox(options: ComboboxOptions): HTMLElement {
  const { used, placeholder, chosen, least, find, onChoose } = options;
  const id = `${used.id}-list`;
  const input = h('input', {
    ...fieldOf(used),
    role: 'combobox',
    type: 'text',
    autocomplete: 'off',
    placeholder,
    value: chosen,
    'aria-expanded': 'false',
    'aria-controls': id,
    'aria-autocomplete': 'list',
  });
  const { list, show, press } = createListbox<Choice>({ id, label: used.label, input }, (choice) => {
    input.value = choice.title;
    onChoose(choice, input);
  });
  const search = async (typed: string) => {
    if (typed.length < least) {
      show([], `Type at least ${least} characters`);
      return;
    }
    const found = await find(typed).catch(() => []);
    // Answers to earlier letters may come later.
    if (document.activeElement !== input || (typed !== '' && input.value !== typed)) return;
    show(found, 'Nothing found');
    list.scrollIntoView({ block: 'nearest' });
  };
  input.addEventListener('input', () => void search(input.value));
  input.addEventListener('click', () => void search(''));
  input.addEventListener('blur', () => show([]));
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' && list.hidden) void search('');
    else if (!press(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  return h('div.combobox', input, icon('down'), list);
}
