import type { SeenView } from '../../slack/http/seen.ts';
import { act } from '../act.ts';
import { renderBlocks } from '../blocks/blocks.ts';
import type { Surface } from '../blocks/surface.ts';
import { dialogById, h } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import { drawEmoji } from '../text/draw-emoji.ts';
import type { Viewer } from '../viewer.ts';

const dialog = dialogById('modal');

/** What is typed in open views and not sent yet, by view and block. */
const drafts = new Map<string, Map<string, string>>();
let shown = '';

const tell = (name: string, body: object) => act(name, body, dialog);

function foot(viewer: Viewer, view: SeenView): HTMLElement | null {
  const { definition } = view;
  if (definition.type !== 'modal') return null;
  const close = definition.close?.text ?? 'Cancel';
  const onclick = () => void tell('close-view', { as: viewer.me.id });
  return h(
    'div.modal-foot',
    h('button.button', { onclick }, drawEmoji(close)),
    definition.submit &&
      h('button', { type: 'submit', class: 'button primary' }, drawEmoji(definition.submit.text)),
  );
}

function form(viewer: Viewer, view: SeenView): HTMLElement {
  const { definition, errors, values, id, blocks } = view;
  const typed = drafts.get(id) ?? new Map<string, string>();
  drafts.set(id, typed);
  const surface: Surface = { viewer, target: { id }, heading: 'h3', values, errors, drafts: typed };
  const isStacked = view.previousViewId !== null;
  const close = () => void tell('close-view', { as: viewer.me.id });
  const onsubmit = (event: Event) => {
    event.preventDefault();
    void tell('submit', { as: viewer.me.id, values: Object.fromEntries(typed) });
  };
  const head = h(
    'div.modal-head',
    isStacked && h('button.button.icon-only', { 'aria-label': 'Back', onclick: close }, icon('back')),
    h('h2', { id: 'modal-title' }, definition.type === 'modal' && drawEmoji(definition.title.text)),
    h('button.button.icon-only', { 'aria-label': 'Close', onclick: close }, icon('close')),
  );
  const trouble = errors[''] === undefined ? null : h('p.error', { role: 'alert' }, errors['']);
  const body = h('div.modal-body', trouble, ...renderBlocks(blocks, surface));
  return h('form', { onsubmit, novalidate: true }, head, body, foot(viewer, view));
}

/** Puts the keyboard where it was, else at the first complaint, else at the first input. */
function focusInside(before: string | null): void {
  const same = before === null ? null : `[data-focus="${CSS.escape(before)}"]`;
  const places = [same, '[aria-invalid]', '.modal-body .field', '.modal-foot .primary', 'button'];
  for (const place of places) {
    const found = place === null ? null : dialog.querySelector<HTMLElement>(place);
    if (found !== null) return found.focus();
  }
}

/** Shows the view on top of the person's modals, or none. */
export function renderModal(viewer: Viewer): void {
  const { view } = viewer.seen;
  const signature = view === null ? '' : JSON.stringify([viewer.me.id, view.id, view.hash, view.errors]);
  if (signature === shown) return;
  shown = signature;
  if (view === null) {
    dialog.close();
    dialog.replaceChildren();
    drafts.clear();
    return;
  }
  const focused = dialog.contains(document.activeElement) ? document.activeElement : null;
  const isComplaint = Object.keys(view.errors).length > 0;
  dialog.replaceChildren(form(viewer, view));
  if (!dialog.open) dialog.showModal();
  focusInside(isComplaint ? null : (focused?.getAttribute('data-focus') ?? null));
}

/** Escape closes the view as Slack does: by telling the app. */
export function listenForEscape(current: () => Viewer | null): void {
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    const viewer = current();
    if (viewer !== null) void tell('close-view', { as: viewer.me.id });
  });
}
