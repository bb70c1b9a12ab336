/**
 * Seals: an Ed25519 signature of a row's hash beside the row, so that nobody can make a row who has only the
 * database. A seal is `<key id>:<signature>`, in hexadecimal digits.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** Makes seals. `seal` signs the 64 characters of a hash. */
export type Sealer = { readonly key: PublicKey; readonly seal: (hash: string) => string };

export type PublicKey = {
  /** The first 32 hexadecimal digits of the SHA-256 of the key in SPKI form (DER). */
  readonly id: string;
  /** SPKI, DER, base64. */
  readonly spki: string;
  readonly object: KeyObject;
};

export type KeyFile = {
  /** Null: the file holds public keys only, which is enough to check. */
  readonly sealer: Sealer | null;
  /** Every key whose seals count, the newest first. */
  readonly keys: readonly PublicKey[];
  /**
   * The last row that needs no seal, as noted when the first key was made; without the note there is none. Null:
   * public keys alone do not tell.
   */
  readonly unsealedUpTo: number | null;
};

/** What a row's seal is worth; `keyId` is the one that the seal names. */
export type SealVerdict =
  | { readonly seal: 'none' }
  | { readonly seal: 'good'; readonly keyId: string; readonly place: number }
  | { readonly seal: 'unknown_key'; readonly keyId: string }
  | { readonly seal: 'wrong' };

const noteForm = /^# Rows up to (\d{1,15}) need no seal\.$/m;
const blockForm = /-----BEGIN (PRIVATE|PUBLIC) KEY-----[^-]+-----END \1 KEY-----/g;

/**
 * The keys in a key file: PEM blocks, the newest key first. One private key at most, and then as the first;
 * the public keys of older ones follow it. Of the text between the blocks only the note of the rows without
 * seals counts.
 * @throws when it holds none, or something else than Ed25519 keys. The message holds nothing of the file.
 */
export function readKeys(pem: string): KeyFile {
  const blocks = [...pem.matchAll(blockForm)];
  const [first] = blocks;
  if (!first) throw new Error('it holds no key (PEM)');
  if (blocks.slice(1).some(([, kind]) => kind === 'PRIVATE')) {
    throw new Error('only its first key may be a private one; older ones stay as public keys');
  }
  const keys = blocks.map(([block]) => publicKey(readBlock(() => createPublicKey(block))));
  const note = noteForm.exec(pem)?.[1];
  const noted = note === undefined ? null : Number(note);
  if (first[1] === 'PUBLIC') return { sealer: null, keys, unsealedUpTo: noted };
  const sealer = createSealer(readBlock(() => createPrivateKey(first[0])));
  return { sealer, keys, unsealedUpTo: noted ?? 0 };
}

/** The public key in an export: SPKI, DER, base64. @throws when it is none. */
export function readPublicKey(spki: string): PublicKey {
  const der = Buffer.from(spki, 'base64');
  return publicKey(readBlock(() => createPublicKey({ key: der, format: 'der', type: 'spki' })));
}

/**
 * A new key as the text of a key file. `replaced` is what the key takes the place of: its seals go on
 * counting for the rows that it sealed.
 */
export function makeKeyFile(replaced: Pick<KeyFile, 'keys' | 'unsealedUpTo'>): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { keys, unsealedUpTo } = replaced;
  const note = unsealedUpTo === null ? '' : `# Rows up to ${unsealedUpTo} need no seal.\n`;
  return [privateKey.export({ type: 'pkcs8', format: 'pem' }), ...keys.map(publicPem), note].join('');
}

/** The public key as PEM, for whoever checks. */
export function publicPem({ object }: PublicKey): string {
  return object.export({ type: 'spki', format: 'pem' }).toString();
}

/** What the seal says of the hash, by these keys, the newest first; `place` is the key's place among them. */
export function checkSeal(hash: string, seal: string | null, keys: readonly PublicKey[]): SealVerdict {
  if (seal === null) return { seal: 'none' };
  const keyId = /^([0-9a-f]{32}):[0-9a-f]{128}$/.exec(seal)?.[1];
  if (keyId === undefined) return { seal: 'wrong' };
  const place = keys.findIndex(({ id }) => id === keyId);
  const key = keys[place];
  if (!key) return { seal: 'unknown_key', keyId };
  const signature = Buffer.from(seal.slice(keyId.length + 1), 'hex');
  const fits = verify(null, Buffer.from(hash), key.object, signature);
  return fits ? { seal: 'good', keyId, place } : { seal: 'wrong' };
}

function createSealer(privateKey: KeyObject): Sealer {
  const key = publicKey(createPublicKey(privateKey));
  return {
    key,
    seal: (text) => `${key.id}:${sign(null, Buffer.from(text), privateKey).toString('hex')}`,
  };
}

function readBlock(read: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch {
    throw new Error('one of its keys cannot be read');
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('it holds another kind of key than Ed25519');
  return key;
}

function publicKey(object: KeyObject): PublicKey {
  const der = object.export({ type: 'spki', format: 'der' });
  const id = createHash('sha256').update(der).digest('hex').slice(0, 32);
  return { id, spki: der.toString('base64'), object };
}
