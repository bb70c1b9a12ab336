import { parseJson } from '../../shared/json.ts';
import { ApiError } from '../errors.ts';
import type { Habits } from '../habits.ts';

/** A request as it came over the wire. */
export type Incoming = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};

/** An answer before it goes out; `body` is written as JSON unless it is text. */
export type Reply = {
  readonly status: number;
  readonly body: object | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** For a reader of the traffic. */
  readonly note?: string | undefined;
};

/** The address, the form and the JSON body of a request, read; nothing judged. */
export type Call = ReturnType<typeof readCall>;

/** Reads a request's parts. A body without a JSON content type is taken as a form, as Workfront's server does. */
export function readCall({ method, url, headers, body }: Incoming) {
  const isJson = String(headers['content-type']).includes('json');
  const form = new URLSearchParams(isJson ? '' : body);
  const params = new URLSearchParams([...url.searchParams, ...form]);
  const mayAct = method === 'GET' || method === 'POST';
  return {
    /** The one that counts: `method=put` lets a GET or a POST act as a PUT. */
    method: (mayAct && params.get('method')?.toUpperCase()) || method,
    query: url.searchParams,
    form,
    /** Of the address and the form together. */
    params,
    /** Undefined without a JSON body, or when it is no JSON. */
    json: isJson ? parseJson(body) : undefined,
    header: (name: string): string | undefined => headers[name.toLowerCase()]?.toString(),
  };
}

/** In characters, where long forms are refused. */
const longestForm = 16_384;
/** Where more are dropped unsaid, as Tomcat does unless it is told otherwise. */
const mostParameters = 1_000;

/** What this Workfront reads of a GET's form. Throws the ApiError of one that it refuses. */
function taken(form: URLSearchParams, { url, body }: Incoming, { postedReads }: Habits): URLSearchParams {
  switch (postedReads) {
    case 'taken':
      return form;
    case 'refused':
      throw new ApiError(405);
    case 'counts refused':
      if (url.pathname.endsWith('/count')) throw new ApiError(405);
      return form;
    case 'not logged in':
      throw new ApiError(401);
    case 'long ones refused':
      if (body.length > longestForm) throw new ApiError(413);
      return form;
    case 'long ones cut':
      return new URLSearchParams([...form].slice(0, mostParameters));
    case 'repeats dropped':
      return new URLSearchParams(Object.fromEntries(form));
    case 'form ignored':
      return new URLSearchParams({ method: 'GET' });
    case 'method ignored':
      form.delete('method');
      return form;
    default:
      return postedReads satisfies never;
  }
}

/** Reads a request as this Workfront takes it, which may refuse or cut a GET in the form of a POST. */
export function readCallAs(incoming: Incoming, habits: Habits): Call {
  const call = readCall(incoming);
  const isPostedRead = incoming.method === 'POST' && call.form.get('method')?.toUpperCase() === 'GET';
  if (!isPostedRead) return call;
  return readCall({ ...incoming, body: taken(call.form, incoming, habits).toString() });
}
