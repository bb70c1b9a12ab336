import type { SeenMessage } from '../../slack/http/seen.ts';
import { h } from '../dom/element.ts';
import { keep, type Part } from '../dom/keyed.ts';
import { dayOf, format, nearDay } from '../text/dates.ts';
import type { Viewer } from '../viewer.ts';
import { messageElementId, messagePart, postedAt } from './message.ts';

/** Messages of one author within this time stand under one name. */
const TOGETHER_MILLISECONDS = 5 * 60_000;

/** A message of several blocks is a thing of its own and keeps its head. */
const isTogether = (message: SeenMessage, before: SeenMessage | undefined) =>
  before !== undefined &&
  message.blocks.length <= 1 &&
  before.blocks.length <= 1 &&
  before.author === message.author &&
  before.ephemeralTo === message.ephemeralTo &&
  postedAt(message) - postedAt(before) < TOGETHER_MILLISECONDS;

const BOTTOM_PIXELS = 80;

/** The list of messages of the open channel; it stays at its end when it was there, and goes to a linked message. */
export function createMessages() {
  const list = h('ol.list');
  const frame = h('div.scroll', { role: 'log', 'aria-label': 'Messages', tabindex: '0' }, list);
  let last = '';
  return {
    element: frame,
    render(viewer: Viewer): void {
      const { me, channel, place } = viewer;
      const isAtEnd = frame.scrollHeight - frame.scrollTop - frame.clientHeight < BOTTOM_PIXELS;
      const parts = partsOf(viewer);
      const nothing = h('li.nothing', 'Nothing has been said here yet.');
      keep(list, parts.length > 0 ? parts : [{ key: 'none', signature: '', build: () => nothing }]);
      const here = `${me.id} ${channel} ${place.at}`;
      const target = place.at === null ? null : document.getElementById(messageElementId(place.at));
      if (here !== last && target !== null) target.scrollIntoView({ block: 'center' });
      else if (here !== last || isAtEnd) frame.scrollTop = frame.scrollHeight;
      if (target !== null || place.at === null) last = here;
    },
  };
}

function dayPart(at: number, viewer: Viewer): Part {
  const { me } = viewer;
  const words = nearDay(at, Date.now(), me) ?? format(at, me, { dateStyle: 'full' });
  const day = dayOf(at, me.timeZone);
  return {
    key: `day ${day}`,
    signature: `${me.id} ${words}`,
    build: () => h('li.day', h('span', words)),
  };
}

function partsOf(viewer: Viewer): readonly Part[] {
  const here = viewer.seen.messages.filter(({ channel }) => channel === viewer.channel);
  const known = new Set(here.map(({ ts }) => ts));
  const isReply = ({ threadTs, ts }: SeenMessage) =>
    threadTs !== null && threadTs !== ts && known.has(threadTs);
  let before: SeenMessage | undefined;
  let day = '';
  return here
    .filter((message) => !isReply(message))
    .flatMap((message) => {
      const replies = here.filter((reply) => isReply(reply) && reply.threadTs === message.ts);
      const today = dayOf(postedAt(message), viewer.me.timeZone);
      const isNewDay = today !== day;
      const isCompact = !isNewDay && isTogether(message, before);
      [before, day] = [message, today];
      const part = messagePart(message, viewer, { isCompact, replies });
      return isNewDay ? [dayPart(postedAt(message), viewer), part] : [part];
    });
}
