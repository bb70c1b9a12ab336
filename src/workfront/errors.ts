import { z } from 'zod';

import { WorkfrontFailure, type WorkfrontFailureCode } from '../requests/errors.ts';

export type FailureDetails = {
  /** `METHOD /path`, without the query. */
  readonly request: string;
  readonly status?: number | null;
  /** Workfront's own message, already fit to be shown. */
  readonly detail?: string;
  readonly retryAfterMs?: number | null;
  /** True when Workfront may have carried the request out all the same. */
  readonly maybeDone?: boolean;
  readonly cause?: unknown;
};

/** A call to Workfront that failed. Holds no secret and nothing of the query. */
export class WorkfrontError extends WorkfrontFailure {
  override readonly name = 'WorkfrontError';
  readonly request: string;
  readonly status: number | null;

  constructor(code: WorkfrontFailureCode, what: string, details: FailureDetails) {
    const status = details.status ?? null;
    super(code, `${what}${status === null ? '' : ` (HTTP ${status})`}: ${details.request}`, {
      cause: details.cause,
      detail: details.detail ?? '',
      maybeDone: details.maybeDone ?? false,
      retryAfterMs: details.retryAfterMs ?? null,
    });
    this.request = details.request;
    this.status = status;
  }
}

/** What came back. `json` is undefined when the body was not JSON: a web page, or nothing. */
export type Answer = {
  readonly status: number;
  readonly json: unknown;
  /** True for a redirect to a page where a person would log in. */
  readonly toLogIn: boolean;
  readonly retryAfterMs: number | null;
};

const errorBody = z.object({
  error: z.object({
    message: z.string().nullish(),
    class: z.string().nullish(),
    msgKey: z.string().nullish(),
  }),
});

type WorkfrontsWords = { readonly message: string; readonly class: string; readonly msgKey: string };

function wordsOf(answer: Answer): WorkfrontsWords | null {
  const parsed = errorBody.safeParse(answer.json);
  if (!parsed.success) return null;
  const { error } = parsed.data;
  return { message: error.message ?? '', class: error.class ?? '', msgKey: error.msgKey ?? '' };
}

/** True for a 2xx with JSON that carries no `error`: Workfront can put an error into a 200. */
export function isSuccess(answer: Answer): boolean {
  return answer.status >= 200 && answer.status < 300 && answer.json !== undefined && wordsOf(answer) === null;
}

/** One line of at most 300 characters without control characters, and without any of `secrets`. */
function cleanDetail(text: string, secrets: readonly string[]): string {
  const hidden = secrets
    .filter((secret) => secret !== '')
    .reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
  const line = hidden.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  const characters = Array.from(line);
  return characters.length > 300 ? `${characters.slice(0, 299).join('')}…` : line;
}

/** True of an answer that shows that forms are not taken for addresses; being busy, failing and silence show nothing. */
export function refusesForms({ code, status }: WorkfrontError): boolean {
  return status === null ? code === 'misconfigured' : status < 500 && code !== 'throttled';
}

type Kind = readonly [WorkfrontFailureCode, string];

const kinds = {
  unauthenticated: ['unauthenticated', 'Workfront did not accept the credential'],
  forbidden: ['forbidden', 'Workfront did not allow this'],
  notFound: ['not_found', 'Workfront has no such record'],
  invalid: ['invalid', 'Workfront refused the request'],
  gone: ['misconfigured', 'This API version does not know the request'],
  throttled: ['throttled', 'Workfront has too many requests at once'],
  toLogIn: ['unauthenticated', 'Workfront sent the bot to its log-in page'],
  blocked: ['blocked', 'Something before Workfront refused, such as its IP allow-list or a proxy'],
  redirected: ['unavailable', 'Workfront redirected the request'],
  notJson: ['unavailable', 'Workfront answered without JSON'],
  broken: ['unavailable', 'Workfront failed'],
} as const satisfies Record<string, Kind>;

/** These come with the status of any invalid request, so the words must decide. They name our fields only. */
const versionTrouble = /^(APIModel V\w+ does not support \w+ \w+|Unknown object type: \w+)/;

function kindOf({ status, json, toLogIn }: Answer, words: WorkfrontsWords | null): Kind {
  // Old deployments answer a bad log-in with 500; the class is the same everywhere.
  if (status === 401 || words?.class.endsWith('.AuthenticationException')) return kinds.unauthenticated;
  if (status === 429) return kinds.throttled;
  if (status === 410) return kinds.gone;
  if (toLogIn) return kinds.toLogIn;
  if (status >= 300 && status < 400) return kinds.redirected;
  // A page from a proxy says nothing about the record: a 404 page must not read as "no such user".
  if (json === undefined) return status === 403 ? kinds.blocked : kinds.notJson;
  if (words !== null && versionTrouble.test(words.message)) return kinds.gone;
  if (status === 403) return kinds.forbidden;
  if (status === 404 || words?.msgKey === 'exception.norecordfound') return kinds.notFound;
  if (status >= 500) return kinds.broken;
  return kinds.invalid;
}

/** Of a read only what it says about our fields: the rest can repeat what was searched for. */
function detailOf(words: WorkfrontsWords | null, isWrite: boolean, secrets: readonly string[]): string {
  const message = words?.message ?? '';
  return cleanDetail(isWrite ? message : (versionTrouble.exec(message)?.[0] ?? ''), secrets);
}

/**
 * The error that an unsuccessful answer stands for, by status and class. `sent`: headers with secrets, which
 * an answer may repeat and the error must not.
 * @see https://github.com/AdobeDocs/workfront-apis static/workflow.json, the responses of every operation
 */
export function errorFromAnswer(
  answer: Answer,
  request: { readonly method: string; readonly path: string; readonly isWrite: boolean },
  sent: Readonly<Record<string, string>> = {},
): WorkfrontError {
  const { method, path, isWrite } = request;
  const secrets = Object.values(sent).flatMap((value) => value.split(' '));
  const words = wordsOf(answer);
  const [code, what] = kindOf(answer, words);
  const detail = code === 'unauthenticated' ? '' : detailOf(words, isWrite, secrets);
  // It names a field of ours, which whoever runs the bot has to know.
  const version = code === 'misconfigured' && !isWrite && detail !== '' ? `: ${detail}` : '';
  return new WorkfrontError(code, `${what}${version}`, {
    request: `${method} ${path}`,
    status: answer.status,
    detail,
    retryAfterMs: answer.retryAfterMs,
    maybeDone: isWrite && (code === 'unavailable' || (code === 'invalid' && answer.status < 300)),
  });
}
