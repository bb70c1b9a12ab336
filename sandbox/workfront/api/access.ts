import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';

import { ApiError } from '../errors.ts';
import { named } from '../records/named.ts';
import type { Call } from './call.ts';

/** Credentials to use instead of random ones. */
export type CredentialOptions = {
  readonly apiKey?: string | undefined;
  readonly password?: string | undefined;
  readonly ims?: Partial<Readonly<Record<'clientId' | 'clientSecret' | 'orgId' | 'scopes', string>>>;
};

const sessionSeconds = 28_800;
const keyForm = {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
} as const;

/** A 32-digit hexadecimal secret, as Workfront's keys and sessions look. */
export function randomHex(): string {
  return randomBytes(16).toString('hex');
}

export type Credentials = ReturnType<typeof createCredentials>;

/** The one set of credentials of a sandbox, all of the API's own user, for the server at this address. */
export function createCredentials(options: CredentialOptions, username: string, url: string) {
  let privateKey: string | undefined;
  return {
    apiKey: options.apiKey ?? randomHex(),
    username,
    password: options.password ?? randomUUID(),
    ims: {
      clientId: randomHex(),
      clientSecret: `p8e-${randomHex()}`,
      orgId: `${randomHex().slice(0, 24).toUpperCase()}@AdobeOrg`,
      scopes: 'openid,AdobeID,read_organizations,additional_info.projectedProductContext',
      ...options.ims,
      tokenUrl: `${url}/ims/token/v3`,
    },
    jwt: {
      customerId: randomHex(),
      userId: named.apiUser,
      clientId: randomHex(),
      clientSecret: randomHex(),
      /** PEM; made when it is first wanted: most runs never sign in with it, and making one is slow. */
      get privateKey(): string {
        return (privateKey ??= generateKeyPairSync('rsa', keyForm).privateKey);
      },
    },
  };
}

/** The ways into the API. A JWT's token is a session, an IMS token is a Bearer token; neither does for the other. */
export function createAccess(credentials: Credentials, passwordLogin: boolean, now: () => Date) {
  const { username, password, ims, jwt } = credentials;
  let { apiKey } = credentials;
  const secrets = new Set([apiKey, password, ims.clientSecret, jwt.clientSecret]);
  const ends = new Map<string, number>();

  function open(kind: 'session' | 'bearer', seconds: number): string {
    const token = randomHex();
    ends.set(`${kind} ${token}`, now().getTime() + seconds * 1000);
    secrets.add(token);
    return token;
  }

  const isAlive = (kind: 'session' | 'bearer', token: string): boolean =>
    (ends.get(`${kind} ${token}`) ?? 0) > now().getTime();

  /** Whether username and password are the API user's own. */
  const passwordFits = (params: URLSearchParams): boolean =>
    passwordLogin &&
    params.get('username')?.toLowerCase() === username.toLowerCase() &&
    params.get('password') === password;

  function bearerSession(call: Call): string | undefined {
    const token = /^Bearer (.+)$/i.exec(call.header('authorization') ?? '')?.[1];
    if (token === undefined) return undefined;
    if (!isAlive('bearer', token)) throw new ApiError(401, 'Oauth token is not valid');
    const org = call.header('x-gw-ims-org-id');
    if (org === undefined || org === ims.orgId) return token;
    throw new ApiError(401, `Org Id ${org || 'undefined'} is not in the list of user org Ids`);
  }

  return {
    credentials,
    /**
     * The id of the session that the request rides on; throws the ApiError of a request that is not logged in.
     * Session, API key, Bearer token, password: the order in which Workfront's own client chooses among them. A key
     * or a password in the body counts for reading alone.
     */
    authenticate(call: Call): string {
      const session = call.header('sessionID') ?? call.query.get('sessionID');
      if (session !== null) {
        if (isAlive('session', session)) return session;
        throw session === apiKey ? new ApiError(401) : new ApiError(401, 'Invalid session ID.');
      }
      const reading = call.method === 'GET' ? call.params : call.query;
      const key = call.header('apiKey') ?? reading.get('apiKey');
      if (key && key === apiKey) return randomHex();
      if (key === null && call.form.has('apiKey'))
        throw new ApiError(401, '{0}', { note: 'an API key in the body of a write is not read' });
      const bearer = bearerSession(call);
      if (bearer !== undefined) return bearer;
      if (passwordFits(reading)) return randomHex();
      throw new ApiError(401);
    },
    openSession: () => open('session', sessionSeconds),
    openBearerToken: (seconds: number) => open('bearer', seconds),
    passwordFits,
    /** The key in force; empty after it was cleared. */
    apiKey: () => apiKey,
    setApiKey(key: string): void {
      apiKey = key;
      if (key !== '') secrets.add(key);
    },
    /** Ends every session and every token; API keys live on. */
    expireAll: () => ends.clear(),
    /** Everything that was ever given out and must not be shown. */
    secrets: secrets as ReadonlySet<string>,
  };
}
