import { inspect } from 'node:util';

import { expect, test, vi } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import type { TroubleRule } from '../../sandbox/workfront/trouble.ts';
import type { WorkfrontAuth } from '../../src/workfront/auth.ts';
import type { WorkfrontConnection } from '../../src/workfront/workfront.ts';
import { authFor, methods, open, openAt, quick, serve } from './support.ts';

const askedFor = { email: 'query.text@secret.example', word: 'Querytextname' };

const effects: readonly TroubleRule['effect'][] = [
  ...[400, 401, 403, 404, 410, 422, 429, 500].map((status) => ({ kind: 'status' as const, status })),
  { kind: 'html', status: 200 },
  { kind: 'errorIn200' },
  { kind: 'emptyBody' },
  { kind: 'redirect' },
  { kind: 'oversizedBody', bytes: 9_000_000 },
  { kind: 'hang' },
  { kind: 'dropConnection' },
  { kind: 'loseAnswer' },
  { kind: 'ignoreWrite' },
];

/** Everything that a call can leave behind where people or logs may see it. */
type Trace = { readonly text: () => string; readonly failures: () => number };

function calls(directory: WorkfrontConnection): readonly Promise<unknown>[] {
  return [
    directory.check(),
    directory.get(named.tyler),
    directory.findByEmail(askedFor.email, 5),
    directory.findByName([askedFor.word], 5),
    directory.write(
      'access',
      [{ id: named.tyler, field: 'isActive', from: true, to: false }],
      async () => true,
    ),
  ];
}

/** An error in all its forms: for people, for JSON, and with the whole chain of causes. */
function spellOut(error: unknown): string {
  const own = error instanceof Error ? `${error.message}\n${error.stack}\n${spellOut(error.cause)}` : '';
  return [own, JSON.stringify(error), inspect(error, { depth: 20, showHidden: true })].join('\n');
}

async function traceOf(
  openClient: (overrides: object) => WorkfrontConnection,
  prepare: (directory: WorkfrontConnection) => Promise<void>,
): Promise<Trace> {
  const seen: string[] = [];
  const note = (...parts: readonly unknown[]): void => {
    seen.push(inspect(parts, { depth: 20 }));
  };
  const log = { info: note, warn: note, error: note };
  const timing = { ...quick, headersTimeout: 40, callBudget: 60, changeBudget: 100 };
  const directory = openClient({ log, onRequest: note, timing });
  await prepare(directory);
  const outcomes = await Promise.allSettled(calls(directory));
  const errors = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason);
  await directory.close();
  return { text: () => [...seen, ...errors.map(spellOut)].join('\n'), failures: () => errors.length };
}

function secretsOf(auth: WorkfrontAuth): readonly string[] {
  switch (auth.method) {
    case 'api-key':
      return [auth.apiKey];
    case 'ims':
      return [auth.clientSecret];
    case 'jwt':
      return [auth.clientSecret, ...auth.privateKey.split('\n').filter((line) => line.length > 40)];
    case 'password':
      return [auth.password];
    default:
      return auth satisfies never;
  }
}

/** Keys and tokens have 32 hexadecimal digits, like the ids of users that may be shown. */
function unknownKeys(text: string): readonly string[] {
  const keys = text.match(/[0-9a-f]{32}/g) ?? [];
  return keys.filter((key) => key !== named.tyler && key !== named.apiUser);
}

function expectClean(text: string, auth: WorkfrontAuth): void {
  for (const secret of [
    ...secretsOf(auth),
    askedFor.email,
    askedFor.email.split('@')[0] ?? '',
    askedFor.word,
  ]) {
    expect(text.includes(secret)).toBe(false);
  }
  expect(unknownKeys(text)).toEqual([]);
  expect(text).not.toMatch(/eyJ|secret\.example|password=/);
}

async function withSandbox(work: (sandbox: WorkfrontSandbox) => Promise<void>): Promise<void> {
  const sandbox = await startWorkfront({ users: 3 });
  try {
    await work(sandbox);
  } finally {
    await sandbox.close();
  }
}

test.each(methods)('with %s no failure tells a secret, a token or what was searched for', (method) =>
  withSandbox(async (sandbox) => {
    const auth = authFor(sandbox, method);
    let failures = 0;
    for (const effect of effects) {
      sandbox.clearTrouble();
      sandbox.directory.change(named.tyler, { isActive: true });
      const trace = await traceOf(
        (overrides) => open(sandbox, { ...overrides, auth }),
        async (directory) => {
          // Logged in first, so that the trouble meets requests that carry a token.
          await vi.waitFor(() => directory.self(), { timeout: 10_000 });
          sandbox.trouble({ effect });
        },
      );
      failures += trace.failures();
      expectClean(trace.text(), auth);
    }
    // A change without effect shows in its answer alone.
    expect(failures).toBeGreaterThanOrEqual(effects.length);
  }),
);

test.each(methods)('with %s no failing log-in tells a secret', (method) =>
  withSandbox(async (sandbox) => {
    const auth = authFor(sandbox, method);
    let failures = 0;
    for (const effect of effects) {
      sandbox.clearTrouble();
      sandbox.directory.change(named.tyler, { isActive: true });
      sandbox.trouble({ effect });
      const trace = await traceOf(
        (overrides) => open(sandbox, { ...overrides, auth }),
        () => Promise.resolve(),
      );
      failures += trace.failures();
      expectClean(trace.text(), auth);
    }
    // A change without effect shows in its answer alone.
    expect(failures).toBeGreaterThanOrEqual(effects.length);
  }),
);

test.each(methods)('with %s a server that repeats everything is not repeated', (method) =>
  withSandbox(async (sandbox) => {
    const given = authFor(sandbox, method);
    for (const status of [200, 302, 400, 401, 403, 404, 410, 422, 429, 500]) {
      const echo = await serve((request, response) => {
        request.setEncoding('utf8');
        let body = '';
        request.on('data', (piece: string) => {
          body += piece;
        });
        request.on('end', () => {
          const url = decodeURIComponent(request.url ?? '');
          const all = `${url} ${body} ${Object.values(request.headers).join(' ')}`;
          response.writeHead(status, {
            location: `/${encodeURIComponent(all)}`,
            'x-all': encodeURIComponent(all),
          });
          response.end(JSON.stringify({ error: { message: all, class: all, msgKey: all }, access_token: 7 }));
        });
      });
      const auth = given.method === 'ims' ? { ...given, tokenUrl: `${echo.url}/ims/token` } : given;
      const trace = await traceOf(
        (overrides) => openAt(echo.url, { ...overrides, auth }),
        () => Promise.resolve(),
      );
      await echo.close();
      expect(trace.failures()).toBeGreaterThan(0);
      expectClean(trace.text(), auth);
    }
  }),
);
