import { z } from 'zod';

import type { SlackUserId } from '../requests/request.ts';
import { mentionsIn, readTyped } from './typed-text.ts';

/** Who stands in a message, each once, in order. Its author is nobody here. */
export type InMessage = { readonly emails: readonly string[]; readonly mentioned: readonly SlackUserId[] };

const address = /[^\s@<>()[\]{}"'“”„«»,;:|]+@[^\s@<>()[\]{}"'“”„«»,;:|]+\.[\p{L}\p{N}-]+/gu;

/**
 * E-mails and mentions, in the text and in the elements of rich text: some messages have them there alone
 * (ltworf/localslackirc#335).
 */
export function peopleInMessage(message: { readonly text: string; readonly blocks?: unknown }): InMessage {
  const typed = readTyped(message.text);
  const elements = elementsIn(message.blocks);
  const texts = [typed.plain, ...elements.flatMap(({ text, url }) => [text ?? '', mailOf(url ?? '')])];
  const emails = texts.flatMap((text) => text.match(address) ?? []);
  const mentioned = [
    ...mentionsIn(typed.plain, typed),
    ...elements.flatMap(({ type, user_id: id }) => (type === 'user' && id !== undefined ? [id] : [])),
  ];
  const first = new Map(emails.toReversed().map((email) => [email.toLowerCase(), email]));
  return {
    emails: [...new Set(emails.map((email) => first.get(email.toLowerCase()) ?? email))],
    mentioned: [...new Set(mentioned)],
  };
}

function mailOf(url: string): string {
  return url.startsWith('mailto:') ? url.slice('mailto:'.length) : '';
}

const anElement = z.object({
  type: z.string().optional().catch(undefined),
  text: z.string().optional().catch(undefined),
  url: z.string().optional().catch(undefined),
  user_id: z.string().optional().catch(undefined),
});
const holder = z.union([
  z.array(z.unknown()),
  z.record(z.string(), z.unknown()).transform((object) => Object.values(object)),
]);

/** Everything in blocks that may be an element of a text. */
function elementsIn(blocks: unknown): readonly z.infer<typeof anElement>[] {
  const found: z.infer<typeof anElement>[] = [];
  const open: unknown[] = [blocks];
  for (let one = open.shift(); one !== undefined && found.length < mostElements; one = open.shift()) {
    const element = anElement.safeParse(one).data;
    if (element) found.push(element);
    const inside = typeof one === 'object' ? holder.safeParse(one).data : undefined;
    if (inside) open.unshift(...inside.filter((part) => part !== undefined));
  }
  return found;
}

const mostElements = 2_000;
