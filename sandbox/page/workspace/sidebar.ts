import type { SeenPerson } from '../../slack/http/seen.ts';
import { byId, h, type Child } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import { keep } from '../dom/keyed.ts';
import { addressOf } from '../place.ts';
import { format } from '../text/dates.ts';
import type { Viewer } from '../viewer.ts';
import { avatar } from './avatar.ts';
import { unreadCount } from './unread.ts';

type Entry = {
  readonly href: string;
  readonly isHere: boolean;
  readonly unread: number;
  readonly mark: Child;
  readonly name: string;
};

function entry({ href, isHere, unread, mark, name }: Entry): HTMLElement {
  const count =
    unread > 0 &&
    h('span.count', String(unread), h('span.unseen', unread === 1 ? ' new message' : ' new messages'));
  return h(
    'li',
    h(
      'a',
      {
        href,
        class: unread > 0 ? 'entry unread' : 'entry',
        'aria-current': isHere ? 'page' : null,
        'data-place': true,
        'data-focus': href,
      },
      mark,
      h('span.grow', name),
      count,
    ),
  );
}

const group = (id: string, title: string, ...items: readonly HTMLElement[]) =>
  h('section', { 'aria-labelledby': id }, h('p.group-title', { id }, title), h('ul', ...items));

function channelsGroup(viewer: Viewer): HTMLElement {
  const { me, seen, channel } = viewer;
  const shown = seen.channels.filter(({ isIm }) => !isIm);
  const items = shown.map(({ id, name, isPrivate }) =>
    entry({
      href: addressOf({ as: me.id, channel: id }),
      isHere: channel === id,
      unread: unreadCount(viewer, id),
      mark: icon(isPrivate ? 'lock' : 'hash'),
      name,
    }),
  );
  return group('channels-title', 'Channels', ...items);
}

function appGroup(viewer: Viewer): HTMLElement {
  const { me, seen, channel, place } = viewer;
  return group(
    'apps-title',
    'Apps',
    entry({
      href: addressOf({ as: me.id, channel: 'dm' }),
      isHere: channel === seen.dm && place.channel !== null,
      unread: unreadCount(viewer, seen.dm),
      mark: avatar(viewer, seen.app.userId, seen.app.name),
      name: seen.app.name,
    }),
  );
}

function personItem(viewer: Viewer, person: SeenPerson): HTMLElement {
  const isMe = person.id === viewer.me.id;
  const href = addressOf({ as: person.id });
  const clock = { locale: viewer.me.locale, timeZone: person.timeZone };
  const time = format(Date.now(), clock, { hour: 'numeric', minute: '2-digit' });
  const city = person.timeZone.replace(/^.*\//, '').replace('_', ' ');
  return h(
    'li.person',
    h(
      'a',
      { href, class: 'entry', 'aria-current': isMe ? 'true' : null, 'data-place': true, 'data-focus': href },
      avatar(viewer, person.id, person.name),
      h(
        'span.grow',
        h('span.person-name', person.name),
        h('span.person-about', person.deactivated ? 'deactivated in Slack' : person.role),
        h('span.person-about', `${city} ${time} · ${person.locale}`),
      ),
    ),
    h(
      'a',
      { href, target: '_blank', class: 'aside-link', 'aria-label': `${person.name} in a new window` },
      icon('window'),
    ),
  );
}

/** Channels, the app, and the people to act as. */
export function renderSidebar(viewer: Viewer): void {
  const { me, seen, channel } = viewer;
  const unread = seen.channels.map(({ id, name }) => [id, name, unreadCount(viewer, id)]);
  const minute = Math.floor(Date.now() / 60_000);
  keep(byId('sidebar'), [
    { key: 'name', signature: '', build: () => h('p.workspace-name', 'Acme') },
    {
      key: 'channels',
      signature: JSON.stringify([me.id, channel, unread]),
      build: () => channelsGroup(viewer),
    },
    {
      key: 'apps',
      signature: JSON.stringify([me.id, channel, unread, seen.app.name]),
      build: () => appGroup(viewer),
    },
    {
      key: 'people',
      signature: JSON.stringify([me.id, minute, seen.people]),
      build: () => group('people-title', 'Act as', ...seen.people.map((one) => personItem(viewer, one))),
    },
  ]);
}
