import type { Entry, Finding } from '../requests/draft.ts';
import { WorkfrontFailure } from '../requests/errors.ts';
import { wantsActive } from '../requests/items.ts';
import { protectionOf, type Policy } from '../requests/policy.ts';
import type { Ports } from '../requests/ports.ts';
import type { Action, WorkfrontUser } from '../requests/request.ts';
import { findNear, fold, mostShown, wordsOf, type Question } from './find-users.ts';

/** One name of a list. `username`: one word that may also be a Workfront user name. */
export type Named = {
  readonly question: Question;
  readonly asked: string;
  readonly username: string | null;
};

type LookUpPorts = Pick<Ports, 'workfront' | 'people' | 'store'>;

/** Told how many of the names are through. */
type OnProgress = (done: number) => void;

/** E-mail addresses in one request to Workfront. */
const inOneList = 50;
/** Look-ups under way at a time; Workfront's own limit is the number of connections. */
const atATime = 4;
/** For how many unknown people similar names are looked up, as that takes up to three requests each. */
const mostNear = 10;

/**
 * Finds everybody on a list in Workfront, and what stands against asking for them. E-mails and ids go in lists, what
 * these do not find goes alone, and names are looked up one by one. Nobody is guessed.
 * @throws WorkfrontFailure
 */
export async function resolvePeople(
  ports: LookUpPorts,
  policy: Policy,
  action: Action,
  people: readonly Named[],
  onProgress: OnProgress,
): Promise<readonly Entry[]> {
  const found = await findEverybody(ports, people, onProgress);
  let near = 0;
  const entries: Entry[] = [];
  for (const [index, { question, asked }] of people.entries()) {
    const hits = found[index] ?? null;
    if (hits?.users.length === 0 && near < mostNear) {
      near += 1;
      const similar = await findNear(ports, wordsLike(question));
      entries.push({ asked, finding: { kind: 'unknown', near: similar } });
    } else entries.push({ asked, finding: findingOf(hits) });
  }
  return judge(ports, policy, action, entries);
}

/**
 * What stands against asking for those who were found, as things are now; the users are taken as they are.
 */
export async function judge(
  ports: Pick<Ports, 'workfront' | 'store'>,
  policy: Policy,
  action: Action,
  entries: readonly Entry[],
): Promise<readonly Entry[]> {
  const users = entries.flatMap(({ finding }) => ('user' in finding ? [finding.user] : []));
  const self = users.length > 0 ? await ports.workfront.self() : { id: '' };
  const open = await ports.store.findOpenRequestsFor(users.map(({ id }) => id));
  const judged = entries.map(({ asked, finding }): Entry => {
    if (!('user' in finding)) return { asked, finding };
    const { user } = finding;
    return { asked, finding: against(user, action, policy, { ownId: self.id, openId: open.get(user.id) }) };
  });
  return markDoubles(judged);
}

/** Whoever was named before is a double, whatever they were called. */
export function markDoubles(entries: readonly Entry[]): readonly Entry[] {
  const first = new Map<string, string>();
  return entries.map(({ asked, finding }) => {
    if (!('user' in finding)) return { asked, finding };
    const { user } = finding;
    const earlier = first.get(user.id);
    if (earlier !== undefined) return { asked, finding: { kind: 'double', user, first: earlier } };
    first.set(user.id, asked);
    return { asked, finding };
  });
}

function against(
  user: WorkfrontUser,
  action: Action,
  policy: Policy,
  { ownId, openId }: { readonly ownId: string; readonly openId: string | undefined },
): Finding {
  const why = protectionOf(user, policy, ownId);
  if (why) return { kind: 'protected', user, why };
  if (user.isActive === wantsActive(action)) return { kind: 'as_wished', user };
  return openId === undefined ? { kind: 'found', user } : { kind: 'open', user, requestId: openId };
}

/** `isExact`: who they are is beyond doubt if it is one. Null: a Slack account without an address. */
type Hits = { readonly users: readonly WorkfrontUser[]; readonly isExact: boolean } | null;

