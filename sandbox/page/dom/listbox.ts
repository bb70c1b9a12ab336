import { h } from './element.ts';

/** What can be chosen; `usage` goes on after the title, less loud. */
export type Line = { readonly title: string; readonly usage?: string; readonly about?: string };

/**
 * A list to choose from that belongs to an input: https://www.w3.org/WAI/ARIA/apg/patterns/listbox. `take` gets the
 * line that was chosen by mouse or key; the list is closed by then.
 */
export function createListbox<T extends Line>(
  { id, label, input }: { readonly id: string; readonly label: string; readonly input: HTMLElement },
  take: (line: T) => void,
) {
  const list = h('ul.options', { id, role: 'listbox', 'aria-label': label, hidden: true });
  let shown: readonly T[] = [];
  let lit = -1;
  /** Lights one line and names it to the input, which keeps the focus. */
  const light = (index: number) => {
    lit = index;
    for (const [position, line] of [...list.children].entries())
      line.setAttribute('aria-selected', String(position === index));
    const line = list.children[index];
    line?.scrollIntoView({ block: 'nearest' });
    if (line === undefined) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', line.id);
  };
  const show = (lines: readonly T[], whenEmpty?: string) => {
    shown = lines;
    const items = lines.map((line, index) => {
      const onmousedown = (event: Event) => {
        // The input keeps the focus.
        event.preventDefault();
        choose(line);
      };
      const onmousemove = () => lit !== index && light(index);
      const { title, usage, about } = line;
      const words = usage ? [h('strong', title), ` ${usage}`] : title;
      const item = { id: `${id}-${index}`, role: 'option', onmousedown, onmousemove };
      return h('li', item, words, about && h('div.note', about));
    });
    if (items.length === 0 && whenEmpty !== undefined)
      items.push(h('li.note', { role: 'option', 'aria-disabled': 'true' }, whenEmpty));
    list.replaceChildren(...items);
    list.hidden = items.length === 0;
    if (input.hasAttribute('aria-expanded')) input.setAttribute('aria-expanded', String(!list.hidden));
    light(lines.length === 0 ? -1 : 0);
  };
  const choose = (line: T) => {
    show([]);
    take(line);
  };
  /** Whether the key was for the list. */
  const press = (key: string): boolean => {
    const current = shown[lit];
    if (list.hidden) return false;
    if (key === 'Escape') show([]);
    else if (current === undefined) return false;
    else if (key === 'ArrowDown') light((lit + 1) % shown.length);
    else if (key === 'ArrowUp') light((lit - 1 + shown.length) % shown.length);
    else if (key === 'Enter') choose(current);
    else return false;
    return true;
  };
  input.addEventListener('blur', () => show([]));
  return { list, show, press };
}
