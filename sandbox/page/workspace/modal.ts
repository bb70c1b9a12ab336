import type { SeenView } from '../../slack/http/seen.ts';
import { renderBlocks } from '../blocks/blocks.ts';
import { h, icon, keep, part } from '../dom/element.ts';
import type { Viewer } from '../place.ts';
import { act } from '../server.ts';
import { drawEmoji } from '../text/render.ts';

const dialog = h('dialog.modal', { id: 'modal', 'aria-labelledby': 'modal-title' });
document.body.append(dialog);

/** What is typed in open views and not sent yet, by view and block. */
const drafts = new Map<string, Map<string, string>>();
let viewer: Viewer | null = null;

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
  if (view === null) {
    keep(dialog, []);
    drafts.clear();
    dialog.close();
    return;
  }
  let isNew = false;
  const build = () => {
    isNew = true;
    return form(now, view);
  };
  // One with other complaints counts as another view, so that the keyboard goes to them.
  keep(dialog, [part(JSON.stringify([view.id, view.errors]), view.hash, build)]);
  if (!dialog.open) dialog.showModal();
  const places = ['[aria-invalid]', '.modal-body .field', '.modal-foot .primary', 'button'];
  const [first] = places.flatMap((place) => dialog.querySelector<HTMLElement>(place) ?? []);
  if (isNew) first?.focus();
}
