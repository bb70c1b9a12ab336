import type { Seen, SeenPerson } from '../slack/http/seen.ts';
import type { Place } from './place.ts';

/** The person at this window, what they see, and where they are. */
export type Viewer = {
  readonly me: SeenPerson;
  readonly seen: Seen;
  readonly place: Place;
  /** The open channel's id: that of a channel or of the direct message. */
  readonly channel: string;
};

/** What to call the author of a message. */
export function authorName({ seen }: Viewer, id: string): string {
  if (id === seen.app.userId) return seen.app.name;
  if (id === 'USLACKBOT') return 'Slackbot';
  return seen.people.find((person) => person.id === id)?.name ?? id;
}
