import type { Block, RichTextPiece } from '../../slack/block-kit/blocks.ts';
import { h, type Child } from '../dom/element.ts';
import { addressOf, placeOfPermalink, type Viewer } from '../place.ts';
import { fillDate } from './dates.ts';
import { character, NAMED } from './emoji.ts';
import { parseMarkup, type Token } from './mrkdwn.ts';

/** A drawing that reads as its character; an emoji that is none of these keeps its name between colons. */
function emoji(name: string): Child {
  const alt = character(name);
  return alt === undefined ? `:${name}:` : h('img.emoji', { src: `/page/emoji/${name}.svg`, alt });
}

/** Plain text with the emoji in it as drawings. */
export function drawEmoji(text: string): readonly Child[] {
  return text.split(NAMED).map((part, index) => (index % 2 === 0 ? part : emoji(part)));
}

/** A link: to a message it opens that in this page, to elsewhere a new window; other schemes stay text. */
function link(url: string, label: string, viewer: Viewer): Child {
  const place = placeOfPermalink(url, viewer.me.id);
  if (place !== null) return h('a', { href: addressOf(place) }, label);
  if (url.startsWith('mailto:')) return h('a', { href: url }, breakable(label));
  if (!/^https?:\/\//.test(url)) return breakable(label);
  return h('a', { href: url, target: '_blank', rel: 'noreferrer' }, label);
}

/** Text in which an e-mail address breaks after its @ sooner than inside a word. */
function breakable(text: string): readonly Child[] {
  return text.split(/(?<=\w@)(?=\w)/).flatMap((part, index) => (index === 0 ? [part] : [h('wbr'), part]));
}

/** A mention of somebody or something; `isMe` makes it stand out. */
function mention(text: string, isMe = false): Node {
  return h('span', { class: isMe ? 'mention me' : 'mention' }, text);
}

/** `@Name`, by Slack id. */
function userMention(id: string, label: string, { seen, me }: Viewer): Node {
  const app = id === seen.app.userId ? seen.app.name : undefined;
  const name = app ?? seen.people.find((person) => person.id === id)?.name ?? (label || id);
  return mention(`@${name}`, id === me.id);
}

/** `#channel`; a private one that the viewer is not in keeps its name for itself. */
function channelMention(id: string, viewer: Viewer): Node {
  const channel = viewer.seen.channels.find((one) => one.id === id);
  if (channel === undefined) return mention('a private channel');
  return h('a.mention', { href: addressOf({ as: viewer.me.id, channel: id }) }, `#${channel.name}`);
}

/** `@group`, by its id. */
function groupMention(id: string, label: string, { seen }: Viewer): Node {
  const handle = seen.groups.find((group) => group.id === id)?.handle;
  return mention(handle === undefined ? label || id : `@${handle}`);
}

/** A moment in the viewer's language and time zone; the whole date is there when one points at it. */
function moment(seconds: number, pattern: string, { me }: Viewer): HTMLElement {
  const fill = (format: string) => fillDate(seconds, format, me, Date.now());
  const datetime = new Date(seconds * 1000).toISOString();
  return h('time', { datetime, title: fill('{date_long} {time_secs}') }, fill(pattern));
}

/** The elements for the styles of both kinds of markup. */
const TAGS = {
  bold: 'strong',
  italic: 'em',
  strike: 's',
  code: 'code',
  quote: 'blockquote',
  preformatted: 'pre',
} as const;

function nodeOf(token: Token, viewer: Viewer): Child {
  const { kind } = token;
  switch (kind) {
    case 'text':
      return breakable(token.text);
    case 'bold':
    case 'italic':
    case 'strike':
    case 'quote':
      return h(TAGS[kind], nodes(token.inside, viewer));
    case 'code':
    case 'preformatted':
      return h(TAGS[kind], token.text);
    case 'emoji':
      return emoji(token.name);
    case 'link':
      return link(token.url, token.label, viewer);
    case 'user':
      return userMention(token.id, token.label, viewer);
    case 'channel':
      return channelMention(token.id, viewer);
    case 'group':
      return groupMention(token.id, token.label, viewer);
    case 'everyone':
      return mention(`@${token.name}`, true);
    case 'date': {
      const shown = moment(token.seconds, token.format, viewer);
      return token.url === null ? shown : link(token.url, shown.textContent, viewer);
    }
    default:
      return kind satisfies never;
  }
}

const nodes = (tokens: readonly Token[], viewer: Viewer) => tokens.map((token) => nodeOf(token, viewer));

/** A text object of Block Kit: Slack's markup as elements, or plain text. */
export function renderText(
  { type, text }: { readonly type: 'plain_text' | 'mrkdwn'; readonly text: string },
  viewer: Viewer,
): Child {
  return type === 'mrkdwn' ? nodes(parseMarkup(text), viewer) : drawEmoji(text);
}

type RichText = Extract<Block, { readonly type: 'rich_text' }>;

const STYLES = ['bold', 'italic', 'strike', 'code'] as const;

/** A rich text block: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export function renderRichText(block: RichText, viewer: Viewer): readonly HTMLElement[] {
  return block.elements.map((part) => {
    switch (part.type) {
      case 'rich_text_list': {
        const items = part.elements.map(({ elements }) => h('li', pieces(elements, viewer)));
        return h(part['style'] === 'ordered' ? 'ol' : 'ul', items);
      }
      case 'rich_text_preformatted':
        return h('pre', pieces(part.elements, viewer));
      case 'rich_text_quote':
        return h('blockquote', pieces(part.elements, viewer));
      case 'rich_text_section':
        return h('p', pieces(part.elements, viewer));
      default:
        return part satisfies never;
    }
  });
}

function styled(node: Child, style: unknown): Child {
  if (typeof style !== 'object' || style === null) return node;
  return STYLES.filter((name) => Reflect.get(style, name)).reduce(
    (inner, name) => h(TAGS[name], inner),
    node,
  );
}

function content(piece: RichTextPiece, viewer: Viewer): Child {
  switch (piece.type) {
    case 'text':
      return piece.text;
    case 'link':
      return link(piece.url, piece.text ?? piece.url, viewer);
    case 'user':
      return userMention(piece.user_id, '', viewer);
    case 'usergroup':
      return groupMention(piece.usergroup_id, '', viewer);
    case 'channel':
      return channelMention(piece.channel_id, viewer);
    case 'emoji':
      return emoji(piece.name);
    case 'date':
      return moment(piece.timestamp, piece.format, viewer);
    case 'broadcast':
      return h('span.mention.me', `@${piece.range}`);
    default:
      return piece satisfies never;
  }
}

function pieces(list: readonly RichTextPiece[], viewer: Viewer): readonly Child[] {
  return list.map((piece) => styled(content(piece, viewer), 'style' in piece ? piece.style : null));
}
