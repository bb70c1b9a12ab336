import type { Block, RichTextPiece } from '../../slack/block-kit/blocks.ts';

type Style = { bold?: true; italic?: true; strike?: true; code?: true };
type Part = Extract<Block, { readonly type: 'rich_text' }>['elements'][number];

type Inline =
  | (RichTextPiece & { readonly label?: string })
  | { readonly type: 'broadcast'; readonly range: string; readonly style?: Style | undefined };

/** A piece of rich text; what was read from markup may name anything, and have a label of its own. */
export type Piece =
  | Inline
  | Part
  | { readonly type: 'rich_text_quote' | 'rich_text_preformatted'; readonly elements: readonly Piece[] };

/** The three characters that Slack escapes, as they were. */
export function unescape(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

const PIECE = new RegExp(
  [
    '```(?<preformatted>[^]+?)```',
    '`(?<code>[^`\\n]+)`',
    '<(?<angle>[^<>]+)>',
    ':(?<emoji>[a-z0-9_+-]+):',
    '(?<!\\w)\\*(?<bold>[^\\s*](?:[^*\\n]*[^\\s*])?)\\*(?!\\w)',
    '(?<!\\w)_(?<italic>[^\\s_](?:[^_\\n]*[^\\s_])?)_(?!\\w)',
    '(?<!\\w)~(?<strike>[^\\s~](?:[^~\\n]*[^\\s~])?)~(?!\\w)',
  ].join('|'),
  'gu',
);

/**
 * Reads mrkdwn: https://docs.slack.dev/messaging/formatting-message-text. Line breaks stay in the texts; lines that
 * start with `>` become a quote.
 */
export function parseMarkup(text: string): readonly Piece[] {
  const parts = text.split(/((?:^(?:&gt;|>)[^\n]*(?:\n|$))+)/m);
  return parts.flatMap((part, index): readonly Piece[] => {
    if (index % 2 === 0) return inline(part);
    const quoted = part.replaceAll(/^(?:&gt;|>) ?/gm, '').replace(/\n$/, '');
    return [{ type: 'rich_text_quote', elements: inline(quoted) }];
  });
}

/** What stands between angle brackets. */
function angle(inside: string): Inline {
  const [target = '', ...rest] = inside.split('|');
  const label = unescape(rest.join('|'));
  const [, sigil, id = ''] = /^(@|#|!subteam\^)([A-Z0-9]+)$/.exec(target) ?? [];
  if (sigil === '@') return { type: 'user', user_id: id, label };
  if (sigil === '#') return { type: 'channel', channel_id: id };
  if (sigil !== undefined) return { type: 'usergroup', usergroup_id: id, label };
  const [, seconds, format = '', url] = /^!date\^(\d+)\^([^^]+)(?:\^(.+))?$/.exec(target) ?? [];
  if (seconds !== undefined) return { type: 'date', timestamp: Number(seconds), format, url };
  if (target.startsWith('!')) return { type: 'broadcast', range: target.slice(1) };
  return { type: 'link', url: unescape(target), text: label || unescape(target) };
}

function piecesOf(
  groups: Readonly<Record<string, string | undefined>>,
  style: Style | undefined,
): readonly Piece[] {
  const { preformatted, code, angle: inside, emoji, bold, italic, strike } = groups;
  if (preformatted !== undefined) {
    const text = unescape(preformatted.replace(/^\n/, ''));
    return [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }];
  }
  if (code !== undefined) return [{ type: 'text', text: unescape(code), style: { ...style, code: true } }];
  if (inside !== undefined) return [{ ...angle(inside), style }];
  if (emoji !== undefined) return [{ type: 'emoji', name: emoji, style }];
  if (bold !== undefined) return inline(bold, { ...style, bold: true });
  if (italic !== undefined) return inline(italic, { ...style, italic: true });
  return inline(strike ?? '', { ...style, strike: true });
}

function inline(text: string, style?: Style): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  const plain = (until: number) => {
    if (until > end) pieces.push({ type: 'text', text: unescape(text.slice(end, until)), style });
  };
  for (const match of text.matchAll(PIECE)) {
    plain(match.index);
    pieces.push(...piecesOf(match.groups ?? {}, style));
    end = match.index + match[0].length;
  }
  plain(text.length);
  return pieces;
}
