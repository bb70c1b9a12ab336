import type { InteractiveElement, Option } from '../../slack/block-kit/elements.ts';
import { h } from '../dom/element.ts';
import { post } from '../server.ts';
import { renderText } from '../text/render.ts';
import { combobox, type Choice } from './combobox.ts';
import { domId, stateOf, use, type Surface, type Used } from './surface.ts';

/** An element of that type. */
export type Element<T extends InteractiveElement['type']> = Extract<InteractiveElement, { readonly type: T }>;
type Select = Element<'static_select' | 'external_select' | 'users_select'>;
type AnySelect = Select | Element<'multi_static_select' | 'multi_external_select'>;

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
export function finder(select: AnySelect, used: Used, surface: Surface) {
  const all = everyChoice(select, surface);
  return async (typed: string): Promise<readonly Choice[]> => {
    if (select.type === 'external_select' || select.type === 'multi_external_select') {
      const asked = { as: surface.viewer.me.id, action: used.actionId, typed };
      return (await post<readonly Option[]>('suggest', asked)).map(choiceOf);
    }
    const words = typed.toLowerCase();
    return all.filter((one) => `${one.title} ${one.about}`.toLowerCase().includes(words));
  };
}

/** A select of one, of any kind. */
export function renderSelect(select: Select, used: Used, surface: Surface, label: string): HTMLElement {
  const chosen = readChosen(stateOf(surface, used)) ?? '';
  return combobox({
    id: domId(surface, used, used.actionId),
    label,
    placeholder: select.placeholder?.text ?? 'Choose',
    chosen: everyChoice(select, surface).find(({ value }) => value === chosen)?.title ?? chosen,
    least: select.type === 'external_select' ? (select.min_query_length ?? 3) : 0,
    find: finder(select, used, surface),
    onChoose: (choice, input) => void use(surface, input, used, choice.value),
    attributes: describedBy(surface, used),
  });
}

const readChosen = (state: Readonly<Record<string, unknown>> | undefined): string | null => {
  const option = state?.['selected_option'];
  if (isOption(option)) return option.text.text;
  return typeof state?.['selected_user'] === 'string' ? state['selected_user'] : null;
};

/** Ties an input to its complaint and its hint. */
export function describedBy(surface: Surface, used: Used): Readonly<Record<string, string | null>> {
  if (used.block.type !== 'input') return {};
  const hasError = surface.errors[used.block.block_id ?? ''] !== undefined;
  const ids = [
    hasError ? domId(surface, used, 'error') : null,
    used.block.hint === undefined ? null : domId(surface, used, 'hint'),
  ].filter((id) => id !== null);
  return {
    'aria-describedby': ids.length === 0 ? null : ids.join(' '),
    'aria-invalid': hasError ? 'true' : null,
    'aria-required': used.block.optional === true ? null : 'true',
  };
}

/** Checkboxes or radio buttons, which the app hears of at every change. */
export function renderBoxes(
  element: Element<'checkboxes' | 'radio_buttons'>,
  used: Used,
  surface: Surface,
  label: string,
): HTMLElement {
  const isMany = element.type === 'checkboxes';
  const state = JSON.stringify(stateOf(surface, used) ?? {});
  const name = domId(surface, used, used.actionId);
  const group = h('div.boxes', { role: isMany ? 'group' : 'radiogroup', 'aria-label': label });
  const onchange = () => {
    const checked = [...group.querySelectorAll('input')].filter((input) => input.checked);
    const values = checked.map(({ value }) => value);
    void use(surface, group, used, isMany ? values : (values[0] ?? ''));
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
