import type { Entry, Finding } from '../requests/draft.ts';
import { WorkfrontFailure } from '../requests/errors.ts';
import { wantsActive } from '../requests/items.ts';
import { protectionOf, type Policy } from '../requests/policy.ts';
import type { Ports } from '../requests/ports.ts';
import type { Action, WorkfrontUser } from '../requests/request.ts';
import { findNear, mostShown, onlyOne, wordsOf, wordsOfAddress, type Question } from './find-users.ts';

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
  const hitsOf = await findEverybody(ports, people, onProgress);
  let near = 0;
  const entries: Entry[] = [];
  for (const [index, { question, asked }] of people.entries()) {
    const hits = hitsOf.get(index);
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
  if (users.length === 0) return entries;
  const self = await ports.workfront.self();
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
  return openId === undefined ? found(user) : { kind: 'open', user, requestId: openId };
}

function found(user: WorkfrontUser): Finding {
  return { kind: 'found', user };
}

/** `name`: only who is called so is meant beyond doubt; null: whoever it is. */
type Hits = { readonly users: readonly WorkfrontUser[]; readonly name: string | null };

/** No hits: a Slack account without an address. */
function findingOf(hits: Hits | undefined): Finding {
  if (!hits) return { kind: 'no_email' };
  const { users, name } = hits;
  if (users.length === 0) return { kind: 'unknown', near: [] };
  const user = onlyOne(users, name);
  if (user) return found(user);
  return { kind: 'ambiguous', candidates: users.slice(0, mostShown), more: users.length > mostShown };
}

async function findEverybody(
  ports: LookUpPorts,
  people: readonly Named[],
  onProgress: OnProgress,
): Promise<ReadonlyMap<number, Hits>> {
  const hits = new Map<number, Hits>();
  let done = 0;
  const step = (): void => onProgress((done += 1));
  const note = ({ index }: Place, some: Hits): void => {
    hits.set(index, some);
    step();
  };
  const [ids, emails, names] = await sorted(ports, people, step);
  await each(chunks(ids, 100), async (list) => {
    const users = await ports.workfront.readUsers(list.map(({ text }) => text));
    for (const place of list) {
      const user = users.get(place.text) ?? (await ports.workfront.get(place.text));
      note(place, { users: user ? [user] : [], name: null });
    }
  });
  await each(chunks(emails, inOneList), async (list) => {
    const users = await ports.workfront.findByEmails(
      list.map(({ text }) => text),
      mostShown + 1,
    );
    for (const place of list) note(place, { users: users.get(place.text) ?? [], name: null });
  });
  await each(names, async (place) => note(place, await findByName(ports, place)));
  return hits;
}

type Place = { readonly index: number; readonly text: string; readonly username: string | null };

/** The list by what people are looked up by: ids, e-mails, names. Mentions become the e-mails of their profiles. */
async function sorted(
  ports: LookUpPorts,
  people: readonly Named[],
  step: () => void,
): Promise<readonly [readonly Place[], readonly Place[], readonly Place[]]> {
  const ids: Place[] = [];
  const emails: Place[] = [];
  const names: Place[] = [];
  await each([...people.entries()], async ([index, { question, username }]) => {
    const place = (text: string): Place => ({ index, text, username });
    switch (question.by) {
      case 'id':
        ids.push(place(question.id));
        break;
      case 'email':
        emails.push(place(question.email));
        break;
      case 'name':
        names.push(place(question.name));
        break;
      case 'slack_user': {
        const email = (await ports.people.profile(question.slackUserId))?.email;
        if (email) emails.push(place(email));
        else step();
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
  { text: name, username }: Place,
): Promise<Hits> {
  const users = await workfront
    .findByName(wordsOf(name), mostShown + 1)
    .catch((error: unknown) =>
      error instanceof WorkfrontFailure && error.code === 'invalid' ? null : Promise.reject(error),
    );
  // So many have these words in their names that they were not all looked at: nobody.
  if (users === null) return { users: [], name };
  if (users.length > 0 || username === null) return { users, name };
  return { users: await workfront.findByEmail(username, mostShown + 1), name: null };
}

function wordsLike(question: Question): readonly string[] {
  if (question.by === 'email') return wordsOfAddress(question.email);
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
