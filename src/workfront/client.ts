import { setTimeout as sleep } from 'node:timers/promises';

import { errors } from 'undici';
import { z } from 'zod';

import { createLogIn, type WorkfrontAuth } from './auth.ts';
import { errorFromAnswer, isSuccess, refusesForms, WorkfrontError } from './errors.ts';
import { createSessions, type Sessions } from './sessions.ts';
import {
  createTransport,
  type HttpRequest,
  type RequestReport,
  type Timing,
  type Transport,
} from './transport.ts';

export type Logger = {
  info(object: object, message: string): void;
  warn(object: object, message: string): void;
  error(object: object, message: string): void;
};

export type ClientOptions = {
  /** The origin, such as `https://acme.my.workfront.com`. */
  readonly url: string;
  /** Such as `22.0`. */
  readonly apiVersion: string;
  readonly auth: WorkfrontAuth;
  /** Requests at a time. */
  readonly concurrency: number;
  readonly log: Logger;
  readonly now?: () => Date;
  /** From 0 to below 1, for the jitter of the back-off. */
  readonly random?: () => number;
  readonly timing?: Partial<Timing>;
  readonly onRequest?: (report: RequestReport) => void;
};

/** Several values: the parameter is repeated. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

/** A query as it stands in an address. */
export function asParameters(query: Query): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, given] of Object.entries(query)) {
    for (const value of [given].flat()) parameters.append(name, value);
  }
  return parameters;
}

export type Client = {
  readonly timing: Timing;
  readonly log: Logger;
  /** The credential's refusal, while it is waited out. */
  readonly lastRefusal: Sessions['lastRefusal'];
  /** The whole path of a resource under the API version, such as `/user/search`. */
  pathOf(resource: string): string;
  /**
   * Gets `data` of a resource under the API version, such as `/session`. Repeats while Workfront is
   * busy or away, until `deadline` on the clock of `performance.now()`, by default the call budget. `bare`: some
   * versions answer without `data` around it. `inForm`: for a search or a count that is too long for an address.
   * @throws WorkfrontError
   */
  read<T>(
    resource: string,
    query: Query,
    data: z.ZodType<T>,
    options?: {
      readonly deadline?: number;
      readonly signal?: AbortSignal;
      readonly bare?: boolean;
      readonly inForm?: boolean;
    },
  ): Promise<T>;
  /**
   * Puts JSON, or a form, and gives the `data` that came back. Repeats only what Workfront cannot have carried out.
   * `mayLeave` is asked each time before it is sent.
   * @throws WorkfrontError whose `maybeDone` tells whether the change may have happened.
   */
  write<T>(
    resource: string,
    query: Query,
    body: object | URLSearchParams,
    data: z.ZodType<T>,
    options: { readonly deadline: number; readonly mayLeave: () => Promise<boolean> },
  ): Promise<T>;
  /** Waits before attempt number `failures` + 1. False at once when that would be after `deadline`. */
  pause(failures: number, deadline: number, atLeast?: number | null): Promise<boolean>;
  /** Waits for what is under way, then closes the connections. */
  close(): Promise<void>;
};

export const defaultTiming: Timing = {
  connectTimeout: 5_000,
  headersTimeout: 10_000,
  bodyTimeout: 10_000,
  callBudget: 15_000,
  changeBudget: 45_000,
  firstBackOff: 500,
  longestBackOff: 8_000,
  firstRefusalPause: 30_000,
  longestRefusalPause: 900_000,
};

function doNothing(): void {}

/** To Workfront and to Adobe's log-in, which is Workfront itself unless the log-in is `ims`. */
export function openTransports(
  options: Pick<ClientOptions, 'url' | 'auth' | 'concurrency' | 'now' | 'onRequest'>,
  timing: Timing,
) {
  const shared = {
    timing,
    now: options.now ?? (() => new Date()),
    onRequest: options.onRequest ?? doNothing,
  };
  const workfront = createTransport(new URL(options.url).origin, {
    ...shared,
    connections: options.concurrency,
  });
  const { auth } = options;
  const ims =
    auth.method === 'ims'
      ? createTransport(new URL(auth.tokenUrl).origin, { ...shared, connections: 1 })
      : workfront;
  return { workfront, ims };
}

function jitteredPause(timing: Timing, random: () => number): Client['pause'] {
  return async (failures, deadline, atLeast = null) => {
    const longest = Math.min(timing.firstBackOff * 2 ** failures, timing.longestBackOff);
    const wait = Math.max(atLeast ?? 0, longest * (0.5 + random() / 2));
    if (performance.now() + wait >= deadline) return false;
    await sleep(wait);
    return true;
  };
}

/** True when the same request may fare better later; a redirect will lead to the same place again, an answer that
 * is too large will be no smaller, and a form that was not taken will not be. */
function isPassing(error: WorkfrontError, request: HttpRequest): boolean {
  if (isForm(request) && refusesForms(error)) return false;
  const redirected = error.status !== null && error.status >= 300 && error.status < 400;
  const tooLarge = error.cause instanceof errors.ResponseExceededMaxSizeError;
  return error.code === 'throttled' || (error.code === 'unavailable' && !redirected && !tooLarge);
}

const answerBody = z.object({ data: z.unknown() });

function parseData<T>(json: unknown, data: z.ZodType<T>, request: HttpRequest, bare = false): T {
  const around = answerBody.safeParse(json);
  const parsed = around.success ? data.safeParse(around.data.data) : around;
  if (parsed.success) return parsed.data;
  const itself = bare ? data.safeParse(json) : null;
  if (itself?.success) return itself.data;
  throw new WorkfrontError('misconfigured', 'Workfront answered in an unknown form', {
    request: `${request.method} ${request.path}`,
    maybeDone: request.isWrite,
    cause: parsed.error,
  });
}

