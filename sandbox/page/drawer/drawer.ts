import { byId, h } from '../dom/element.ts';
import type { Viewer } from '../viewer.ts';
import { createBreak } from './break.ts';
import { createDirectory } from './directory.ts';
import { createTraffic } from './traffic.ts';
import { createTry } from './try.ts';

type Tab = {
  readonly id: string;
  readonly title: string;
  readonly element: HTMLElement;
  readonly needsDemo: boolean;
  readonly render: (viewer: Viewer) => Promise<void>;
};

const still = async () => {};

type Drawn = { readonly tab: Tab; readonly button: HTMLElement; readonly panel: HTMLElement };

/** The drawer beside the conversation: what to try, the traffic, the directory, the troubles. */
export function createDrawer() {
  let current = 'try';
  let viewer: Viewer | null = null;
  const { tabs, reset } = createTabs((id) => show(id));
  const drawn = tabs.map((tab) => draw(tab, (id) => show(id)));
  const buttons = drawn.map(({ button }) => button);
  const list = h('div', { role: 'tablist', 'aria-label': 'Behind the scenes', class: 'tabs' }, ...buttons);
  list.addEventListener('keydown', (event) => moveByKeys(event, buttons));
  byId('drawer').append(h('h2.unseen', 'Behind the scenes'), list, ...drawn.map(({ panel }) => panel));

  const render = (now: Viewer): Promise<void> => {
    viewer = now;
    const hasDemo = now.seen.controls.includes('stage');
    const isThere = ({ needsDemo }: Tab) => hasDemo || !needsDemo;
    const open = tabs.find((tab) => tab.id === current && isThere(tab)) ?? tabs.find(isThere);
    select(drawn, isThere, open);
    return open?.render(now) ?? still();
  };
  const show = (id: string) => {
    current = id;
    if (viewer !== null) render(viewer).catch(() => {});
  };
  return { render, reset };
}

function createTabs(open: (id: string) => void) {
  const traffic = createTraffic();
  const directory = createDirectory();
  const breaking = createBreak();
  const tabs: readonly Tab[] = [
    {
      id: 'try',
      title: 'What to try',
      element: createTry(() => open('break')),
      needsDemo: true,
      render: still,
    },
    { id: 'traffic', title: 'Traffic', element: traffic.element, needsDemo: false, render: traffic.render },
    {
      id: 'workfront',
      title: 'Workfront',
      element: directory.element,
      needsDemo: true,
      render: directory.render,
    },
    { id: 'break', title: 'Break it', element: breaking.element, needsDemo: true, render: breaking.render },
  ];
  return { tabs, reset: traffic.reset };
}

/** Arrow keys go from tab to tab: https://www.w3.org/WAI/ARIA/apg/patterns/tabs */
function moveByKeys(event: KeyboardEvent, buttons: readonly HTMLElement[]): void {
  const here = buttons.findIndex((button) => button === document.activeElement);
  const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };
  const step = steps[event.key];
  if (step === undefined || here < 0) return;
  const next = buttons[(here + step + buttons.length) % buttons.length];
  next?.click();
  next?.focus();
}

function draw(tab: Tab, show: (id: string) => void): Drawn {
  const { id, title, element } = tab;
  const controls = { id: `tab-${id}`, 'aria-controls': `panel-${id}` };
  const onclick = () => show(id);
  return {
    tab,
    button: h('button', { role: 'tab', ...controls, onclick }, title),
    panel: h(
      'div',
      { role: 'tabpanel', id: `panel-${id}`, 'aria-labelledby': `tab-${id}`, tabindex: '0' },
      element,
    ),
  };
}

/** Shows one tab's panel and hides the others, and the tabs that make no sense now. */
function select(drawn: readonly Drawn[], isThere: (tab: Tab) => boolean, open: Tab | undefined): void {
  for (const { tab, button, panel } of drawn) {
    button.hidden = !isThere(tab);
    button.setAttribute('aria-selected', String(tab === open));
    button.tabIndex = tab === open ? 0 : -1;
    panel.hidden = tab !== open;
  }
}
