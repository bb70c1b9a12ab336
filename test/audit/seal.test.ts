import { generateKeyPairSync } from 'node:crypto';
import fs, { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, describe, expect, test, vi } from 'vitest';

import { openKeys, ownKeyFile, readKeyFile, writeKeyFile } from '../../src/audit/key-file.ts';
import { checkSeal, makeKeyFile, publicPem, readKeys, readPublicKey } from '../../src/audit/seal.ts';
import { newKey } from './builders.ts';

const hash = 'ab'.repeat(32);
const folder = mkdtempSync(path.join(tmpdir(), 'audit-key-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a seal', () => {
  test('is good by its key, for its hash alone', () => {
    const { sealer, keys } = newKey();
    const seal = sealer.seal(hash);
    expect(checkSeal(hash, seal, keys)).toEqual({ seal: 'good', keyId: sealer.key.id, place: 0 });
    expect(checkSeal('cd'.repeat(32), seal, keys)).toEqual({ seal: 'wrong' });
    expect(checkSeal(hash, seal, newKey().keys)).toEqual({ seal: 'unknown_key', keyId: sealer.key.id });
    expect(checkSeal(hash, null, keys)).toEqual({ seal: 'none' });
  });

  test('by another key under this key’s id is wrong', () => {
    const { sealer, keys } = newKey();
    const foreign = newKey()
      .sealer.seal(hash)
      .replace(/^[^:]+/, sealer.key.id);
    expect(checkSeal(hash, foreign, keys)).toEqual({ seal: 'wrong' });
    expect(checkSeal(hash, 'seal', keys)).toEqual({ seal: 'wrong' });
  });

  test('with anything before or after it is wrong', () => {
    const { sealer, keys } = newKey();
    const seal = sealer.seal(hash);
    for (const odd of [`x${seal}`, `${seal}0`, `${seal}\n`, seal.slice(1), seal.slice(0, -1)]) {
      expect(checkSeal(hash, odd, keys)).toEqual({ seal: 'wrong' });
      expect(checkSeal(hash, odd, newKey().keys)).toEqual({ seal: 'wrong' });
    }
  });

  test('can be checked with the public key alone, also as an export holds it', () => {
    const { sealer } = newKey();
    const seal = sealer.seal(hash);
    const pem = readKeys(publicPem(sealer.key));
    expect(pem.sealer).toBeNull();
    expect(checkSeal(hash, seal, pem.keys)).toMatchObject({ seal: 'good' });
    expect(checkSeal(hash, seal, [readPublicKey(sealer.key.spki)])).toMatchObject({ seal: 'good' });
  });
});

describe('a key that replaces another', () => {
  test('comes first, and the older ones go on counting', () => {
    const old = newKey();
    const second = readKeys(makeKeyFile(readKeys(old.pem)));
    const third = readKeys(makeKeyFile(second));
    expect(third.keys.map(({ id }) => id)).toEqual([
      third.sealer?.key.id,
      second.sealer?.key.id,
      old.sealer.key.id,
    ]);
    expect(checkSeal(hash, old.sealer.seal(hash), third.keys)).toMatchObject({ seal: 'good', place: 2 });
  });
});

describe('a key file', () => {
  test('keeps the note of the rows that need no seal when the key is replaced', () => {
    const first = readKeys(makeKeyFile({ keys: [], unsealedUpTo: 50 }));
    expect(first.unsealedUpTo).toBe(50);
    expect(readKeys(makeKeyFile(first)).unsealedUpTo).toBe(50);
    const last = readKeys(newKey().pem);
    expect(readKeys(makeKeyFile({ keys: last.keys, unsealedUpTo: null })).unsealedUpTo).toBe(0);
    expect(newKey().pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n[^#]*\n-----END PRIVATE KEY-----\n$/);
  });

  test('without the note lets no row go without a seal, if it is one to seal with', () => {
    expect(readKeys(newKey().pem).unsealedUpTo).toBe(0);
    expect(readKeys(publicPem(newKey().sealer.key)).unsealedUpTo).toBeNull();
  });

  test('is made once, for this user alone, and leaves nothing beside it', () => {
    const dataDir = mkdtempSync(path.join(folder, 'data-'));
    const made = ownKeyFile(dataDir, 7);
    expect(made.sealer?.key.id).toMatch(/^[0-9a-f]{32}$/);
    expect(readdirSync(dataDir)).toEqual(['audit-key.pem']);
    const file = path.join(dataDir, 'audit-key.pem');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    expect(made.unsealedUpTo).toBe(7);
    expect(ownKeyFile(dataDir, 9)).toMatchObject({ unsealedUpTo: 7 });
    expect(ownKeyFile(dataDir, 9).sealer?.key.id).toBe(made.sealer?.key.id);
    expect(() => writeKeyFile(file, made)).toThrow('never overwritten');
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('is on the disk with its folder before it is used, and nothing stays open', () => {
    const synced: { readonly handle: number; readonly ino: number }[] = [];
    const { fsyncSync } = fs;
    const watched = vi.spyOn(fs, 'fsyncSync').mockImplementation((handle) => {
      synced.push({ handle, ino: fs.fstatSync(handle).ino });
      fsyncSync(handle);
    });
    syncBuiltinESMExports();
    const dataDir = mkdtempSync(path.join(folder, 'synced-'));
    ownKeyFile(dataDir, 0);
    watched.mockRestore();
    syncBuiltinESMExports();
    const wanted = [path.join(dataDir, 'audit-key.pem'), dataDir].map((file) => statSync(file).ino);
    expect(synced.map(({ ino }) => ino)).toEqual(wanted);
    for (const { handle } of synced) expect(() => fs.fstatSync(handle)).toThrow('EBADF');
  });

  test('may hold text beside the keys, and a key that OpenSSL made', () => {
    const file = path.join(folder, 'openssl.pem');
    writeFileSync(file, `# made in 2026\n${opensslKey}# the one before\n${publicPem(newKey().sealer.key)}`);
    const { sealer, keys } = readKeyFile(file);
    expect(sealer?.key.id).toBe(keys[0]?.id);
    expect(keys).toHaveLength(2);
  });

  test.each([
    ['nothing', '', 'it holds no key (PEM)'],
    ['a broken key', '-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----\n', 'cannot be read'],
    ['two private keys', newKey().pem + newKey().pem, 'only its first key may be a private one'],
    ['an RSA key', rsaKey(), 'another kind of key than Ed25519'],
  ])('with %s is refused, naming the file and none of its content', (name, text, why) => {
    const file = path.join(folder, `${name.replaceAll(' ', '-')}.pem`);
    writeFileSync(file, text);
    expect(() => readKeyFile(file)).toThrow(why);
    expect(() => readKeyFile(file)).toThrow(file);
    expect(() => readKeyFile(file)).not.toThrow(/MC4C/);
  });

  test('that is not there is said to be missing', () => {
    expect(() => readKeyFile(path.join(folder, 'none.pem'))).toThrow('there is no such file');
  });

  test('in a folder that cannot be written is an error, and no key', () => {
    const file = path.join(folder, 'not-a-folder');
    writeFileSync(file, '');
    expect(() => ownKeyFile(path.join(file, 'data'), 0)).toThrow('ENOTDIR');
  });
});

describe('the keys that the bot seals with', () => {
  const databaseUrl = 'postgresql://nowhere';

  test('are the ones in the folder of the store, unless a file is named', () => {
    const dataDir = mkdtempSync(path.join(folder, 'own-'));
    const own = openKeys(null, { dataDir }, 3);
    expect(own?.unsealedUpTo).toBe(3);
    expect(own?.sealer?.key.id).toBe(ownKeyFile(dataDir, 9).sealer?.key.id);
    const file = path.join(folder, 'named.pem');
    const named = writeKeyFile(file, { keys: [], unsealedUpTo: null });
    for (const store of [{ dataDir }, { databaseUrl }]) {
      expect(openKeys(file, store, 9)?.sealer?.key.id).toBe(named.sealer?.key.id);
    }
  });

  test('are none where the configuration says so', () => {
    expect(openKeys('none', { databaseUrl }, 0)).toBeNull();
    expect(openKeys('none', { dataDir: path.join(folder, 'not-there') }, 0)).toBeNull();
  });

  test('have to be named beside PostgreSQL, and to hold the private one', () => {
    expect(() => openKeys(null, { databaseUrl }, 0)).toThrow(
      'the audit key  cannot be used: there is no such file',
    );
    const file = path.join(folder, 'public.pem');
    writeFileSync(file, publicPem(newKey().sealer.key));
    expect(() => openKeys(file, { databaseUrl }, 0)).toThrow('AUDIT_KEY_FILE holds public keys only');
  });

  test('that cannot be read for another reason say that reason', () => {
    expect(() => readKeyFile(folder)).toThrow('EISDIR');
    expect(() => readKeyFile(folder)).not.toThrow('there is no such file');
    expect(() => readKeyFile(folder)).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ code: 'EISDIR' }) }),
    );
  });
});

/** By `openssl genpkey -algorithm ed25519`. */
const opensslKey = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJGJ3n6JzaHdMDl8cb+WMxrTWzruIpRdap8fZzTirPwi
-----END PRIVATE KEY-----
`;

function rsaKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
