import { h } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import { createListbox, type Line } from '../dom/listbox.ts';

export type Choice = Line & { readonly value: string };

export type ComboboxOptions = {
  readonly id: string;
  readonly label: string;
  readonly placeholder: string;
  /** What is chosen at first. */
  readonly chosen: string;
  /** How many characters it takes to be asked. */
  readonly least: number;
  /** What fits the typed text. */
  readonly find: (typed: string) => Promise<readonly Choice[]>;
  readonly onChoose: (choice: Choice, input: HTMLInputElement) => void;
  readonly attributes?: Readonly<Record<string, string | null>>;
};

function inputOf({ id, label, placeholder, chosen, attributes }: ComboboxOptions): HTMLInputElement {
  return h('input', {
    id,
    class: 'field',
    role: 'combobox',
    type: 'text',
    autocomplete: 'off',
    placeholder,
    value: chosen,
    'aria-label': label,
    'aria-expanded': 'false',
    'aria-controls': `${id}-list`,
    'aria-autocomplete': 'list',
    'data-focus': id,
    ...attributes,
  });
}

/** A select with type-ahead, as https://www.w3.org/WAI/ARIA/apg/patterns/combobox describes it. */
export function combobox(options: ComboboxOptions): HTMLElement {
  const { id, label, least, find, onChoose } = options;
  const input = inputOf(options);
  const { list, show, press } = createListbox<Choice>({ id: `${id}-list`, label, input }, (choice) => {
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
