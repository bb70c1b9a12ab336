import { h, icon } from '../dom/element.ts';
import type { Viewer } from '../place.ts';

const COLOURS = 6;

/** A square with a person's initials, or the app's mark; hidden from screen readers, since the name stands beside it. */
export function avatar({ seen }: Viewer, id: string, name: string): HTMLElement {
  const position = seen.people.findIndex((person) => person.id === id);
  if (position < 0) return h('span.avatar.app', { 'aria-hidden': 'true' }, icon('check'));
  const initials = name.split(' ', 2).map((word) => word.replace(/^(.).*$/su, '$1'));
  return h(`span.avatar.colour-${position % COLOURS}`, { 'aria-hidden': 'true' }, initials.join(''));
}
