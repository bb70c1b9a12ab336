import { renderBlocks } from '../blocks/blocks.ts';
import type { Surface } from '../blocks/surface.ts';
import { createComposer } from '../composer/composer.ts';
import { byId, h } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import { keep, type Part } from '../dom/keyed.ts';
import { addressOf } from '../place.ts';
import { post } from '../server.ts';
import type { Viewer } from '../viewer.ts';
import { createMessages } from './messages.ts';

const messages = createMessages();
const composer = createComposer();
let homeOf = '';

function channelHead({ seen, channel }: Viewer): Part {
  const found = seen.channels.find(({ id }) => id === channel);
  const members = found?.members.length ?? 0;
  const build = () =>
    h(
      'header.channel-head',
      h('h1', icon(found?.isPrivate === true ? 'lock' : 'hash'), found?.name ?? ''),
      h('p.note', `${found?.isPrivate === true ? 'Private, ' : ''}${members} members`),
    );
  return { key: 'head', signature: JSON.stringify(found), build };
}

function appHead({ seen, me, place }: Viewer): Part {
  const tabs = [
    ...(seen.app.homeTab ? [['home', 'Home'] as const] : []),
    ['dm', 'Messages'] as const,
    ['about', 'About'] as const,
  ];
  const build = () =>
    h(
      'header.channel-head',
      h('h1', seen.app.name),
      h(
        'nav',
        { 'aria-label': 'App', class: 'app-tabs' },
        ...tabs.map(([channel, name]) =>
          h(
            'a',
            {
              href: addressOf({ as: me.id, channel }),
              'aria-current': place.channel === channel ? 'page' : null,
              'data-place': true,
              'data-focus': `tab ${channel}`,
            },
            name,
          ),
        ),
      ),
    );
  return { key: 'app-head', signature: JSON.stringify([me.id, place.channel, tabs]), build };
}

function about({ seen }: Viewer): HTMLElement {
  const commands = seen.commands.map(({ command, description }) =>
    h('li', h('code', command), ` ${description ?? ''}`),
  );
  return h('div.sheet', h('p', seen.app.description), h('ul', ...commands));
}

function home(viewer: Viewer): HTMLElement {
  const view = viewer.seen.home;
  const empty = 'Nothing here yet: the app has not published its Home tab for this person.';
  if (view === null) return h('div.sheet', h('p.nothing', empty));
  const { id, values, errors } = view;
  const surface: Surface = { viewer, target: { id }, heading: 'h2', values, errors, drafts: new Map() };
  return h('div.sheet', ...renderBlocks(view.blocks, surface));
}

const steady = (key: string, element: HTMLElement): Part => ({ key, signature: '', build: () => element });

function appParts(viewer: Viewer): readonly Part[] {
  const { place, seen, me } = viewer;
  if (place.channel === 'about')
    return [appHead(viewer), { key: 'about', signature: '', build: () => about(viewer) }];
  if (place.channel === 'home' && seen.app.homeTab) {
    const signature = JSON.stringify([me.id, seen.home]);
    return [appHead(viewer), { key: 'home', signature, build: () => home(viewer) }];
  }
  const closed = h('p.composer-off', 'Sending messages to this app has been turned off.');
  return [appHead(viewer), steady('messages', messages.element), steady('off', closed)];
}

/** The middle of the page while there is nobody to show it to. */
export function renderNobody(isOnline: boolean): void {
  const [title, words] = isOnline
    ? ['Nobody is here', 'This address names a person whom Acme does not know. Choose one: ']
    : ['Waiting for the simulator', 'Start it with npm run demo. This page goes on by itself.'];
  const start = isOnline && h('a', { href: '/' }, 'start as Alan Park');
  const build = () => h('div.sheet', h('h1', title), h('p', words, start));
  keep(byId('conversation'), [{ key: 'nobody', signature: title, build }]);
}

/** The middle of the page: a channel, or the app's tabs. */
export function renderConversation(viewer: Viewer): void {
  const { channel, seen, me, place } = viewer;
  const main = byId('conversation');
  const isApp = channel === seen.dm;
  const isHome = isApp && place.channel === 'home' && seen.app.homeTab;
  if (isHome && homeOf !== me.id) void post('home', { as: me.id });
  homeOf = isHome ? me.id : '';
  keep(
    main,
    isApp
      ? appParts(viewer)
      : [channelHead(viewer), steady('messages', messages.element), steady('composer', composer.element)],
  );
  messages.render(viewer);
  const name = seen.channels.find(({ id }) => id === channel)?.name;
  if (!isApp && name !== undefined) composer.render(viewer, `#${name}`);
}
