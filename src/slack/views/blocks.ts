import type { types } from '@slack/bolt';

import { cut, cutMarkup, limits } from '../text.ts';

export type Block = types.KnownBlock;

/** What chat.postMessage and a response_url take: blocks, and the text of notifications and screen readers. */
export type Content = { readonly text: string; readonly blocks: Block[] };

/** A section of mrkdwn; nothing in it is turned into a link or mention unless it is written as one. */
export function section(text: string): types.SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: cutMarkup(text, limits.section), verbatim: true } };
}

/** Small grey text below. */
export function context(text: string): types.ContextBlock {
  return {
    type: 'context',
    elements: [{ type: 'mrkdwn', text: cutMarkup(text, limits.field), verbatim: true }],
  };
}

export function plain(text: string, limit: number): types.PlainTextElement {
  return { type: 'plain_text', text: cut(text, limit), emoji: true };
}

/** A private answer of plain sentences. */
export function note(text: string): Content {
  return { text: cutMarkup(text, limits.section), blocks: [section(text)] };
}
