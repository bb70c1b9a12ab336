/** One thing that was looked at. */
export type Finding = {
  readonly about: string;
  /** `problem`: the bot would not start, or would break a promise. `warning`: somebody should look. */
  readonly state: 'ok' | 'warning' | 'problem';
  /** What was found and, unless all is well, what to do. */
  readonly says: string;
};
