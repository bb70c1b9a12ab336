import * as z from 'zod';

import { createRules } from '../shared/rules.ts';
import { tables } from './records/tables.ts';

const kindOf = <Kind extends string, Shape extends z.core.$ZodLooseShape>(kind: Kind, shape: Shape) =>
  z.strictObject({ kind: z.literal(kind), ...shape });

const effect = z.discriminatedUnion('kind', [
  /** Answers with a status and Workfront's error body; `retryAfter` in seconds. */
  kindOf('status', { status: z.int().min(400).max(599), retryAfter: z.number().exactOptional() }),
  /** Answers with a maintenance page. */
  kindOf('html', { status: z.int().min(200).max(599).default(503) }),
  /** Answers 200 with an error inside. */
  kindOf('errorIn200', {}),
  /** Answers 200 without a body. */
  kindOf('emptyBody', {}),
  /** Answers 200 with JSON of this many bytes or more. */
  kindOf('oversizedBody', { bytes: z.int().positive().default(33_554_432) }),
  /** Sends the caller elsewhere, to a log-in page unless told otherwise. */
  kindOf('redirect', { location: z.string().default('/login') }),
  /** Does all, later. */
  kindOf('delay', { milliseconds: z.int().positive() }),
  /** Takes the request and never answers, and does nothing. */
  kindOf('hang', {}),
  /** Does all, then cuts the connection instead of answering. */
  kindOf('loseAnswer', {}),
  /** Cuts the connection and does nothing. */
  kindOf('dropConnection', {}),
  /** Answers a write with the state before it, and changes nothing. */
  kindOf('ignoreWrite', {}),
  /** Answers a write with the state asked for, and changes nothing. */
  kindOf('pretendWrite', {}),
  /** Ends all sessions and tokens before the request is looked at. */
  kindOf('expireSessions', {}),
]);

const troubleRule = z.strictObject({
  /** Which requests; all when empty. Method without case, also the one that `method=` names. */
  match: z
    .strictObject({
      method: z.string().exactOptional(),
      pathIncludes: z.string().exactOptional(),
      /** An object code, by whatever name the object is asked for. */
      objCode: z.string().exactOptional(),
    })
    .default({}),
  /** How many requests; without it, until cleared. */
  times: z.int().positive().exactOptional(),
  effect,
});

/** A fault as one tells it: `{ match: { method: 'PUT' }, times: 1, effect: { kind: 'loseAnswer' } }`. */
export type TroubleRule = z.input<typeof troubleRule>;
export type Effect = z.output<typeof effect>;

export type Trouble = ReturnType<typeof createTrouble>;

function objCodeIn(path: string): string | undefined {
  const name = /^\/attask\/api\/(?:v[\d.]+\/)?(\w+)/.exec(path)?.[1]?.toLowerCase() ?? '';
  return tables.find(({ aliases }) => aliases.includes(name))?.objCode;
}

/** The faults in force, in the order they were added. */
export function createTrouble() {
  const { add, clear, list, take } = createRules<z.output<typeof troubleRule>>();
  return {
    /** Throws a ZodError for a rule that makes no sense. */
    add: (rule: unknown): void => add(troubleRule.parse(rule)),
    clear,
    list,
    /** The effect of the first rule that matches, which is one use of it. `path` includes the query. */
    next: (methods: readonly string[], path: string): Effect | undefined =>
      take(({ match: { method, pathIncludes = '', objCode } }) => {
        const rightMethod = method === undefined || methods.includes(method.toUpperCase());
        const rightObject = objCode === undefined || objCode === objCodeIn(path);
        return rightMethod && rightObject && path.includes(pathIncludes);
      })?.effect,
  };
}
