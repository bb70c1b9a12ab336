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

const sessionSeconds = 28_800;

export type Access = ReturnType<typeof createAccess>;

/** The ways into the API. A JWT's token is a session, an IMS token is a Bearer token; neither does for the other. */
export function createAccess(credentials: Credentials, now: () => Date, passwordLogin: boolean) {
  const issued = new Set<string>([credentials.apiKey]);
  const [sessions, bearers] = [createTokens(now, issued), createTokens(now, issued)];
  let apiKey = credentials.apiKey;

  /** Whether both are the API user's own. */
  const passwordFits = (username: string | undefined, password: string | undefined): boolean =>
    passwordLogin &&
    username?.toLowerCase() === credentials.username.toLowerCase() &&
    password === credentials.password;

  function bearerSession(call: Call): string | undefined {
    const token = /^Bearer (.+)$/i.exec(call.header('authorization') ?? '')?.[1];
    if (token === undefined) return undefined;
    if (!bearers.isAlive(token)) throw new ApiError(401, 'Oauth token is not valid');
    const org = call.header('x-gw-ims-org-id');
    if (org === undefined || org === credentials.ims.orgId) return token;
    throw new ApiError(401, `Org Id ${org || 'undefined'} is not in the list of user org Ids`);
  }

  return {
    /**
     * The id of the session that the request rides on; throws the ApiError of a request that is not logged in.
     * Session, API key, Bearer token, password: the order in which Workfront's own client chooses among them. A key
     * or a password in the body counts for reading alone.
     */
    authenticate(call: Call): string {
      const session = call.header('sessionID') ?? call.query.get('sessionID')?.[0];
      if (session !== undefined) {
        if (sessions.isAlive(session)) return session;
        throw session === apiKey ? new ApiError(401) : new ApiError(401, 'Invalid session ID.');
      }
      const reading = call.method === 'GET' ? call.params : call.query;
      const key = call.header('apiKey') ?? reading.get('apiKey')?.[0];
      if (key !== undefined && key !== '' && key === apiKey) return randomHex();
      if (key === undefined && call.form.has('apiKey')) {
        throw new ApiError(401, '{0}', { note: 'an API key in the body of a write is not read' });
      }
      const bearer = bearerSession(call);
      if (bearer !== undefined) return bearer;
      if (passwordFits(reading.get('username')?.[0], reading.get('password')?.[0])) return randomHex();
      throw new ApiError(401);
    },
    openSession: () => sessions.open(sessionSeconds),
    openBearerToken: (seconds: number) => bearers.open(seconds),
    passwordFits,
    /** The key in force; empty after it was cleared. */
    apiKey: () => apiKey,
    setApiKey(key: string): void {
      apiKey = key;
      if (key !== '') issued.add(key);
    },
    /** Ends every session and every token; API keys live on. */
    expireAll(): void {
      sessions.clear();
      bearers.clear();
    },
    /** Everything that was ever given out, for masking. */
    issued: issued as ReadonlySet<string>,
  };
}

function createTokens(now: () => Date, issued: Set<string>) {
  const ends = new Map<string, number>();
  return {
    open(seconds: number): string {
      const token = randomHex();
      ends.set(token, now().getTime() + seconds * 1000);
      issued.add(token);
      return token;
    },
    isAlive: (token: string) => (ends.get(token) ?? 0) > now().getTime(),
    clear: () => ends.clear(),
  };
}
