import type { Seen } from '../../slack/http/seen.ts';
import { h, icon, keep, part } from '../dom/element.ts';
import { createListbox, type Line } from '../dom/listbox.ts';
import type { Viewer } from '../place.ts';
import { act } from '../server.ts';
import { shortcuts } from './messages.ts';

/** `text` is the whole text of the composer once it is taken. */
type Suggestion = Line & { readonly text: string };

const HINT = 'Type / for a command. Enter sends, Shift+Enter starts a new line.';

const field = h('textarea', {
  id: 'composer',
  rows: 1,
  'aria-label': 'Message',
  'aria-autocomplete': 'list',
  'aria-controls': 'suggestions',
  'aria-describedby': 'composer-hint',
});
const hint = h('p.hint', { id: 'composer-hint' }, HINT);
const problem = h('p.error', { role: 'alert' });
const offers = h('span');
const box = { id: 'suggestions', label: 'Suggestions', input: field };
const { list, show, press } = createListbox<Suggestion>(box, ({ text }) => write(text));

let viewer: Viewer | null = null;
let last = '';

const button = h('button.button.primary', { type: 'submit', 'aria-label': 'Send' }, icon('send'));

/** The place to type, with completion of commands and names. */
export const composer = h('form.composer', list, h('div.across.row', offers, field, button), hint, problem);

composer.addEventListener('submit', (event) => {
  event.preventDefault();
  void send();
});
field.addEventListener('input', look);
field.addEventListener('keydown', (event) => {
  if (event.isComposing) return;
  if (press(event.key === 'Tab' ? 'Enter' : event.key)) event.preventDefault();
  else if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    void send();
  }
});

/** Makes it the place to write to a channel; what was typed stays while the channel stays the same. */
export function renderComposer(now: Viewer, name: string): void {
  const { me, channel, place, seen } = now;
  viewer = now;
  const build = () => h('span', shortcuts(now));
  keep(offers, [part('shortcuts', [me.id, seen.shortcuts], build)]);
  field.placeholder = `Message ${name} as ${me.name}`;
  field.setAttribute('aria-label', field.placeholder);
  const here = `${me.id} ${channel} ${place.draft}`;
  if (here === last) return;
  last = here;
  field.value = '';
  problem.textContent = '';
  if (place.draft !== null) write(place.draft);
  show([]);
}

/** Looks at what is typed, to suggest how it goes on. */
function look(): void {
  if (viewer === null) return;
  show(suggest(field.value.slice(0, field.selectionStart), viewer.seen));
  hint.textContent = usageOf(field.value, viewer.seen) ?? HINT;
}

/** Puts a text in the place of what stands before the caret. */
function write(text: string): void {
  field.value = text + field.value.slice(field.selectionStart);
  field.setSelectionRange(text.length, text.length);
  field.focus();
  look();
}

/** Sends what was typed, a command to the app, other words to the channel; gives it back when it was refused. */
async function send(): Promise<void> {
  const text = field.value.trim();
  if (text === '' || viewer === null) return;
  problem.textContent = '';
  field.value = '';
  look();
  const { me, channel } = viewer;
  const name = text.startsWith('/') ? 'command' : 'say';
  await act(name, { as: me.id, text, channel }, undefined, (words) => {
    problem.textContent = words;
    if (field.value === '') field.value = text;
  });
}

/** What could be meant by the text before the caret: a command at the start, a person or group after an @. */
function suggest(text: string, seen: Seen): readonly Suggestion[] {
  if (/^\/\S*$/.test(text)) {
    const meant = seen.commands.filter(({ command }) => command.startsWith(text) && command !== text);
    return meant.map(({ command: title, description: about = '', usageHint: usage = '' }) => {
      return { title, usage, about, text: `${title} ` };
    });
  }
  const typed = /(?:^|[\s,])@([\p{L}\d._-]*)$/u.exec(text)?.[1];
  if (typed === undefined) return [];
  const start = text.slice(0, text.length - typed.length);
  const groups = seen.groups.map(({ handle }) => ({ name: handle, handle, role: 'user group' }));
  return [...seen.people, ...groups]
    .filter(({ name, handle }) => {
      const words = `${name} ${handle}`.toLowerCase().split(' ');
      return words.some((word) => word.startsWith(typed.toLowerCase()));
    })
    .map(({ name, role }) => ({ title: `@${name}`, about: role, text: `${start}${name} ` }));
}

/** How the command that is being typed goes on; null when none is. */
function usageOf(text: string, seen: Seen): string | null {
  const command = /^(\/\S+)\s/.exec(text)?.[1];
  const known = seen.commands.find((one) => one.command === command);
  return known === undefined ? null : `${known.command} ${known.usageHint ?? ''}`.trim();
}
