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

export type Question = {
  readonly title: string;
  readonly text: Child;
  readonly yes: string;
  readonly no: string;
  readonly isDanger: boolean;
};

/** Asks in a dialog on top of everything; false for no, and for Escape. */
export function ask({ title, text, yes, no, isDanger }: Question): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const style = isDanger ? 'danger solid' : 'primary';
  const onclose = () => {
    resolve(dialog.returnValue === 'yes');
    dialog.remove();
  };
  const dialog = h(
    'dialog.modal',
    { 'aria-labelledby': 'confirm-title', 'aria-describedby': 'confirm-text', onclose },
    h('h2.modal-head', { id: 'confirm-title' }, title),
    h('div.modal-body', { id: 'confirm-text' }, text),
    h(
      'div.across.modal-foot',
      h('button.button', { onclick: () => dialog.close() }, no),
      h('button.button', { class: style, onclick: () => dialog.close('yes') }, yes),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return promise;
}
