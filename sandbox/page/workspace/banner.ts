import { byId, h } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import { keep, type Part } from '../dom/keyed.ts';
import type { Viewer } from '../viewer.ts';

export type PanelName = 'menu' | 'drawer';

/** Which of the panels beside the conversation are open. */
export type Panels = Readonly<Record<PanelName, boolean>>;

const TOGGLES = {
  menu: { words: 'Menu', drawing: 'menu', controls: 'sidebar' },
  drawer: { words: 'Behind the scenes', drawing: 'panel', controls: 'drawer' },
} as const;

const what = () =>
  h('p', h('strong', 'A simulator'), h('span.more', ' on your machine. No message leaves it.'));

/** Says at the top what this page is, and whether simulator and bot are there. */
export function renderBanner(
  viewer: Viewer | null,
  isOnline: boolean,
  panels: Panels,
  change: (name: PanelName) => void,
): void {
  keep(byId('banner'), [
    toggle('menu', panels.menu, () => change('menu')),
    { key: 'what', signature: '', build: what },
    status(viewer, isOnline),
    toggle('drawer', panels.drawer, () => change('drawer')),
  ]);
}

function toggle(name: PanelName, isOpen: boolean, onclick: () => void): Part {
  const { words, drawing, controls } = TOGGLES[name];
  const state = { 'aria-expanded': String(isOpen), 'aria-controls': controls };
  const build = () =>
    h('button.button.quiet', { class: `${name}-toggle`, ...state, 'data-focus': name, onclick }, [
      icon(drawing),
      h('span', words),
    ]);
  return { key: name, signature: String(isOpen), build };
}

function status(viewer: Viewer | null, isOnline: boolean): Part {
  const isConnected = (viewer?.seen.app.connections ?? 0) > 0;
  const words = isConnected ? 'Bot connected' : 'Bot not connected';
  const tone = isOnline && isConnected ? 'good' : 'bad';
  const shown = isOnline ? words : 'The simulator is not running. Waiting for it …';
  const build = () =>
    h('div.status-place', { role: 'status' }, h('span.status', { class: tone }, h('span', shown)));
  return { key: 'status', signature: shown, build };
}
