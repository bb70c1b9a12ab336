import type { Seen } from '../slack/http/seen.ts';

/** Asks the simulator to do something; rejects with its words when it refuses. */
export async function post<T>(name: string, body: object): Promise<T> {
  const headers = { 'Content-Type': 'application/json' };
  return read<T>(await fetch(`/sandbox/${name}`, { method: 'POST', headers, body: JSON.stringify(body) }));
}

/*
 * Page and server come from the same folder and are checked against the same types, so answers are not parsed again.
 */
async function read<T>(response: Response): Promise<T> {
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `The simulator answered ${response.status}`);
  return answer;
}

/** Reads something below `/sandbox/`. */
export async function get<T>(name: string): Promise<T> {
  return read<T>(await fetch(`/sandbox/${name}`));
}

/** The workspace as this person sees it. */
export function look(as: string): Promise<Seen> {
  return get<Seen>(`state?as=${encodeURIComponent(as)}`);
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
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) source?.close();
    else open();
  });
  open();
}
