import { errors, interceptors, Pool, type Dispatcher } from 'undici';

import { version } from '../version.ts';
import { type Answer, WorkfrontError } from './errors.ts';

/** All in milliseconds. */
export type Timing = {
  readonly connectTimeout: number;
  /** Until the first byte of an answer. */
  readonly headersTimeout: number;
  /** Between two pieces of an answer. */
  readonly bodyTimeout: number;
  /** For one call with all its repetitions and log-ins. */
  readonly callBudget: number;
  /** For a change with everything that is read afterwards to see what it did. */
  readonly changeBudget: number;
  readonly firstBackOff: number;
  readonly longestBackOff: number;
  /** After a refused log-in nothing is sent for this long; twice as long after the next, and so on. */
  readonly firstRefusalPause: number;
  readonly longestRefusalPause: number;
};

/** One HTTP request that ended: `status` is null and `error` a code when no answer came. */
export type RequestReport = {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number | null;
  readonly error: string | null;
  readonly milliseconds: number;
};

export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** True when it changes a record, so that an answer that never came leaves its effect unknown. */
  readonly isWrite: boolean;
  /** Whoever asked does not wait any more. */
  readonly signal?: AbortSignal;
  /** Asked each time right before it leaves; when the answer is no, it stays. */
  readonly mayLeave?: () => Promise<boolean>;
};

export type Transport = {
  /**
   * Sends once and follows no redirect. `deadline` is on the clock of `performance.now()`.
   * @throws WorkfrontError `unavailable` when no whole answer came.
   */
  send(request: HttpRequest, deadline: number): Promise<Answer>;
  close(): Promise<void>;
};

export type TransportOptions = {
  readonly connections: number;
  readonly timing: Timing;
  readonly now: () => Date;
  readonly onRequest: (report: RequestReport) => void;
};

/** In bytes, compressed and decoded alike. */
export const largestAnswer = 8 * 1024 * 1024;

const always = {
  accept: 'application/json',
  // Asked for plain, Workfront may compress all the same.
  'accept-encoding': 'identity',
  'user-agent': `wf-deactivate/${version}`,
};

/** Failures while connecting: nothing of the request has left this machine. */
const notSentCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_INVALID_ARG',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
]);

/**
 * Workfront compresses answers unasked, refusals too, and a body that could not be read would leave the
 * outcome of a change open. A bomb is cut off while it is decoded.
 */
const decode = interceptors.decompress({ skipErrorResponses: false, maxSize: largestAnswer });

/** Opens a pool to one origin; its connections are the limit of requests at a time, the rest wait. */
export function createTransport(origin: string, options: TransportOptions): Transport {
  const pool = openPool(origin, options);

  async function receive(request: HttpRequest, deadline: number): Promise<Answer> {
    const query = request.query === undefined ? '' : `?${request.query.toString()}`;
    const { statusCode, headers, body } = await pool.request({
      origin,
      method: request.method,
      path: `${request.path}${query}`,
      headers: { ...always, ...request.headers },
      body: request.body ?? null,
      signal: AbortSignal.any([
        AbortSignal.timeout(Math.max(1, Math.ceil(deadline - performance.now()))),
        ...(request.signal ? [request.signal] : []),
      ]),
    });
    return {
      status: statusCode,
      json: parseJson(await body.text().catch((error: unknown) => orNothing(error, statusCode))),
      toLogIn: leadsToLogIn(statusCode, headers.location),
      retryAfterMs: retryAfter(headers['retry-after'], options.now()),
    };
  }

  return {
    async send(request, deadline) {
      const { method, path } = request;
      const start = performance.now();
      const report = (status: number | null, error: string | null): void =>
        options.onRequest({ method, path, status, error, milliseconds: performance.now() - start });
      const answer = await receive(request, deadline).catch((error: unknown) => {
        report(null, codeOf(error));
        throw noAnswer(request, error);
      });
      report(answer.status, null);
      return answer;
    },
    close: () => pool.close(),
  };
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error ? error.name : 'unknown';
}

/** Of a refusal or a redirect the status counts, also when what came with it is not compressed as it says. */
function orNothing(error: unknown, status: number): string {
  if (status >= 300 && /^(Z_|ERR__|ZSTD_)/.test(codeOf(error))) return '';
  throw error;
}

/** Milliseconds to wait; null when the header is absent or says nothing usable. */
function retryAfter(header: string | readonly string[] | undefined, now: Date): number | null {
  if (typeof header !== 'string') return null;
  const milliseconds = /^\s*\d+\s*$/.test(header)
    ? Number(header) * 1000
    : Date.parse(header) - now.getTime();
  return Number.isNaN(milliseconds) ? null : Math.max(0, milliseconds);
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    // The parser's message quotes the body, which can hold a token.
    return undefined;
  }
}

function noAnswer(request: HttpRequest, cause: unknown): WorkfrontError {
  const tooLarge = cause instanceof errors.ResponseExceededMaxSizeError;
  return new WorkfrontError(
    'unavailable',
    tooLarge ? 'Workfront answered with too much data' : `Workfront did not answer (${codeOf(cause)})`,
    {
      request: `${request.method} ${request.path}`,
      maybeDone: request.isWrite && !notSentCodes.has(codeOf(cause)),
      cause,
    },
  );
}

function openPool(origin: string, options: TransportOptions): Dispatcher {
  const pool = new Pool(origin, {
    connections: options.connections,
    pipelining: 1,
    // HTTP/2 would put many requests on one connection and void the limit on requests at a time.
    allowH2: false,
    connect: { timeout: options.timing.connectTimeout },
    headersTimeout: options.timing.headersTimeout,
    bodyTimeout: options.timing.bodyTimeout,
    maxResponseSize: largestAnswer,
  });
  return pool.compose(decode);
}

/** True when a redirect leads to a page where a person would log in. */
function leadsToLogIn(status: number, location: string | readonly string[] | undefined): boolean {
  return status >= 300 && status < 400 && /log-?in|sign-?in/i.test(String(location ?? ''));
}
