import { byId, h } from './dom/element.ts';

/** Reads something below `/sandbox/`, or has it done when there is a body; rejects with the simulator's words when it refuses. */
export async function call<T>(name: string, body?: object): Promise<T> {
  const headers = { 'Content-Type': 'application/json' };
  const request = body && { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(`/sandbox/${name}`, request);
  // Page and server come from the same folder and share their types, so answers are not parsed again.
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `The simulator answered ${response.status}`);
  return answer;
}

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
    return await call<T>(name, body);
  } catch (error) {
    tell(error instanceof Error ? error.message : 'That did not work.');
    return null;
  } finally {
    control?.removeAttribute('aria-busy');
  }
}

const RETRY_MILLISECONDS = 1000;

/**
 * Calls `onChange` when it starts to listen and after every change, `onLost` when the simulator is gone; it tries
 * again until the simulator is back. A hidden window lets go, since browsers allow six such streams in all.
 */
export function listen(onChange: () => void, onLost: () => void): void {
  let source: EventSource | null = null;
  const open = () => {
    source?.close();
    if (document.hidden) return;
    source = new EventSource('/sandbox/events');
    source.addEventListener('message', onChange);
    source.addEventListener('error', () => {
      source?.close();
      onLost();
      setTimeout(open, RETRY_MILLISECONDS);
    });
  };
  document.addEventListener('visibilitychange', open);
  open();
}
