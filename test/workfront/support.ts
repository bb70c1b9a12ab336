import { createServer, type RequestListener } from 'node:http';
import { inspect } from 'node:util';

import type { WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import { WorkfrontFailure } from '../../src/requests/errors.ts';
import type { WorkfrontAuth } from '../../src/workfront/auth.ts';
import { WorkfrontError } from '../../src/workfront/errors.ts';
import {
  openWorkfront,
  type WorkfrontConnection,
  type WorkfrontOptions,
} from '../../src/workfront/workfront.ts';

export const methods = [
  'api-key',
  'ims',
  'jwt',
  'password',
] as const satisfies readonly WorkfrontAuth['method'][];

/** How to log in to a sandbox. */
export function authFor(sandbox: WorkfrontSandbox, method: WorkfrontAuth['method']): WorkfrontAuth {
  const { apiKey, username, password, ims, jwt } = sandbox.credentials;
  switch (method) {
    case 'api-key':
      return { method, apiKey };
    case 'ims':
      return { method, ...ims };
    case 'jwt':
      return { method, ...jwt, privateKey: jwt.privateKey };
    case 'password':
      return { method, username, password };
    default:
      return method satisfies never;
  }
}

/** Short waits, with room for a busy machine. */
export const quick = {
  connectTimeout: 500,
  headersTimeout: 1_000,
  bodyTimeout: 1_000,
  callBudget: 5_000,
  changeBudget: 10_000,
  firstBackOff: 5,
  firstRefusalPause: 0,
  longestRefusalPause: 0,
  longestBackOff: 40,
};

export const silent = { info() {}, warn() {}, error() {} };

type Overrides = Partial<Omit<WorkfrontOptions, 'url'>>;

/** The client of a server; closed by the test that opened it. */
export function openAt(url: string, overrides: Overrides = {}): WorkfrontConnection {
  return openWorkfront({
    url,
    apiVersion: '22.0',
    auth: { method: 'api-key', apiKey: 'k'.repeat(32) },
    concurrency: 4,
    handOverAssignments: true,
    log: silent,
    random: () => 0,
    timing: quick,
    ...overrides,
  });
}

/** The client of a sandbox, logged in with its API key unless told otherwise. */
export function open(sandbox: WorkfrontSandbox, overrides: Overrides = {}): WorkfrontConnection {
  return openAt(sandbox.url, { auth: authFor(sandbox, 'api-key'), ...overrides });
}

/** What a call failed with; fails itself when the call did not. */
export async function failureOf(call: Promise<unknown>): Promise<WorkfrontError> {
  const outcome = await call.then(
    (value) => new Error(`no failure, but ${inspect(value)}`),
    (error: unknown) => error,
  );
  if (outcome instanceof WorkfrontError && outcome instanceof WorkfrontFailure) return outcome;
  throw outcome;
}

/** A server that is no Workfront: answers as the listener says. */
export async function serve(
  listener: RequestListener,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** One user's access taken away, as the bot asks for it; gives what the answer showed. */
export function deactivate(
  workfront: Pick<WorkfrontConnection, 'write'>,
  id: string,
): Promise<ReadonlyMap<string, string | boolean | null>> {
  return workfront.write('access', [{ id, field: 'isActive', from: true, to: false }], async () => true);
}
