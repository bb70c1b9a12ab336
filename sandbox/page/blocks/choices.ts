import type { InteractiveElement, Option } from '../../slack/block-kit/elements.ts';
import { h } from '../dom/element.ts';
import { post } from '../server.ts';
import { renderText } from '../text/render.ts';
import { combobox, type Choice } from './combobox.ts';
import { stateOf, use, type Surface, type Used } from './surface.ts';

/** An element of that type. */
export type Element<T extends InteractiveElement['type']> = Extract<InteractiveElement, { readonly type: T }>;
type Select = Element<'static_select' | 'external_select' | 'users_select'>;
/** Those too that take several. */
export type AnySelect = Select | Element<'multi_static_select' | 'multi_external_select'>;

/** An option as a line to choose. */
export const choiceOf = ({ text, value, description }: Option): Choice => ({
  title: text.text,
  usage: '',
  about: description?.text ?? '',
  value,
});

/** Whether this is an option, as a state holds it. */
export const isOption = (value: unknown): value is Option =>
  typeof value === 'object' && value !== null && 'text' in value && 'value' in value;

function everyChoice(select: AnySelect, { viewer }: Surface): readonly Choice[] {
  if (select.type === 'users_select')
    return viewer.seen.people.map(({ id, name, role }) => ({
      value: id,
      title: name,
      usage: '',
      about: role,
    }));
  if (!('options' in select || 'option_groups' in select)) return [];
  const grouped = ('option_groups' in select ? (select.option_groups ?? []) : []).flatMap((group) =>
    group.options.map((option) => ({ ...choiceOf(option), about: group.label.text })),
  );
  return select.options?.map(choiceOf) ?? grouped;
}

/** What fits the typed text; for an external select the app is asked. */
export function finder(select: AnySelect, { surface, actionId }: Used) {
  const all = everyChoice(select, surface);
  return async (typed: string): Promise<readonly Choice[]> => {
    if (select.type === 'external_select' || select.type === 'multi_external_select') {
      const asked = { as: surface.viewer.me.id, action: actionId, typed };
      return (await post<readonly Option[]>('suggest', asked)).map(choiceOf);
    }
    const words = typed.toLowerCase();
    return all.filter((one) => `${one.title} ${one.about}`.toLowerCase().includes(words));
  };
}

/** A select of one, of any kind. */
export function renderSelect(select: Select, used: Used): HTMLElement {
  const chosen = readChosen(stateOf(used)) ?? '';
  return combobox({
    used,
    placeholder: select.placeholder?.text ?? 'Choose',
    chosen: everyChoice(select, used.surface).find(({ value }) => value === chosen)?.title ?? chosen,
    least: select.type === 'external_select' ? (select.min_query_length ?? 3) : 0,
    find: finder(select, used),
    onChoose: (choice, input) => void use(input, used, choice.value),
  });
}

const readChosen = (state: Readonly<Record<string, unknown>> | undefined): string | null => {
  const option = state?.['selected_option'];
  if (isOption(option)) return option.text.text;
  return typeof state?.['selected_user'] === 'string' ? state['selected_user'] : null;
};

/** Checkboxes or radio buttons, which the app hears of at every change. */
export function renderBoxes(element: Element<'checkboxes' | 'radio_buttons'>, used: Used): HTMLElement {
  const isMany = element.type === 'checkboxes';
  const state = JSON.stringify(stateOf(used) ?? {});
  const { id: name, label, surface } = used;
  const group = h('div.boxes', { role: isMany ? 'group' : 'radiogroup', 'aria-label': label });
  const onchange = () => {
    const checked = [...group.querySelectorAll('input')].filter((input) => input.checked);
    const values = checked.map(({ value }) => value);
    void use(group, used, isMany ? values : (values[0] ?? ''));
  };
  for (const option of element.options) {
    const checked = state.includes(JSON.stringify(option.value));
    const type = isMany ? 'checkbox' : 'radio';
    group.append(
      h(
        'label',
        h('input', { type, name, value: option.value, checked, onchange }),
        h('span', renderText(option.text, surface.viewer)),
      ),
    );
  }
  return group;
}
