import { createServer } from 'node:http';

import { close, listen } from '../shared/server.ts';
import { createAccess, type Rights } from './api/access.ts';
import { createCredentials, type CredentialOptions } from './api/credentials.ts';
import { createControl } from './control.ts';
import { usual, withHabits, type Habits } from './habits.ts';
import { createDatabase } from './records/database.ts';
import { createDirectory, type Directory } from './records/directory.ts';
import { generateUsers } from './records/generate.ts';
import { addHoldings } from './records/holdings.ts';
import { addNamedUsers, named } from './records/named.ts';
import { createObjects } from './records/objects.ts';
import type { User } from './records/user.ts';
import { createListener } from './server.ts';
import { createTraffic, type Exchange } from './traffic.ts';
import { createTrouble, type TroubleRule } from './trouble.ts';

export type WorkfrontOptions = {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Users besides the named ones; 200 by default. */
  readonly users?: number;
  readonly seed?: number;
  /** Versions that answer, such as `22.0`, oldest first; the last is the default version. */
  readonly versions?: readonly string[];
  readonly now?: () => Date;
  /** Requests at once before 429; Workfront's documentation named 10 while it named a number. */
  readonly maxConcurrent?: number;
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

export type SandboxEvent =
  | { readonly kind: 'exchange'; readonly exchange: Exchange }
  | { readonly kind: 'user'; readonly user: User };

const answeringVersions = ['7.0', '15.0', '16.0', '17.0', '18.0', '19.0', '20.0', '21.0', '22.0'];

/** A running Workfront, and the handles by which a test or a demo plays in it. */
export type WorkfrontSandbox = Awaited<ReturnType<typeof startWorkfront>>;

/** Starts a Workfront of its own on 127.0.0.1; rejects when the port is taken. */
export async function startWorkfront(options: WorkfrontOptions = {}) {
  const { now = () => new Date(), maxConcurrent = 10, versions = answeringVersions } = options;
  const { tokenSeconds = 86_399, passwordLogin = true, unknownObjects = [], unknownFields = [] } = options;
  const listeners = new Set<(event: SandboxEvent) => void>();
  const tell = (event: SandboxEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const directory = createDirectory(now, (user) => tell({ kind: 'user', user }));
  const apiUser = fillDirectory(directory, options, now());
  const database = createDatabase(directory.users, { objects: unknownObjects, fields: unknownFields });
  addHoldings(database);
  const objects = createObjects(database);

  const server = createServer();
  const url = await listen(server, options.port ?? 0);
  const { credentials, publicKey } = createCredentials(options.credentials ?? {}, apiUser, url);
  const access = createAccess(credentials, now, passwordLogin);
  let habits = withHabits(usual, options.habits ?? {});
  const setHabits = (changes: unknown): void => {
    habits = withHabits(habits, changes);
  };
  const tenant = {
    database,
    directory,
    objects,
    access,
    credentials,
    publicKey,
    rights: readRights(options.apiUser),
    habits: () => habits,
    versions,
    tokenSeconds,
    now,
  };
  const { password, ims, jwt } = credentials;
  const traffic = createTraffic(() => [password, ims.clientSecret, jwt.clientSecret, ...access.issued]);
  const trouble = createTrouble();
  const control = createControl({ directory, objects, traffic, trouble, setHabits });
  const onExchange = (exchange: Exchange): void => tell({ kind: 'exchange', exchange });
  server.on('request', createListener({ tenant, trouble, traffic, maxConcurrent, control, onExchange }));
  return {
    /** Such as `http://127.0.0.1:40123`. */
    url,
    credentials,
    directory,
    objects,
    /** Every request and its answer, in the order in which they ended. */
    traffic: traffic.exchanges,
    stateChanges: directory.stateChanges,
    /** Adds a fault; throws a ZodError when it makes no sense. */
    trouble: (rule: TroubleRule): void => trouble.add(rule),
    clearTrouble: (): void => trouble.clear(),
    /** Changes how this Workfront does what sources differ about. */
    setHabits: (changes: Partial<Habits>): void => setHabits(changes),
    /** Calls back after each exchange and each stored user, until the function it gives is called. */
    onChange(listener: (event: SandboxEvent) => void) {
      listeners.add(listener);
      return (): void => void listeners.delete(listener);
    },
    close: () => close(server),
  };
}

function fillDirectory(directory: Directory, options: WorkfrontOptions, now: Date): User {
  addNamedUsers(directory, now);
  for (const user of generateUsers(options.users ?? 200, options.seed ?? 1, now))
    directory.save(user, 'sandbox');
  return directory.change(named.apiUser, { isAdmin: options.apiUser?.isAdmin ?? true });
}

function readRights(given: Partial<Rights> = {}): Rights {
  const isAdmin = given.isAdmin ?? true;
  const mayEditUsers = given.mayEditUsers ?? isAdmin;
  return { isAdmin, mayEditUsers, seesOthers: given.seesOthers ?? mayEditUsers };
}
