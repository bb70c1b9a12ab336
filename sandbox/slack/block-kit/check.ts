import * as z from 'zod';

import { blockSchema, flag, interactives, plainTextOf, type Block } from './blocks.ts';

/** What passed, or what is wrong with it in the words of `response_metadata.messages`. */
type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly messages: readonly string[] };

function wording(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big' && issue.origin === 'string')
    return `must be less than ${Number(issue.maximum) + 1} characters`;
  if (issue.code === 'too_big') return `no more than ${issue.maximum} items allowed`;
  if (issue.code === 'too_small' && issue.origin === 'string')
    return `must be more than ${Number(issue.minimum) - 1} characters`;
  if (issue.code === 'too_small') return `no fewer than ${issue.minimum} items allowed`;
  if (issue.code === 'unrecognized_keys') return `invalid additional property: ${issue.keys.join(', ')}`;
  if (issue.code === 'invalid_union') return 'unsupported type';
  if (issue.code !== 'invalid_type') return issue.message;
  return issue.input === undefined ? 'missing required field' : `must be a ${issue.expected}`;
}

/** Parses with a schema and words each problem as Slack does, with its place as a JSON pointer below `root`. */
function checkWith<T>(schema: z.ZodType<T>, input: unknown, root: string): Checked<T> {
  const { success, data, error } = schema.safeParse(input, { reportInput: true });
  if (success) return { ok: true, value: data };
  const messages = error.issues.map(
    (issue) => `[ERROR] ${wording(issue)} [json-pointer:/${[root, ...issue.path].map(String).join('/')}]`,
  );
  return { ok: false, messages };
}

const repeated = (ids: readonly (string | undefined)[]) =>
  ids.find((id, index) => id !== undefined && ids.indexOf(id) !== index);

/** Blocks of which no two have the same id, and no two elements of one the same action id. */
const blocksOf = (most: number) =>
  z
    .array(blockSchema)
    .max(most)
    .superRefine((blocks, { addIssue }) => {
      const block = repeated(blocks.map(({ block_id }) => block_id));
      if (block !== undefined) addIssue(`\`block_id\` ${block} already exists`);
      for (const [index, holder] of blocks.entries()) {
        const action = repeated(interactives([holder]).map(({ element }) => element.action_id));
        const message = `\`action_id\` ${action} already exists`;
        if (action !== undefined) addIssue({ code: 'custom', message, path: [index, 'elements'] });
      }
    });

const messageBlocks = blocksOf(50).refine((blocks) => blocks.every(({ type }) => type !== 'alert'), {
  message: 'unsupported type: alert',
});

/** Checks the blocks of a message. */
export function checkBlocks(input: unknown): Checked<readonly Block[]> {
  return checkWith(messageBlocks, input, 'blocks');
}

const mostViewBytes = 250_000;
const viewInput = z
  .unknown()
  .refine((view) => JSON.stringify(view ?? null).length <= mostViewBytes, { message: 'view is too large' });

/** Views and their limits: https://docs.slack.dev/reference/views */
const homeView = z.strictObject({
  type: z.literal('home'),
  blocks: blocksOf(100),
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
});
const homeSchema = viewInput.pipe(homeView);

/** A modal as an app sends it. */
export const modalSchema = viewInput.pipe(
  homeView
    .extend({
      type: z.literal('modal'),
      title: plainTextOf(24),
      submit: plainTextOf(24).optional(),
      close: plainTextOf(24).optional(),
      clear_on_close: flag,
      notify_on_close: flag,
      submit_disabled: flag,
    })
    .refine(({ submit, blocks }) => submit !== undefined || blocks.every(({ type }) => type !== 'input'), {
      message: 'missing required field: submit, since there are input blocks',
    }),
);

export type ViewDefinition = z.infer<typeof modalSchema> | z.infer<typeof homeSchema>;

/** Checks a view of the given kind and its blocks. */
export function checkView(input: unknown, type: 'modal' | 'home'): Checked<ViewDefinition> {
  return checkWith<ViewDefinition>(type === 'modal' ? modalSchema : homeSchema, input, 'view');
}
