import type { Seen } from '../slack/http/seen.ts';
import { byId, h, icon, keep, part, type IconName } from './dom/element.ts';
import { renderDrawer } from './drawer/drawer.ts';
import { resetTraffic } from './drawer/traffic.ts';
import { readPlace, type Viewer } from './place.ts';
import { call, listen } from './server.ts';
import { renderConversation, renderNobody } from './workspace/conversation.ts';
import { renderModal } from './workspace/modal.ts';
import { renderSidebar } from './workspace/sidebar.ts';

/** A panel beside the conversation, and its button; in windows that are not `wide` it lies over the conversation. */
function panelOf(id: 'sidebar' | 'drawer', words: string, drawing: IconName, width: string) {
  const [element, button, wide] = [byId(id), byId(`${id}-toggle`), window.matchMedia(`(width > ${width})`)];
  const panel = { element, button, wide, isOpen: wide.matches };
  button.append(icon(drawing), h('span', words));
  button.addEventListener('click', () => toggle(panel));
  wide.addEventListener('change', () => {
    panel.isOpen = wide.matches;
    render();
  });
  return panel;
}

type Panel = ReturnType<typeof panelOf>;

const sidebar = panelOf('sidebar', 'Menu', 'menu', '44rem');
const drawer = panelOf('drawer', 'Behind the scenes', 'panel', '68rem');
const panels = [sidebar, drawer];
const IN_APP = ['dm', 'home', 'about'];
const APPROVALS = 'C01APPROVALS';

let viewer: Viewer | null = null;
let isOnline = true;

/** The channel to show: the one that was asked for, where the person is in it. */
function openChannel(seen: Seen, wanted: string | null): string {
  const ids = seen.channels.map(({ id }) => id);
  if (IN_APP.includes(wanted ?? '')) return seen.dm;
  return [wanted, APPROVALS, ids[0]].find((id) => ids.some((one) => one === id)) ?? '';
}

function viewerOf(seen: Seen): Viewer | null {
  const place = readPlace(location.search);
  const me = seen.people.find(({ id }) => id === place.as);
  return me === undefined ? null : { me, seen, place, channel: openChannel(seen, place.channel) };
}

/** The panel that lies over the conversation, if one does. */
const panelAbove = () => panels.find(({ isOpen, wide }) => isOpen && !wide.matches);

function renderStatus(): void {
  const isConnected = (viewer?.seen.app.connections ?? 0) > 0;
  const words = isConnected ? 'Bot connected' : 'Bot not connected';
  const shown = isOnline ? words : 'The simulator is not running. Waiting for it …';
  const status = byId('status');
  status.className = `status ${isOnline && isConnected ? 'good' : 'bad'}`;
  keep(status, [part('words', shown, () => h('span', shown))]);
}

function renderPanels(): void {
  const over = panelAbove();
  for (const panel of panels) {
    panel.element.hidden = !panel.isOpen;
    panel.element.classList.toggle('over', panel === over);
    panel.button.setAttribute('aria-expanded', String(panel.isOpen));
  }
  byId('shade').hidden = over === undefined;
  // The heading stays, so that a page with a panel over it is still a page with a main part.
  const covered = document.querySelectorAll<HTMLElement>(
    '#conversation > :not(.channel-head), .channel-head nav',
  );
  for (const child of covered) child.inert = over !== undefined;
  sidebar.element.inert = over === drawer;
}

/** Opens or closes a panel; the keyboard goes into one that covers the page, and back to its button. */
function toggle(panel: Panel): void {
  const other = panel === sidebar ? drawer : sidebar;
  panel.isOpen = !panel.isOpen;
  other.isOpen &&= other.wide.matches || !panel.isOpen;
  render();
  const inside = panel.element.querySelector<HTMLElement>('[aria-selected=true], a');
  const wanted = panelAbove() === panel ? inside : panel.button;
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
  if (drawer.isOpen) renderDrawer(now);
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
      const seen = await call<Seen>(`state?${new URLSearchParams({ as })}`).catch(() => null);
      isOnline = seen !== null;
      if (seen !== null && as === readPlace(location.search).as) viewer = viewerOf(seen);
      else isStale = isOnline;
      render();
    }
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
  if (over !== undefined) over.isOpen = false;
  void refresh();
}

document.addEventListener('click', follow);
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && document.querySelector('dialog[open], :popover-open') === null) closeTop();
});
byId('shade').addEventListener('click', closeTop);
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
