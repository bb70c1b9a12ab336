import type { SeenMessage } from '../../slack/http/seen.ts';
import { renderBlocks } from '../blocks/blocks.ts';
import { h, icon, keep, part, type Part } from '../dom/element.ts';
import { menu } from '../dom/menu.ts';
import { addressOf, authorName, type Viewer } from '../place.ts';
import { act } from '../server.ts';
import { dayOf, format, nearDay, shortTime, TIME } from '../text/dates.ts';
import { renderText } from '../text/render.ts';
import { avatar } from './avatar.ts';

/** Messages of one author within this time stand under one name. */
const TOGETHER_MILLISECONDS = 5 * 60_000;

/** Threads up to this length are open. */
const SHORT_THREAD = 3;

const BOTTOM_PIXELS = 80;

type Shape = {
  /** Follows another one of the same author, so name and picture are left out. */
  readonly isCompact: boolean;
  readonly replies: readonly SeenMessage[];
};

const list = h('ol');

/** The messages of the open channel. */
export const messages = h('div.scroll', { role: 'log', 'aria-label': 'Messages', tabindex: '0' }, list);

let last = '';

/** Shows the messages of the open channel; stays at their end when it was there, and goes to a linked one. */
export function renderMessages(viewer: Viewer): void {
  const { me, channel, place } = viewer;
  const isAtEnd = messages.scrollHeight - messages.scrollTop - messages.clientHeight < BOTTOM_PIXELS;
  const parts = partsOf(viewer);
  const nothing = part('none', '', () => h('li.sheet.note', 'Nothing has been said here yet.'));
  keep(list, parts.length > 0 ? parts : [nothing]);
  const here = `${me.id} ${channel} ${place.at}`;
  const target = place.at === null ? null : document.getElementById(elementId(place.at));
  if (here !== last && target !== null) target.scrollIntoView({ block: 'center' });
  else if (here !== last || isAtEnd) messages.scrollTop = messages.scrollHeight;
  if (target !== null || place.at === null) last = here;
}

function partsOf(viewer: Viewer): readonly Part[] {
  const here = viewer.seen.messages.filter(({ channel }) => channel === viewer.channel);
  const known = new Set<string | null>(here.map(({ ts }) => ts));
  const threads = Map.groupBy(here, ({ ts, threadTs }) => (known.has(threadTs) ? threadTs : ts));
  let before: SeenMessage | undefined;
  let day = '';
  return [...threads.values()].flatMap(([message, ...replies]) => {
    if (message === undefined) return [];
    const today = dayOf(postedAt(message), viewer.me.timeZone);
    const isNewDay = today !== day;
    const isCompact = !isNewDay && isTogether(message, before);
    [before, day] = [message, today];
    const shown = messagePart(message, viewer, { isCompact, replies });
    return isNewDay ? [dayPart(postedAt(message), viewer), shown] : [shown];
  });
}

function dayPart(at: number, { me }: Viewer): Part {
  const words = nearDay(at, Date.now(), me) ?? format(at, me, { dateStyle: 'full' });
  return part(`day ${dayOf(at, me.timeZone)}`, [me.id, words], () => h('li.across.day', h('span', words)));
}

/** When a message was posted, in milliseconds. */
const postedAt = ({ ts }: SeenMessage) => Number(ts) * 1000;

/** A message of several blocks is a thing of its own and keeps its head. */
const isTogether = (message: SeenMessage, before: SeenMessage | undefined) =>
  before !== undefined &&
  message.blocks.length <= 1 &&
  before.blocks.length <= 1 &&
  before.author === message.author &&
  before.ephemeralTo === message.ephemeralTo &&
  postedAt(message) - postedAt(before) < TOGETHER_MILLISECONDS;

const withoutValues = ({ values: _values, ...rest }: SeenMessage) => rest;

/** A message as a part of the list, built anew when anything about it or its reader changes. */
function messagePart(message: SeenMessage, viewer: Viewer, shape: Shape): Part {
  const { me, place } = viewer;
  const isTarget = [message, ...shape.replies].some(({ ts }) => ts === place.at);
  const replies = shape.replies.map(withoutValues);
  // What the person chose is on the screen already.
  const shown = [withoutValues(message), shape.isCompact, replies, me.id, isTarget];
  return part(message.ts, shown, () => messageElement(message, viewer, shape));
}

