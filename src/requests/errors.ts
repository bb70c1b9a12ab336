/** Why Workfront did not do what it was asked, as far as callers act on it. */
export type WorkfrontFailureCode =
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'invalid'
  | 'misconfigured'
  /** Something before Workfront refused: an IP allow-list or a proxy. */
  | 'blocked'
  | 'throttled'
  | 'unavailable'
  /** A write was sent and neither its answer nor a read afterwards showed what it did. */
  | 'outcome_unknown'
  /** A write was answered, and a read afterwards still shows the old state. */
  | 'no_effect';

export class WorkfrontFailure extends Error {
  override readonly name: string = 'WorkfrontFailure';
  /** It comes from outside, so where it was thrown says nothing. */
  readonly isFromOutside = true;
  readonly code: WorkfrontFailureCode;
  /** What Workfront itself said, cut short and fit to be shown to people; may be empty. */
  readonly detail: string;
  /** True when Workfront may have carried a change out all the same. */
  readonly maybeDone: boolean;
  /** How long Workfront asked to wait, in milliseconds; null: it did not. */
  readonly retryAfterMs: number | null;

  constructor(
    code: WorkfrontFailureCode,
    message: string,
    options?: ErrorOptions & {
      readonly detail?: string;
      readonly maybeDone?: boolean;
      readonly retryAfterMs?: number | null;
    },
  ) {
    super(message, options);
    this.code = code;
    this.detail = options?.detail ?? '';
    this.maybeDone = options?.maybeDone ?? false;
    this.retryAfterMs = options?.retryAfterMs ?? null;
  }
}

/** A message that Slack did not take. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  /** It comes from outside, so where it was thrown says nothing. */
  readonly isFromOutside = true;
  /** Slack's error code, or a word of ours such as `no_answer`, `not_json` or `http_503`. */
  readonly code: string;
  /** True: trying again will not help (the channel is gone). */
  readonly permanent: boolean;
  /** True: it lasts until somebody mends the app's token or scopes. What needs no token still arrives. */
  readonly forOperator: boolean;
  /** How long Slack asked to wait, in milliseconds. */
  readonly retryAfterMs: number | null;

  constructor(
    code: string,
    options: {
      readonly permanent: boolean;
      readonly forOperator?: boolean;
      readonly retryAfterMs?: number | null;
      readonly cause?: unknown;
    },
  ) {
    super(`Slack did not take the message: ${code}`, { cause: options.cause });
    this.code = code;
    this.permanent = options.permanent;
    this.forOperator = options.forOperator ?? false;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** The store's database cannot be reached. What was under way did not happen, or is not known to have; try again. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';

  constructor(options: ErrorOptions) {
    const why = options.cause instanceof Error && options.cause.message ? `: ${options.cause.message}` : '';
    super(`the database does not answer${why}`, options);
  }
}
