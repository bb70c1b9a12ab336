import { ApiError } from '../errors.ts';
import type { Call } from './call.ts';
import { randomHex, type Credentials } from './credentials.ts';

/** What the API's own user may do. Without a word, a system administrator: everything. */
export type Rights = {
  readonly isAdmin: boolean;
  readonly mayEditUsers: boolean;
  /** Without it every search finds nothing, which is what a fresh technical account meets. */
  readonly seesOthers: boolean;
};

export type Access = {
  /** The id of the session that the request rides on; throws the ApiError of a request that is not logged in. */
  authenticate(call: Call): string;
  openSession(): string;
  openBearerToken(seconds: number): string;
  /** Whether both are the API user's own. */
  passwordFits(username: string | undefined, password: string | undefined): boolean;
  /** The key in force; empty after it was cleared. */
  apiKey(): string;
  setApiKey(key: string): void;
  /** Ends every session and every token; API keys live on. */
  expireAll(): void;
  /** Everything that was ever given out, for masking. */
  readonly issued: ReadonlySet<string>;
};

const sessionSeconds = 28_800;
const invalidSession = 'Invalid session ID.';

type Tokens = {
  open(seconds: number): string;
  readonly isAlive: (token: string) => boolean;
  clear(): void;
};

type Keys = {
  readonly sessions: Tokens;
  readonly bearers: Tokens;
  readonly credentials: Credentials;
  readonly apiKey: string;
  readonly passwordFits: Access['passwordFits'];
};

/** The ways into the API. A JWT's token is a session, an IMS token is a Bearer token; neither does for the other. */
export function createAccess(credentials: Credentials, now: () => Date, passwordLogin: boolean): Access {
  const issued = new Set<string>([credentials.apiKey]);
  const [sessions, bearers] = [createTokens(now, issued), createTokens(now, issued)];
  let apiKey = credentials.apiKey;
  const passwordFits: Access['passwordFits'] = (username, password) =>
    passwordLogin &&
    username?.toLowerCase() === credentials.username.toLowerCase() &&
    password === credentials.password;

  return {
    authenticate: (call) => authenticate(call, { sessions, bearers, credentials, apiKey, passwordFits }),
    openSession: () => sessions.open(sessionSeconds),
    openBearerToken: (seconds) => bearers.open(seconds),
    passwordFits,
    apiKey: () => apiKey,
    setApiKey(key) {
      apiKey = key;
      if (key !== '') issued.add(key);
    },
    expireAll() {
      sessions.clear();
      bearers.clear();
    },
    issued,
  };
}

function bearerSession(
  call: Call,
  alive: (token: string) => boolean,
  credentials: Credentials,
): string | undefined {
  const token = /^Bearer (.+)$/i.exec(call.header('authorization') ?? '')?.[1];
  if (token === undefined) return undefined;
  if (!alive(token)) throw new ApiError(401, 'Oauth token is not valid');
  const org = call.header('x-gw-ims-org-id');
  if (org !== undefined && org !== credentials.ims.orgId) {
    const shown = org === '' ? 'undefined' : org;
    throw new ApiError(401, `Org Id ${shown} is not in the list of user org Ids`);
  }
  return token;
}

function createTokens(now: () => Date, issued: Set<string>): Tokens {
  const ends = new Map<string, number>();
  return {
    open(seconds) {
      const token = randomHex();
      ends.set(token, now().getTime() + seconds * 1000);
      issued.add(token);
      return token;
    },
    isAlive: (token) => (ends.get(token) ?? 0) > now().getTime(),
    clear: () => ends.clear(),
  };
}

/**
 * Session, API key, Bearer token, password: the order in which Workfront's own client chooses among them. A key
 * or a password in the body counts for reading alone.
 */
function authenticate(call: Call, { sessions, bearers, credentials, apiKey, passwordFits }: Keys): string {
  const session = call.header('sessionID') ?? call.query.get('sessionID')?.[0];
  if (session !== undefined) {
    if (sessions.isAlive(session)) return session;
    throw session === apiKey ? new ApiError(401) : new ApiError(401, invalidSession);
  }
  const reading = call.method === 'GET' ? call.params : call.query;
  const key = call.header('apiKey') ?? reading.get('apiKey')?.[0];
  if (key !== undefined && key !== '' && key === apiKey) return randomHex();
  if (key === undefined && call.form.has('apiKey')) {
    throw new ApiError(401, '{0}', { note: 'an API key in the body of a write is not read' });
  }
  const bearer = bearerSession(call, bearers.isAlive, credentials);
  if (bearer !== undefined) return bearer;
  if (passwordFits(reading.get('username')?.[0], reading.get('password')?.[0])) return randomHex();
  throw new ApiError(401);
}
