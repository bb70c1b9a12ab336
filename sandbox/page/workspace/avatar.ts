import { h, icon } from '../dom/element.ts';
import type { Viewer } from '../place.ts';

const TINTS = ['#99407c', '#1f6f78', '#7a4fb5', '#9a5412', '#51702a', '#a0394a'] as const;

/** A square with a person's initials, or the app's mark; hidden from screen readers, since the name stands beside it. */
export function avatar({ seen }: Viewer, id: string, name: string): HTMLElement {
  const position = seen.people.findIndex((person) => person.id === id);
  if (position < 0) return h('span.avatar', { 'aria-hidden': 'true' }, icon('check'));
  const initials = name.split(' ', 2).map((word) => word.replace(/^(.).*$/su, '$1'));
  const square = h('span.avatar', { 'aria-hidden': 'true' }, initials.join(''));
  square.style.setProperty('--tint', TINTS[position % TINTS.length] ?? null);
  return square;
}
