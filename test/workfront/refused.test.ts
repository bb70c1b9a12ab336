import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import type { WorkfrontConnection, WorkfrontOptions } from '../../src/workfront/workfront.ts';
import { authFor, failureOf, methods, open, quick, deactivate } from './support.ts';

let sandbox: WorkfrontSandbox;
let monotonic = 0;
const opened: WorkfrontConnection[] = [];

beforeAll(async () => {
  sandbox = await startWorkfront({ users: 3 });
});

beforeEach(() => {
  const real = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => real() + monotonic);
});

afterEach(async () => {
  vi.restoreAllMocks();
  sandbox.clearTrouble();
  sandbox.setHabits({ refusal: '401' });
  await Promise.all(opened.splice(0).map((directory) => directory.close()));
});

afterAll(() => sandbox.close());

function connect(overrides: Partial<WorkfrontOptions>): WorkfrontConnection {
  const timing = { ...quick, firstRefusalPause: 30_000, longestRefusalPause: 900_000 };
  const directory = open(sandbox, { timing, ...overrides });
  opened.push(directory);
  return directory;
}

const sent = (): number => sandbox.traffic.at(-1)?.number ?? 0;

describe.each(methods)('a refused log-in by %s', (method) => {
  function withWrongSecret(): WorkfrontConnection {
    const wrong = '0'.repeat(32);
    const secret = { apiKey: wrong, clientSecret: wrong, password: wrong };
    return connect({ auth: { ...authFor(sandbox, method), ...secret } });
  }

  test('is tried again after 30 seconds, then after ever longer, up to 15 minutes', async () => {
    const directory = withWrongSecret();
    await failureOf(directory.get(named.tyler));
    for (const seconds of [30, 60, 120, 240, 480, 900, 900]) {
      const before = sent();
      monotonic += (seconds - 5) * 1000;
      const error = await failureOf(directory.get(named.tyler));
      expect(error).toMatchObject({ code: 'unauthenticated' });
      expect(error.message).toMatch(/it is tried again in [1-5] seconds/);
      expect(sent()).toBe(before);
      monotonic += 5_000;
      expect((await failureOf(directory.get(named.tyler))).message).not.toContain('tried again');
      expect(sent()).toBeGreaterThan(before);
    }
  });

  test('is told without asking anybody', async () => {
    const directory = withWrongSecret();
    expect(directory.lastRefusal()).toBeNull();
    await failureOf(directory.get(named.tyler));
    const before = sent();
    const refusal = directory.lastRefusal();
    expect(refusal?.message).toContain('The log-in was refused');
    expect(refusal?.nextTryInMs).toBeGreaterThan(25_000);
    expect(sent()).toBe(before);
  });

  test('lets one caller try when it is time, and tells the others', async () => {
    const directory = withWrongSecret();
    await failureOf(directory.get(named.tyler));
    monotonic += 31_000;
    const before = sent();
    const errors = await Promise.all(Array.from({ length: 10 }, () => failureOf(directory.self())));
    expect(errors.every(({ code }) => code === 'unauthenticated')).toBe(true);
    expect(sent() - before).toBe(1);
  });
});

test('a log-in that is accepted again forgets the refusals before', async () => {
  const directory = connect({ auth: authFor(sandbox, 'jwt') });
  sandbox.trouble({ effect: { kind: 'status', status: 401 } });
  await failureOf(directory.self());
  sandbox.clearTrouble();
  monotonic += 31_000;
  expect(await directory.get(named.tyler)).toMatchObject({ id: named.tyler });
  expect(directory.lastRefusal()).toBeNull();
});

describe('a redirect to a log-in page', () => {
  test('counts as a refused session: the bot logs in again and goes on', async () => {
    sandbox.setHabits({ refusal: 'redirect' });
    for (const method of ['ims', 'jwt'] as const) {
      const directory = connect({ auth: authFor(sandbox, method) });
      await directory.self();
      sandbox.directory.change(named.tyler, { isActive: true });
      sandbox.trouble({ times: 1, effect: { kind: 'expireSessions' } });
      expect(await deactivate(directory, named.tyler)).toEqual(new Map([[named.tyler, false]]));
    }
  });

  test('is an error the second time', async () => {
    const directory = connect({ auth: authFor(sandbox, 'jwt') });
    sandbox.trouble({ match: { pathIncludes: '/attask/' }, effect: { kind: 'redirect' } });
    const before = sent();
    expect(await failureOf(directory.get(named.tyler))).toMatchObject({
      code: 'unauthenticated',
      status: 302,
    });
    const paths = sandbox.traffic.filter(({ number }) => number > before).map(({ path }) => path);
    expect(paths.filter((path) => path.includes('/jwt/exchange'))).toHaveLength(2);
    expect(paths).toHaveLength(4);
  });
});
