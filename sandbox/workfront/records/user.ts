import { createHash } from 'node:crypto';

import * as z from 'zod';

const text = z.string().nullable();
const date = z.date().nullable();

/** A user as the sandbox keeps it; field names are Workfront's, and fields not named here may follow. */
export const userShape = z
  .object({
    ID: z.string().regex(/^[0-9a-f]{32}$/),
    name: z.string(),
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
