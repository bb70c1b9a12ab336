import { z } from 'zod';

import type { SlackUserId } from '../requests/request.ts';
import { mentionsIn, readTyped } from './typed-text.ts';

/** Who stands in a message, each once, in order. Its author is nobody here. */
export type InMessage = { readonly emails: readonly string[]; readonly mentioned: readonly SlackUserId[] };

const sign = String.raw`[^\s@<>()[\]{}"'“”„«»,;:|]`;
/** Begins where a word begins alone: tried from each letter of a long one, it would take longer than anybody waits. */
const address = new RegExp(String.raw`(?<!${sign})${sign}+@${sign}+\.[\p{L}\p{N}-]+`, 'gu');

type Message = { readonly text: string; readonly blocks?: unknown; readonly attachments?: unknown };

/**
 * E-mails and mentions, in the text, in the elements of rich text and in attachments: some messages have them there
 * alone (ltworf/localslackirc#335).
 */
export function peopleInMessage({ text, blocks, attachments }: Message): InMessage {
  const elements = elementsIn([blocks, attachments]);
  const texts = [text, ...elements.flatMap(textsOf)].map(readTyped);
  const emails = texts.flatMap(({ plain }) => plain.match(address) ?? []);
  const mentioned = [
    ...texts.flatMap((typed) => mentionsIn(typed.plain, typed)),
    ...elements.flatMap(({ type, user_id: id }) => (type === 'user' && id !== undefined ? [id] : [])),
  ];
  const first = new Map(emails.toReversed().map((email) => [email.toLowerCase(), email]));
  return {
    emails: [...new Set(emails.map((email) => first.get(email.toLowerCase()) ?? email))],
    mentioned: [...new Set(mentioned)],
  };
}

const words = z.string().optional().catch(undefined);
/** Of a text, or of an attachment: https://api.slack.com/reference/messaging/attachments */
const anElement = z.object({
  type: words,
  text: words,
  url: words,
  user_id: words,
  pretext: words,
  fallback: words,
  title: words,
  value: words,
});
type Element = z.infer<typeof anElement>;

/** What can be read in it. A value without a title is no field of an attachment, but what a button sends. */
function textsOf({ text, url, pretext, fallback, title, value }: Element): readonly string[] {
  const mail = url?.startsWith('mailto:') ? url.slice('mailto:'.length) : undefined;
  const shown = [text, mail, pretext, fallback, title, title === undefined ? undefined : value];
  return shown.filter((one) => one !== undefined);
}

const holder = z.union([
  z.array(z.unknown()),
  z.record(z.string(), z.unknown()).transform((object) => Object.values(object)),
]);

/** Everything in blocks and attachments that may be an element of a text. */
function elementsIn(given: unknown): readonly Element[] {
  const found: Element[] = [];
  const open: unknown[] = [given];
  for (let one = open.shift(); one !== undefined && found.length < mostElements; one = open.shift()) {
    const element = anElement.safeParse(one).data;
    if (element) found.push(element);
    const inside = typeof one === 'object' ? holder.safeParse(one).data : undefined;
    if (inside) open.unshift(...inside.filter((part) => part !== undefined));
  }
  return found;
}

const mostElements = 2_000;
