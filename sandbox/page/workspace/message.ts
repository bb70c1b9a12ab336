import type { SeenMessage } from '../../slack/http/seen.ts';
import { act } from '../act.ts';
import { renderBlocks } from '../blocks/blocks.ts';
import type { Surface } from '../blocks/surface.ts';
import { h } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import type { Part } from '../dom/keyed.ts';
import { menu } from '../dom/menu.ts';
import { addressOf } from '../place.ts';
import { format, shortTime } from '../text/dates.ts';
import { renderMarkup } from '../text/render.ts';
import { authorName, type Viewer } from '../viewer.ts';
import { avatar } from './avatar.ts';

/** Threads up to this length are open. */
const SHORT_THREAD = 3;

/** When a message was posted, in milliseconds. */
export function postedAt(message: SeenMessage): number {
  return Number(message.ts) * 1000;
}

/** The id of a message's element. */
export function messageElementId(ts: string): string {
  return `message-${ts.replace('.', '-')}`;
}

function content(message: SeenMessage, viewer: Viewer): readonly HTMLElement[] {
  const { channel, ts, blocks, text, values } = message;
  if (blocks.length === 0) return [h('div.text', renderMarkup(text, viewer))];
  const surface: Surface = {
    viewer,
    target: { channel, ts },
    values,
    errors: {},
    heading: 'h2',
    drafts: new Map(),
  };
  return renderBlocks(blocks, surface);
}

/** When it was posted, as a link to it; `short` leaves out before or after noon, to fit into the margin. */
function timeLink(message: SeenMessage, viewer: Viewer, short = false): HTMLElement {
  const at = postedAt(message);
  const { me, place, channel, seen } = viewer;
  const href = addressOf({
    ...place,
    as: me.id,
    channel: channel === seen.dm ? 'dm' : channel,
    at: message.ts,
  });
  const time = h(
    'time',
    { datetime: new Date(at).toISOString(), title: format(at, me, { dateStyle: 'full', timeStyle: 'long' }) },
    short ? shortTime(at, me) : format(at, me, { hour: 'numeric', minute: '2-digit' }),
  );
  return h('a.time', { href, 'data-place': true, 'data-focus': href }, time);
}

function thread(replies: readonly SeenMessage[], viewer: Viewer): HTMLElement {
  const words = replies.length === 1 ? '1 reply' : `${replies.length} replies`;
  return h(
    'details',
    {
      class: 'thread',
      open: replies.length <= SHORT_THREAD || replies.some(({ ts }) => ts === viewer.place.at),
    },
    h('summary', words),
    h('ol', ...replies.map((reply) => messageElement(reply, viewer, { isCompact: false, replies: [] }))),
  );
}

const sizeOf = (bytes: number) => (bytes < 1000 ? `${bytes} bytes` : `${Math.ceil(bytes / 1000)} kB`);

function fileLink({ id, name, size }: SeenMessage['files'][number], { me }: Viewer): HTMLElement {
  const href = `/sandbox/file?${new URLSearchParams({ as: me.id, id })}`;
  const words = [h('strong', name), h('span.note', sizeOf(size))];
  return h('a.file', { href, download: name, 'data-focus': id }, icon('file'), h('span.grow', words));
}

/** What the app offers to do with a message. */
function shortcuts({ channel, ts }: SeenMessage, { me, seen }: Viewer): HTMLElement | null {
  const offered = seen.shortcuts.filter(({ type }) => type === 'message');
  if (offered.length === 0) return null;
  const items = offered.map(({ name, callbackId }) => ({
    words: name,
    onclick: (opener: HTMLElement) =>
      void act('shortcut', { as: me.id, shortcut: callbackId, on: { channel, ts } }, opener),
  }));
  return menu(`shortcuts-${ts.replace('.', '-')}`, 'More actions', 'more', items);
}

type Shape = {
  /** Follows another one of the same author, so name and picture are left out. */
  readonly isCompact: boolean;
  readonly replies: readonly SeenMessage[];
};

function messageElement(message: SeenMessage, viewer: Viewer, { isCompact, replies }: Shape): HTMLElement {
  const name = authorName(viewer, message.author);
  const isApp = !viewer.seen.people.some(({ id }) => id === message.author);
  const isPrivate = message.ephemeralTo !== null;
  const isTarget = viewer.place.at === message.ts;
  const classes = ['message', isCompact && 'compact', isPrivate && 'private', isTarget && 'target'];
  const head = h(
    'div.head',
    h('span', { class: isCompact ? 'unseen' : 'author' }, name),
    isApp && !isCompact && h('span.badge', 'App'),
    !isCompact && timeLink(message, viewer),
    message.edited && h('span.time', '(edited)'),
  );
  const body = [
    isPrivate && h('p.only-you', icon('eye'), 'Only visible to you'),
    head,
    ...content(message, viewer),
    ...message.files.map((file) => fileLink(file, viewer)),
    replies.length > 0 && thread(replies, viewer),
  ];
  return h(
    'li',
    { id: messageElementId(message.ts), class: classes.filter(Boolean).join(' ') },
    isCompact
      ? h('span.avatar-place', timeLink(message, viewer, true))
      : avatar(viewer, message.author, name),
    h('div.body', ...body),
    shortcuts(message, viewer),
  );
}

const withoutValues = ({ values: _values, ...rest }: SeenMessage) => rest;

/** A message as a part of the list, built anew when anything about it or its reader changes. */
export function messagePart(message: SeenMessage, viewer: Viewer, shape: Shape): Part {
  const { me, place } = viewer;
  const isTarget = [message, ...shape.replies].some(({ ts }) => ts === place.at);
  const replies = shape.replies.map(withoutValues);
  return {
    key: message.ts,
    // What the person chose is on the screen already.
    signature: JSON.stringify([withoutValues(message), shape.isCompact, replies, me.id, isTarget]),
    build: () => messageElement(message, viewer, shape),
  };
}
