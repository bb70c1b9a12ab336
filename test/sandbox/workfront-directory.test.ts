import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';

import { people } from '../../sandbox/acme.ts';
import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront, type SandboxEvent, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import { call, count, data, send } from './workfront-calls.ts';

let sandbox: WorkfrontSandbox;

beforeEach(async () => {
  sandbox = await startWorkfront({ users: 50 });
});

afterEach(async () => {
  await sandbox.close();
});

const longAgo = (): Date => new Date(0);
const control = (path: string, options: Parameters<typeof send>[1] = {}) =>
  send(`${sandbox.url}/sandbox/${path}`, options);

describe('the people', () => {
  test('Acme has the same persons here as in Slack', () => {
    for (const [key, { name, email }] of Object.entries(people)) {
      expect(sandbox.directory.find(email)).toMatchObject({ name, isActive: true, isAdmin: false });
      expect(Object.entries(named)).toContainEqual([key, sandbox.directory.find(email)?.ID]);
    }
  });

  test('everybody who is named is there', () => {
    for (const id of Object.values(named)) expect(sandbox.directory.find(id)?.ID).toBe(id);
    expect(sandbox.directory.all()).toHaveLength(Object.keys(named).length + 50);
  });

  test('the same seed makes the same people, another seed others', async () => {
    const options = { users: 50, now: longAgo };
    const [one, same, other] = await Promise.all([
      startWorkfront(options),
      startWorkfront(options),
      startWorkfront({ ...options, seed: 2 }),
    ]);
    expect(same.directory.all()).toEqual(one.directory.all());
    expect(other.directory.all()).not.toEqual(one.directory.all());
    await Promise.all([one, same, other].map((each) => each.close()));
  });

  test('a hundred thousand people have an address each and can be searched', async () => {
    const large = await startWorkfront({ users: 100_000 });
    const all = large.directory.all();
    expect(new Set(all.map((user) => user.username.toLowerCase())).size).toBeGreaterThanOrEqual(100_000);
    expect(await count(large, '/user/count?emailAddr=tyler.REID@acme.example&emailAddr_Mod=cieq')).toBe(1);
    await large.close();
  });

  test('a person can be added and changed, and listeners hear of it until they leave', () => {
    const heard: SandboxEvent[] = [];
    const leave = sandbox.onChange((event) => heard.push(event));
    const { ID } = sandbox.directory.add({ name: 'Ned New' });
    sandbox.directory.change(ID, { isActive: false });
    leave();
    sandbox.directory.change(ID, { isActive: true });
    expect(heard).toMatchObject([
      { kind: 'user', user: { emailAddr: 'ned.new@acme.example', isActive: true } },
      { kind: 'user', user: { isActive: false } },
    ]);
  });

  test('a change that does not fit a user is refused', () => {
    expect(() => sandbox.directory.change(named.tyler, { isActive: 'no' })).toThrow('isActive');
    expect(() => sandbox.directory.change('nobody', {})).toThrow('no user nobody');
  });
});

describe('the controls', () => {
  test('find users by any word and change one', async () => {
    expect((await control('users?query=tyler%20ACME')).json).toMatchObject({ users: [{ ID: named.tyler }] });
    const json = { title: 'Boss', scheduledDeactivationDate: '2027-01-01T00:00:00Z' };
    expect((await control(`users/${named.tyler}`, { method: 'POST', json })).status).toBe(200);
    expect(sandbox.directory.find(named.tyler)).toMatchObject({
      title: 'Boss',
      scheduledDeactivationDate: new Date('2027-01-01T00:00:00Z'),
    });
    expect((await control('users/nobody', { method: 'POST', json })).status).toBe(404);
  });

  test('show the traffic after a number, and the state changes', async () => {
    await call(sandbox, '/session');
    await call(sandbox, `/user/${named.tyler}`, { method: 'PUT', json: { isActive: false } });
    expect((await control('traffic?after=1')).json).toMatchObject({
      exchanges: [{ number: 2, method: 'PUT' }],
    });
    expect((await control('state-changes')).json).toMatchObject({
      changes: [{ userId: named.tyler, isActive: false, by: 'api' }],
    });
    expect(sandbox.traffic).toHaveLength(2);
  });

  test('set, list and clear trouble', async () => {
    const rule = { times: 2, effect: { kind: 'status', status: 503 } };
    await control('trouble', { method: 'POST', json: rule });
    expect((await call(sandbox, '/session')).status).toBe(503);
    expect((await control('trouble')).json).toMatchObject({ rules: [{ times: 1 }] });
    await control('trouble', { method: 'DELETE' });
    expect((await call(sandbox, '/session')).status).toBe(200);
    expect((await control('trouble', { method: 'POST', json: { effect: 'rain' } })).status).toBe(400);
  });

  test('serve pages from loopback and nobody else', async () => {
    const page = await fetch(`${sandbox.url}/sandbox/traffic`, {
      headers: { origin: 'http://localhost:8080' },
    });
    expect(page.headers.get('access-control-allow-origin')).toBe('http://localhost:8080');
    expect((await control('users', { headers: { origin: 'https://evil.example' } })).status).toBe(403);
    expect((await control('users', { headers: { host: 'evil.example' } })).status).toBe(403);
    expect((await control('users', { headers: { host: '127.0.0.1.evil.example' } })).status).toBe(403);
  });
});

test('started alone it prints how to log in, and ends when told', async () => {
  const child = spawn(process.execPath, ['sandbox/workfront/main.ts', '--json', '--api-key', 'k'.repeat(32)]);
  const [line] = z.tuple([z.string()]).parse(await once(createInterface(child.stdout), 'line'));
  const { url, credentials } = z
    .object({ url: z.string(), credentials: z.object({ apiKey: z.string() }) })
    .parse(JSON.parse(line));
  const answer = await send(`${url}/attask/api/session`, { headers: { apiKey: credentials.apiKey } });
  expect(data(answer)['userID']).toBe(named.apiUser);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
