import { byId, h } from './dom/element.ts';
import { post } from './server.ts';

const SHOWN_MILLISECONDS = 8000;

/** Tells the person something that has no place on the page, for a few seconds. */
function toast(words: string): void {
  const note = h('p', words);
  byId('toasts').append(note);
  setTimeout(() => note.remove(), SHOWN_MILLISECONDS);
}

/**
 * Asks the simulator to do something, and shows the control as busy until that is done. Gives its answer; when it
 * refuses, null, and the person is told why.
 */
export async function act<T extends object>(
  name: string,
  body: object,
  control?: HTMLElement,
  tell: (words: string) => void = toast,
): Promise<T | null> {
  control?.setAttribute('aria-busy', 'true');
  try {
    return await post<T>(name, body);
  } catch (error) {
    tell(error instanceof Error ? error.message : 'That did not work.');
    return null;
  } finally {
    control?.removeAttribute('aria-busy');
  }
}
