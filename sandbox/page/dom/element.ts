type Listener = (event: Event) => void;
export type Attributes = Readonly<Record<string, string | number | boolean | Listener | null | undefined>>;
export type Child = Node | string | null | undefined | false | readonly Child[];

type Tag<T extends string> = T extends `${infer Name}.${string}` ? Name : T;
type ElementOf<T extends string> =
  Tag<T> extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag<T>] : never;

/**
 * Makes an element: `h('p.note', { id: 'x' }, 'words')`, where the attributes may be left out. Strings become text
 * nodes, never markup; `onclick` and the like take listeners; what is null, undefined or false is left out. A button
 * does not submit unless it says so.
 */
export function h<T extends string>(tag: T, ...parts: readonly (Attributes | Child)[]): ElementOf<T>;
export function h(tag: string, ...parts: readonly (Attributes | Child)[]): HTMLElement {
  const [name = '', ...classes] = tag.split('.');
  const element = document.createElement(name);
  element.classList.add(...classes);
  if (name === 'button') element.setAttribute('type', 'button');
  for (const one of parts) add(element, one);
  return element;
}

const isList = (given: Attributes | Child): given is readonly Child[] => Array.isArray(given);

function add(element: HTMLElement, given: Attributes | Child): void {
  if (given === null || given === undefined || given === false) return;
  if (typeof given === 'string' || given instanceof Node) element.append(given);
  else if (isList(given)) for (const child of given) add(element, child);
  else for (const [name, value] of Object.entries(given)) set(element, name, value);
}

function set(element: HTMLElement, name: string, value: Attributes[string]): void {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === 'function') element.addEventListener(name.replace(/^on/, ''), value);
  else if (name === 'class') element.classList.add(...String(value).split(' ').filter(Boolean));
  else element.setAttribute(name, value === true ? '' : String(value));
}

/** An element of the page's skeleton; throws when the skeleton lacks it. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no #${id}`);
  return found;
}

/** A child of a list that is drawn again and again. */
export type Part = { readonly key: string; readonly signature: string; readonly build: () => HTMLElement };

/** A part that is built anew when what it shows differs from the last time. */
export function part(key: string, shown: unknown, build: () => HTMLElement): Part {
  return { key, signature: JSON.stringify(shown), build };
}

type Kept = Map<string, { readonly signature: string; readonly node: HTMLElement }>;

const kept = new WeakMap<HTMLElement, Kept>();

/** Makes the parts the children of `parent`, in this order, and leaves alone those that are the same as before. */
export function keep(parent: HTMLElement, parts: readonly Part[]): void {
  const before: Kept = kept.get(parent) ?? new Map();
  const after: Kept = new Map();
  for (const { key, signature, build } of parts) {
    const old = before.get(key);
    const node = old?.signature === signature ? old.node : build();
    if (old !== undefined && old.node !== node) focusAgain(old.node, node);
    after.set(key, { signature, node });
  }
  for (const [key, { node }] of before) if (after.get(key)?.node !== node) node.remove();
  for (const [index, { node }] of [...after.values()].entries()) {
    const there = parent.children[index] ?? null;
    if (there !== node) parent.insertBefore(node, there);
  }
  kept.set(parent, after);
}

/**
 * What a person was using inside a part that is replaced, so that the keyboard does not lose its place: what has the
 * same id, or leads to the same place.
 */
function focusAgain(old: HTMLElement, fresh: HTMLElement): void {
  const active = document.activeElement;
  if (active === null || !old.contains(active)) return;
  const [name, value] = active.id === '' ? ['href', active.getAttribute('href')] : ['id', active.id];
  const same = value && fresh.querySelector<HTMLElement>(`[${name}="${CSS.escape(value)}"]`);
  queueMicrotask(() => {
    if (same) return same.focus();
    fresh.tabIndex = -1;
    fresh.focus({ preventScroll: true });
  });
}

const PATHS = {
  hash: 'M9 4 7 20M17 4l-2 16M4 9h17M3 15h17',
  lock: 'M6 11h12v9H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11',
  send: 'M4 12l16-8-6 16-3-6.5z',
  close: 'M6 6l12 12M18 6 6 18',
  back: 'M14 5l-7 7 7 7',
  window: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  eye: 'M2.5 12s3.5-6.5 9.5-6.5S21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  menu: 'M4 7h16M4 12h16M4 17h16',
  panel: 'M4 5h16v14H4zM14 5v14',
  down: 'M6 9.5l6 6 6-6',
  plus: 'M12 5v14M5 12h14',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  check: 'M5 12.5l4.5 4.5L19 7',
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing beside words; hidden from screen readers. */
export function icon(name: IconName): SVGElement {
  const svg = 'http://www.w3.org/2000/svg';
  const drawing = document.createElementNS(svg, 'svg');
  drawing.setAttribute('viewBox', '0 0 24 24');
  drawing.setAttribute('aria-hidden', 'true');
  drawing.setAttribute('class', 'icon');
  drawing.append(document.createElementNS(svg, 'path'));
  drawing.firstElementChild?.setAttribute('d', PATHS[name]);
  return drawing;
}
