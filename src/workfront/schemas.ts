import { z } from 'zod';

import type { WorkfrontUser } from '../requests/request.ts';
import { parseWorkfrontDate } from './dates.ts';

const guid = z.string().regex(/^[0-9a-f]{32}$/);

const date = z.string().transform((text, context) => {
  try {
    return parseWorkfrontDate(text);
  } catch (error) {
    context.addIssue(error instanceof RangeError ? error.message : 'not a date');
    return z.NEVER;
  }
});

const named = z.object({ name: z.string().nullish() }).nullish();

/** A get answers with the record, in some versions with a list of one. */
function one<T>(record: z.ZodType<T>): z.ZodType<T> {
  return z.union([record, z.tuple([record]).transform(([only]) => only)]);
}

/** A user row as Workfront gives it, with `userFields` asked for; names are kept as they were written. */
const user = z
  .object({
    ID: guid,
    name: z.string(),
    emailAddr: z.string().nullish(),
    username: z.string().nullish(),
    isActive: z.boolean(),
    isAdmin: z.boolean().nullish(),
    title: z.string().nullish(),
    accessLevel: named,
    accessLevelID: z.string().nullish(),
    licenseType: z.string().nullish(),
    homeGroup: named,
    homeGroupID: z.string().nullish(),
    homeTeam: named,
    homeTeamID: z.string().nullish(),
    manager: named,
    managerID: z.string().nullish(),
    lastLoginDate: date.nullish(),
    scheduledDeactivationDate: date.nullish(),
    actualDeactivationDate: date.nullish(),
  })
  .transform((row): WorkfrontUser => ({
    id: row.ID,
    name: row.name,
    email: row.emailAddr ?? '',
    username: row.username ?? '',
    isActive: row.isActive,
    isAdmin: row.isAdmin ?? null,
    title: row.title ?? null,
    accessLevel: row.accessLevel?.name ?? null,
    accessLevelId: row.accessLevelID ?? null,
    licenseType: row.licenseType ?? null,
    homeGroup: row.homeGroup?.name ?? null,
    homeGroupId: row.homeGroupID ?? null,
    homeTeam: row.homeTeam?.name ?? null,
    homeTeamId: row.homeTeamID ?? null,
    manager: row.manager?.name ?? null,
    managerId: row.managerID ?? null,
    lastLoginAt: row.lastLoginDate ?? null,
    scheduledDeactivationAt: row.scheduledDeactivationDate ?? null,
    deactivatedAt: row.actualDeactivationDate ?? null,
  }));

const fields = [
  'ID',
  'name',
  'emailAddr',
  'username',
  'isActive',
  'isAdmin',
  'title',
  'accessLevel:name',
  'accessLevelID',
  'licenseType',
  'homeGroup:name',
  'homeGroupID',
  'homeTeam:name',
  'homeTeamID',
  'manager:name',
  'managerID',
  'lastLoginDate',
];

/**
 * The `fields` that `user` needs. Versions before 12 do not have the deactivation dates under these
 * names, and one unknown field fails the whole request.
 */
export function userFields(apiVersion: string): string {
  const dates =
    Number.parseFloat(apiVersion) >= 12 ? ['scheduledDeactivationDate', 'actualDeactivationDate'] : [];
  return [...fields, ...dates].join(',');
}

export const oneUser = one(user);
export const users = z.array(user);
export const oneState = one(z.object({ ID: guid, isActive: z.boolean() }));

/** What is read of `/session`. The rest of it holds a session id and is dropped here. */
export const session = z.object({
  userID: guid,
  isAdmin: z.boolean().nullish(),
  versionInformation: z
    .object({
      apiVersions: z
        .union([
          z.array(z.union([z.string(), z.number()])).transform((list) => list.map(String)),
          z.record(z.string(), z.unknown()).transform((table) => Object.keys(table)),
        ])
        .transform((versions) => versions.map((version) => version.replace(/^v/, '')))
        .nullish(),
    })
    .nullish(),
});
