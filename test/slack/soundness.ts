import { readContent, updated } from '../../sandbox/slack/api/chat.ts';
import type { Block } from '../../sandbox/slack/block-kit/blocks.ts';
import type { Content } from '../../src/slack/views/blocks.ts';

/** What Slack shows; throws what Slack would answer, for a new message and for an update alike. */
export function shown({ text, blocks }: Content): readonly Block[] {
  return readContent({ text, blocks }, updated).blocks;
}

const ours =
  /<@[UW][A-Z0-9]+>|<!subteam\^S[A-Z0-9]+>|<!date\^\d+\^\{date_(?:short|short_pretty|long)\}(?:,?(?: at)? \{time\})?\|[-: \dUTC]+>|<https:[^<>|]+\|[^<>|]+>/gu;

/** Every text of the content that Slack reads as markup. */
function markup({ text, blocks }: Content): readonly string[] {
  const texts = blocks.flatMap((block) => {
    if (block.type === 'section') return [block.text, ...(block.fields ?? [])];
    return block.type === 'context' ? block.elements : [];
  });
  return [text, ...texts.flatMap((each) => (each?.type === 'mrkdwn' ? [each.text] : []))];
}

/**
 * Texts in which something could mention or link that we did not write ourselves, or is cut in half.
 * Throws when Slack would not take the content.
 */
export function unsound(...contents: readonly Content[]): readonly string[] {
  for (const content of contents) shown(content);
  return contents
    .flatMap(markup)
    .filter((text) => /[<>]|&(?!(?:amp|lt|gt);)/u.test(text.replaceAll(ours, '')));
}

/** What Slack would read as markup in the blocks that is not a mention, a date or an emoji of ours. */
export function foreign({ blocks }: Content): readonly string[] {
  const [, ...texts] = markup({ text: '', blocks });
  return texts
    .map((text) =>
      text
        .replaceAll(ours, '')
        .replaceAll(/:[a-z_]+:/gu, '')
        .trim(),
    )
    .filter(Boolean);
}

/** What Slack would read as markup or emoji, or not take, in content that holds text from outside. */
export function formatted(...contents: readonly Content[]): readonly string[] {
  const emoji = contents.filter(({ blocks }) => JSON.stringify(blocks).includes('"emoji":true'));
  return [...unsound(...contents), ...contents.flatMap(foreign), ...emoji.map(({ text }) => text)];
}
