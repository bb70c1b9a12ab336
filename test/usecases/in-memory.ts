import type { Changes, Ports, SlackProfile, Transaction } from '../../src/requests/ports.ts';
import type { Request, WorkfrontUser } from '../../src/requests/request.ts';
import { aProfile } from '../store/builders.ts';

type Workfront = Ports['workfront'] & { readonly asked: string[] };

const unasked = (): never => {
  throw new Error('This is not to be asked');
};

/**
 * A Workfront of these users, in which nobody holds anything; what a test gives takes the place of that. `asked` is
 * each question about users, as one line.
 */
export function workfrontOf(
  users: readonly WorkfrontUser[],
  own: Partial<Ports['workfront']> = {},
): Workfront {
  const asked: string[] = [];
  const called = (email: string) =>
    users.filter((user) =>
      [user.email, user.username].some((one) => one.toLowerCase() === email.toLowerCase()),
    );
  const withWords = (words: readonly string[]) =>
    users
      .filter(({ name }) => words.every((word) => name.toLowerCase().includes(word.toLowerCase())))
      .toSorted((one, other) => one.name.localeCompare(other.name));
  return {
    asked,
    write: unasked,
    movedBy: unasked,
    countHoldings: unasked,
    listHoldings: unasked,
    readValues: unasked,
    self: async () => ({ id: 'f'.repeat(32), isAdmin: true }),
    async get(id) {
      asked.push(`id ${id}`);
      return users.find((user) => user.id === id) ?? null;
    },
    async findByEmail(email, limit) {
      asked.push(`email ${email}, ${limit}`);
      return called(email).slice(0, limit);
    },
    async findByEmails(emails, limit) {
      asked.push(`emails ${emails.length}, ${limit}`);
      return new Map(emails.map((email) => [email, called(email).slice(0, limit)]));
    },
    async findByName(words, limit) {
      asked.push(`name ${words.join('+')}, ${limit}`);
      return withWords(words).slice(0, limit);
    },
    async readUsers(ids) {
      asked.push(`ids ${ids.length}`);
      return new Map(users.filter(({ id }) => ids.includes(id)).map((user) => [user.id, user]));
    },
    async suggest(typed, limit) {
      asked.push(`suggest ${typed}, ${limit}`);
      return withWords([typed]).slice(0, limit);
    },
    ...own,
  };
}

/** Members of the workspace, by id, with what differs from an ordinary one; everybody in `listed` is on every list. */
export function peopleOf(
  profiles: Readonly<Record<string, Partial<SlackProfile>>>,
  listed: readonly string[] = [],
): Ports['people'] {
  return {
    members: async () => new Set(listed),
    async profile(id) {
      const own = profiles[id];
      return own ? aProfile({ id, name: id, ...own }) : null;
    },
    findByEmail: async () => null,
  };
}

/** A store that knows what a test gives, and nothing else. */
export function storeOf(own: Partial<Ports['store']>): Ports['store'] {
  return {
    transaction: unasked,
    firstSeen: unasked,
    findRequest: unasked,
    findVersion: unasked,
    findDueItems: unasked,
    listItems: unasked,
    listHandedOver: unasked,
    countChangedSince: unasked,
    findOpenRequestsFor: unasked,
    findDraft: unasked,
    listApproversSince: unasked,
    findBeforeDeactivation: unasked,
    listBackAgain: unasked,
    listTakers: unasked,
    listOpenRequests: unasked,
    listHistory: unasked,
    listMessages: unasked,
    findAuditHead: unasked,
    checkLog: unasked,
    proveApprovals: unasked,
    listRowsOf: unasked,
    listUnannounced: unasked,
    ...own,
  };
}

/** A messenger that posts what a test lets it, and nothing else. */
export function messengerOf(own: Partial<Ports['messenger']>): Ports['messenger'] {
  return {
    takesFiles: false,
    postPlaceholder: unasked,
    showRequest: unasked,
    remove: unasked,
    answerRequester: unasked,
    tellDelayed: unasked,
    tellStuck: unasked,
    tellResult: unasked,
    showResult: unasked,
    remind: unasked,
    postAuditLines: unasked,
    uploadPeople: unasked,
    uploadResults: unasked,
    uploadHandOver: unasked,
    shareTable: unasked,
    tellNoTable: unasked,
    tellTakenOver: unasked,
    tellLeftOut: unasked,
    askFurther: unasked,
    tellPaused: unasked,
    postAuditHead: unasked,
    ...own,
  };
}

/** A call that comes to this. */
export function failing(failure: Error): () => Promise<never> {
  return async () => {
    throw failure;
  };
}

/** A store with these requests; `saved` is all that was stored since, in order. */
export function keeping(
  requests: readonly Request[],
  own: Partial<Ports['store']> = {},
  ownTransaction: Partial<Transaction> = {},
): { readonly store: Ports['store']; readonly saved: Changes[] } {
  const saved: Changes[] = [];
  const find = async (id: string) => requests.find((request) => request.id === id) ?? null;
  const tx: Transaction = {
    lockRequest: find,
    countChangedSince: unasked,
    async save(changes) {
      saved.push(changes);
      return [];
    },
    insertLookUp: unasked,
    takeLookUp: unasked,
    lockDraft: unasked,
    saveDraft: unasked,
    removeDraft: unasked,
    recordMessage: unasked,
    recordShown: unasked,
    recordAnnounced: unasked,
    ...ownTransaction,
  };
  return { saved, store: storeOf({ findRequest: find, transaction: (work) => work(tx), ...own }) };
}
