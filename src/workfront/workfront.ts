import type { Workfront } from '../requests/ports.ts';
import type { WorkfrontUser } from '../requests/request.ts';
import { type Client, type ClientOptions, createClient } from './client.ts';
import { WorkfrontError } from './errors.ts';
import { createHoldings, type HoldingsCheck } from './holdings.ts';
import { createObjects } from './objects.ts';
import { oneUser, session, userFields } from './schemas.ts';
import { createSearch, findByEmail, findByEmails, findByName, suggest } from './search.ts';
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
    check(): Promise<{
      readonly userId: string;
      readonly isAdmin: boolean;
      readonly apiVersions: readonly string[];
    }>;
    /** That the credential is refused and when it is tried again; null: nothing is known against it. Asks nobody. */
    lastRefusal(): LogInRefusal | null;
    /** Waits for what is under way, then closes the connections. */
    close(): Promise<void>;
  };

const workfrontHost = /^[a-z0-9][a-z0-9-]*\.(my|preview|sb01|sb02|testdrive)\.workfront(\.adobe)?\.com$/;

/**
 * What is wrong with a Workfront address, as the end of a sentence that starts with its name; null:
 * nothing. Any port and plain http are right on loopback only.
 * @see https://experienceleague.adobe.com/en/docs/workfront/using/administration-and-setup/get-started-administration/configure-your-firewall
 */
export function checkWorkfrontUrl(text: string): string | null {
  const url = URL.parse(text);
  if (url === null) return 'is not a web address, which starts with https://';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or a password';
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return 'must end after the host name';
  if (isLoopback(url) && ['http:', 'https:'].includes(url.protocol)) return null;
  if (url.protocol !== 'https:') return 'must start with https://';
  if (url.port !== '') return 'must not name a port';
  return workfrontHost.test(url.hostname)
    ? null
    : 'must be on a host of Workfront, such as acme.my.workfront.adobe.com';
}

function isLoopback(url: URL): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
}

/** What is wrong with an address that gets a secret, in the same form; null: nothing. */
export function checkSecretUrl(text: string): string | null {
  const url = URL.parse(text);
  if (url === null) return 'is not a web address';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or a password';
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))) return null;
  return 'must start with https://';
}

const logInHost = /^ims-[a-z]{2}\d(-stg\d)?\.adobelogin\.com$/;

/**
 * What is wrong with an address that gets Adobe's client secret, in the same form; null: nothing.
 * @see https://developer.adobe.com/developer-console/docs/guides/authentication/ServerToServerAuthentication/ims
 */
export function checkTokenUrl(text: string): string | null {
  const url = URL.parse(text);
  const problem = checkSecretUrl(text);
  if (url === null || problem !== null || isLoopback(url)) return problem;
  if (url.port === '' && logInHost.test(url.hostname)) return null;
  return 'must be on a log-in host of Adobe, such as ims-na1.adobelogin.com';
}

function checkedId(id: string, request: string): string {
  const lower = id.toLowerCase();
  if (/^[0-9a-f]{32}$/.test(lower)) return lower;
  throw new WorkfrontError('invalid', 'A Workfront id has 32 hexadecimal digits', { request });
}

async function getUser(client: Client, id: string, fields: string): Promise<WorkfrontUser | null> {
  const found = await client
    .read(`/user/${id}`, { fields }, oneUser)
    .catch((error: unknown) =>
      error instanceof WorkfrontError && error.code === 'not_found' ? null : Promise.reject(error),
    );
  if (found === null || found.id === id) return found;
  const request = `GET ${client.pathOf(`/user/${id}`)}`;
  throw new WorkfrontError('misconfigured', 'Workfront answered with another user', { request });
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

/** Opens the connection to one Workfront. Nothing is sent before the first call. */
export function openWorkfront(options: WorkfrontOptions): WorkfrontConnection {
  const client = createClient(options);
  const fields = userFields(options.apiVersion);
  const search = createSearch(client, fields);

  async function check() {
    const { userID, isAdmin, versionInformation } = await client.read('/session', {}, session);
    // With every field, so that one which this version lacks shows now and not at the first question.
    await getUser(client, userID, fields);
    return {
      userId: userID,
      isAdmin: isAdmin ?? false,
      apiVersions: versionInformation?.apiVersions ?? [],
    };
  }

  // A credential belongs to one user for as long as the process lives.
  let own: { readonly id: string; readonly isAdmin: boolean } | null = null;

  const self = async () => {
    if (own === null) {
      const { userId, isAdmin } = await check();
      own = { id: userId, isAdmin };
    }
    return own;
  };
  const { url, handOverAssignments, now = () => new Date() } = options;

  return {
    check: () => check().catch((error: unknown) => Promise.reject(asStartError(error))),
    self,
    get: async (id) => getUser(client, checkedId(id, 'GET /user'), fields),
    ...createObjects(client, fields),
    ...createHoldings({ client, url, handOverAssignments, self, now }),
    findByEmails: (addresses, limit) => findByEmails(search, addresses, limit),
    lastRefusal: client.lastRefusal,
    findByEmail: (email, limit) => findByEmail(search, email, limit),
    findByName: (words, limit) => findByName(search, words, limit),
    suggest: (typed, limit, signal) => suggest(search, typed, limit, signal),
    close: () => client.close(),
  };
}
