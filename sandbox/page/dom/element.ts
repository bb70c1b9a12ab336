type Listener = (event: Event) => void;
export type Attributes = Readonly<Record<string, string | number | boolean | Listener | null | undefined>>;
export type Child = Node | string | null | undefined | false | readonly Child[];

type Tag<T extends string> = T extends `${infer Name}.${string}` ? Name : T;
type ElementOf<T extends string> =
  Tag<T> extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag<T>] : never;

const isAttributes = (given: Attributes | Child): given is Attributes =>
  typeof given === 'object' && given !== null && !(given instanceof Node) && !Array.isArray(given);

/**
 * Makes an element: `h('p.note', { id: 'x' }, 'words')`, where the attributes may be left out. Strings become text
 * nodes, never markup; `onclick` and the like take listeners; an attribute that is null, undefined or false is left
 * out. A button does not submit unless it says so.
 */
export function h<T extends string>(tag: T, ...parts: readonly (Attributes | Child)[]): ElementOf<T>;
export function h(tag: string, ...parts: readonly (Attributes | Child)[]): HTMLElement {
  const [name = '', ...classes] = tag.split('.');
  const element = document.createElement(name);
  element.classList.add(...classes);
  if (name === 'button') element.setAttribute('type', 'button');
  for (const part of parts) {
    if (isAttributes(part)) set(element, part);
    else element.append(...nodesOf(part));
  }
  return element;
}

/** The nodes of children; those that are null, undefined or false are left out. */
function nodesOf(child: Child): readonly (Node | string)[] {
  if (child === null || child === undefined || child === false) return [];
  return typeof child === 'string' || child instanceof Node ? [child] : child.flatMap(nodesOf);
}

function set(element: HTMLElement, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.replace(/^on/, ''), value);
    else if (name === 'class') element.classList.add(...String(value).split(' ').filter(Boolean));
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}

/** An element of the page's skeleton; throws when the skeleton lacks it. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no #${id}`);
  return found;
}

/** The same for a dialog. */
export function dialogById(id: string): HTMLDialogElement {
  const found = byId(id);
  if (!(found instanceof HTMLDialogElement)) throw new Error(`#${id} is no dialog`);
  return found;
}
