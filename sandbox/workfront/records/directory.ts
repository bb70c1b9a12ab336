import type { Value } from './schema.ts';
import { completeUser, userShape, type User, type UserDraft } from './user.ts';

type StateChange = {
  readonly userId: string;
  readonly isActive: boolean;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Whether a request to Workfront's API did it or somebody at the sandbox's controls. */
  readonly by: 'api' | 'sandbox';
};

export type UserChange = Readonly<Record<string, Value>>;
export type Directory = ReturnType<typeof createDirectory>;

/** The keeper of the users; `onSave` is told of every stored change. */
export function createDirectory(now: () => Date, onSave: (user: User) => void) {
  const users = new Map<string, User>();
  const stateChanges: StateChange[] = [];

  /** Stores a user, who goes to the end of the storage order, and notes a change of `isActive`. */
  function save(user: User, by: StateChange['by'] = 'sandbox'): User {
    const { ID, isActive } = user;
    const before = users.get(ID);
    users.delete(ID);
    users.set(ID, user);
    if (before !== undefined && before.isActive !== isActive)
      stateChanges.push({ userId: ID, isActive, at: now().toISOString(), by });
    onSave(user);
    return user;
  }

  /** What a change would make of a user, stored nowhere; throws a ZodError when a value does not fit. */
  function changed(user: User, change: UserChange): User {
    const flips = change['isActive'] !== undefined && change['isActive'] !== user.isActive;
    const deactivated = flips ? { actualDeactivationDate: user.isActive ? now() : null } : {};
    return userShape.parse({ ...user, ...deactivated, ...change, ID: user.ID });
  }

  return {
    users: users as ReadonlyMap<string, User>,
    /** One entry for each real change of `isActive`. */
    stateChanges: stateChanges as readonly StateChange[],
    changed,
    save,
    /** By ID, or by e-mail address without case. */
    find: (idOrEmail: string): User | undefined =>
      users.get(idOrEmail) ??
      [...users.values()].find(({ emailAddr }) => emailAddr?.toLowerCase() === idOrEmail.toLowerCase()),
    /** Adds an active person; what is not given is made up. Throws when the ID is taken. */
    add(draft: UserDraft): User {
      const user = completeUser(draft, now());
      if (users.has(user.ID)) throw new Error(`The sandbox's directory already has a user ${user.ID}`);
      return save(user);
    },
    /** Changes a user as somebody at the controls would; throws when there is none, or a value does not fit. */
    change(id: string, change: UserChange): User {
      const user = users.get(id);
      if (user === undefined) throw new Error(`The sandbox's directory has no user ${id}`);
      return save(changed(user, change));
    },
    /** Deletes a user, as an administrator of Workfront can. */
    remove: (id: string): void => void users.delete(id),
    all: (): readonly User[] => [...users.values()],
  };
}
