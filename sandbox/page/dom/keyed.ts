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

/** What stands in `fresh` for an element that was drawn before: it has the same id, or leads to the same place. */
export function sameIn(fresh: HTMLElement, old: Element): HTMLElement | null {
  const [name, value] = old.id === '' ? ['href', old.getAttribute('href')] : ['id', old.id];
  return value === null ? null : fresh.querySelector<HTMLElement>(`[${name}="${CSS.escape(value)}"]`);
}

/** What a person was using inside a part that is replaced, so that the keyboard does not lose its place. */
function focusAgain(old: HTMLElement, fresh: HTMLElement): void {
  const active = document.activeElement;
  if (active === null || !old.contains(active)) return;
  const same = sameIn(fresh, active);
  queueMicrotask(() => {
    if (same !== null) return same.focus();
    fresh.tabIndex = -1;
    fresh.focus({ preventScroll: true });
  });
}
