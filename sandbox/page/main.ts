import type { Seen } from '../slack/http/seen.ts';
import { byId } from './dom/element.ts';
import { createDrawer } from './drawer/drawer.ts';
import { readPlace } from './place.ts';
import { listen, look } from './server.ts';
import type { Viewer } from './viewer.ts';
import { renderBanner, type Panels } from './workspace/banner.ts';
import { renderConversation } from './workspace/conversation.ts';
import { listenForEscape, renderModal } from './workspace/modal.ts';
import { renderSidebar } from './workspace/sidebar.ts';
import { noteRead } from './workspace/unread.ts';

const WIDE = window.matchMedia('(min-width: 68rem)');
const IN_APP: ReadonlySet<string | null> = new Set(['dm', 'home', 'about']);
const APPROVALS = 'C01APPROVALS';

const drawer = createDrawer();
let viewer: Viewer | null = null;
let isOnline = true;
let isDrawerOpen = WIDE.matches;
let isMenuOpen = false;

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

const panels = (): Panels => ({
  isDrawerOpen,
  isMenuOpen,
  toggleDrawer() {
    isDrawerOpen = !isDrawerOpen;
    render();
  },
  toggleMenu() {
    isMenuOpen = !isMenuOpen;
    render();
  },
});

function render(): void {
  renderBanner(viewer, isOnline, panels());
  byId('drawer').hidden = !isDrawerOpen;
  document.body.classList.toggle('with-drawer', isDrawerOpen);
  document.body.classList.toggle('with-menu', isMenuOpen);
  if (viewer === null) return;
  noteRead(viewer);
  renderSidebar(viewer);
  renderConversation(viewer);
  renderModal(viewer);
  const name = viewer.seen.channels.find(({ id }) => id === viewer?.channel)?.name;
  document.title = `${name === undefined || viewer.channel === viewer.seen.dm ? viewer.seen.app.name : `#${name}`} – ${viewer.me.name} – a simulated Slack`;
  if (isDrawerOpen) drawer.render(viewer).catch(() => {});
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
  isMenuOpen = false;
  if (!WIDE.matches) isDrawerOpen = false;
  void refresh();
}

document.addEventListener('click', follow);
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
