import { byId, h } from './element.ts';

const SHOWN_MILLISECONDS = 8000;

/** Tells the person something that has no place on the page, for a few seconds. */
export function toast(text: string): void {
  const note = h('p.toast', text);
  byId('toasts').append(note);
  setTimeout(() => note.remove(), SHOWN_MILLISECONDS);
}
