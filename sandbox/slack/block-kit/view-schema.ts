import * as z from 'zod';

import type { Block } from './blocks.ts';
import { checkBlocks, checkWith, type Checked } from './check.ts';
import { plainTextOf } from './elements.ts';
import { LIMITS } from './limits.ts';

const shared = {
  blocks: z.array(z.unknown()),
  private_metadata: z.string().max(LIMITS.privateMetadata).optional(),
  callback_id: z.string().max(LIMITS.callbackId).optional(),
  external_id: z.string().max(LIMITS.callbackId).optional(),
};

const modalSchema = z.strictObject({
  type: z.literal('modal'),
  ...shared,
  title: plainTextOf(LIMITS.viewTitle),
  submit: plainTextOf(LIMITS.viewButton).optional(),
  close: plainTextOf(LIMITS.viewButton).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
});

const homeSchema = z.strictObject({ type: z.literal('home'), ...shared });

type Parsed<T> = Omit<T, 'blocks'> & { readonly blocks: readonly Block[] };
export type ViewDefinition = Parsed<z.infer<typeof modalSchema>> | Parsed<z.infer<typeof homeSchema>>;

const fault = (message: string): Checked<never> => ({ ok: false, messages: [`[ERROR] ${message}`] });

/** Checks a view of the given kind and its blocks: https://docs.slack.dev/reference/views */
export function checkView(input: unknown, type: 'modal' | 'home'): Checked<ViewDefinition> {
  if (JSON.stringify(input ?? null).length > LIMITS.viewBytes) return fault('view is too large');
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
