import * as z from 'zod';

import { createRules } from '../shared/rules.ts';
import { tables } from './records/tables.ts';

const effect = z.discriminatedUnion('kind', [
  /** Answers with a status and Workfront's error body; `retryAfter` in seconds. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    retryAfter: z.number().exactOptional(),
  }),
  /** Answers with a maintenance page. */
  z.strictObject({ kind: z.literal('html'), status: z.int().min(200).max(599).default(503) }),
  /** Answers 200 with an error inside. */
  z.strictObject({ kind: z.literal('errorIn200') }),
  /** Answers 200 without a body. */
  z.strictObject({ kind: z.literal('emptyBody') }),
  /** Answers 200 with JSON of this many bytes or more. */
  z.strictObject({ kind: z.literal('oversizedBody'), bytes: z.int().positive().default(33_554_432) }),
  /** Sends the caller elsewhere, to a log-in page unless told otherwise. */
  z.strictObject({ kind: z.literal('redirect'), location: z.string().default('/login') }),
  /** Does all, later. */
  z.strictObject({ kind: z.literal('delay'), milliseconds: z.int().positive() }),
  /** Takes the request and never answers, and does nothing. */
  z.strictObject({ kind: z.literal('hang') }),
  /** Does all, then cuts the connection instead of answering. */
  z.strictObject({ kind: z.literal('loseAnswer') }),
  /** Cuts the connection and does nothing. */
  z.strictObject({ kind: z.literal('dropConnection') }),
  /** Answers a write with the state before it, and changes nothing. */
  z.strictObject({ kind: z.literal('ignoreWrite') }),
  /** Answers a write with the state asked for, and changes nothing. */
  z.strictObject({ kind: z.literal('pretendWrite') }),
  /** Ends all sessions and tokens before the request is looked at. */
  z.strictObject({ kind: z.literal('expireSessions') }),
]);

export const troubleRule = z.strictObject({
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

type LiveRule = z.output<typeof troubleRule>;

export type Trouble = {
  /** Throws a ZodError for a rule that makes no sense. */
  add(rule: unknown): void;
  clear(): void;
  /** Rules in force, `times` counted down. */
  list(): readonly LiveRule[];
  /** The effect of the first rule that matches, which is one use of it. `path` includes the query. */
  next(methods: readonly string[], path: string): Effect | undefined;
};

function objCodeIn(path: string): string | undefined {
  const name = /^\/attask\/api\/(?:v[\d.]+\/)?(\w+)/.exec(path)?.[1]?.toLowerCase();
  return tables.find(({ aliases }) => name !== undefined && aliases.includes(name))?.objCode;
}

function matches({ match }: LiveRule, methods: readonly string[], path: string): boolean {
  const rightMethod = match.method === undefined || methods.includes(match.method.toUpperCase());
  const rightObject = match.objCode === undefined || match.objCode === objCodeIn(path);
  return (
    rightMethod && rightObject && (match.pathIncludes === undefined || path.includes(match.pathIncludes))
  );
}

/** The faults in force, in the order they were added. */
export function createTrouble(): Trouble {
  const rules = createRules<LiveRule>();
  return {
    add: (rule) => rules.add(troubleRule.parse(rule)),
    clear: rules.clear,
    list: rules.list,
    next: (methods, path) => rules.take((rule) => matches(rule, methods, path))?.effect,
  };
}
