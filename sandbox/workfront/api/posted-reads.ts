import { ApiError } from '../errors.ts';
import type { Habits } from '../habits.ts';
import type { Incoming } from './call.ts';

/** In characters, where long forms are refused. */
const longestForm = 16_384;
/** Where more are dropped unsaid, as Tomcat does unless it is told otherwise. */
const mostParameters = 1_000;

/** The method that a posted form asks for in its place; null: none, or no form. */
export function methodInForm({ method, headers, body }: Incoming): string | null {
  const isForm = String(headers['content-type'] ?? '').includes('form-urlencoded');
  return method === 'POST' && isForm
    ? (new URLSearchParams(body).get('method')?.toUpperCase() ?? null)
    : null;
}

/** A GET in the form of a POST as this Workfront takes it. Throws the ApiError of one that it refuses. */
export function postedRead(incoming: Incoming, { postedReads }: Habits): Incoming {
  if (methodInForm(incoming) !== 'GET') return incoming;
  const form = new URLSearchParams(incoming.body);
  switch (postedReads) {
    case 'taken':
      return incoming;
    case 'refused':
      throw new ApiError(405);
    case 'counts refused':
      if (incoming.url.pathname.endsWith('/count')) throw new ApiError(405);
      return incoming;
    case 'not logged in':
      throw new ApiError(401);
    case 'long ones refused':
      if (incoming.body.length > longestForm) throw new ApiError(413);
      return incoming;
    case 'long ones cut':
      return { ...incoming, body: new URLSearchParams([...form].slice(0, mostParameters)).toString() };
    case 'repeats dropped':
      return { ...incoming, body: new URLSearchParams(Object.fromEntries(form)).toString() };
    case 'form ignored':
      return { ...incoming, body: 'method=GET' };
    case 'method ignored':
      form.delete('method');
      return { ...incoming, body: form.toString() };
    default:
      return postedReads satisfies never;
  }
}
