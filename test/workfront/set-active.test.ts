import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import type { TroubleRule } from '../../sandbox/workfront/trouble.ts';
import type { WorkfrontDirectory } from '../../src/workfront/user-directory.ts';
import { failureOf, open, openAt, quick, serve } from './support.ts';

let sandbox: WorkfrontSandbox;
let directory: WorkfrontDirectory;
let start = 0;
let changesBefore = 0;

beforeAll(async () => {
  sandbox = await startWorkfront({ users: 3 });
  directory = open(sandbox);
});

beforeEach(() => {
  sandbox.clearTrouble();
  sandbox.directory.change(named.tyler, { isActive: true });
  start = sandbox.traffic.at(-1)?.number ?? 0;
  changesBefore = sandbox.stateChanges.length;
});

afterAll(async () => {
  await directory.close();
  await sandbox.close();
});

type Effect = TroubleRule['effect'];

function troublePut(effect: Effect, times?: number): void {
  sandbox.trouble({ match: { method: 'PUT' }, ...(times === undefined ? {} : { times }), effect });
}

/** The requests in order, such as `PUT GET`. */
function sent(): string {
  const fresh = sandbox.traffic.filter(({ number }) => number > start);
  return fresh.map(({ method }) => method).join(' ');
}

const changes = () => sandbox.stateChanges.slice(changesBefore).map(({ isActive }) => isActive);
const deactivate = () => directory.setActive(named.tyler, false);

test('a change that the answer shows is one PUT of JSON with a boolean', async () => {
  expect(await deactivate()).toEqual({ confirmedBy: 'answer' });
  expect(sent()).toBe('PUT');
  expect(sandbox.traffic.at(-1)).toMatchObject({ requestBody: '{"isActive":false}' });
  expect(sandbox.traffic.at(-1)?.path).toBe(`/attask/api/v22.0/user/${named.tyler}?fields=ID%2CisActive`);
  expect(changes()).toEqual([false]);
});

test('a user is activated the same way, by an id in capitals too', async () => {
  await deactivate();
  expect(await directory.setActive(named.tyler.toUpperCase(), true)).toEqual({ confirmedBy: 'answer' });
  expect(changes()).toEqual([false, true]);
});

test('a PUT applied whose answer never arrives is confirmed by a read and not sent again', async () => {
  troublePut({ kind: 'loseAnswer' });
  expect(await deactivate()).toEqual({ confirmedBy: 'read' });
  expect(sent()).toBe('PUT GET');
  expect(changes()).toEqual([false]);
});

test('a slow PUT that lands after it was sent again changes nothing more', async () => {
  let landed = 0;
  const bothLanded = new Promise<void>((resolve) => {
    sandbox.onChange((event) => {
      if (event.kind === 'exchange' && event.exchange.method === 'PUT') landed += 1;
      if (landed === 2) resolve();
    });
  });
  troublePut({ kind: 'delay', milliseconds: 3_500 }, 1);
  expect(await deactivate()).toEqual({ confirmedBy: 'answer' });
  await bothLanded;
  expect(changes()).toEqual([false]);
});

test.each<[string, Effect]>([
  ['500', { kind: 'status', status: 500 }],
  ['503', { kind: 'status', status: 503 }],
  ['a web page', { kind: 'html', status: 200 }],
  ['a web page as 404', { kind: 'html', status: 404 }],
  ['an empty answer', { kind: 'emptyBody' }],
  ['a redirect', { kind: 'redirect', location: '/elsewhere' }],
  ['a cut connection', { kind: 'dropConnection' }],
  ['silence', { kind: 'hang' }],
])('after %s the user is read, and the PUT sent once more', async (_, effect) => {
  troublePut(effect, 1);
  expect(await deactivate()).toEqual({ confirmedBy: 'answer' });
  expect(sent().replace(/^GET PUT$/, 'PUT GET PUT')).toBe('PUT GET PUT');
  expect(changes()).toEqual([false]);
});

test.each<[string, Effect]>([
  ['500', { kind: 'status', status: 500 }],
  ['a web page', { kind: 'html', status: 503 }],
  ['a cut connection', { kind: 'dropConnection' }],
])('%s every time ends in outcome_unknown, after two PUTs at the most', async (_, effect) => {
  const hasty = open(sandbox, { timing: { ...quick, changeBudget: 200 } });
  troublePut(effect);
  const error = await failureOf(hasty.setActive(named.tyler, false));
  expect(error).toMatchObject({ code: 'outcome_unknown', maybeDone: true });
  expect(error.cause).toMatchObject({ code: 'unavailable' });
  expect(sent()).toMatch(/^PUT GET PUT( GET)+$/);
  await hasty.close();
});

test('a change that shows late is seen while the outcome is unknown', async () => {
  troublePut({ kind: 'status', status: 500 });
  let reads = 0;
  const stop = sandbox.onChange((event) => {
    if (event.kind !== 'exchange' || event.exchange.method !== 'GET') return;
    reads += 1;
    if (reads === 3) sandbox.directory.change(named.tyler, { isActive: false });
  });
  expect(await deactivate()).toEqual({ confirmedBy: 'read' });
  expect(reads).toBe(4);
  stop();
});

