import type { InteractiveElement, Option } from '../../slack/block-kit/elements.ts';
import { h } from '../dom/element.ts';
import { post } from '../server.ts';
import { renderText } from '../text/render.ts';
import { combobox, type Choice } from './combobox.ts';
import { domId, use, type Surface, type Used } from './surface.ts';

type Element<T extends InteractiveElement['type']> = Extract<InteractiveElement, { readonly type: T }>;
type Select = Element<'static_select' | 'external_select' | 'users_select'>;

const choiceOf = ({ text, value, description }: Option): Choice => ({
  title: text.text,
  usage: '',
  about: description?.text ?? '',
  value,
});

function everyChoice(select: Select, { viewer }: Surface): readonly Choice[] {
  if (select.type === 'users_select')
    return viewer.seen.people.map(({ id, name, role }) => ({
      value: id,
      title: name,
      usage: '',
      about: role,
    }));
  if (select.type === 'external_select') return [];
  const grouped = (select.option_groups ?? []).flatMap((group) =>
    group.options.map((option) => ({ ...choiceOf(option), about: group.label.text })),
  );
  return select.options?.map(choiceOf) ?? grouped;
}

/** A select of any kind; the app is asked for the options of an external one. */
export function renderSelect(select: Select, used: Used, surface: Surface, label: string): HTMLElement {
  const { viewer, values } = surface;
  const id = domId(surface, used, used.actionId);
  const state = values[used.block.block_id ?? '']?.[used.actionId];
  const all = everyChoice(select, surface);
  const chosen = readChosen(state) ?? '';
  const find = async (typed: string): Promise<readonly Choice[]> => {
    if (select.type === 'external_select') {
      const asked = { as: viewer.me.id, action: used.actionId, typed };
      return (await post<readonly Option[]>('suggest', asked)).map(choiceOf);
    }
    const words = typed.toLowerCase();
    return all.filter((one) => `${one.title} ${one.about}`.toLowerCase().includes(words));
  };
  return combobox({
    id,
    label,
    placeholder: select.placeholder?.text ?? 'Choose',
    chosen: all.find(({ value }) => value === chosen)?.title ?? chosen,
    find,
    onChoose: (choice, input) => void use(surface, input, used, choice.value),
    attributes: describedBy(surface, used),
  });
}

const readChosen = (state: Readonly<Record<string, unknown>> | undefined): string | null => {
  const option = state?.['selected_option'];
  if (typeof option === 'object' && option !== null && 'text' in option) {
    const { text } = option;
    if (typeof text === 'object' && text !== null && 'text' in text) return String(text.text);
  }
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
  const state = JSON.stringify(surface.values[used.block.block_id ?? '']?.[used.actionId] ?? {});
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
