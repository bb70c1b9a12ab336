import { byId, h } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import { keep } from '../dom/keyed.ts';
import type { Viewer } from '../viewer.ts';

export type Panels = {
  readonly isDrawerOpen: boolean;
  readonly isMenuOpen: boolean;
  toggleDrawer(): void;
  toggleMenu(): void;
};

function status(viewer: Viewer | null, isOnline: boolean): HTMLElement {
  if (!isOnline) return h('span', { class: 'status bad' }, 'The simulator is not running. Waiting for it …');
  const isConnected = (viewer?.seen.app.connections ?? 0) > 0;
  return h(
    'span',
    { class: `status ${isConnected ? 'good' : 'bad'}` },
    isConnected ? 'Bot connected' : 'Bot not connected',
  );
}

const toggle = (
  text: string,
  name: 'menu' | 'panel',
  isOpen: boolean,
  controls: string,
  onclick: () => void,
) =>
  h(
    'button',
    {
      type: 'button',
      class: `button quiet ${name}-toggle`,
      'aria-expanded': String(isOpen),
      'aria-controls': controls,
      'data-focus': name,
      onclick,
    },
    icon(name),
    h('span', {}, text),
  );

/** Says at the top what this page is, and whether simulator and bot are there. */
export function renderBanner(viewer: Viewer | null, isOnline: boolean, panels: Panels): void {
  const { isDrawerOpen, isMenuOpen } = panels;
  const connections = viewer?.seen.app.connections ?? 0;
  keep(byId('banner'), [
    {
      key: 'menu',
      signature: String(isMenuOpen),
      build: () => toggle('Menu', 'menu', isMenuOpen, 'sidebar', panels.toggleMenu),
    },
    {
      key: 'words',
      signature: '',
      build: () =>
        h('p', {}, h('strong', {}, 'This is a simulator on your machine.'), ' No message leaves it.'),
    },
    {
      key: 'status',
      signature: `${isOnline} ${connections > 0}`,
      build: () => h('div', { role: 'status', class: 'status-place' }, status(viewer, isOnline)),
    },
    {
      key: 'drawer',
      signature: String(isDrawerOpen),
      build: () => toggle('Behind the scenes', 'panel', isDrawerOpen, 'drawer', panels.toggleDrawer),
    },
  ]);
}
