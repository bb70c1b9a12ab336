import { h, type Child } from '../dom/element.ts';
import { addressOf, authorName, placeOfPermalink, type Viewer } from '../place.ts';
import { fillDate } from './dates.ts';
import { character, NAMED } from './emoji.ts';
import { parseMarkup, type Piece } from './mrkdwn.ts';

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
function userMention(id: string, label: string | undefined, viewer: Viewer): Node {
  const name = authorName(viewer, id);
  return mention(`@${name === id ? label || id : name}`, id === viewer.me.id);
}

/** `#channel`; a private one that the viewer is not in keeps its name for itself. */
function channelMention(id: string, viewer: Viewer): Node {
  const channel = viewer.seen.channels.find((one) => one.id === id);
  if (channel === undefined) return mention('a private channel');
  return h('a.mention', { href: addressOf({ as: viewer.me.id, channel: id }) }, `#${channel.name}`);
}

/** `@group`, by its id. */
function groupMention(id: string, label: string | undefined, { seen }: Viewer): Node {
  const handle = seen.groups.find((group) => group.id === id)?.handle;
  return mention(handle === undefined ? label || id : `@${handle}`);
}

/** A moment in the viewer's language and time zone; the whole date is there when one points at it. */
function moment({ timestamp, format, url }: Extract<Piece, { type: 'date' }>, viewer: Viewer): Child {
  const fill = (pattern: string) => fillDate(timestamp, pattern, viewer.me, Date.now());
  const datetime = new Date(timestamp * 1000).toISOString();
  const time = h('time', { datetime, title: fill('{date_long} {time_secs}') }, fill(format));
  return url === undefined ? time : link(url, time.textContent, viewer);
}

/** A text object of Block Kit: Slack's markup as elements, or plain text. */
export function renderText(
  { type, text }: { readonly type: 'plain_text' | 'mrkdwn'; readonly text: string },
  viewer: Viewer,
): readonly Child[] {
  return type === 'mrkdwn' ? renderPieces(parseMarkup(text), viewer) : drawEmoji(text);
}

/** Rich text: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export function renderPieces(pieces: readonly Piece[], viewer: Viewer): readonly Child[] {
  return pieces.map((piece) => styled(nodeOf(piece, viewer), 'style' in piece ? piece.style : null));
}

const STYLES = { bold: 'strong', italic: 'em', strike: 's', code: 'code' };

function styled(node: Child, style: unknown): Child {
  if (typeof style !== 'object' || style === null) return node;
  const tags = Object.entries(STYLES).filter(([name]) => Reflect.get(style, name));
  return tags.reduce((inner, [, tag]) => h(tag, inner), node);
}

function nodeOf(piece: Piece, viewer: Viewer): Child {
  switch (piece.type) {
    case 'text':
      return breakable(piece.text);
    case 'link':
      return link(piece.url, piece.text ?? piece.url, viewer);
    case 'user':
      return userMention(piece.user_id, piece.label, viewer);
    case 'usergroup':
      return groupMention(piece.usergroup_id, piece.label, viewer);
    case 'channel':
      return channelMention(piece.channel_id, viewer);
    case 'emoji':
      return emoji(piece.name);
    case 'date':
      return moment(piece, viewer);
    case 'broadcast':
      return mention(`@${piece.range}`, true);
    case 'rich_text_list': {
      const items = piece.elements.map(({ elements }) => h('li', renderPieces(elements, viewer)));
      return h(piece['style'] === 'ordered' ? 'ol' : 'ul', items);
    }
    case 'rich_text_preformatted':
      return h('pre', renderPieces(piece.elements, viewer));
    case 'rich_text_quote':
      return h('blockquote', renderPieces(piece.elements, viewer));
    case 'rich_text_section':
      return h('p', renderPieces(piece.elements, viewer));
    default:
      return piece satisfies never;
  }
}
