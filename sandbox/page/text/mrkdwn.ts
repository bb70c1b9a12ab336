/** What Slack's markup says: https://docs.slack.dev/messaging/formatting-message-text */
export type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike' | 'quote'; readonly inside: readonly Token[] }
  | { readonly kind: 'code' | 'preformatted'; readonly text: string }
  | { readonly kind: 'emoji'; readonly name: string }
  | { readonly kind: 'link'; readonly url: string; readonly label: string }
  | { readonly kind: 'user' | 'group' | 'channel'; readonly id: string; readonly label: string }
  | { readonly kind: 'everyone'; readonly name: string }
  | {
      readonly kind: 'date';
      readonly seconds: number;
      readonly format: string;
      readonly url: string | null;
      readonly fallback: string;
    };

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

/** Reads mrkdwn. Line breaks stay in the texts; lines that start with `>` become a quote. */
export function parseMarkup(text: string): readonly Token[] {
  const parts = text.split(/((?:^(?:&gt;|>)[^\n]*(?:\n|$))+)/m);
  return parts.flatMap((part, index): readonly Token[] => {
    if (index % 2 === 0) return inline(part);
    const quoted = part.replaceAll(/^(?:&gt;|>) ?/gm, '').replace(/\n$/, '');
    return [{ kind: 'quote', inside: inline(quoted) }];
  });
}

/** What stands between angle brackets. */
function angle(inside: string): Token {
  const [target = '', ...rest] = inside.split('|');
  const label = unescape(rest.join('|'));
  const mention = /^(?<sigil>[@#])(?<id>[A-Z0-9]+)$/.exec(target)?.groups;
  if (mention?.['id'] !== undefined)
    return { kind: mention['sigil'] === '@' ? 'user' : 'channel', id: mention['id'], label };
  const group = /^!subteam\^(\w+)$/.exec(target)?.[1];
  if (group !== undefined) return { kind: 'group', id: group, label };
  const [, seconds, format = '', url] = /^!date\^(\d+)\^([^^]+)(?:\^(.+))?$/.exec(target) ?? [];
  if (seconds !== undefined)
    return { kind: 'date', seconds: Number(seconds), format, url: url ?? null, fallback: label };
  if (target.startsWith('!')) return { kind: 'everyone', name: target.slice(1) };
  return { kind: 'link', url: unescape(target), label: label || unescape(target) };
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>): Token {
  const { preformatted, code, angle: inside, emoji, bold, italic, strike } = groups;
  if (preformatted !== undefined)
    return { kind: 'preformatted', text: unescape(preformatted.replace(/^\n/, '')) };
  if (code !== undefined) return { kind: 'code', text: unescape(code) };
  if (inside !== undefined) return angle(inside);
  if (emoji !== undefined) return { kind: 'emoji', name: emoji };
  if (bold !== undefined) return { kind: 'bold', inside: inline(bold) };
  if (italic !== undefined) return { kind: 'italic', inside: inline(italic) };
  return { kind: 'strike', inside: inline(strike ?? '') };
}

function inline(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let end = 0;
  const plain = (until: number) => {
    if (until > end) tokens.push({ kind: 'text', text: unescape(text.slice(end, until)) });
  };
  for (const match of text.matchAll(PIECE)) {
    plain(match.index);
    tokens.push(tokenOf(match.groups ?? {}));
    end = match.index + match[0].length;
  }
  plain(text.length);
  return tokens;
}
