/** A Web API answer with `ok: false`; `details` join the answer. */
export class SlackApiError extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, details: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.name = 'SlackApiError';
    this.code = code;
    this.details = details;
  }
}

/** The error for arguments or blocks that are wrong, with Slack's list of reasons. */
export function refused(code: string, messages: readonly string[]): SlackApiError {
  return new SlackApiError(code, { response_metadata: { messages } });
}
