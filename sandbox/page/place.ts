import type { Seen, SeenPerson } from '../slack/http/seen.ts';

/** Where somebody is in the page; it stands in the address, so that it can be linked, reloaded and gone back from. */
export type Place = {
  /** Slack id of the person to act as. */
  readonly as: string;
  /** A channel's id, `dm`, `home` or `about`; null for whatever suits the person. */
  readonly channel: string | null;
  /** Timestamp of the message to show. */
  readonly at: string | null;
  /** What to put into the composer. */
  readonly draft: string | null;
};

/** The person at this window, what they see, and where they are. */
export type Viewer = {
  readonly me: SeenPerson;
  readonly seen: Seen;
  readonly place: Place;
  /** The open channel's id: that of a channel or of the direct message. */
  readonly channel: string;
};

/** The approver, whose click the demo waits for. */
const FIRST_PERSON = 'U01ALAN';

/** Reads the query of an address. */
export function readPlace(query: string): Place {
  const given = new URLSearchParams(query);
  const [channel, at, draft] = [given.get('in'), given.get('at'), given.get('draft')];
  return { as: given.get('as') ?? FIRST_PERSON, channel, at, draft };
}

/** The address of a place. */
export function addressOf(place: { readonly as: string } & Partial<Place>): string {
  const query = new URLSearchParams({ as: place.as });
  if (place.channel) query.set('in', place.channel);
  if (place.at) query.set('at', place.at);
  if (place.draft) query.set('draft', place.draft);
  return `/?${query}`;
}

/** The place in the page that a link to a message in Slack means; null for other links. */
export function placeOfPermalink(url: string, as: string): Place | null {
  const found = /^https:\/\/acme\.slack\.com\/archives\/(\w+)\/p(\d+)(\d{6})(?:\?.*)?$/.exec(url);
  if (found === null) return null;
  const [, channel = '', seconds = '', micros = ''] = found;
  return { as, channel: channel.startsWith('D') ? 'dm' : channel, at: `${seconds}.${micros}`, draft: null };
}

/** What to call the author of a message, or whoever is mentioned in it; strangers go by their id. */
export function authorName({ seen }: Viewer, id: string): string {
  if (id === seen.app.userId) return seen.app.name;
  if (id === 'USLACKBOT') return 'Slackbot';
  return seen.people.find((person) => person.id === id)?.name ?? id;
}
