import { createAccess, createCredentials, type CredentialOptions } from './api/access.ts';
import type { Call } from './api/call.ts';
import { notFound } from './errors.ts';
import { usual, withHabits, type Habits } from './habits.ts';
import type { Query } from './query/fields.ts';
import { createDatabase } from './records/database.ts';
import { generateUsers } from './records/generate.ts';
import { addNamedUsers, named } from './records/named.ts';
import { createObjects } from './records/objects.ts';
import type { Row } from './records/schema.ts';
import { addHoldings } from './records/things.ts';
import { createDirectory, type User } from './records/user.ts';

/** What the API's own user may do. Without a word, a system administrator: everything. */
type Rights = {
  readonly isAdmin: boolean;
  readonly mayEditUsers: boolean;
  /** Without it every search finds nothing, which is what a fresh technical account meets. */
  readonly seesOthers: boolean;
};

export type TenantOptions = {
  /** Users besides the named ones; 200 by default. */
  readonly users?: number;
  readonly seed?: number;
  readonly now?: () => Date;
  /** Object codes that this Workfront does not know, as an older version or a smaller package. */
  readonly unknownObjects?: readonly string[];
  /** Fields that it does not know, such as `RRUL.defaultAssignedToID`. */
  readonly unknownFields?: readonly string[];
  readonly apiUser?: Partial<Rights>;
  readonly credentials?: CredentialOptions;
  /** False: as in organisations on Adobe's platform, username and password open nothing. */
  readonly passwordLogin?: boolean;
  readonly habits?: Partial<Habits>;
  /** Life of an IMS token in seconds; Adobe's is a day. */
  readonly tokenSeconds?: number;
};

/** All that answering a request needs; habits may change. */
export type Tenant = ReturnType<typeof createTenant>;

/** Makes the Workfront that is reached at this address; `onSave` is told of every stored change of a user. */
export function createTenant(options: TenantOptions, url: string, onSave: (user: User) => void) {
  const { users = 200, seed = 1, now = () => new Date(), credentials = {}, passwordLogin = true } = options;
  const { unknownObjects = [], unknownFields = [], tokenSeconds = 86_399 } = options;
  const { isAdmin = true, mayEditUsers = isAdmin, seesOthers = mayEditUsers } = options.apiUser ?? {};
  const directory = createDirectory(now, onSave);
  addNamedUsers(directory, now());
  for (const user of generateUsers(users, seed, now())) directory.save(user);
  const { username } = directory.change(named.apiUser, { isAdmin });
  const database = createDatabase(directory.users, unknownObjects, unknownFields);
  addHoldings(database);
  return {
    directory,
    database,
    objects: createObjects(database),
    access: createAccess(createCredentials(credentials, username, url), passwordLogin, now),
    rights: { isAdmin, mayEditUsers, seesOthers },
    habits: withHabits(usual, options.habits ?? {}),
    /** Versions that answer, oldest first; the last is the default. */
    versions: ['7.0', '15.0', '16.0', '17.0', '18.0', '19.0', '20.0', '21.0', '22.0'],
    tokenSeconds,
    now,
  };
}

/** What becomes of a write: ignored, it is answered with the state before it, pretended, with the one it asked for. */
export type WriteMode = 'apply' | 'ignoreWrite' | 'pretendWrite';

/** A request to a version of the API, with all that answering it needs. */
export type Heard = Tenant & { readonly call: Call; readonly mode: WriteMode; readonly version: string };

/** A request about the objects of one table. */
export type Asked = Heard & Query;

/** The rows of the table that the caller sees: without the rights for more, the caller alone. */
export function visibleRows({ objects, rights, schema }: Asked): readonly Row[] {
  const rows = objects.rows(schema.objCode);
  return rights.seesOthers ? rows : rows.filter(({ ID }) => ID === named.apiUser);
}

/** One of them. Throws the ApiError of an ID that no object has, or none that the caller may see. */
export function visibleRow({ objects, rights, schema }: Asked, id: string): Row {
  const row = objects.find(schema.objCode, id);
  if (row === undefined || (!rights.seesOthers && id !== named.apiUser)) throw notFound(schema.name, id);
  return row;
}
