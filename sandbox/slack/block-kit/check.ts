import * as z from 'zod';

import { blockSchema, interactives, type Block } from './blocks.ts';
import { flag, plainTextOf } from './elements.ts';

/** What passed, or what is wrong with it in the words of `response_metadata.messages`. */
type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly messages: readonly string[] };

const pointer = (path: readonly PropertyKey[]) => `[json-pointer:/${path.map(String).join('/')}]`;

function wording(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big') {
    return issue.origin === 'string'
      ? `must be less than ${Number(issue.maximum) + 1} characters`
      : `no more than ${issue.maximum} items allowed`;
  }
  if (issue.code === 'too_small') {
    return issue.origin === 'string'
      ? `must be more than ${Number(issue.minimum) - 1} characters`
      : `no fewer than ${issue.minimum} items allowed`;
  }
  if (issue.code === 'unrecognized_keys') return `invalid additional property: ${issue.keys.join(', ')}`;
  if (issue.code === 'invalid_union') return 'unsupported type';
  if (issue.code !== 'invalid_type') return issue.message;
  return issue.input === undefined ? 'missing required field' : `must be a ${issue.expected}`;
}

/** Parses with a schema and words each problem as Slack does, with its place as a JSON pointer below `root`. */
function checkWith<T>(schema: z.ZodType<T>, input: unknown, root: readonly PropertyKey[]): Checked<T> {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return { ok: true, value: result.data };
  const messages = result.error.issues.map(
    (issue) => `[ERROR] ${wording(issue)} ${pointer([...root, ...issue.path])}`,
  );
  return { ok: false, messages };
}

const repeated = (ids: readonly (string | undefined)[]) =>
  ids.find((id, index) => id !== undefined && ids.indexOf(id) !== index);

function duplicates(blocks: readonly Block[], root: readonly PropertyKey[]): readonly string[] {
  const block = repeated(blocks.map(({ block_id }) => block_id));
  const found = block === undefined ? [] : [`[ERROR] \`block_id\` ${block} already exists ${pointer(root)}`];
  const actions = blocks.flatMap((holder, index) => {
    const action = repeated(interactives([holder]).map(({ element }) => element.action_id));
    const place = pointer([...root, index, 'elements']);
    return action === undefined ? [] : [`[ERROR] \`action_id\` ${action} already exists ${place}`];
  });
  return [...found, ...actions];
}

function strayOptions(blocks: readonly Block[], root: readonly PropertyKey[]): readonly string[] {
  return blocks.flatMap((holder, index) =>
    interactives([holder]).flatMap(({ element }) => {
      if (element.type !== 'static_select' && element.type !== 'radio_buttons') return [];
      if (element.initial_option === undefined) return [];
      const groups = element.type === 'static_select' ? (element.option_groups ?? []) : [];
      const options = element.options ?? groups.flatMap((group) => group.options);
      const initial = JSON.stringify(element.initial_option);
      const known = options.some((option) => JSON.stringify(option) === initial);
      return known ? [] : [`[ERROR] initial_option is none of the options ${pointer([...root, index])}`];
    }),
  );
}

/** Checks the blocks of a message or a view; `root` is where they stand in the request, for the pointers. */
export function checkBlocks(
  input: unknown,
  surface: 'message' | 'view',
  root: readonly PropertyKey[],
): Checked<readonly Block[]> {
  const checked = checkWith(z.array(blockSchema).max(surface === 'message' ? 50 : 100), input, root);
  if (!checked.ok) return checked;
  if (surface === 'message' && checked.value.some(({ type }) => type === 'alert'))
    return { ok: false, messages: [`[ERROR] unsupported type: alert ${pointer(root)}`] };
  const messages = [...duplicates(checked.value, root), ...strayOptions(checked.value, root)];
  return messages.length === 0 ? checked : { ok: false, messages };
}

/** Views and their limits: https://docs.slack.dev/reference/views */
const homeSchema = z.strictObject({
  type: z.literal('home'),
  blocks: z.array(z.unknown()),
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
});

const modalSchema = homeSchema.extend({
  type: z.literal('modal'),
  title: plainTextOf(24),
  submit: plainTextOf(24).optional(),
  close: plainTextOf(24).optional(),
  clear_on_close: flag,
  notify_on_close: flag,
  submit_disabled: flag,
});

const mostViewBytes = 250_000;

type Parsed<T> = Omit<T, 'blocks'> & { readonly blocks: readonly Block[] };
export type ViewDefinition = Parsed<z.infer<typeof modalSchema>> | Parsed<z.infer<typeof homeSchema>>;

const fault = (message: string): Checked<never> => ({ ok: false, messages: [`[ERROR] ${message}`] });

/** Checks a view of the given kind and its blocks. */
export function checkView(input: unknown, type: 'modal' | 'home'): Checked<ViewDefinition> {
  if (JSON.stringify(input ?? null).length > mostViewBytes) return fault('view is too large');
  const schema: z.ZodType<z.infer<typeof modalSchema> | z.infer<typeof homeSchema>> =
    type === 'modal' ? modalSchema : homeSchema;
  const view = checkWith(schema, input, ['view']);
  if (!view.ok) return view;
  const blocks = checkBlocks(view.value.blocks, 'view', ['view', 'blocks']);
  if (!blocks.ok) return blocks;
  const needsSubmit = blocks.value.some((block) => block.type === 'input');
  if (needsSubmit && view.value.type === 'modal' && view.value.submit === undefined)
    return fault('missing required field: submit, since there are input blocks [json-pointer:/view]');
  return { ok: true, value: { ...view.value, blocks: blocks.value } };
}
