import type { SeenPerson } from '../../slack/http/seen.ts';
import { byId, h, icon, keep, part, type Child } from '../dom/element.ts';
import { addressOf, type Viewer } from '../place.ts';
import { format, TIME } from '../text/dates.ts';
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

/** The way to a channel, or to the app. */
function entry(viewer: Viewer, id: string, name: string, mark: Child): HTMLElement {
  const { me, seen, channel, place } = viewer;
  const isApp = id === seen.dm;
  const href = addressOf({ as: me.id, channel: isApp ? 'dm' : id });
  const isHere = channel === id && (!isApp || place.channel !== null);
  const unread = unreadCount(viewer, id);
  const words = unread === 1 ? ' new message' : ' new messages';
  const count = unread > 0 && h('span.mark.count', String(unread), h('span.unseen', words));
  const link = { href, class: unread > 0 && 'unread', 'aria-current': isHere && 'page' };
  return h('li', h('a.across.grow.entry', link, mark, h('span.grow', name), count));
}

const group = (id: string, title: string, items: readonly HTMLElement[]) =>
  h('section', { 'aria-labelledby': id }, h('p.group-title', { id }, title), h('ul', items));

function personItem(viewer: Viewer, person: SeenPerson): HTMLElement {
  const { me } = viewer;
  const { id, name, role, locale, timeZone, deactivated } = person;
  const href = addressOf({ as: id });
  const time = format(Date.now(), { locale: me.locale, timeZone }, TIME);
  const city = timeZone.replace(/^.*\//, '').replace('_', ' ');
  const about = [deactivated ? 'deactivated in Slack' : role, `${city} ${time} · ${locale}`];
  const words = h(
    'span.grow',
    h('div.person-name', name),
    about.map((line) => h('div.person-about', line)),
  );
  const apart = { href, target: '_blank', 'aria-label': `${name} in a new window` };
  return h(
    'li.across.person',
    h(
      'a.across.grow.entry',
      { href, 'aria-current': id === me.id && 'true' },
      avatar(viewer, id, name),
      words,
    ),
    h('a.button.small.icon-only', apart, icon('window')),
  );
}

/** Channels, the app, and the people to act as. */
export function renderSidebar(viewer: Viewer): void {
  const { me, seen, channel } = viewer;
  const { dm, app, people, channels } = seen;
  noteRead(viewer);
  const unread = channels.map(({ id }) => unreadCount(viewer, id));
  const shown = [me.id, channel, channels, unread, app.name];
  const entries = () =>
    channels
      .filter(({ isIm }) => !isIm)
      .map(({ id, name, isPrivate }) => entry(viewer, id, name, icon(isPrivate ? 'lock' : 'hash')));
  const appEntry = () => entry(viewer, dm, app.name, avatar(viewer, app.userId, app.name));
  const persons = () => people.map((person) => personItem(viewer, person));
  keep(byId('sidebar'), [
    part('name', '', () => h('p.header', h('strong', 'Acme'))),
    part('channels', shown, () => group('channels-title', 'Channels', entries())),
    part('apps', shown, () => group('apps-title', 'Apps', [appEntry()])),
    part('people', [me.id, people, Math.floor(Date.now() / 60_000)], () =>
      group('people-title', 'Act as', persons()),
    ),
  ]);
}
