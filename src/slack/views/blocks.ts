import type { types } from '@slack/bolt';

import type { Line, Part } from '../../i18n/line.ts';
import { oneLine, seen } from '../odd-text.ts';
import { cut, cutMarkup, escape, limits } from '../text.ts';

export type Block = types.KnownBlock;

/** What chat.postMessage and a response_url take: blocks, and the text of notifications and screen readers. */
export type Content = { readonly text: string; readonly blocks: Block[] };

/**
 * Lines below each other. Text stands in text elements, in which Slack looks for no markup.
 * A message that holds one of these must hold one in every update: Slack answers `block_mismatch` otherwise.
 * https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
 */
export function paragraph(lines: readonly Line[]): types.RichTextBlock {
  let room: number = limits.paragraph;
  const elements: types.RichTextElement[] = [];
  for (const [index, line] of lines.entries()) {
    const parts: Line = index === 0 ? line : [{ kind: 'text', text: '\n' }, ...line];
    for (const part of parts) {
      if (room <= 0) break;
      const element = elementOf(part, room);
      room -= 'text' in element && element.text ? element.text.length : 20;
      elements.push(element);
    }
  }
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

/** Small grey text below: plain text, with mentions and dates as elements of their own. */
export function aside(line: Line): types.ContextBlock {
  const elements: (types.PlainTextElement | types.MrkdwnElement)[] = [];
  for (const part of line) {
    const last = elements.at(-1);
    if (part.kind === 'text') {
      const text = seen(part.text);
      if (last?.type === 'plain_text') last.text += text;
      else elements.push({ type: 'plain_text', text, emoji: false });
    } else if (last?.type === 'mrkdwn') last.text += ` ${markup([part])}`;
    else elements.push({ type: 'mrkdwn', text: markup([part]), verbatim: true });
  }
  const shown = elements.filter(({ text }) => text.trim() !== '').slice(0, mostElements);
  return { type: 'context', elements: shown.map((one) => ({ ...one, text: short(one) })) };
}

const mostElements = 10;

function short({ type, text }: types.PlainTextElement | types.MrkdwnElement): string {
  return type === 'mrkdwn' ? cutMarkup(text, limits.field) : cut(text.trim(), limits.field);
}

/** A button whose value is an id and nothing else. */
export function button(action: string, label: string, value: string): types.Button {
  return { type: 'button', action_id: action, text: plain(label, limits.button), value };
}

/** Text without any markup. */
export function plain(text: string, limit: number): types.PlainTextElement {
  return { type: 'plain_text', text: cut(text, limit), emoji: false };
}

/** The line as a message's own text, the one place where Slack reads markup: everything from outside is escaped. */
function markup(line: Line): string {
  return line.map(markupOf).join('');
}

/** A message of these lines. */
export function message(lines: readonly Line[]): Content {
  return { text: summary(lines), blocks: [paragraph(lines)] };
}

/** The lines as a message's own text. */
export function summary(lines: readonly Line[]): string {
  return cutMarkup(lines.map(markup).join('\n'), limits.message);
}

/** A section of mrkdwn; nothing in it is turned into a link or mention unless it is written as one. */
function section(text: string): types.SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: cutMarkup(text, limits.section), verbatim: true } };
}

/** Small grey text of mrkdwn below. */
export function context(text: string): types.ContextBlock {
  return {
    type: 'context',
    elements: [{ type: 'mrkdwn', text: cutMarkup(text, limits.field), verbatim: true }],
  };
}

/** A private answer of plain sentences. */
export function note(text: string): Content {
  return { text: cutMarkup(text, limits.section), blocks: [section(text)] };
}

/**
 * How a date is written, in the reader's time zone: without words such as "today", which Slack would put into the
 * reader's language. https://docs.slack.dev/messaging/formatting-message-text/#date-formatting
 */
const formats = {
  short: '{date_short} at {time}',
  full: '{date_long} at {time}',
  day: '{date_long}',
} as const;

function elementOf(part: Part, room: number): types.RichTextElement {
  switch (part.kind) {
    case 'text': {
      const { bold, code } = part;
      const text = part.text === '\n' ? part.text : cut(seen(part.text.replaceAll(/[\n\r]+/gu, ' ')), room);
      return {
        type: 'text',
        text,
        ...((bold || code) && { style: { ...(bold && { bold }), ...(code && { code }) } }),
      };
    }
    case 'emoji':
      return { type: 'emoji', name: part.name };
    case 'user':
      return { type: 'user', user_id: part.id };
    case 'group':
      return { type: 'usergroup', usergroup_id: part.id };
    case 'date':
      return {
        type: 'date',
        timestamp: seconds(part.at),
        format: formats[part.form],
        fallback: inUtc(part.at),
      };
    case 'link':
      return { type: 'link', url: part.url, text: part.label };
    default:
      return part satisfies never;
  }
}

function markupOf(part: Part): string {
  switch (part.kind) {
    case 'text':
      return escape(seen(part.text.replaceAll(/[\n\r]+/gu, ' ')));
    case 'emoji':
      return `:${part.name}:`;
    case 'user':
      return `<@${part.id}>`;
    case 'group':
      return `<!subteam^${part.id}>`;
    case 'date':
      return `<!date^${seconds(part.at)}^${formats[part.form]}|${inUtc(part.at)}>`;
    case 'link':
      return `<${part.url}|${part.label}>`;
    default:
      return part satisfies never;
  }
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

/** For where Slack cannot show the reader's own time, such as a dialog. */
export function inUtc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A name, an address or a reason, for a line: on one line, at most `limit` characters. */
export function brief(text: string, limit = 200): string {
  return cut(oneLine(text), limit);
}
