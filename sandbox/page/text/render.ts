import { h, type Child } from '../dom/element.ts';
import { addressOf, placeOfPermalink } from '../place.ts';
import type { Viewer } from '../viewer.ts';
import { fillDate } from './dates.ts';
import { drawEmoji, emoji } from './draw-emoji.ts';
import { parseMarkup, type Token } from './mrkdwn.ts';

/** A link: to a message it opens that in this page, to elsewhere a new window; other schemes stay text. */
export function link(url: string, label: string, viewer: Viewer): Child {
  const place = placeOfPermalink(url, viewer.me.id);
  if (place !== null) return h('a', { href: addressOf(place), 'data-place': true }, label);
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
export function userMention(id: string, label: string, { seen, me }: Viewer): Node {
  const app = id === seen.app.userId ? seen.app.name : undefined;
  const name = app ?? seen.people.find((person) => person.id === id)?.name ?? (label || id);
  return mention(`@${name}`, id === me.id);
}

/** `#channel`; a private one that the viewer is not in keeps its name for itself. */
export function channelMention(id: string, viewer: Viewer): Node {
  const channel = viewer.seen.channels.find((one) => one.id === id);
  if (channel === undefined) return mention('a private channel');
  const href = addressOf({ as: viewer.me.id, channel: id });
  return h('a.mention', { href, 'data-place': true }, `#${channel.name}`);
}

/** `@group`, by its id. */
export function groupMention(id: string, label: string, { seen }: Viewer): Node {
  const handle = seen.groups.find((group) => group.id === id)?.handle;
  return mention(handle === undefined ? label || id : `@${handle}`);
}

/** A moment in the viewer's language and time zone; the whole date is there when one points at it. */
export function moment(seconds: number, pattern: string, { me }: Viewer): HTMLElement {
  const title = fillDate(seconds, '{date_long} {time_secs}', me, Date.now());
  const attributes = { datetime: new Date(seconds * 1000).toISOString(), title };
  return h('time', attributes, fillDate(seconds, pattern, me, Date.now()));
}

function nodeOf(token: Token, viewer: Viewer): Child {
  const { kind } = token;
  switch (kind) {
    case 'text':
      return breakable(token.text);
    case 'bold':
      return h('strong', nodes(token.inside, viewer));
    case 'italic':
      return h('em', nodes(token.inside, viewer));
    case 'strike':
      return h('s', nodes(token.inside, viewer));
    case 'quote':
      return h('blockquote', nodes(token.inside, viewer));
    case 'code':
      return h('code', token.text);
    case 'preformatted':
      return h('pre', token.text);
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

/** Slack's markup as elements. */
export function renderMarkup(text: string, viewer: Viewer): Child {
  return nodes(parseMarkup(text), viewer);
}

type TextObject = { readonly type: 'plain_text' | 'mrkdwn'; readonly text: string };

/** A text object of Block Kit. */
export function renderText(text: TextObject, viewer: Viewer): Child {
  return text.type === 'mrkdwn' ? renderMarkup(text.text, viewer) : drawEmoji(text.text);
}
