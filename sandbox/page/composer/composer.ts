import { act } from '../act.ts';
import { h } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import { keep, type Part } from '../dom/keyed.ts';
import { createListbox } from '../dom/listbox.ts';
import { menu } from '../dom/menu.ts';
import { post } from '../server.ts';
import type { Viewer } from '../viewer.ts';
import { suggest, usageOf, type Suggestion } from './completion.ts';

const HINT = 'Type / for a command. Enter sends, Shift+Enter starts a new line.';

const LIST = { id: 'suggestions', label: 'Suggestions' } as const;

type Parts = ReturnType<typeof createParts>;

/** The place to type, with completion of commands and names; it keeps its text while the channel stays the same. */
export function createComposer() {
  const parts = createParts();
  const { field, hint, problem } = parts;
  let viewer: Viewer | null = null;
  let last = '';
  const { list, show, press } = createListbox<Suggestion>({ ...LIST, input: field }, ({ text }) =>
    write(text),
  );
  const look = () => {
    if (viewer === null) return;
    show(suggest(field.value.slice(0, field.selectionStart), viewer.seen));
    hint.textContent = usageOf(field.value, viewer.seen) ?? HINT;
  };
  const write = (text: string) => {
    putBeforeCaret(field, text);
    look();
  };
  const submit = () => {
    if (viewer !== null) void send(parts, viewer);
    look();
  };
  field.addEventListener('input', look);
  field.addEventListener('blur', () => show([]));
  listenToKeys(field, press, submit);
  const render = (now: Viewer, name: string) => {
    viewer = now;
    keep(parts.offers, shortcuts(now));
    field.placeholder = `Message ${name} as ${now.me.name}`;
    field.setAttribute('aria-label', field.placeholder);
    const here = `${now.me.id} ${now.channel} ${now.place.draft}`;
    if (here === last) return;
    last = here;
    field.value = '';
    problem.textContent = '';
    if (now.place.draft !== null) write(now.place.draft);
    show([]);
  };
  return { element: formOf(parts, list, submit), render };
}

function createParts() {
  const field = h('textarea', {
    id: 'composer',
    rows: 1,
    'aria-label': 'Message',
    'aria-autocomplete': 'list',
    'aria-controls': 'suggestions',
    'aria-describedby': 'composer-hint',
  });
  const hint = h('p', { id: 'composer-hint', class: 'hint' }, HINT);
  const problem = h('p.error', { role: 'alert' });
  const button = h('button', { type: 'submit', class: 'button primary', 'aria-label': 'Send' }, icon('send'));
  const offers = h('span');
  return { field, hint, problem, offers, row: h('div.row', offers, field, button) };
}

/** Sends what was typed, a command to the app, other words to the channel; gives it back when it was refused. */
async function send({ field, problem }: Parts, viewer: Viewer): Promise<void> {
  const text = field.value.trim();
  if (text === '') return;
  problem.textContent = '';
  field.value = '';
  try {
    const name = text.startsWith('/') ? 'command' : 'say';
    await post(name, { as: viewer.me.id, text, channel: viewer.channel });
  } catch (error) {
    problem.textContent = error instanceof Error ? error.message : 'That could not be sent.';
    if (field.value === '') field.value = text;
  }
}

function putBeforeCaret(field: HTMLTextAreaElement, text: string): void {
  field.value = text + field.value.slice(field.selectionStart);
  field.setSelectionRange(text.length, text.length);
  field.focus();
}

function formOf({ row, hint, problem }: Parts, list: HTMLElement, submit: () => void): HTMLElement {
  const onsubmit = (event: Event) => {
    event.preventDefault();
    submit();
  };
  return h('form.composer', { onsubmit }, list, row, hint, problem);
}

function listenToKeys(field: HTMLElement, press: (key: string) => boolean, submit: () => void): void {
  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (press(event.key === 'Tab' ? 'Enter' : event.key)) event.preventDefault();
    else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  });
}

/** The app's global shortcuts. */
function shortcuts({ me, seen }: Viewer): Part[] {
  const offered = seen.shortcuts.filter(({ type }) => type === 'global');
  if (offered.length === 0) return [];
  const items = offered.map(({ name, callbackId }) => ({
    words: name,
    onclick: (opener: HTMLElement) => void act('shortcut', { as: me.id, shortcut: callbackId }, opener),
  }));
  const build = () => menu('shortcuts', 'Shortcuts', 'plus', items);
  return [{ key: 'shortcuts', signature: JSON.stringify([me.id, offered]), build }];
}
