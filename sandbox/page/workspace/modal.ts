import type { SeenView } from '../../slack/http/seen.ts';
import { act } from '../act.ts';
import { renderBlocks } from '../blocks/blocks.ts';
import { h, icon } from '../dom/element.ts';
import { sameIn } from '../dom/keyed.ts';
import type { Viewer } from '../place.ts';
import { drawEmoji } from '../text/render.ts';

const dialog = h('dialog.modal', { id: 'modal', 'aria-labelledby': 'modal-title' });
document.body.append(dialog);

/** What is typed in open views and not sent yet, by view and block. */
const drafts = new Map<string, Map<string, string>>();
let viewer: Viewer | null = null;
let shown = '';

const tell = (name: string, more?: object) => {
  if (viewer !== null) void act(name, { as: viewer.me.id, ...more }, dialog);
};
const close = () => tell('close-view');

/** Escape closes the view as Slack does: by telling the app. */
dialog.addEventListener('cancel', (event) => {
  event.preventDefault();
  close();
});

function form(
  now: Viewer,
  { definition, errors, values, id, blocks, previousViewId }: SeenView,
): HTMLElement {
  const typed = drafts.get(id) ?? new Map<string, string>();
  drafts.set(id, typed);
  const onsubmit = (event: Event) => {
    event.preventDefault();
    tell('submit', { values: Object.fromEntries(typed) });
  };
  const modal = definition.type === 'modal' ? definition : undefined;
  const surface = { viewer: now, target: { id }, heading: 'h3', values, errors, drafts: typed } as const;
  return h(
    'form',
    { onsubmit, novalidate: true },
    h(
      'div.across.modal-head',
      previousViewId !== null &&
        h('button.button.icon-only', { 'aria-label': 'Back', onclick: close }, icon('back')),
      h('h2.grow', { id: 'modal-title' }, modal && drawEmoji(modal.title.text)),
      h('button.button.icon-only', { 'aria-label': 'Close', onclick: close }, icon('close')),
    ),
    h(
      'div.modal-body',
      errors[''] !== undefined && h('p.error', { role: 'alert' }, errors['']),
      renderBlocks(blocks, surface),
    ),
    h(
      'div.across.modal-foot',
      h('button.button', { onclick: close }, drawEmoji(modal?.close?.text ?? 'Cancel')),
      modal?.submit && h('button.button.primary', { type: 'submit' }, drawEmoji(modal.submit.text)),
    ),
  );
}

/** Shows the view on top of the person's modals, or none. */
export function renderModal(now: Viewer): void {
  viewer = now;
  const { view } = now.seen;
  const signature = view === null ? '' : JSON.stringify([now.me.id, view.id, view.hash, view.errors]);
  if (signature === shown) return;
  shown = signature;
  if (view === null) {
    dialog.close();
    dialog.replaceChildren();
    drafts.clear();
    return;
  }
  const before = document.activeElement;
  const fresh = form(now, view);
  const isComplaint = Object.keys(view.errors).length > 0;
  const same = before !== null && dialog.contains(before) && !isComplaint ? sameIn(fresh, before) : null;
  dialog.replaceChildren(fresh);
  if (!dialog.open) dialog.showModal();
  // The keyboard stays where it was, else goes to the first complaint, else to the first input.
  const places = ['[aria-invalid]', '.modal-body .field', '.modal-foot .primary', 'button'];
  const [first] = places.flatMap((place) => dialog.querySelector<HTMLElement>(place) ?? []);
  (same ?? first)?.focus();
}
