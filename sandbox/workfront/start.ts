import { createServer } from 'node:http';

import { close, listen } from '../shared/server.ts';
import { createAccess, type Rights } from './api/access.ts';
import { createCredentials, type CredentialOptions, type Credentials } from './api/credentials.ts';
import type { Tenant } from './api/route.ts';
import { createControl } from './control.ts';
import { usual, withHabits, type Habits } from './habits.ts';
import { createDatabase } from './records/database.ts';
import {
  createDirectory,
  type Directory,
  type DirectoryKeeper,
  type StateChange,
} from './records/directory.ts';
import { generateUsers } from './records/generate.ts';
import { addHoldings } from './records/holdings.ts';
import { addNamedUsers, named } from './records/named.ts';
import { createObjects, type Objects } from './records/objects.ts';
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

export type WorkfrontSandbox = {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly credentials: Credentials;
  readonly directory: Directory;
  /** Everything but the users. */
  readonly objects: Objects;
  /** Every request and its answer, in the order in which they ended. */
  readonly traffic: readonly Exchange[];
  /** One entry for each real change of `isActive`. */
  readonly stateChanges: readonly StateChange[];
  /** Adds a fault; throws a ZodError when it makes no sense. */
  trouble(rule: TroubleRule): void;
  clearTrouble(): void;
  /** Changes how this Workfront does what sources differ about. */
  setHabits(changes: Partial<Habits>): void;
  /** Calls back after each exchange and each stored user, until the function it gives is called. */
  onChange(listener: (event: SandboxEvent) => void): () => void;
  close(): Promise<void>;
};

const answeringVersions = ['7.0', '15.0', '16.0', '17.0', '18.0', '19.0', '20.0', '21.0', '22.0'];

/** Starts a Workfront of its own on 127.0.0.1; rejects when the port is taken. */
export async function startWorkfront(options: WorkfrontOptions = {}): Promise<WorkfrontSandbox> {
  const { now = () => new Date(), port = 0, maxConcurrent = 10 } = options;
  const events = listeners();
  const directory = createDirectory(now, (user) => events.tell({ kind: 'user', user }));
  const apiUser = fillDirectory(directory, options, now());
  const server = createServer();
  const url = await listen(server, port);
  let habits = withHabits(usual, options.habits ?? {});
  const setHabits = (changes: unknown): void => {
    habits = withHabits(habits, changes);
  };
  const tenant = createTenant(directory, options, () => habits, url, apiUser);
  const traffic = createTraffic(() => secretsOf(tenant));
  const trouble = createTrouble();
  const { stateChanges } = directory;
  const control = createControl({
    directory,
    objects: tenant.objects,
    stateChanges,
    traffic,
    trouble,
    setHabits,
  });
  const onExchange = (exchange: Exchange): void => events.tell({ kind: 'exchange', exchange });
  server.on('request', createListener({ tenant, trouble, traffic, maxConcurrent, control, onExchange }));
  return {
    url,
    credentials: tenant.credentials,
    directory,
    objects: tenant.objects,
    traffic: traffic.exchanges,
    stateChanges,
    trouble: (rule) => trouble.add(rule),
    clearTrouble: () => trouble.clear(),
    setHabits,
    onChange: (listener) => events.add(listener),
    close: () => close(server),
  };
}

function fillDirectory(directory: DirectoryKeeper, options: WorkfrontOptions, now: Date): User {
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

function listeners(): { tell(event: SandboxEvent): void; add: WorkfrontSandbox['onChange'] } {
  const all = new Set<(event: SandboxEvent) => void>();
  return {
    tell(event) {
      for (const listener of all) listener(event);
    },
    add(listener) {
      all.add(listener);
      return () => {
        all.delete(listener);
      };
    },
  };
}

function createTenant(
  directory: DirectoryKeeper,
  options: WorkfrontOptions,
  habits: () => Habits,
  url: string,
  apiUser: User,
): Tenant {
  const { now = () => new Date(), tokenSeconds = 86_399, passwordLogin = true } = options;
  const { credentials, publicKey } = createCredentials(options.credentials ?? {}, apiUser, url);
  const { unknownObjects = [], unknownFields = [] } = options;
  const database = createDatabase(directory.users, { objects: unknownObjects, fields: unknownFields });
  addHoldings(database);
  return {
    database,
    objects: createObjects(database),
    directory,
    access: createAccess(credentials, now, passwordLogin),
    credentials,
    publicKey,
    rights: readRights(options.apiUser),
    habits,
    versions: options.versions ?? answeringVersions,
    tokenSeconds,
    now,
  };
}

function secretsOf({ credentials, access }: Tenant): string[] {
  const { password, ims, jwt } = credentials;
  return [password, ims.clientSecret, jwt.clientSecret, ...access.issued];
}
