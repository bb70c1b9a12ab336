import { h } from './element.ts';

export type Line = {
  readonly title: string;
  /** Goes on after the title, less loud. */
  readonly usage: string;
  readonly about: string;
};

/**
 * A list to choose from that belongs to an input: https://www.w3.org/WAI/ARIA/apg/patterns/listbox. `take` gets the
 * line that was chosen by mouse or key; the list is closed by then.
 */
export function createListbox<T extends Line>(
  { id, label, input }: { readonly id: string; readonly label: string; readonly input: HTMLElement },
  take: (line: T) => void,
) {
  const list = h('ul', { id, class: 'options', role: 'listbox', 'aria-label': label, hidden: true });
  let shown: readonly T[] = [];
  let lit = 0;
  const move = (index: number) => {
    lit = index;
    light(list, input, index);
  };
  const show = (lines: readonly T[], whenEmpty?: string) => {
    shown = lines;
    const items = lines.map((line, index) =>
      lineElement(
        `${id}-${index}`,
        line,
        () => choose(line),
        () => lit !== index && move(index),
      ),
    );
    const none = whenEmpty !== undefined && lines.length === 0;
    const empty = h('li', { role: 'option', class: 'none', 'aria-disabled': 'true' }, whenEmpty);
    list.replaceChildren(...(none ? [empty] : items));
    list.hidden = lines.length === 0 && !none;
    if (input.hasAttribute('aria-expanded')) input.setAttribute('aria-expanded', String(!list.hidden));
    move(lines.length === 0 ? -1 : 0);
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
    else if (key === 'ArrowDown') move((lit + 1) % shown.length);
    else if (key === 'ArrowUp') move((lit - 1 + shown.length) % shown.length);
    else if (key === 'Enter') choose(current);
    else return false;
    return true;
  };
  return { list, show, press };
}

/** Lights one line and names it to the input, which keeps the focus. */
function light(list: HTMLElement, input: HTMLElement, index: number): void {
  for (const [position, line] of [...list.children].entries())
    line.setAttribute('aria-selected', String(position === index));
  const line = list.children[index];
  line?.scrollIntoView({ block: 'nearest' });
  if (line === undefined) input.removeAttribute('aria-activedescendant');
  else input.setAttribute('aria-activedescendant', line.id);
}

function lineElement(
  id: string,
  { title, usage, about }: Line,
  take: () => void,
  lightUp: () => void,
): HTMLElement {
  const onmousedown = (event: Event) => {
    // The input keeps the focus.
    event.preventDefault();
    take();
  };
  const words = usage === '' ? [title] : [h('strong', title), ` ${usage}`];
  const below = about === '' ? null : h('span.about', about);
  return h('li', { id, role: 'option', onmousedown, onmousemove: lightUp }, h('span', ...words), below);
}
