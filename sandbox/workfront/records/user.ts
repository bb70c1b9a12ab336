import { createHash } from 'node:crypto';

import * as z from 'zod';

import type { Value } from './schema.ts';

const text = z.string().nullable();
const date = z.date().nullable();

/** A user as the sandbox keeps it; field names are Workfront's, and fields not named here may follow. */
export const userShape = z
  .object({
    ID: z.string().regex(/^[0-9a-f]{32}$/),
    name: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    emailAddr: text,
    username: z.string(),
    title: text,
    isActive: z.boolean(),
    isAdmin: z.boolean(),
    managerID: text,
    lastLoginDate: date,
    scheduledDeactivationDate: date,
    actualDeactivationDate: date,
  })
  .catchall(z.union([z.string(), z.number(), z.boolean(), z.date(), z.null()]));

export type User = z.infer<typeof userShape>;

/** What makes up one user; the name is enough. */
export type UserDraft = { readonly name: string } & Partial<User>;

/** Access levels of the newer licence model, and the letter of the licence that goes with each. */
export const accessLevels = {
  administrator: { name: 'System Administrator', licenseType: 'F' },
  standard: { name: 'Standard', licenseType: 'F' },
  light: { name: 'Light', licenseType: 'C' },
  contributor: { name: 'Contributor', licenseType: 'R' },
} as const;

/** Names of the groups that the directory's users call home. */
export const groupNames = 'Creative IT Sales Finance Marketing Legal Production Web'.split(' ');

/** A 32-digit hexadecimal ID that is the same in every run for the same text. */
export function idFor(about: string): string {
  return createHash('sha256').update(`acme workfront sandbox ${about}`).digest('hex').slice(0, 32);
}

/** ID of a group, for `homeGroupID`. */
export function groupId(name: string): string {
  return idFor(`group ${name}`);
}

/** The access level of a user, as the fields that tell it. */
export function levelOf(level: keyof typeof accessLevels) {
  const { name, licenseType } = accessLevels[level];
  return { accessLevelID: idFor(name), licenseType };
}

const ordinary = {
  title: null,
  isActive: true,
  isAdmin: false,
  ...levelOf('standard'),
  managerID: null,
  companyID: idFor('Acme'),
  lastLoginDate: null,
  scheduledDeactivationDate: null,
  actualDeactivationDate: null,
};

/** Completes a draft to an active ordinary user; the address is made out of the name. */
export function completeUser(draft: UserDraft, now: Date): User {
  const [firstName = draft.name, ...rest] = draft.name.split(' ');
  const words = draft.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.');
  const { emailAddr = `${words}@acme.example` } = draft;
  const names = { firstName, lastName: rest.join(' '), username: emailAddr ?? words };
  const ID = draft.ID ?? idFor(`user ${draft.name} ${emailAddr}`);
  return { ...ordinary, ...names, entryDate: now, ...draft, ID, emailAddr };
}

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
