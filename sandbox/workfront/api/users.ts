import { z } from 'zod';

import { ApiError, unknownField } from '../errors.ts';
import type { Habits } from '../habits.ts';
import { readDate } from '../query/dates.ts';
import { isKnown } from '../query/paths.ts';
import type { DirectoryKeeper, UserChange } from '../records/directory.ts';
import { named } from '../records/named.ts';
import type { FieldType, TableSchema, Value } from '../records/schema.ts';
import type { User } from '../records/user.ts';
import type { Rights } from './access.ts';
import type { Call, WriteMode } from './call.ts';

export type WriteContext = {
  readonly directory: DirectoryKeeper;
  readonly schema: TableSchema;
  readonly version: string;
  readonly rights: Rights;
  readonly habits: Habits;
  readonly mode: WriteMode;
  readonly now: Date;
};

type Update = Readonly<Record<string, unknown>>;

const updates = z.union([
  z.record(z.string(), z.unknown()).transform((one) => [one]),
  z.array(z.record(z.string(), z.unknown())),
]);

/** The most objects that one request may change. */
const greatestBatch = 100;

/** What a write asks for: a JSON object, or an array of them. The older `updates=` and plain parameters are not covered. */
function readUpdates(call: Call): Update[] {
  const parsed = updates.safeParse(call.json);
  if (parsed.success) return parsed.data;
  throw new ApiError(422, 'Invalid Parameter: updates');
}

function readValue(type: FieldType, value: unknown): Value | undefined {
  if (value === null) return null;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value);
  switch (type) {
    case 'boolean':
      return { true: true, false: false }[text];
    case 'int':
    case 'double':
      return Number.isFinite(Number(text)) ? Number(text) : undefined;
    case 'dateTime': {
      const time = readDate(text);
      return time === undefined ? undefined : new Date(time);
    }
    case 'string':
      return typeof value === 'string' ? value : undefined;
    default:
      return type satisfies never;
  }
}

function readChange(source: Update, { schema, version }: WriteContext): UserChange {
  const change: Record<string, Value> = {};
  for (const [field, given] of Object.entries(source)) {
    if (field === 'ID' || field === 'objCode') continue;
    const type = schema.fields.get(field);
    if (type === undefined || !isKnown(schema, field, version))
      throw unknownField(version, field, schema.name);
    if (schema.readOnly.has(field)) throw new ApiError(422, `Field ${field} is read-only (${schema.name})`);
    const value = readValue(type, given);
    if (value === undefined) throw new ApiError(422, `Invalid Parameter: ${field} value "${String(given)}"`);
    change[field] = value;
  }
  return change;
}

/** The error for an ID that no object has, or none that the caller may see. */
export function notFound(object: string, id: string): ApiError {
  return new ApiError(404, `${object} with primary key value(s) "${id}" not found`, {
    title: null,
    msgKey: 'exception.norecordfound',
    attributes: [object, id],
    code: 0,
  });
}

function changedUser(id: string, source: Update, context: WriteContext): User {
  const { directory, rights, habits, now } = context;
  if (!rights.mayEditUsers) throw new ApiError(403);
  const user = directory.users.get(id);
  if (user === undefined) throw notFound('User', id);
  const change = readChange(source, context);
  if (user.ID === named.adminEmail && change['isActive'] === false) {
    throw new ApiError(422, 'The main administrator (Admin Email) cannot be deactivated.');
  }
  if (
    habits.reactivation === 'needs access level' &&
    change['isActive'] === true &&
    !user.isActive &&
    change['accessLevelID'] === undefined
  ) {
    throw new ApiError(422, 'An access level is required to activate a user.');
  }
  try {
    return directory.changed(user, { ...change, lastUpdateDate: now, lastUpdatedByID: named.apiUser });
  } catch (error) {
    if (error instanceof z.ZodError) throw new ApiError(422, 'Invalid data', { cause: error.message });
    throw error;
  }
}

/** Stores a change unless the mode says otherwise, and gives the user to show. */
function store(user: User, { directory, mode }: WriteContext): User {
  if (mode === 'ignore') return directory.users.get(user.ID) ?? user;
  if (mode === 'apply') directory.save(user, 'api');
  return user;
}

/** Changes one user, and gives the user to answer with. Throws the ApiError of a refused change. */
export function updateUser(id: string, call: Call, context: WriteContext): User {
  const [source, ...more] = readUpdates(call);
  if (source === undefined || more.length > 0) throw new ApiError(422, 'Invalid Parameter: updates');
  return store(changedUser(id, source, context), context);
}

/**
 * Changes up to 100 users. With `atomic=true` all or none. Otherwise habits say what one refused user does to
 * the others: all refused, or those before it done and the answer an error, or all done but the refused ones,
 * which the answer leaves out.
 */
export function updateUsers(
  call: Call,
  context: WriteContext,
): { readonly users: User[]; readonly atomic: boolean } {
  const sources = readUpdates(call);
  if (sources.length === 0) throw new ApiError(422, 'Invalid Parameter: updates');
  if (sources.length > greatestBatch) {
    throw new ApiError(
      422,
      `The batch size ${sources.length} is greater than the maximum of ${greatestBatch}`,
    );
  }
  const atomic = call.params.get('atomic')?.[0] === 'true';
  const change = (source: Update): User => changedUser(String(source['ID']), source, context);
  const { badRecord } = context.habits;
  if (atomic || badRecord === 'refused whole') {
    return { users: sources.map(change).map((user) => store(user, context)), atomic };
  }
  const users = sources.flatMap((source) => {
    try {
      return store(change(source), context);
    } catch (error) {
      if (badRecord === 'short answer' && error instanceof ApiError) return [];
      throw error;
    }
  });
  return { users, atomic };
}
