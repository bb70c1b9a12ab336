import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  type KeyObject,
} from 'node:crypto';

export type Credentials = {
  readonly apiKey: string;
  readonly username: string;
  readonly password: string;
  readonly ims: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly orgId: string;
    readonly scopes: string;
    readonly tokenUrl: string;
  };
  readonly jwt: {
    readonly customerId: string;
    readonly userId: string;
    readonly clientId: string;
    readonly clientSecret: string;
    /** PEM. */
    readonly privateKey: string;
  };
};

/** Credentials to use instead of random ones; `tokenPath` is where on this server tokens are given out. */
export type CredentialOptions = Partial<Pick<Credentials, 'apiKey' | 'password'>> & {
  readonly ims?: Partial<Omit<Credentials['ims'], 'tokenUrl'>> & { readonly tokenPath?: string };
  readonly jwt?: Partial<Omit<Credentials['jwt'], 'userId'>>;
};

/** A 32-digit hexadecimal secret, as Workfront's keys and sessions look. */
export function randomHex(): string {
  return randomBytes(16).toString('hex');
}

/** The one set of credentials of a sandbox, all of the API's own user, and the key that checks its JWTs. */
export function createCredentials(
  options: CredentialOptions,
  user: { readonly ID: string; readonly username: string },
  url: string,
): { readonly credentials: Credentials; readonly publicKey: () => KeyObject } {
  const { tokenPath = '/ims/token/v3', ...ims } = options.ims ?? {};
  const { privateKey, ...jwt } = options.jwt ?? {};
  let made = privateKey === undefined ? undefined : createPrivateKey(privateKey);
  /** Made when it is first wanted: most runs never sign in with it, and making one is slow. */
  const key = (): KeyObject => (made ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
  const credentials: Credentials = {
    apiKey: options.apiKey ?? randomHex(),
    username: user.username,
    password: options.password ?? randomUUID(),
    ims: {
      clientId: randomHex(),
      clientSecret: `p8e-${randomHex()}`,
      orgId: `${randomHex().slice(0, 24).toUpperCase()}@AdobeOrg`,
      scopes: 'openid,AdobeID,read_organizations,additional_info.projectedProductContext',
      ...ims,
      tokenUrl: url + tokenPath,
    },
    jwt: {
      customerId: randomHex(),
      userId: user.ID,
      clientId: randomHex(),
      clientSecret: randomHex(),
      ...jwt,
      get privateKey() {
        return key().export({ type: 'pkcs8', format: 'pem' }).toString();
      },
    },
  };
  return { credentials, publicKey: () => createPublicKey(key()) };
}
