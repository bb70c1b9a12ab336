import { byId, h } from '../dom/element.ts';
import type { Viewer } from '../place.ts';
import { breaking, renderBreak } from './break.ts';
import { directory, renderDirectory } from './directory.ts';
import { renderTraffic, traffic } from './traffic.ts';
import { tour } from './try.ts';

const tabs = [
  tab('try', 'What to try', tour),
  tab('traffic', 'Traffic', traffic, renderTraffic),
  tab('workfront', 'Workfront', directory, renderDirectory),
  tab('break', 'Break it', breaking, renderBreak),
];

let current = 'try';
let viewer: Viewer | null = null;

function tab(id: string, title: string, element: HTMLElement, render?: (viewer: Viewer) => Promise<void>) {
  const ids = { id: `tab-${id}`, 'aria-controls': `panel-${id}` };
  const labels = { id: `panel-${id}`, 'aria-labelledby': `tab-${id}` };
  return {
    id,
    render,
    button: h('button', { role: 'tab', ...ids, onclick: () => open(id) }, title),
    panel: h('div', { role: 'tabpanel', ...labels, tabindex: '0' }, element),
  };
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

/** Arrow keys go from tab to tab: https://www.w3.org/WAI/ARIA/apg/patterns/tabs */
function onkeydown({ key }: KeyboardEvent): void {
  const shown = tabs.filter(({ button }) => !button.hidden);
  const here = shown.findIndex(({ button }) => button === document.activeElement);
  const step = STEPS[key];
  if (step === undefined || here < 0) return;
  const next = shown.at((here + step) % shown.length)?.button;
  next?.click();
  next?.focus();
}

const strip = { role: 'tablist', 'aria-label': 'Behind the scenes' };
const list = h('div.across.wraps.tabs', strip, ...tabs.map(({ button }) => button));
list.addEventListener('keydown', onkeydown);
byId('drawer').append(h('h2.unseen', 'Behind the scenes'), list, ...tabs.map(({ panel }) => panel));

function open(id: string): void {
  current = id;
  if (viewer !== null) renderDrawer(viewer);
}

/** The drawer beside the conversation: what to try, the traffic, the directory, the troubles; all but one need the demo. */
export function renderDrawer(now: Viewer): void {
  viewer = now;
  const hasDemo = now.seen.controls.includes('stage');
  const shown = tabs.find(({ id }) => id === (hasDemo ? current : 'traffic'));
  for (const { id, button, panel } of tabs) {
    const isOpen = id === shown?.id;
    button.hidden = !hasDemo && id !== 'traffic';
    button.setAttribute('aria-selected', String(isOpen));
    button.tabIndex = isOpen ? 0 : -1;
    panel.hidden = !isOpen;
  }
  shown?.render?.(now).catch(() => {});
}
