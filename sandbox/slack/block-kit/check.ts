import * as z from 'zod';

import { blockSchema, interactives, type Block } from './blocks.ts';
import { LIMITS } from './limits.ts';

/** Blocks that passed, or what is wrong with them in the words of `response_metadata.messages`. */
export type Checked<T> =
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
export function checkWith<T>(schema: z.ZodType<T>, input: unknown, root: readonly PropertyKey[]): Checked<T> {
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
      const grouped =
        element.type === 'static_select'
          ? element.option_groups?.flatMap((group) => group.options)
          : undefined;
      const initial = JSON.stringify(element.initial_option);
      const known = (element.options ?? grouped ?? []).some((option) => JSON.stringify(option) === initial);
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
  const maximum = surface === 'message' ? LIMITS.messageBlocks : LIMITS.viewBlocks;
  const checked = checkWith(z.array(blockSchema).max(maximum), input, root);
  if (!checked.ok) return checked;
  if (surface === 'message' && checked.value.some(({ type }) => type === 'alert'))
    return { ok: false, messages: [`[ERROR] unsupported type: alert ${pointer(root)}`] };
  const messages = [...duplicates(checked.value, root), ...strayOptions(checked.value, root)];
  return messages.length === 0 ? checked : { ok: false, messages };
}
