import { h, icon, type Child, type IconName } from './element.ts';

type Item = { readonly words: Child; readonly onclick: (opener: HTMLElement) => void };

/** A button that opens a list of things to do; `id` is unique in the page. */
export function menu(id: string, label: string, drawing: IconName, items: readonly Item[]): HTMLElement {
  const opens = { id, popovertarget: `${id}-menu`, 'aria-label': label };
  const opener = h('button.button.icon-only', opens, icon(drawing));
  const list = h('div.menu', { id: `${id}-menu`, popover: 'auto' });
  for (const { words, onclick } of items) {
    const take = () => {
      list.hidePopover();
      onclick(opener);
    };
    list.append(h('button', { onclick: take }, words));
  }
  return h('span.menu-place', opener, list);
}
