import { renderBlocks } from '../blocks/blocks.ts';
import { byId, h, icon, keep, part, type Child, type Part } from '../dom/element.ts';
import { addressOf, type Viewer } from '../place.ts';
import { call } from '../server.ts';
import { composer, renderComposer } from './composer.ts';
import { messages, renderMessages } from './messages.ts';

let homeOf = '';

const messagesPart = part('messages', '', () => messages);
const composerPart = part('composer', '', () => composer);
const closedPart = part('off', '', () =>
  h('p.alert.default.note.composer-off', 'Sending messages to this app has been turned off.'),
);

const head = (title: Child, beside: Child) =>
  h('header.across.wraps.channel-head', h('h1.across', title), beside);

function channelHead({ seen, channel }: Viewer): Part {
  const found = seen.channels.find(({ id }) => id === channel);
  const { name = '', members = [], isPrivate = false } = found ?? {};
  const words = `${isPrivate ? 'Private, ' : ''}${members.length} members`;
  return part('head', found ?? null, () =>
    head([icon(isPrivate ? 'lock' : 'hash'), name], h('p.note', words)),
  );
}

function appHead({ seen, me, place }: Viewer): Part {
  const names = { home: 'Home', dm: 'Messages', about: 'About' };
  const tabs = Object.entries(names).filter(([channel]) => channel !== 'home' || seen.app.homeTab);
  return part('app-head', [me.id, place.channel, tabs], () => {
    const links = tabs.map(([channel, name]) => {
      const current = place.channel === channel && 'page';
      return h('a', { href: addressOf({ as: me.id, channel }), 'aria-current': current }, name);
    });
    return head(seen.app.name, h('nav.across.tabs', { 'aria-label': 'App' }, links));
  });
}

function about({ seen }: Viewer): HTMLElement {
  const commands = seen.commands.map(({ command, description }) =>
    h('li', h('code', command), ` ${description ?? ''}`),
  );
  return h('div.sheet', h('p', seen.app.description), h('ul', commands));
}

function home(viewer: Viewer): HTMLElement {
  const view = viewer.seen.home;
  const empty = 'Nothing here yet: the app has not published its Home tab for this person.';
  if (view === null) return h('div.sheet', h('p.note', empty));
  const { id, values, errors, blocks } = view;
  return h('div.sheet', renderBlocks(blocks, { viewer, target: { id }, heading: 'h2', values, errors }));
}

/** The middle of the page while there is nobody to show it to. */
export function renderNobody(isOnline: boolean): void {
  const [title, words] = isOnline
    ? ['Nobody is here', 'This address names a person whom Acme does not know. Choose one: ']
    : ['Waiting for the simulator', 'Start it with npm run demo. This page goes on by itself.'];
  const start = isOnline && h('a', { href: '/' }, 'start as Alan Park');
  const build = () => h('div.sheet', h('h1', title), h('p', words, start));
  keep(byId('conversation'), [part('nobody', title, build)]);
}

const isAtHome = ({ channel, seen, place }: Viewer) =>
  channel === seen.dm && place.channel === 'home' && seen.app.homeTab;

function partsOf(viewer: Viewer): readonly Part[] {
  const { channel, place, seen, me } = viewer;
  if (channel !== seen.dm) return [channelHead(viewer), messagesPart, composerPart];
  if (place.channel === 'about') return [appHead(viewer), part('about', '', () => about(viewer))];
  if (isAtHome(viewer)) return [appHead(viewer), part('home', [me.id, seen.home], () => home(viewer))];
  return [appHead(viewer), messagesPart, closedPart];
}

/** The middle of the page: a channel, or the app's tabs. */
export function renderConversation(viewer: Viewer): void {
  const { channel, seen, me } = viewer;
  const here = isAtHome(viewer) ? me.id : '';
  if (here !== '' && homeOf !== here) void call('home', { as: here });
  homeOf = here;
  keep(byId('conversation'), partsOf(viewer));
  renderMessages(viewer);
  const name = seen.channels.find(({ id }) => id === channel)?.name;
  if (channel !== seen.dm && name !== undefined) renderComposer(viewer, `#${name}`);
}
