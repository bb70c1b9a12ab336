import { createServer } from 'node:http';

import { close, listen } from '../shared/server.ts';
import { createControl } from './control.ts';
import { withHabits, type Habits } from './habits.ts';
import type { User } from './records/user.ts';
import { createListener } from './server.ts';
import { createTenant, type TenantOptions } from './tenant.ts';
import { createTraffic, type Exchange } from './traffic.ts';
import { createTrouble, type TroubleRule } from './trouble.ts';

export type WorkfrontOptions = TenantOptions & {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Requests at once before 429; Workfront's documentation named 10 while it named a number. */
  readonly maxConcurrent?: number;
};

export type SandboxEvent =
  | { readonly kind: 'exchange'; readonly exchange: Exchange }
  | { readonly kind: 'user'; readonly user: User };

/** A running Workfront, and the handles by which a test or a demo plays in it. */
export type WorkfrontSandbox = Awaited<ReturnType<typeof startWorkfront>>;

/** Starts a Workfront of its own on 127.0.0.1; rejects when the port is taken. */
export async function startWorkfront(options: WorkfrontOptions = {}) {
  const { port = 0, maxConcurrent = 10 } = options;
  const listeners = new Set<(event: SandboxEvent) => void>();
  const tell = (event: SandboxEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const server = createServer();
  const url = await listen(server, port);
  const tenant = createTenant(options, url, (user) => tell({ kind: 'user', user }));
  const { access, directory, objects } = tenant;
  const setHabits = (changes: unknown): void => {
    tenant.habits = withHabits(tenant.habits, changes);
  };
  const trouble = createTrouble();
  const traffic = createTraffic(access.secrets, (exchange) => tell({ kind: 'exchange', exchange }));
  const control = createControl({ directory, objects, traffic, trouble, setHabits });
  server.on('request', createListener({ tenant, trouble, traffic, maxConcurrent, control }));
  return {
    /** Such as `http://127.0.0.1:40123`. */
    url,
    credentials: access.credentials,
    directory,
    objects,
    /** Every request and its answer, in the order in which they ended. */
    traffic: traffic.exchanges,
    stateChanges: directory.stateChanges,
    /** Adds a fault; throws a ZodError when it makes no sense. */
    trouble: (rule: TroubleRule): void => trouble.add(rule),
    clearTrouble: trouble.clear,
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