test('when the reads fail too the outcome is unknown', async () => {
  const hasty = open(sandbox, { timing: { ...quick, callBudget: 150, changeBudget: 400 } });
  troublePut({ kind: 'loseAnswer' });
  sandbox.trouble({ match: { method: 'GET' }, effect: { kind: 'status', status: 503 } });
  expect(await failureOf(hasty.setActive(named.tyler, false))).toMatchObject({ code: 'outcome_unknown' });
  expect(sent().match(/PUT/g)).toHaveLength(1);
  await hasty.close();
});

test('an answer of 200 without effect is no_effect, after a read', async () => {
  troublePut({ kind: 'ignoreWrite' });
  expect(await failureOf(deactivate())).toMatchObject({ code: 'no_effect' });
  expect(sent()).toBe('PUT GET');
});

test('an error in a 200 is a refusal, after a read, with Workfront’s words', async () => {
  troublePut({ kind: 'errorIn200' });
  const error = await failureOf(deactivate());
  expect(error).toMatchObject({ code: 'invalid', status: 200, detail: 'you must specify an action' });
  expect(sent()).toBe('PUT GET');
});

test.each([
  [403, 'forbidden'],
  [404, 'not_found'],
  [400, 'invalid'],
  [422, 'invalid'],
  [410, 'misconfigured'],
] as const)('%i is %s at once', async (status, code) => {
  troublePut({ kind: 'status', status });
  expect(await failureOf(deactivate())).toMatchObject({ code, status, maybeDone: false });
  expect(sent()).toBe('PUT');
});

test('Workfront’s reason for a refusal is kept, and stands in no message', async () => {
  const error = await failureOf(directory.setActive(named.adminEmail, false));
  expect(error).toMatchObject({ code: 'invalid', status: 422 });
  expect(error.detail).toBe('The main administrator (Admin Email) cannot be deactivated.');
  expect(error.message).toBe(
    `Workfront refused the request (HTTP 422): PUT /attask/api/v22.0/user/${named.adminEmail}`,
  );
});

test('an unknown user is not_found', async () => {
  const id = '0123456789abcdef0123456789abcdef';
  expect(await failureOf(directory.setActive(id, false))).toMatchObject({ code: 'not_found' });
});

test('an API user without the right is forbidden', async () => {
  const limited = await startWorkfront({ users: 3, apiUser: { isAdmin: false, seesOthers: true } });
  const client = open(limited);
  expect(await failureOf(client.setActive(named.tyler, false))).toMatchObject({ code: 'forbidden' });
  await client.close();
  await limited.close();
});

test('429 is waited out: nothing was done', async () => {
  troublePut({ kind: 'status', status: 429 }, 3);
  expect(await deactivate()).toEqual({ confirmedBy: 'answer' });
  expect(sent()).toBe('PUT PUT PUT PUT');
});

test('429 all the time is throttled, not unknown', async () => {
  const hasty = open(sandbox, { timing: { ...quick, callBudget: 100 } });
  troublePut({ kind: 'status', status: 429 });
  expect(await failureOf(hasty.setActive(named.tyler, false))).toMatchObject({
    code: 'throttled',
    maybeDone: false,
  });
  await hasty.close();
});

test('a refused connection is unavailable, not unknown', async () => {
  const gone = await serve(() => {});
  await gone.close();
  const client = openAt(gone.url, { timing: { ...quick, callBudget: 100 } });
  const error = await failureOf(client.setActive(named.tyler, false));
  expect(error).toMatchObject({ code: 'unavailable', maybeDone: false });
  await client.close();
});

test('a reason is cut, on one line, and without what was sent to log in', async () => {
  const apiKey = 'abcdef0123456789';
  const message = `Key ${apiKey}\u0000\n\u202Eis bad\u2028 ${'x'.repeat(400)}`;
  const server = await serve((_, response) => {
    response.writeHead(422).end(JSON.stringify({ error: { message } }));
  });
  const client = openAt(server.url, { auth: { method: 'api-key', apiKey } });
  const { detail } = await failureOf(client.setActive(named.tyler, false));
  expect(detail).toMatch(/^Key … is bad x+…$/);
  expect(detail).toHaveLength(300);
  await client.close();
  await server.close();
});

test('an answer about another user or without a state proves nothing', async () => {
  for (const data of [{ ID: named.mina, isActive: false }, { ID: named.tyler }, {}, []]) {
    const server = await serve((request, response) => {
      const read = { ID: named.tyler, isActive: true };
      response.end(JSON.stringify({ data: request.method === 'PUT' ? data : read }));
    });
    const client = openAt(server.url);
    expect(await failureOf(client.setActive(named.tyler, false))).toMatchObject({ code: 'no_effect' });
    await client.close();
    await server.close();
  }
});

test('a change that may not leave any more is not sent, neither at first nor again', async () => {
  const puts = () => sandbox.traffic.filter(({ method }) => method === 'PUT').length;
  const before = puts();
  await failureOf(directory.setActive(named.rita, false, async () => false));
  expect(puts()).toBe(before);
  sandbox.trouble({ match: { method: 'PUT' }, times: 1, effect: { kind: 'dropConnection' } });
  let asked = 0;
  await failureOf(directory.setActive(named.rita, false, async () => (asked += 1) === 1));
  expect(asked).toBe(2);
  expect(puts()).toBe(before + 1);
  expect(sandbox.directory.find(named.rita)?.isActive).toBe(true);
});
