import type { Texts } from '../../i18n/en.ts';
import type { AuditRow, Person } from '../../requests/audit.ts';
import type { AuditFacts } from '../../requests/ports.ts';
import type { Action } from '../../requests/request.ts';
import { oneLine } from '../odd-text.ts';
import { cut } from '../text.ts';

/** A row of one event. */
export type Event<E extends AuditRow['event']> = Extract<AuditRow, { readonly event: E }>;

/** What a line is said with. */
export type Said = {
  readonly texts: Texts;
  readonly facts: AuditFacts;
  /** The rows of the request up to the line's last row. */
  readonly story: readonly AuditRow[];
};

/** So many people are named before the rest is counted. */
export const fewNames = 3;

/** What is, or was, to be done to whom. */
export function deedOf(said: Said, row: AuditRow): string {
  const { audit } = said.texts;
  const submitted = submittedIn(said);
  const about =
    ('about' in row.data && row.data.about) ||
    (submitted && {
      action: submitted.data.action,
      people: submitted.data.targets.slice(0, fewNames),
      count: submitted.data.targets.length,
    });
  if (about) {
    const names = about.people.map((person) => userOf(said, person)).join(audit.separator);
    return audit.deed(about.action, audit.more(names, about.count - about.people.length));
  }
  if (row.event === 'refused' && isAction(row.data.attempted)) {
    const { user, asked, attempted } = row.data;
    return audit.deed(attempted, user ? userOf(said, user) : clean(asked ?? audit.somebody));
  }
  const typed = row.event === 'refused' ? row.data.asked : null;
  return audit.requestUnknown(clean(row.requestId ?? typed ?? ''));
}

/** The row by which the request was made, if it is in the story. */
export function submittedIn({ story }: Said): Event<'submitted'> | undefined {
  return story.find((row) => row.event === 'submitted');
}

/** Whether what was tried was a question. */
export function isAction(attempted: string): attempted is Action {
  return attempted === 'deactivate' || attempted === 'reactivate';
}

/** A person in Slack as text, so that nobody is pinged; null: the bot. */
export function personOf({ texts, facts }: Said, id: string | null): string {
  if (id === null) return texts.audit.bot;
  return texts.audit.person(clean(facts.names.get(id) ?? ''), clean(id));
}

/** A Workfront user by name and address. */
export function userOf({ texts }: Said, { id, name, email }: Person): string {
  return texts.audit.user(clean(name ?? ''), clean(email ?? '')) || clean(id);
}

/** In UTC: a line is one text for readers everywhere, a year later, and also where it was copied to. */
export function moment(iso: string): string {
  return `${clean(iso.slice(0, 16)).replace('T', ' ')} UTC`;
}

/** Somebody else's text in one line, without what is not seen, cut. */
export function clean(text: string, limit = 100): string {
  return cut(oneLine(text), limit);
}