const elementId = (ts: string) => `message-${ts.replace('.', '-')}`;

function messageElement(message: SeenMessage, viewer: Viewer, { isCompact, replies }: Shape): HTMLElement {
  const { author, ts, edited, files } = message;
  const name = authorName(viewer, author);
  const isApp = !viewer.seen.people.some(({ id }) => id === author);
  const isPrivate = message.ephemeralTo !== null;
  const margin = h('span', timeLink(message, viewer, true));
  return h(
    'li.message',
    { id: elementId(ts), class: isCompact && 'compact' },
    { class: viewer.place.at === ts && 'target' },
    isCompact ? margin : avatar(viewer, author, name),
    h(
      'div.grow',
      isPrivate && h('p.across.note', icon('eye'), 'Only visible to you'),
      h(
        'div.across.wraps.head',
        isCompact ? h('span.unseen', name) : h('strong', name),
        isApp && !isCompact && h('span.mark.off', 'App'),
        !isCompact && timeLink(message, viewer),
        edited && h('span.time', '(edited)'),
      ),
      content(message, viewer),
      files.map((file) => fileLink(file, viewer)),
      replies.length > 0 && thread(replies, viewer),
    ),
    shortcuts(viewer, message),
  );
}

function content({ channel, ts, blocks, text, values }: SeenMessage, viewer: Viewer) {
  if (blocks.length === 0) return h('div.text', renderText({ type: 'mrkdwn', text }, viewer));
  return renderBlocks(blocks, { viewer, target: { channel, ts }, values, heading: 'h2' });
}

/** When it was posted, as a link to it; `short` leaves out before or after noon, to fit into the margin. */
function timeLink(message: SeenMessage, viewer: Viewer, short = false): HTMLElement {
  const at = postedAt(message);
  const { me, place, channel, seen } = viewer;
  const where = channel === seen.dm ? 'dm' : channel;
  const href = addressOf({ ...place, as: me.id, channel: where, at: message.ts });
  const title = format(at, me, { dateStyle: 'full', timeStyle: 'long' });
  const words = short ? shortTime(at, me) : format(at, me, TIME);
  return h('a.time', { href }, h('time', { datetime: new Date(at).toISOString(), title }, words));
}

function thread(replies: readonly SeenMessage[], viewer: Viewer): HTMLElement {
  const words = replies.length === 1 ? '1 reply' : `${replies.length} replies`;
  const open = replies.length <= SHORT_THREAD || replies.some(({ ts }) => ts === viewer.place.at);
  const items = replies.map((reply) => messageElement(reply, viewer, { isCompact: false, replies: [] }));
  return h('details.block.thread', { open }, h('summary', words), h('ol', items));
}

const sizeOf = (bytes: number) => (bytes < 1000 ? `${bytes} bytes` : `${Math.ceil(bytes / 1000)} kB`);

function fileLink({ id, name, size }: SeenMessage['files'][number], { me }: Viewer): HTMLElement {
  const href = `/sandbox/file?${new URLSearchParams({ as: me.id, id })}`;
  const words = h('div', h('strong', name), h('div.note', sizeOf(size)));
  return h('a.button.block', { href, download: name }, icon('file'), words);
}

/** What the app offers to do with a message, or with none. */
export function shortcuts({ me, seen }: Viewer, on?: SeenMessage): HTMLElement | null {
  const offered = seen.shortcuts.filter(({ type }) => type === (on ? 'message' : 'global'));
  if (offered.length === 0) return null;
  const given = { as: me.id, on: on && { channel: on.channel, ts: on.ts } };
  const items = offered.map(({ name, callbackId: shortcut }) => ({
    words: name,
    onclick: (opener: HTMLElement) => void act('shortcut', { ...given, shortcut }, opener),
  }));
  if (on === undefined) return menu('shortcuts', 'Shortcuts', 'plus', items);
  return menu(`shortcuts-${on.ts.replace('.', '-')}`, 'More actions', 'more', items);
}
