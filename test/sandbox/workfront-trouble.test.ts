import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import type { TroubleRule } from '../../sandbox/workfront/trouble.ts';
import { call, data, failure, send } from './workfront-calls.ts';

let sandbox: WorkfrontSandbox;

beforeEach(async () => {
  sandbox = await startWorkfront({ users: 0, maxConcurrent: 3 });
});

afterEach(async () => {
  await sandbox.close();
});

const read = () => call(sandbox, `/user/${named.tyler}?fields=isActive`);
const deactivate = () =>
  call(sandbox, `/user/${named.tyler}?fields=isActive`, { method: 'PUT', json: { isActive: false } });
const isActive = () => sandbox.directory.find(named.tyler)?.isActive;
const once = (effect: TroubleRule['effect']) => sandbox.trouble({ times: 1, effect });

/** Gives the traffic's next exchange that fits. */
function exchangeWith(note: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = sandbox.onChange((event) => {
      if (event.kind !== 'exchange' || event.exchange.note !== note) return;
      stop();
      resolve();
    });
  });
}

describe('which requests', () => {
  test('a rule hits its method and path, as often as it says', async () => {
    sandbox.trouble({
      match: { method: 'put', pathIncludes: named.tyler },
      times: 2,
      effect: { kind: 'status', status: 500 },
    });
    expect((await read()).status).toBe(200);
    expect([(await deactivate()).status, (await deactivate()).status]).toEqual([500, 500]);
    expect(isActive()).toBe(true);
    expect((await deactivate()).status).toBe(200);
  });

  test('a rule without a number holds until it is cleared', async () => {
    sandbox.trouble({ effect: { kind: 'status', status: 503 } });
    expect([(await read()).status, (await read()).status]).toEqual([503, 503]);
    sandbox.clearTrouble();
    expect((await read()).status).toBe(200);
  });

  test('a PUT that travels as a GET is hit by a rule for PUT', async () => {
    sandbox.trouble({ match: { method: 'PUT' }, effect: { kind: 'status', status: 500 } });
    const answer = await call(sandbox, `/user/${named.tyler}?method=put&updates={"isActive":"false"}`);
    expect(answer.status).toBe(500);
  });

  test('a rule that makes no sense is refused', () => {
    expect(() => sandbox.trouble({ effect: { kind: 'status', status: 200 } })).toThrow('400');
  });
});

describe('answers', () => {
  test('a status comes with the documented body and, if told, Retry-After', async () => {
    once({ kind: 'status', status: 429, retryAfter: 7 });
    expect(failure(await read())).toBe('429 Too many concurrent API requests for the given customer');
    once({ kind: 'status', status: 429, retryAfter: 7 });
    const answer = await fetch(`${sandbox.url}/attask/api/v22.0/session`);
    expect(answer.headers.get('retry-after')).toBe('7');
  });

  test('a maintenance page is HTML', async () => {
    once({ kind: 'html' });
    const answer = await read();
    expect([answer.status, answer.text.slice(0, 15)]).toEqual([503, '<!DOCTYPE html>']);
  });

  test('an error may come with 200', async () => {
    once({ kind: 'errorIn200' });
    expect(failure(await deactivate())).toBe('200 you must specify an action');
    expect(isActive()).toBe(true);
  });

  test('a body may be empty, or far too long', async () => {
    once({ kind: 'emptyBody' });
    expect(await read()).toMatchObject({ status: 200, text: '' });
    once({ kind: 'oversizedBody', bytes: 3_000_000 });
    expect((await read()).text.length).toBeGreaterThan(3_000_000);
  });

  test('a redirect points at the log-in page', async () => {
    once({ kind: 'redirect' });
    expect((await read()).status).toBe(302);
  });
});

describe('writes', () => {
  test('a lost answer leaves the user deactivated', async () => {
    once({ kind: 'loseAnswer' });
    await expect(deactivate()).rejects.toThrow(/other side closed|ECONNRESET/);
    expect(isActive()).toBe(false);
    expect(sandbox.traffic.at(-1)).toMatchObject({ status: null, note: 'trouble: loseAnswer' });
  });

  test('a dropped connection leaves the user active', async () => {
    once({ kind: 'dropConnection' });
    await expect(deactivate()).rejects.toThrow(/other side closed|ECONNRESET/);
    expect(isActive()).toBe(true);
  });

  test('an ignored write answers with the old state', async () => {
    once({ kind: 'ignoreWrite' });
    expect(data(await deactivate())['isActive']).toBe(true);
    expect(isActive()).toBe(true);
  });

  test('a pretended write answers with the new state and changes nothing', async () => {
    once({ kind: 'pretendWrite' });
    expect(data(await deactivate())['isActive']).toBe(false);
    expect(isActive()).toBe(true);
    expect(sandbox.stateChanges).toEqual([]);
  });
});

describe('time and sessions', () => {
  test('a hanging request is never answered, and its end frees its place', async () => {
    sandbox.trouble({ times: 3, effect: { kind: 'hang' } });
    const hung = [];
    for (let number = 0; number < 3; number += 1) {
      const seen = exchangeWith('trouble: hang');
      const stop = new AbortController();
      const headers = { apiKey: sandbox.credentials.apiKey };
      hung.push({
        stop,
        answer: fetch(`${sandbox.url}/attask/api/v22.0/session`, { signal: stop.signal, headers }),
      });
      await seen;
    }
    expect(failure(await read())).toBe('429 Too many concurrent API requests for the given customer');
    for (const { stop, answer } of hung) {
      stop.abort();
      await expect(answer).rejects.toThrow('aborted');
    }
    await expect.poll(async () => (await read()).status).toBe(200);
  });

  test('a delayed request is answered in full', async () => {
    once({ kind: 'delay', milliseconds: 30 });
    expect((await deactivate()).status).toBe(200);
    expect(sandbox.traffic.at(-1)?.milliseconds).toBeGreaterThanOrEqual(29);
  });

  test('expired sessions are gone, API keys are not', async () => {
    const { username, password } = sandbox.credentials;
    const login = `${sandbox.url}/attask/api/v22.0/login`;
    const sessionID = String(
      data(await send(login, { method: 'POST', form: { username, password } }))['sessionID'],
    );
    once({ kind: 'expireSessions' });
    const inSession = () => send(`${sandbox.url}/attask/api/v22.0/session`, { headers: { sessionID } });
    expect(failure(await inSession())).toBe('401 Invalid session ID.');
    expect((await read()).status).toBe(200);
  });
});
