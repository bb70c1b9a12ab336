import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import {
  ConfigError,
  configNames,
  parseConfig,
  readAuditKeyFile,
  readStoreTarget,
} from '../../src/config.ts';
import { leastEnvironment } from '../support/environment.ts';
import { patienceMs, runs } from './budget.ts';
import { longText, text } from './hostile.ts';

const sound: Readonly<Record<string, string>> = leastEnvironment;

/** Of these nothing may ever be shown. */
const secrets = configNames.filter((name) => /TOKEN$|SECRET$|KEY$|PASSWORD$|DATABASE_URL/u.test(name));
const known = new Set([...configNames, 'NODE_TLS_REJECT_UNAUTHORIZED']);
const marker = 'v3rys3cr3t';

const value = fc.oneof(
  text,
  { weight: 1, arbitrary: longText },
  fc.constantFrom(
    'true',
    'false',
    'yes',
    '0',
    '1',
    '-1',
    '3000',
    '65536',
    '1e3',
    '0x10',
    ' 7 ',
    'none',
    'S01A,U01B',
    'U01A=x@y.z',
    'U01A=',
    'https://acme.my.workfront.com',
    'http://127.0.0.1:1',
    'https://user:pass@acme.my.workfront.com',
    'postgres://u:p@h/d',
    'api-key',
    'ims',
    'jwt',
    'password',
    '22.0',
    '7.0',
    '(a+)+$',
    '[',
    '^WF-\\d+$',
    'debug',
    '/no/such/file',
    '.',
  ),
);

const environment = fc
  .array(fc.tuple(fc.constantFrom(...configNames), value), { maxLength: 6 })
  .map((entries) => ({ ...sound, ...Object.fromEntries(entries) }));

/** What it gives, or how it refuses. */
function orRefusal<T>(read: () => T): T | ConfigError {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

/** All that people see of it, and the names in it. */
function toldBy(read: unknown): { readonly said: string; readonly names: readonly string[] } {
  if (read instanceof ConfigError) {
    const said = `${read.message}${read.stack ?? ''}${JSON.stringify(read.problems)}`;
    return { said, names: read.problems.map(({ name }) => name) };
  }
  const warnings: unknown = Reflect.get(Object(read), 'warnings');
  return { said: String(warnings), names: [] };
}

test(
  'any environment is either understood or refused by name, without its secrets',
  { timeout: patienceMs },
  () => {
    let accepted = 0;
    fc.assert(
      fc.property(environment, fc.subarray(secrets), (some, marked) => {
        const env = {
          ...some,
          ...Object.fromEntries(marked.map((name) => [name, `${some[name] ?? ''}${marker}`])),
        };
        const read = orRefusal(() => parseConfig(env));
        accepted += read instanceof ConfigError ? 0 : 1;
        const others = [orRefusal(() => readStoreTarget(env)), orRefusal(() => readAuditKeyFile(env))];
        for (const one of [read, ...others]) {
          const { said, names } = toldBy(one);
          expect(said).not.toContain(marker);
          expect(names.filter((name) => !known.has(name))).toEqual([]);
        }
      }),
      runs(300, 5),
    );
    expect(accepted).toBeGreaterThan(0);
  },
);
