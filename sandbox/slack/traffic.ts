/** One thing that passed between the app and the workspace. Times are milliseconds; tokens are masked. */
export type Exchange =
  | {
      readonly kind: 'call';
      readonly at: number;
      /** The API method, or `response_url`. */
      readonly method: string;
      readonly arguments: Readonly<Record<string, unknown>>;
      /** HTTP status; null when the connection was dropped or left hanging. */
      readonly status: number | null;
      readonly answer: unknown;
    }
  | {
      readonly kind: 'payload';
      readonly at: number;
      readonly type: PayloadType;
      readonly via: 'socket' | 'http';
      readonly payload: Readonly<Record<string, unknown>>;
      readonly ackMilliseconds: number | null;
      readonly ack: unknown;
      readonly problem: Problem | null;
    };

export type PayloadType = 'slash_commands' | 'interactive' | 'events_api';

/** Why a payload got no good answer, in the words that Slack shows to the person. */
export type Problem = 'operation_timeout' | 'dispatch_failed' | 'invalid_ack';