const asForm = { 'content-type': 'application/x-www-form-urlencoded' };

function isForm({ method }: HttpRequest): boolean {
  return method === 'POST';
}

/**
 * A GET as a form. Nothing can come of it where the method in it is overlooked: Adobe's API makes objects at
 * `/<object>` alone, and filters are no updates.
 * @see https://experienceleague.adobe.com/en/docs/workfront/using/adobe-workfront-api/api-general-information/api-basics
 * @see https://github.com/Workfront/workfront-api src/Api.ts, search with useHttpPost
 */
function getInForm(resource: string, query: Query) {
  if (!/^\/[a-z]+\/(search|count)$/.test(resource))
    throw new TypeError(`${resource} is no search and no count`);
  const body = asParameters({ method: 'GET', ...query }).toString();
  return { method: 'POST', headers: asForm, body } as const;
}

type Connection = {
  readonly workfront: Transport;
  readonly sessions: Sessions;
  readonly log: Logger;
  readonly pause: Client['pause'];
  readonly timing: Timing;
};

function overtaken({ method, path }: HttpRequest): WorkfrontError {
  const details = { request: `${method} ${path}` };
  return new WorkfrontError('outcome_unknown', 'The change is somebody else’s by now', details);
}

/** Sends once, and once more after a new log-in when the session is refused: they end early, keys are reset. */
async function sendLoggedIn(
  { workfront, sessions, log }: Connection,
  request: HttpRequest,
  deadline: number,
): Promise<unknown> {
  let session = await sessions.current(deadline);
  for (let renewed = false; ; renewed = true) {
    if (request.mayLeave && !(await request.mayLeave())) throw overtaken(request);
    const headers = { ...request.headers, ...session.headers };
    const answer = await workfront.send({ ...request, headers }, deadline);
    const error = isSuccess(answer) ? null : errorFromAnswer(answer, request, session.headers);
    if (error?.code !== 'unauthenticated') {
      sessions.accepted(session);
      if (error === null) return answer.json;
      throw error;
    }
    const next = renewed ? null : await sessions.replace(session, deadline);
    if (next === null) {
      // A form can be refused so whoever sends it; whether the credential is good, the next GET shows.
      if (!isForm(request)) sessions.refused(session, error);
      throw error;
    }
    session = next;
    log.info({ request: error.request }, 'Workfront refused the session; logged in again');
  }
}

/** Repeats while that can help and nothing can have been changed, until the deadline. */
async function sendUntil(connection: Connection, request: HttpRequest, deadline: number): Promise<unknown> {
  // A PUT that was begun is not cut short by the budget: that would leave its outcome open.
  const end = request.isWrite ? deadline + connection.timing.headersTimeout : deadline;
  let answered: WorkfrontError | null = null;
  for (let failures = 0; ; failures += 1) {
    try {
      return await sendLoggedIn(connection, request, end);
    } catch (error) {
      if (!(error instanceof WorkfrontError) || !isPassing(error, request) || error.maybeDone) throw error;
      if (request.signal?.aborted) throw error;
      const { request: failed, status, code, retryAfterMs } = error;
      if (status !== null) answered = error;
      const facts = { request: failed, status, code, failures: failures + 1 };
      connection.log.warn(facts, 'Workfront did not answer as hoped');
      if (await connection.pause(failures, deadline, retryAfterMs)) continue;
      // What Workfront said last tells more than a try that ran out of time.
      throw answered ?? error;
    }
  }
}

/** Opens the connections to one Workfront; no request is sent before the first call. */
export function createClient(options: ClientOptions): Client {
  const { log, apiVersion, auth, now = () => new Date(), random = Math.random } = options;
  const timing = { ...defaultTiming, ...options.timing };
  const pause = jitteredPause(timing, random);
  const { workfront, ims } = openTransports(options, timing);
  const logIn = createLogIn(auth, { apiVersion, workfront, ims, now });
  const sessions = createSessions(logIn, { renewable: auth.method !== 'api-key', timing, now });
  const connection = { workfront, sessions, log, pause, timing };
  const pathOf = (resource: string): string => `/attask/api/v${apiVersion}${resource}`;
  const latest = (): number => performance.now() + timing.callBudget;

  return {
    timing,
    log,
    lastRefusal: sessions.lastRefusal,
    pathOf,
    async read(resource, query, data, { deadline = latest(), signal, bare, inForm = false } = {}) {
      const inAddress = { method: 'GET', query: asParameters(query), headers: {} } as const;
      const request = {
        ...(inForm ? getInForm(resource, query) : inAddress),
        path: pathOf(resource),
        isWrite: false,
        ...(signal && { signal }),
      };
      return parseData(await sendUntil(connection, request, deadline), data, request, bare);
    },
    async write(resource, query, body, data, { deadline, mayLeave }) {
      const request = {
        method: 'PUT',
        path: pathOf(resource),
        query: asParameters(query),
        ...(body instanceof URLSearchParams
          ? { headers: asForm, body: body.toString() }
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
        isWrite: true,
        mayLeave,
      } as const;
      return parseData(await sendUntil(connection, request, deadline), data, request);
    },
    pause,
    async close() {
      await Promise.all([...new Set([workfront, ims])].map((transport) => transport.close()));
    },
  };
}
