import { h, type Child } from '../dom/element.ts';
import { character, NAMED } from './emoji.ts';

/** A drawing that reads as its character; an emoji that is none of these keeps its name between colons. */
export function emoji(name: string): Child {
  const alt = character(name);
  return alt === undefined ? `:${name}:` : h('img.emoji', { src: `/page/emoji/${name}.svg`, alt });
}

/** Plain text with the emoji in it as drawings. */
export function drawEmoji(text: string): readonly Child[] {
  return text.split(NAMED).map((part, index) => (index % 2 === 0 ? part : emoji(part)));
}