function findingOf(hits: Hits): Finding {
  if (!hits) return { kind: 'no_email' };
  const { users, isExact } = hits;
  const [only, another] = users;
  if (!only) return { kind: 'unknown', near: [] };
  if (isExact && !another) return { kind: 'found', user: only };
  return { kind: 'ambiguous', candidates: users.slice(0, mostShown), more: users.length > mostShown };
}

async function findEverybody(
  ports: LookUpPorts,
  people: readonly Named[],
  onProgress: OnProgress,
): Promise<readonly Hits[]> {
  const hits: Hits[] = people.map(() => null);
  let done = 0;
  const note = (index: number, found: Hits): void => {
    hits[index] = found;
    onProgress((done += 1));
  };
  const [ids, emails, names] = await sorted(ports, people, note);
  const noteExact = ({ index }: Place, users: readonly WorkfrontUser[]) =>
    note(index, { users, isExact: true });
  await each(chunks(ids, 100), async (list) => {
    const users = await ports.workfront.readUsers(list.map(({ text }) => text));
    for (const place of list) {
      const user = users.get(place.text) ?? (await ports.workfront.get(place.text));
      noteExact(place, user ? [user] : []);
    }
  });
  await each(chunks(emails, inOneList), async (list) => {
    const users = await ports.workfront.findByEmails(
      list.map(({ text }) => text),
      mostShown + 1,
    );
    for (const place of list) noteExact(place, users.get(place.text) ?? []);
  });
  await each(names, async ({ index, text }) => note(index, await findByName(ports, people[index], text)));
  return hits;
}

type Place = { readonly index: number; readonly text: string };

/** The list by what people are looked up by: ids, e-mails, names. Mentions become the e-mails of their profiles. */
async function sorted(
  ports: LookUpPorts,
  people: readonly Named[],
  note: (index: number, found: Hits) => void,
): Promise<readonly [readonly Place[], readonly Place[], readonly Place[]]> {
  const ids: Place[] = [];
  const emails: Place[] = [];
  const names: Place[] = [];
  await each([...people.entries()], async ([index, { question }]) => {
    switch (question.by) {
      case 'id':
        ids.push({ index, text: question.id });
        break;
      case 'email':
        emails.push({ index, text: question.email });
        break;
      case 'name':
        names.push({ index, text: question.name });
        break;
      case 'slack_user': {
        const email = (await ports.people.profile(question.slackUserId))?.email;
        if (email) emails.push({ index, text: email });
        else note(index, null);
        break;
      }
      default:
        question satisfies never;
    }
  });
  return [ids, emails, names];
}

async function findByName(
  { workfront }: Pick<Ports, 'workfront'>,
  named: Named | undefined,
  name: string,
): Promise<Hits> {
  const words = wordsOf(name);
  const users = await workfront
    .findByName(words, mostShown + 1)
    .catch((error: unknown) =>
      error instanceof WorkfrontFailure && error.code === 'invalid' ? null : Promise.reject(error),
    );
  // So many have these words in their names that they were not all looked at: nobody, without a near miss.
  if (users === null) return { users: [], isExact: false };
  if (users.length > 0) return { users, isExact: fold(users[0]?.name ?? '') === fold(words.join(' ')) };
  const byUsername = named?.username ? await workfront.findByEmail(named.username, mostShown + 1) : [];
  return { users: byUsername, isExact: true };
}

function wordsLike(question: Question): readonly string[] {
  if (question.by === 'email') return (question.email.split('@')[0] ?? '').split(/[._+-]+/u);
  return question.by === 'name' ? wordsOf(question.name) : [];
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  const count = Math.ceil(list.length / size);
  return Array.from({ length: count }, (_, index) => list.slice(index * size, (index + 1) * size));
}

/** Does the work for each, a few at a time; the first failure ends it. */
async function each<T>(list: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const rest = list.values();
  const lane = async (): Promise<void> => {
    for (const one of rest) await work(one);
  };
  await Promise.all(Array.from({ length: atATime }, lane));
}
