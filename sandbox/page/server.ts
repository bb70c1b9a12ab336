/** Reads something below `/sandbox/`; rejects with the simulator's words when it refuses. */
export async function get<T>(name: string, request?: RequestInit): Promise<T> {
  const response = await fetch(`/sandbox/${name}`, request);
  // Page and server come from the same folder and share their types, so answers are not parsed again.
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `The simulator answered ${response.status}`);
  return answer;
}

/** Asks the simulator to do something. */
export function post<T>(name: string, body: object): Promise<T> {
  const headers = { 'Content-Type': 'application/json' };
  return get<T>(name, { method: 'POST', headers, body: JSON.stringify(body) });
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
