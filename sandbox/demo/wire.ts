/** What the page is told about the bot's process and the Workfront beside the workspace. */
export type BotState = 'stopped' | 'starting' | 'running' | 'killed';

/** One line that the bot wrote; `number` counts up from 1 over all its lives. */
export type LogLine = {
  readonly number: number;
  /** Milliseconds. */
  readonly at: number;
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

export const troubleNames = [
  'none',
  'slow',
  'throttled',
  'failing',
  'lost-answers',
  'log-in-expired',
  'blocked',
  'refusing',
  'may-not-post',
] as const;
export type TroubleName = (typeof troubleNames)[number];

export type StageState = {
  readonly bot: BotState;
  readonly workfront: TroubleName;
  readonly slack: TroubleName;
  /** The newest lines of the bot's log, oldest first. */
  readonly lastLines: readonly LogLine[];
};

/** A mail that Workfront would have sent; `to`: a name. */
export type SentMail = { readonly to: string; readonly subject: string };

export type DirectoryUser = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly title: string;
  readonly isActive: boolean;
  readonly isAdmin: boolean;
};
