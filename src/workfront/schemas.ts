import { z } from 'zod';

import type { WorkfrontUser } from '../requests/request.ts';
import { parseWorkfrontDate } from './dates.ts';

const guid = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{32}$/);

// What is missing, null or odd is not known; it does not make the rest of the row unusable.
const text = z.string().nullable().catch(null);
const id = z.string().toLowerCase().nullable().catch(null);
const yesOrNo = z.boolean().nullable().catch(null);
const named = z
  .object({ name: text })
  .nullable()
  .catch(null)
  .transform((object) => object?.name ?? null);
const date = z
  .string()
  .transform((written, context) => {
    try {
      return parseWorkfrontDate(written);
    } catch {
      context.addIssue('not a date');
      return z.NEVER;
    }
  })
  .nullable()
  .catch(null);

/**
 * A user row as Workfront gives it, with `userFields` asked for; names are kept as they were written. Only
 * without an ID, or without a state, it is no user.
 */
const user = z
  .object({
    ID: guid,
    name: text,
    emailAddr: text,
    username: text,
    isActive: z.boolean(),
    isAdmin: yesOrNo,
    title: text,
    accessLevel: named,
    accessLevelID: id,
    licenseType: text,
    homeGroup: named,
    homeGroupID: id,
    homeTeam: named,
    homeTeamID: id,
    manager: named,
    managerID: id,
    lastLoginDate: date,
    scheduledDeactivationDate: date,
    scheduleDeactivationDate: date,
    actualDeactivationDate: date,
  })
  .transform((row): WorkfrontUser => ({
    id: row.ID,
    name: row.name || row.emailAddr || row.username || row.ID,
    email: row.emailAddr ?? '',
    username: row.username ?? '',
    isActive: row.isActive,
    isAdmin: row.isAdmin,
    title: row.title,
    accessLevel: row.accessLevel,
    accessLevelId: row.accessLevelID,
    licenseType: row.licenseType,
    homeGroup: row.homeGroup,
    homeGroupId: row.homeGroupID,
    homeTeam: row.homeTeam,
    homeTeamId: row.homeTeamID,
    manager: row.manager,
    managerId: row.managerID,
    lastLoginAt: row.lastLoginDate,
    scheduledDeactivationAt: row.scheduledDeactivationDate ?? row.scheduleDeactivationDate,
    deactivatedAt: row.actualDeactivationDate,
  }));

const everywhere = [
  'ID',
  'name',
  'emailAddr',
  'username',
  'isActive',
  'isAdmin',
  'title',
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
 * The `fields` that `user` needs, as far as the version has them: one unknown field fails the whole request.
 * @see https://experienceleague.adobe.com/en/docs/workfront/using/adobe-workfront-api/api-notes/new-api-version-7
 * and the same pages of versions 10 and 12
 */
export function userFields(apiVersion: string): string {
  const version = Number.parseFloat(apiVersion);
  return [
    ...everywhere,
    ...(version >= 10 ? ['accessLevel:name'] : []),
    // Between the two spellings it is not told which one counts.
    ...(version < 8 ? ['scheduleDeactivationDate'] : []),
    ...(version >= 12 ? ['scheduledDeactivationDate', 'actualDeactivationDate'] : []),
  ].join(',');
}

/** A get answers with the record, in some versions with a list of one. */
function one<T>(record: z.ZodType<T>): z.ZodType<T> {
  return z.union([record, z.tuple([record]).transform(([only]) => only)]);
}

export const oneUser = one(user);

/** The rows of a list, each judged alone; `dropped` counts those that are no users. */
export const users = z.array(z.unknown()).transform((rows) => {
  const read = rows.flatMap((row) => user.safeParse(row).data ?? []);
  return { users: read, dropped: rows.length - read.length };
});

const versionList = z
  .union([
    z.array(z.union([z.string(), z.number()])).transform((list) => list.map(String)),
    z.record(z.string(), z.unknown()).transform((table) => Object.keys(table)),
  ])
  .transform((versions) => versions.map((version) => version.replace(/^v/, '')));

/**
 * What is read of `/session`, of which only the user has to be told. The rest of it holds a session id and is
 * dropped here.
 */
export const session = z.object({
  userID: guid,
  isAdmin: yesOrNo.optional(),
  versionInformation: z
    .object({ apiVersions: versionList.catch([]) })
    .nullish()
    .catch(null),
});
