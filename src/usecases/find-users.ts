import type { Ports } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import type { SlackUserId, WorkfrontUser } from '../requests/request.ts';

/** Who is meant, as it was typed. */
export type Question =
  | { readonly by: 'email'; readonly email: string }
  | { readonly by: 'id'; readonly id: string }
  | { readonly by: 'slack_user'; readonly slackUserId: SlackUserId }
  /** `username`: one word that may also be a Workfront user name, such as `jane.doe`. */
  | { readonly by: 'name'; readonly name: string; readonly username?: string | null };

/** `exact`: one user, beyond doubt. Otherwise a person has to pick. */
export type Found =
  | { readonly exact: true; readonly user: WorkfrontUser }
  | { readonly exact: false; readonly users: readonly WorkfrontUser[]; readonly more: boolean };

/** How many users a picker shows. */
export const mostShown = 25;

/**
 * Looks the person up in Workfront and never guesses: only one e-mail, id, or whole name makes an exact
 * hit. @throws Refusal `user_unknown` with near misses, or `no_email` for a Slack account without one.
 */
export async function findUsers(
  ports: Pick<Ports, 'workfront' | 'people'>,
  question: Question,
): Promise<Found> {
  switch (question.by) {
    case 'id': {
      const user = await ports.workfront.get(question.id);
      if (!user) throw new Refusal({ reason: 'user_unknown', asked: question.id, near: [] });
      return { exact: true, user };
    }
    case 'email':
      return findByEmail(ports, question.email);
    case 'slack_user': {
      const profile = await ports.people.profile(question.slackUserId);
      if (!profile?.email) {
        throw new Refusal({ reason: 'no_email', slackUserId: question.slackUserId });
      }
      return findByEmail(ports, profile.email);
    }
    case 'name':
      return findByName(ports, question.name, question.username ?? null);
    default:
      return question satisfies never;
  }
}

/** The words of a name, as they were typed. */
export function wordsOf(name: string): readonly string[] {
  return name.split(/\s/u).filter((word) => word !== '');
}

/** The words of an address before its @, which may be those of a name. */
export function wordsOfAddress(email: string): readonly string[] {
  return email.replace(/@.*/u, '').split(/[._+-]/u);
}

async function findByEmail(ports: Pick<Ports, 'workfront'>, email: string): Promise<Found> {
  const users = await ports.workfront.findByEmail(email, mostShown + 1);
  if (users.length === 0) {
    const near = await findNear(ports, wordsOfAddress(email));
    throw new Refusal({ reason: 'user_unknown', asked: email, near });
  }
  return judge(users);
}

async function findByName(
  ports: Pick<Ports, 'workfront'>,
  name: string,
  username: string | null,
): Promise<Found> {
  const words = wordsOf(name);
  const [own, named] = await Promise.all([
    username === null ? [] : ports.workfront.findByEmail(username, mostShown + 1),
    ports.workfront.findByName(words, mostShown + 1),
  ]);
  const users = [...own, ...named];
  if (users.length === 0) {
    const near = words.length > 1 ? await findNear(ports, words) : [];
    throw new Refusal({ reason: 'user_unknown', asked: name, near });
  }
  return judge(users, own.length > 0 ? null : name);
}

/** `name`: whoever it is must be called so; null: is found beyond doubt if alone. */
function judge(found: readonly WorkfrontUser[], name: string | null = null): Found {
  const users = [...new Map(found.map((user) => [user.id, user])).values()];
  const user = onlyOne(users, name);
  if (user) return { exact: true, user };
  return { exact: false, users: users.slice(0, mostShown), more: users.length > mostShown };
}

/** Who is meant beyond doubt: nobody else was found, and their whole name is this, unless none is given. */
export function onlyOne(users: readonly WorkfrontUser[], name: string | null): WorkfrontUser | null {
  const [only, another] = users;
  if (!only || another) return null;
  return name === null || fold(only.name) === fold(name) ? only : null;
}

/** People whose name has any of the words of three letters or more: a hint, never a hit. */
export async function findNear(
  ports: Pick<Ports, 'workfront'>,
  words: readonly string[],
): Promise<readonly WorkfrontUser[]> {
  const near = new Map<string, WorkfrontUser>();
  for (const word of words.filter(({ length }) => length >= 3).slice(0, 3)) {
    for (const user of await ports.workfront.findByName([word], 3)) near.set(user.id, user);
  }
  return [...near.values()].slice(0, 5);
}

/** A name as names are compared: without case, and whatever blanks are in it. */
export function fold(text: string): string {
  return wordsOf(text.normalize('NFC').toLowerCase()).join(' ');
}
