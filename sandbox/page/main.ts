import type { Seen } from '../slack/http/seen.ts';
import { byId } from './dom/element.ts';
import { createDrawer } from './drawer/drawer.ts';
import { readPlace } from './place.ts';
import { listen, look } from './server.ts';
import type { Viewer } from './viewer.ts';
import { renderBanner, type PanelName } from './workspace/banner.ts';
import { renderConversation, renderNobody } from './workspace/conversation.ts';
import { listenForEscape, renderModal } from './workspace/modal.ts';
import { renderSidebar } from './workspace/sidebar.ts';
import { noteRead } from './workspace/unread.ts';

/** Where a panel has a place of its own; in narrower windows it lies over the conversation. */
const BESIDE = {
  drawer: window.matchMedia('(min-width: 68rem)'),
  menu: window.matchMedia('(min-width: 44rem)'),
} as const;
const PANELS = { drawer: 'drawer', menu: 'sidebar' } as const;
const IN_APP: ReadonlySet<string | null> = new Set(['dm', 'home', 'about']);
const APPROVALS = 'C01APPROVALS';

const drawer = createDrawer();
const panels: Record<PanelName, boolean> = { drawer: BESIDE.drawer.matches, menu: false };
let viewer: Viewer | null = null;
let isOnline = true;

/** The channel to show: the one that was asked for, where the person is in it. */
function openChannel(seen: Seen, wanted: string | null): string {
  const ids = seen.channels.map(({ id }) => id);
  if (IN_APP.has(wanted) && wanted !== null) return seen.dm;
  return [wanted, APPROVALS, ids[0]].find((id) => id !== null && id !== undefined && ids.includes(id)) ?? '';
}

function viewerOf(seen: Seen): Viewer | null {
  const place = readPlace(location.search);
  const me = seen.people.find(({ id }) => id === place.as);
  return me === undefined ? null : { me, seen, place, channel: openChannel(seen, place.channel) };
}

/** The panel that lies over the conversation, if one does. */
const panelAbove = (): PanelName | undefined =>
  (['menu', 'drawer'] as const).find((name) => panels[name] && !BESIDE[name].matches);

function renderPanels(): void {
  renderBanner(viewer, isOnline, panels, toggle);
  const over = panelAbove();
  byId('drawer').hidden = !panels.drawer;
  byId('shade').hidden = over === undefined;
  // The heading stays, so that a page with a panel over it is still a page with a main part.
  const covered = document.querySelectorAll<HTMLElement>('#conversation > :not(.channel-head), .app-tabs');
  for (const part of covered) part.inert = over !== undefined;
  byId('sidebar').inert = over === 'drawer';
  for (const name of ['drawer', 'menu'] as const)
    document.body.classList.toggle(`with-${name}`, panels[name]);
}

/** Opens or closes a panel; the keyboard goes into one that covers the page, and back to its button. */
function toggle(name: PanelName): void {
  panels[name] = !panels[name];
  if (panels[name] && !BESIDE[name].matches) panels[name === 'menu' ? 'drawer' : 'menu'] = false;
  render();
  const place = panelAbove() === name ? byId(PANELS[name]) : byId('banner');
  const wanted = panelAbove() === name ? '[aria-selected=true], a' : `[data-focus=${name}]`;
  // After the button was drawn anew and had the keyboard again.
  queueMicrotask(() => place.querySelector<HTMLElement>(wanted)?.focus());
}

function closeTop(): void {
  const over = panelAbove();
  if (over !== undefined) toggle(over);
}

function render(): void {
  if (viewer === null) renderNobody(isOnline);
  else renderFor(viewer);
  renderPanels();
}

function renderFor(now: Viewer): void {
  const { seen, channel, me } = now;
  noteRead(now);
  renderSidebar(now);
  renderConversation(now);
  renderModal(now);
  const name = seen.channels.find(({ id }) => id === channel)?.name;
  const where = name === undefined || channel === seen.dm ? seen.app.name : `#${name}`;
  document.title = `${where} – ${me.name} – a simulated Slack`;
  if (panels.drawer) drawer.render(now).catch(() => {});
}

let isLooking = false;
let isStale = false;

/** Looks at the workspace anew; changes that come meanwhile make one more look. */
async function refresh(): Promise<void> {
  isStale = true;
  if (isLooking) return;
  isLooking = true;
  try {
    while (isStale) {
      isStale = false;
      const { as } = readPlace(location.search);
      const seen = await look(as);
      if (as === readPlace(location.search).as) viewer = viewerOf(seen);
      else isStale = true;
      isOnline = true;
      render();
    }
  } catch {
    isOnline = false;
    render();
  } finally {
    isLooking = false;
  }
}

/** Links to places in this page change the address and nothing else; with Ctrl and the like they stay links. */
function follow(event: MouseEvent): void {
  if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const anchor = event.target.closest<HTMLAnchorElement>('a[data-place]');
  if (anchor === null) return;
  event.preventDefault();
  history.pushState(null, '', anchor.href);
  const over = panelAbove();
  if (over !== undefined) panels[over] = false;
  void refresh();
}

document.addEventListener('click', follow);
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && document.querySelector('dialog[open], :popover-open') === null) closeTop();
});
byId('shade').addEventListener('click', closeTop);
for (const media of Object.values(BESIDE)) media.addEventListener('change', () => render());
window.addEventListener('popstate', () => void refresh());
listenForEscape(() => viewer);
render();
listen(
  () => void refresh(),
  () => {
    isOnline = false;
    drawer.reset();
    render();
  },
);
