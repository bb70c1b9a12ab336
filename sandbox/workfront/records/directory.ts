import type { Value } from './schema.ts';
import { completeUser, userShape, type User, type UserDraft } from './user.ts';

export type StateChange = {
  readonly userId: string;
  readonly isActive: boolean;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Whether a request to Workfront's API did it or somebody at the sandbox's controls. */
  readonly by: 'api' | 'sandbox';
};

export type UserChange = Readonly<Record<string, Value>>;

export type Directory = {
  /** By ID, or by e-mail address without case. */
  find(idOrEmail: string): User | undefined;
  /** Adds an active person; what is not given is made up. Throws when the ID is taken. */
  add(draft: UserDraft): User;
  /** Changes a user as somebody at the controls would; throws when there is none, or a value does not fit. */
  change(id: string, change: UserChange): User;
  /** Deletes a user, as an administrator of Workfront can. */
  remove(id: string): void;
  all(): readonly User[];
};

/** What the API needs beyond what tests and pages use. */
export type DirectoryKeeper = Directory & {
  readonly users: ReadonlyMap<string, User>;
  readonly stateChanges: readonly StateChange[];
  /** What a change would make of a user, stored nowhere; throws a ZodError when a value does not fit. */
  changed(user: User, change: UserChange): User;
  /** Stores a changed user, who goes to the end of the storage order, and notes a change of `isActive`. */
  save(user: User, by: StateChange['by']): void;
};

/** The keeper of the users; `onSave` is told of every stored change. */
export function createDirectory(now: () => Date, onSave: (user: User) => void): DirectoryKeeper {
  const users = new Map<string, User>();
  const stateChanges: StateChange[] = [];

  function save(user: User, by: StateChange['by']): void {
    const before = users.get(user.ID);
    users.delete(user.ID);
    users.set(user.ID, user);
    if (before !== undefined && before.isActive !== user.isActive) {
      stateChanges.push({ userId: user.ID, isActive: user.isActive, at: now().toISOString(), by });
    }
    onSave(user);
  }

  return {
    users,
    stateChanges,
    changed: (user, change) => changedUser(user, change, now()),
    save,
    find: (idOrEmail) => users.get(idOrEmail) ?? findByEmail(users.values(), idOrEmail),
    add(draft) {
      const user = completeUser(draft, now());
      if (users.has(user.ID)) throw new Error(`The sandbox's directory already has a user ${user.ID}`);
      save(user, 'sandbox');
      return user;
    },
    change(id, change) {
      const user = users.get(id);
      if (user === undefined) throw new Error(`The sandbox's directory has no user ${id}`);
      const after = changedUser(user, change, now());
      save(after, 'sandbox');
      return after;
    },
    remove: (id) => void users.delete(id),
    all: () => [...users.values()],
  };
}

function changedUser(user: User, change: UserChange, now: Date): User {
  const flips = change['isActive'] !== undefined && change['isActive'] !== user.isActive;
  const deactivated = flips ? { actualDeactivationDate: user.isActive ? now : null } : {};
  return userShape.parse({ ...user, ...deactivated, ...change, ID: user.ID });
}

function findByEmail(users: Iterable<User>, email: string): User | undefined {
  const wanted = email.toLowerCase();
  for (const user of users) if (user.emailAddr?.toLowerCase() === wanted) return user;
  return undefined;
}
