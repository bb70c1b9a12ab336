import type { Option } from '../../slack/block-kit/blocks.ts';
import { h, icon } from '../dom/element.ts';
import { createListbox, type Line } from '../dom/listbox.ts';
import type { Viewer } from '../place.ts';
import { call } from '../server.ts';
import { fieldOf, stateOf, use, type Element, type Used } from './surface.ts';

type One = Element<'static_select' | 'external_select' | 'users_select'>;
type Several = Element<'multi_static_select' | 'multi_external_select'>;

type Choice = Line & { readonly value: string };

const choiceOf = ({ text, value, description }: Option): Choice => ({
  title: text.text,
  about: description?.text ?? '',
  value,
});

/** Whether this is an option, as a state holds it. */
const isOption = (value: unknown): value is Option =>
  typeof value === 'object' && value !== null && 'text' in value && 'value' in value;

const isExternal = (select: One | Several): select is Element<'external_select' | 'multi_external_select'> =>
  select.type === 'external_select' || select.type === 'multi_external_select';

/** What fits the typed text; for an external select the app is asked. */
async function find(select: One | Several, { surface: { viewer }, actionId }: Used, typed: string) {
  if (isExternal(select)) {
    const asked = { as: viewer.me.id, action: actionId, typed };
    return (await call<readonly Option[]>('suggest', asked)).map(choiceOf);
  }
  const words = typed.toLowerCase();
  return everyChoice(select, viewer).filter(({ title, about }) =>
    `${title} ${about}`.toLowerCase().includes(words),
  );
}

type Known = Exclude<One | Several, { readonly type: 'external_select' | 'multi_external_select' }>;

function everyChoice(select: Known, { seen }: Viewer): readonly Choice[] {
  if (select.type === 'users_select')
    return seen.people.map(({ id, name, role }) => ({ value: id, title: name, about: role }));
  const grouped = select.option_groups?.flatMap(({ label, options }) =>
    options.map((option) => ({ ...choiceOf(option), about: label.text })),
  );
  return grouped ?? select.options?.map(choiceOf) ?? [];
}

type Combobox = {
  /** What is chosen at first. */
  readonly chosen?: string | undefined;
  readonly offer: (typed: string) => Promise<readonly Choice[]>;
  readonly onChoose: (choice: Choice, input: HTMLInputElement) => void;
};

/** A select with type-ahead, as https://www.w3.org/WAI/ARIA/apg/patterns/combobox describes it. */
function combobox(
  select: One | Several,
  used: Used,
  { chosen = '', offer, onChoose }: Combobox,
): HTMLElement {
  const id = `${used.id}-list`;
  const input = h('input', {
    ...fieldOf(used),
    role: 'combobox',
    type: 'text',
    autocomplete: 'off',
    placeholder: select.placeholder?.text ?? 'Choose',
    value: chosen,
    'aria-expanded': 'false',
    'aria-controls': id,
    'aria-autocomplete': 'list',
  });
  const { list, show, press } = createListbox<Choice>({ id, label: used.label, input }, (choice) => {
    input.value = choice.title;
    onChoose(choice, input);
  });
  const least = isExternal(select) ? (select.min_query_length ?? 3) : 0;
  const search = async (typed: string) => {
    if (typed.length < least) return show([], `Type at least ${least} characters`);
    const found = await offer(typed).catch(() => []);
    // Answers to earlier letters may come later.
    if (document.activeElement !== input || (typed !== '' && input.value !== typed)) return;
    show(found, 'Nothing found');
    list.scrollIntoView({ block: 'nearest' });
  };
  input.addEventListener('input', () => void search(input.value));
  input.addEventListener('click', () => void search(''));
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' && list.hidden) void search('');
    else if (!press(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  return h('div.combobox', input, icon('down'), list);
}

/** A select of one, of any kind. */
export function renderSelect(select: One, used: Used): HTMLElement {
  const { selected_option: option, selected_user: user } = stateOf(used);
  const person = used.surface.viewer.seen.people.find(({ id }) => id === user);
  return combobox(select, used, {
    chosen: isOption(option) ? option.text.text : person?.name,
    offer: (typed) => find(select, used, typed),
    onChoose: (choice, input) => void use(input, used, choice.value),
  });
}

/** A select that takes several; each one chosen stands above it, with a button to take it out again. */
export function renderMultiSelect(select: Several, used: Used): HTMLElement {
  const given = stateOf(used)['selected_options'];
  let chosen: readonly Choice[] = Array.isArray(given) ? given.filter(isOption).map(choiceOf) : [];
  const list = h('ul.across.wraps', { 'aria-label': `${used.label}: chosen` });
  const isChosen = ({ value }: Choice) => chosen.some((one) => one.value === value);
  const draw = (next: readonly Choice[]) => {
    chosen = next;
    const chips = next.map((one) => {
      const onclick = () => void change(chosen.filter(({ value }) => value !== one.value));
      const remove = { 'aria-label': `Remove ${one.title}`, onclick };
      const button = h('button.button.small.icon-only', remove, icon('close'));
      return h('li.across.chip', one.title, button);
    });
    list.replaceChildren(...chips);
  };
  const change = async (next: readonly Choice[]) => {
    const before = chosen;
    draw(next);
    box.querySelector('input')?.focus();
    const values = next.map(({ value }) => value);
    if (!(await use(box, used, values))) draw(before);
  };
  const box = combobox(select, used, {
    async offer(typed) {
      if (chosen.length >= (select.max_selected_items ?? Number.POSITIVE_INFINITY)) return [];
      return (await find(select, used, typed)).filter((choice) => !isChosen(choice));
    },
    onChoose(choice, input) {
      input.value = '';
      void change([...chosen, choice]);
    },
  });
  draw(chosen);
  return h('div.stack', list, box);
}
