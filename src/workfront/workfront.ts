import type { Workfront } from '../requests/ports.ts';
import { createClient, type ClientOptions } from './client.ts';
import { WorkfrontError } from './errors.ts';
import { createHoldings, type HoldingsCheck } from './holdings.ts';
import { createObjects, type Session } from './objects.ts';
import { userFields } from './schemas.ts';
import { createSearch } from './search.ts';
import type { LogInRefusal } from './sessions.ts';

export type WorkfrontOptions = ClientOptions & {
  /** Whether task and issue assignments are given to somebody else too. */
  readonly handOverAssignments: boolean;
};

export type WorkfrontConnection = Workfront &
  HoldingsCheck & {
    /**
     * Proves that address, version, credential and fields work; `apiVersions` is what the server says it speaks.
     * @throws WorkfrontFailure `misconfigured` also where a page or a redirect answered: wrong host or version.
     */
    check(): Promise<Session>;
    /** That the credential is refused and when it is tried again; null: nothing is known against it. Asks nobody. */
    lastRefusal(): LogInRefusal | null;
    /** Waits for what is under way, then closes the connections. */
    close(): Promise<void>;
  };

/** Opens the connection to one Workfront. Nothing is sent before the first call. */
export function openWorkfront(options: WorkfrontOptions): WorkfrontConnection {
  const client = createClient(options);
  const fields = userFields(options.apiVersion);
  const { readSession, ...objects } = createObjects(client, fields);
  const { url, handOverAssignments, now = () => new Date() } = options;
  return {
    check: () => readSession().catch((error: unknown) => Promise.reject(asStartError(error))),
    ...objects,
    ...createSearch(client, fields),
    ...createHoldings({ client, url, handOverAssignments, self: objects.self, now }),
    lastRefusal: client.lastRefusal,
    close: () => client.close(),
  };
}

/** At start, an answer that is no API answer means that the address or the version is wrong. */
function asStartError(error: unknown): unknown {
  const what = error instanceof WorkfrontError ? startProblem(error) : null;
  if (!(error instanceof WorkfrontError) || what === null) return error;
  const { request, status } = error;
  return new WorkfrontError('misconfigured', what, { request, status, cause: error });
}

function startProblem({ code, status }: WorkfrontError): string | null {
  // The words for a field that a version lacks are known of a few versions alone.
  if (code === 'invalid') return 'Workfront refused to show every field that the bot needs';
  const noApi = code === 'unavailable' && status !== null && status < 500;
  return code === 'not_found' || noApi ? 'No Workfront API of this version answers at this address' : null;
}
