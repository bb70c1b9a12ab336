import * as z from 'zod';

import { checkBlocks } from '../block-kit/check.ts';
import { LIMITS } from '../block-kit/limits.ts';
import { plainText } from '../block-kit/plain-text.ts';
import type { MessageContent } from '../state/message.ts';
import { jsonArgument } from './call.ts';
import { refused, SlackApiError } from './errors.ts';

/** The arguments that carry what a message says. */
export const contentArguments = {
  text: z.string().optional(),
  blocks: jsonArgument.optional(),
};

/**
 * What a message will say; throws `no_text`, `msg_too_long`, `invalid_blocks` or `msg_blocks_too_long`.
 * Texts beyond `maximum` characters are refused where Slack refuses them and cut where it cuts them.
 */
export function readContent(
  input: { readonly text?: string | undefined; readonly blocks?: unknown },
  maximum: { readonly characters: number; readonly beyond: 'cut' | 'refuse' },
): MessageContent {
  const text = input.text ?? '';
  const checked = checkBlocks(input.blocks ?? [], 'message', ['blocks']);
  if (!checked.ok) {
    const errors = checked.messages.map((message) => message.replace('[ERROR] ', ''));
    const { code, details } = refused('invalid_blocks', checked.messages);
    throw new SlackApiError(code, { errors, ...details });
  }
  const blocks = checked.value;
  if (text === '' && blocks.length === 0) throw new SlackApiError('no_text');
  if (text.length > maximum.characters && maximum.beyond === 'refuse')
    throw new SlackApiError('msg_too_long');
  if (blocks.length > 0 && plainText({ blocks }).length > LIMITS.allBlockTexts)
    throw new SlackApiError('msg_blocks_too_long');
  return { text: text.slice(0, maximum.characters), blocks };
}
