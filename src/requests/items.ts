/**
 * Work items: everything that the bot does to Workfront is one thing, giving a field of an object another
 * value and proving it by a read. A request's items are stored rows, so that what was approved, what was
 * tried and what came of it is one table.
 */
import { z } from 'zod';

import { holdingKind } from './holdings.ts';
import { moment } from './moment.ts';
import { outcome, workfrontUser, type Action, type Request } from './request.ts';

/** In this order; a phase begins when every item of the one before it is settled. */
export const phase = z.enum(['hand_over', 'access', 'give_back']);

/** Workfront's object codes. */
export const objectType = z.enum([
  'USER',
  'RRUL',
  'PROJ',
  'TMPL',
  'PORT',
  'PRGM',
  'TEAMOB',
  'ITRN',
  'TASK',
  'ASSGN',
]);
export type ObjectType = z.infer<typeof objectType>;

/** What an item changes: somebody's access, or who holds something. It says how Workfront is asked and told. */
export const itemKind = z.enum(['access', ...holdingKind.options]);
export type ItemKind = z.infer<typeof itemKind>;

/** The only fields that the bot ever changes. */
export const itemField = z.enum(['isActive', 'ownerID', 'managerID', 'defaultAssignedToID', 'assignedToID']);
export type ItemField = z.infer<typeof itemField>;

/** One field of one object, the value it had and the value it is to have. */
export type FieldChange = {
  readonly id: string;
  readonly field: ItemField;
  readonly from: FieldValue;
  readonly to: FieldValue;
};

/** A value of a field that items change. */
export const fieldValue = z.union([z.string(), z.boolean(), z.null()]);
export type FieldValue = z.infer<typeof fieldValue>;

/** What of a user is compared, by id where Workfront tells it, and by name for people. */
export const kept = workfrontUser.unwrap().pick({
  accessLevelId: true,
  accessLevel: true,
  homeGroupId: true,
  homeGroup: true,
  homeTeamId: true,
  homeTeam: true,
  managerId: true,
  manager: true,
});
export type Kept = Readonly<z.infer<typeof kept>>;

export const item = z
  .object({
    phase,
    /** 0, 1, 2 … within the request and phase; of an access item the position of its target. */
    position: z.int(),
    kind: itemKind,
    type: objectType,
    /** 32 lowercase hexadecimal digits. */
    objectId: z.string(),
    name: z.string(),
    /** Workfront's page of it; null: none is known to exist. */
    link: z.string().nullable(),
    field: itemField,
    from: fieldValue,
    to: fieldValue,
    outcome,
    /** Set while Workfront cannot do this one: since when it is tried, when the next time is, and why. */
    retry: z
      .object({ since: moment, nextTryAt: moment, code: z.string().default('other') })
      .readonly()
      .nullable(),
    settledAt: moment.nullable(),
    /** Of an access item: what the person had when they were last read before anything was sent. */
    had: kept.readonly().optional(),
  })
  .readonly();
export type Item = z.infer<typeof item>;

/** The change that an item is. */
export function changeOf({ objectId, field, from, to }: Item): FieldChange {
  return { id: objectId, field, from, to };
}

/** The value of `isActive` that an action is meant to leave. */
export function wantsActive(action: Action): boolean {
  return action === 'reactivate';
}

/** The items that change the access of everybody whom the request is about, as their outcomes are now. */
export function accessItems(request: Pick<Request, 'action' | 'targets'>): readonly Item[] {
  const to = wantsActive(request.action);
  return request.targets.flatMap(({ user, outcome: now, leftOutBy }, position): Item[] => {
    if (leftOutBy !== null) return [];
    const of = {
      kind: 'access',
      type: 'USER',
      objectId: user.id,
      name: user.name,
      link: null,
      field: 'isActive',
    } as const;
    const open = { outcome: now, retry: null, settledAt: null };
    return [{ phase: 'access', position, ...of, from: !to, to, ...open }];
  });
}
