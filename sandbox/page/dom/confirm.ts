import { h, type Child } from './element.ts';

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
  const dialog = h(
    'dialog.modal.small',
    { 'aria-labelledby': 'confirm-title', 'aria-describedby': 'confirm-text' },
    h('h2', { id: 'confirm-title' }, title),
    h('div', { id: 'confirm-text', class: 'modal-body' }, text),
    h(
      'div.modal-foot',
      h('button.button', { onclick: () => dialog.close() }, no),
      h(
        'button',
        {
          type: 'button',
          class: `button ${isDanger ? 'danger solid' : 'primary'}`,
          onclick: () => dialog.close('yes'),
        },
        yes,
      ),
    ),
  );
  dialog.addEventListener('close', () => {
    resolve(dialog.returnValue === 'yes');
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  return promise;
}
