import type { SeenPerson } from '../../slack/http/seen.ts';
import { byId, h, icon, type Child } from '../dom/element.ts';
import { keep, part } from '../dom/keyed.ts';
import { addressOf, type Viewer } from '../place.ts';
import { format } from '../text/dates.ts';
import { avatar } from './avatar.ts';

/** The newest message that a person has had on this window's screen, by person and channel. */
const read = new Map<string, string>();
const started = new Set<string>();

const newest = ({ seen }: Viewer, channel: string) =>
  seen.messages.findLast((message) => message.channel === channel)?.ts ?? '';

/** Notes that the open channel is on the screen; all that was there when a person sat down counts as read. */
function noteRead(viewer: Viewer): void {
  const { me, seen, channel } = viewer;
  const seenNow = started.has(me.id) ? [channel] : [channel, ...seen.channels.map(({ id }) => id)];
  started.add(me.id);
  for (const id of seenNow) read.set(`${me.id} ${id}`, newest(viewer, id));
}

/** How many messages of a channel came since the person last looked at it in this window. */
function unreadCount({ me, seen }: Viewer, channel: string): number {
  const last = read.get(`${me.id} ${channel}`) ?? '';
  return seen.messages.filter((message) => message.channel === channel && message.ts > last).length;
}

type Entry = {
  readonly href: string;
  readonly isHere: boolean;
  readonly unread: number;
  readonly mark: Child;
  readonly name: string;
};

function entry({ href, isHere, unread, mark, name }: Entry): HTMLElement {
  const isUnread = unread > 0;
  const words = unread === 1 ? ' new message' : ' new messages';
  const count = isUnread && h('span.count', String(unread), h('span.unseen', words));
  const link = { href, class: isUnread ? 'unread' : '', 'aria-current': isHere && 'page' };
  return h('li', h('a.across.entry', link, mark, h('span.grow', name), count));
}

const group = (id: string, title: string, items: readonly HTMLElement[]) =>
  h('section', { 'aria-labelledby': id }, h('p.group-title', { id }, title), h('ul', items));

function channelsGroup(viewer: Viewer): HTMLElement {
  const { me, seen, channel } = viewer;
  const shown = seen.channels.filter(({ isIm }) => !isIm);
  const items = shown.map(({ id, name, isPrivate }) => {
    const href = addressOf({ as: me.id, channel: id });
    const mark = icon(isPrivate ? 'lock' : 'hash');
    return entry({ href, isHere: channel === id, unread: unreadCount(viewer, id), mark, name });
  });
  return group('channels-title', 'Channels', items);
}

function appGroup(viewer: Viewer): HTMLElement {
  const { me, seen, channel, place } = viewer;
  const { name, userId } = seen.app;
  const item = entry({
    href: addressOf({ as: me.id, channel: 'dm' }),
    isHere: channel === seen.dm && place.channel !== null,
    unread: unreadCount(viewer, seen.dm),
    mark: avatar(viewer, userId, name),
    name,
  });
  return group('apps-title', 'Apps', [item]);
}

function personItem(
  viewer: Viewer,
  { id, name, role, locale, timeZone, deactivated }: SeenPerson,
): HTMLElement {
  const { me } = viewer;
  const href = addressOf({ as: id });
  const time = format(Date.now(), { locale: me.locale, timeZone }, { hour: 'numeric', minute: '2-digit' });
  const city = timeZone.replace(/^.*\//, '').replace('_', ' ');
  return h(
    'li.person',
    h(
      'a.across.entry',
      { href, 'aria-current': id === me.id && 'true' },
      avatar(viewer, id, name),
      h(
        'span.grow',
        h('span.person-name', name),
        h('span.person-about', deactivated ? 'deactivated in Slack' : role),
        h('span.person-about', `${city} ${time} · ${locale}`),
      ),
    ),
    h('a.aside-link', { href, target: '_blank', 'aria-label': `${name} in a new window` }, icon('window')),
  );
}

/** Channels, the app, and the people to act as. */
export function renderSidebar(viewer: Viewer): void {
  const { me, seen, channel } = viewer;
  noteRead(viewer);
  const unread = seen.channels.map(({ id, name }) => [id, name, unreadCount(viewer, id)]);
  const shown = [me.id, channel, unread, seen.app.name];
  const minute = Math.floor(Date.now() / 60_000);
  const people = () =>
    group(
      'people-title',
      'Act as',
      seen.people.map((one) => personItem(viewer, one)),
    );
  keep(byId('sidebar'), [
    part('name', '', () => h('p.workspace-name', 'Acme')),
    part('channels', shown, () => channelsGroup(viewer)),
    part('apps', shown, () => appGroup(viewer)),
    part('people', [me.id, minute, seen.people], people),
  ]);
}
