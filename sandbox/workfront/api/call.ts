import { parseJson } from '../../shared/json.ts';
import type { Params } from '../query/criteria.ts';

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
  readonly note?: string;
};

/** What becomes of a write: `ignore` answers with the state before it, `pretend` with the one it asked for. */
export type WriteMode = 'apply' | 'ignore' | 'pretend';

/** The address, the form and the JSON body of a request, read; nothing judged. */
export type Call = ReturnType<typeof readCall>;

/** Reads a request's parts. A body without a JSON content type is taken as a form, as Workfront's server does. */
export function readCall(incoming: Incoming) {
  const header = (name: string): string | undefined => {
    const value = incoming.headers[name.toLowerCase()];
    return Array.isArray(value) ? value[0] : value;
  };
  const isJson = header('content-type')?.includes('json') ?? false;
  const formEntries = isJson ? [] : [...new URLSearchParams(incoming.body)];
  const params = collect(incoming.url.searchParams, formEntries);
  const asked = params.get('method')?.[0]?.toUpperCase();
  const mayAct = incoming.method === 'GET' || incoming.method === 'POST';
  return {
    /** The one that counts: `method=put` lets a GET or a POST act as a PUT. */
    method: mayAct && asked !== undefined ? asked : incoming.method,
    path: incoming.url.pathname,
    query: collect(incoming.url.searchParams),
    form: collect(formEntries),
    /** Of the address and the form together. */
    params,
    /** Undefined without a JSON body, or when it is no JSON. */
    json: isJson ? parseJson(incoming.body) : undefined,
    header,
  };
}

/** Gathers parameters by name. */
function collect(...sources: readonly Iterable<readonly [string, string]>[]): Params {
  const params = new Map<string, string[]>();
  for (const source of sources) {
    for (const [name, value] of source) params.set(name, [...(params.get(name) ?? []), value]);
  }
  return params;
}
