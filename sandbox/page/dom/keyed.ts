export type Part = {
  readonly key: string;
  /** The part is built anew when this differs from the last time. */
  readonly signature: string;
  readonly build: () => HTMLElement;
};

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
  let previous: Element | null = null;
  for (const { node } of after.values()) {
    const place: Element | null = previous === null ? parent.firstElementChild : previous.nextElementSibling;
    if (place !== node) parent.insertBefore(node, place);
    previous = node;
  }
  kept.set(parent, after);
}

/** What a person was using inside a part that is replaced, so that the keyboard does not lose its place. */
function focusAgain(old: HTMLElement, fresh: HTMLElement): void {
  const active = document.activeElement;
  if (active === null || !old.contains(active)) return;
  const name = active.getAttribute('data-focus');
  const same = name === null ? null : fresh.querySelector<HTMLElement>(`[data-focus="${CSS.escape(name)}"]`);
  queueMicrotask(() => {
    if (same !== null) return same.focus();
    if (!fresh.hasAttribute('tabindex')) fresh.setAttribute('tabindex', '-1');
    fresh.focus({ preventScroll: true });
  });
}
