import type { Seen } from '../slack/http/seen.ts';
import { byId, h, icon } from './dom/element.ts';
import { renderDrawer } from './drawer/drawer.ts';
import { resetTraffic } from './drawer/traffic.ts';
import { readPlace, type Viewer } from './place.ts';
import { get, listen } from './server.ts';
import { renderConversation, renderNobody } from './workspace/conversation.ts';
import { renderModal } from './workspace/modal.ts';
import { renderSidebar } from './workspace/sidebar.ts';

type PanelName = 'menu' | 'drawer';

/** The panels beside the conversation; in windows that are not `wide` one lies over it. */
const PANELS = {
  menu: { id: 'sidebar', words: 'Menu', drawing: 'menu', wide: window.matchMedia('(min-width: 44rem)') },
  drawer: {
    id: 'drawer',
    words: 'Behind the scenes',
    drawing: 'panel',
    wide: window.matchMedia('(min-width: 68rem)'),
  },
} as const;
const NAMES = ['menu', 'drawer'] as const;
const IN_APP = ['dm', 'home', 'about'];
const APPROVALS = 'C01APPROVALS';

/** Which panels are open. */
const open: Record<PanelName, boolean> = { drawer: PANELS.drawer.wide.matches, menu: false };
let viewer: Viewer | null = null;
let isOnline = true;

/** The channel to show: the one that was asked for, where the person is in it. */
function openChannel(seen: Seen, wanted: string | null): string {
  const ids = seen.channels.map(({ id }) => id);
  if (IN_APP.some((place) => place === wanted)) return seen.dm;
  return [wanted, APPROVALS, ids[0]].find((id) => ids.some((one) => one === id)) ?? '';
}

function viewerOf(seen: Seen): Viewer | null {
  const place = readPlace(location.search);
  const me = seen.people.find(({ id }) => id === place.as);
  return me === undefined ? null : { me, seen, place, channel: openChannel(seen, place.channel) };
}

/** The panel that lies over the conversation, if one does. */
const panelAbove = () => NAMES.find((name) => open[name] && !PANELS[name].wide.matches);

function renderStatus(): void {
  const isConnected = (viewer?.seen.app.connections ?? 0) > 0;
  const words = isConnected ? 'Bot connected' : 'Bot not connected';
  const shown = h('span', isOnline ? words : 'The simulator is not running. Waiting for it …');
  const status = byId('status');
  status.className = `status ${isOnline && isConnected ? 'good' : 'bad'}`;
  if (status.textContent !== shown.textContent) status.replaceChildren(shown);
}

function renderPanels(): void {
  const over = panelAbove();
  byId('drawer').hidden = !open.drawer;
  byId('shade').hidden = over === undefined;
  // The heading stays, so that a page with a panel over it is still a page with a main part.
  const covered = document.querySelectorAll<HTMLElement>('#conversation > :not(.channel-head), .app-tabs');
  for (const part of covered) part.inert = over !== undefined;
  byId('sidebar').inert = over === 'drawer';
  for (const name of NAMES) byId(`${name}-toggle`).setAttribute('aria-expanded', String(open[name]));
}

/** Opens or closes a panel; the keyboard goes into one that covers the page, and back to its button. */
function toggle(name: PanelName): void {
  open[name] = !open[name];
  if (open[name] && !PANELS[name].wide.matches) open[name === 'menu' ? 'drawer' : 'menu'] = false;
  render();
  const inside = byId(PANELS[name].id).querySelector<HTMLElement>('[aria-selected=true], a');
  const wanted = panelAbove() === name ? inside : byId(`${name}-toggle`);
  wanted?.focus();
}

function closeTop(): void {
  const over = panelAbove();
  if (over !== undefined) toggle(over);
}

function render(): void {
  if (viewer === null) renderNobody(isOnline);
  else renderFor(viewer);
  renderStatus();
  renderPanels();
}

function renderFor(now: Viewer): void {
  const { seen, channel, me } = now;
  renderSidebar(now);
  renderConversation(now);
  renderModal(now);
  const name = seen.channels.find(({ id }) => id === channel)?.name;
  const where = name === undefined || channel === seen.dm ? seen.app.name : `#${name}`;
  document.title = `${where} – ${me.name} – a simulated Slack`;
  if (open.drawer) renderDrawer(now);
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
      const seen = await get<Seen>(`state?${new URLSearchParams({ as })}`);
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
  const anchor = event.target.closest<HTMLAnchorElement>('a[href^="/?"]:not([target])');
  if (anchor === null) return;
  event.preventDefault();
  history.pushState(null, '', anchor.href);
  const over = panelAbove();
  if (over !== undefined) open[over] = false;
  void refresh();
}

document.addEventListener('click', follow);
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && document.querySelector('dialog[open], :popover-open') === null) closeTop();
});
byId('shade').addEventListener('click', closeTop);
for (const name of NAMES) {
  const { words, drawing, wide } = PANELS[name];
  byId(`${name}-toggle`).append(icon(drawing), h('span', words));
  byId(`${name}-toggle`).addEventListener('click', () => toggle(name));
  wide.addEventListener('change', render);
}
window.addEventListener('popstate', () => void refresh());
render();
listen(
  () => void refresh(),
  () => {
    isOnline = false;
    resetTraffic();
    render();
  },
);
