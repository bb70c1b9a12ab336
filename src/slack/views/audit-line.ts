import type { types } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import type { AuditLine } from '../../requests/audit-lines.ts';
import type { AuditFacts } from '../../requests/ports.ts';
import { cut, cutMarkup, escape, limits } from '../text.ts';
import { sentenceOf } from './audit-sentence.ts';
import type { Content } from './blocks.ts';

/** A line's number and hash always stand: what is between them is cut. In characters. */
const longest = 2_400;
/** All blocks of a message may hold about 13,200 characters. https://github.com/slackapi/bolt-js/issues/2509 */
const mostText = 10_000;

/** The first of these lines, as many as one message takes, and how many those are. */
export function auditPost(
  lines: readonly AuditLine[],
  facts: AuditFacts,
  texts: Texts,
): { readonly content: Content; readonly count: number } {
  const shown: Shown[] = [];
  let room = mostText;
  for (const line of lines) {
    const next = show(line, facts, texts);
    room -= next.numbers.length + next.sentence.length + next.hash.length;
    if (room < 0 && shown.length > 0) break;
    shown.push(next);
  }
  const text = shown.map(({ numbers, sentence, hash }) => escape(`${numbers} ${sentence} · ${hash}`));
  return {
    content: { text: cutMarkup(text.join('\n'), limits.message), blocks: shown.map(blockOf) },
    count: shown.length,
  };
}

type Shown = { readonly numbers: string; readonly sentence: string; readonly hash: string };

function show(line: AuditLine, facts: AuditFacts, texts: Texts): Shown {
  const [first] = line.rows;
  const last = line.rows.at(-1) ?? first;
  return {
    numbers: texts.audit.numbers(first.number, last.number),
    sentence: cut(sentenceOf(line, facts, texts), longest),
    hash: last.hash.slice(0, 12),
  };
}

/**
 * Text elements, in which Slack looks for no markup, mention or emoji.
 * https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
 */
function blockOf({ numbers, sentence, hash }: Shown): types.RichTextBlock {
  const elements: types.RichTextElement[] = [
    { type: 'text', text: numbers, style: { bold: true } },
    { type: 'text', text: ` ${sentence} · ` },
    { type: 'text', text: hash, style: { code: true } },
  ];
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}
