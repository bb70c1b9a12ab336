import { h } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import type { Viewer } from '../viewer.ts';

const COLOURS = 6;

const initials = (name: string) =>
  name
    .split(' ')
    .map((word) => word.replace(/^(.).*$/su, '$1'))
    .slice(0, 2)
    .join('');

/** A square with a person's initials, or the app's mark; hidden from screen readers, since the name stands beside it. */
export function avatar({ seen }: Viewer, id: string, name: string): HTMLElement {
  const position = seen.people.findIndex((person) => person.id === id);
  if (position < 0) return h('span.avatar.app', { 'aria-hidden': 'true' }, icon('check'));
  return h('span', { class: `avatar colour-${position % COLOURS}`, 'aria-hidden': 'true' }, initials(name));
}
