import type { IncomingMessage, ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';

import * as fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import type { User } from '../../sandbox/workfront/records/user.ts';
import type { WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import { isFinal, type Request } from '../../src/requests/request.ts';
import { readAudit } from '../../src/store/audit-log.ts';
import { startWorld, type World } from '../support/world.ts';
import { serve } from '../workfront/support.ts';
import { answerLike, give, type Answer } from './answers.ts';
import { isLong, patienceMs, runs } from './budget.ts';
import { changes, spoiled } from './hostile.ts';

/** What becomes of one request to Workfront. */
type Twist =
  | { readonly kind: 'well' }
  | { readonly kind: 'silent' }
  /** Workfront never sees it, or does it first and does not get to answer. */
  | { readonly kind: 'instead'; readonly answer: Answer }
  | { readonly kind: 'after'; readonly answer: Answer }
  /** Its own answer, with something in it that is not as it should be. */
  | { readonly kind: 'spoiled'; readonly how: Parameters<typeof spoiled>[1] };

const userLike = { ID: named.tyler, name: 'Tyler Reid', emailAddr: 't@acme.example', isActive: false };
const answers = answerLike([
  { data: userLike },
  { data: [userLike, { ...userLike, ID: named.oscar }] },
  { data: { count: 3 } },
  { data: { result: 'another-key' } },
  { access_token: 'another-token', expires_in: 3_600 },
  { error: { class: 'com.attask.common.AuthenticationException', message: 'no' } },
]);
const twist: fc.Arbitrary<Twist> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Twist>({ kind: 'well' }) },
  { weight: 1, arbitrary: fc.constant<Twist>({ kind: 'silent' }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('instead', 'after'), answer: answers }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('spoiled'), how: changes }) },
);

const many = (most: number) => fc.array(twist, { maxLength: most, size: 'max' });

/** One answer that came through whole. */
type Seen = { readonly at: number; readonly json: unknown };

/** Between the bot and its Workfront: twists the requests to come, and knows every answer that was given. */
async function openTwister() {
  let target = '';
  let twists: Twist[] = [];
  const seen: Seen[] = [];
  const note = (status: number, body: string): void => {
    const at = seen.length;
    if (status >= 200 && status < 300) seen.push({ at, json: parsed(body) });
  };
  const pass = async (request: IncomingMessage, body: string) => {
    const { method = 'GET', url = '/', headers } = request;
    const { host: _host, connection: _connection, 'content-length': _length, ...kept } = headers;
    const answer = await fetch(`${target}${url}`, {
      method,
      headers: Object.entries(kept).map(([name, value]): [string, string] => [name, String(value)]),
      ...(body !== '' && { body }),
      redirect: 'manual',
    });
    return { status: answer.status, body: await answer.text() };
  };
  const answerTo = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = await readText(request);
    const one = twists.shift() ?? { kind: 'well' };
    if (one.kind === 'silent') return;
    if (one.kind === 'instead' || one.kind === 'after') {
      if (one.kind === 'after') await pass(request, asked);
      note(one.answer.status, await give(request, response, one.answer, Promise.resolve(asked)));
      return;
    }
    const { status, body } = await pass(request, asked);
    const given = one.kind === 'well' ? body : (JSON.stringify(spoiled(parsed(body), one.how)) ?? '');
    note(status, given);
    response.writeHead(status, { 'content-type': 'application/json' }).end(given);
  };
  const server = await serve((request, response) => {
    answerTo(request, response).catch(() => response.destroy());
  });
  return {
    url: server.url,
    close: server.close,
    seen,
    leadTo: (url: string) => void (target = url),
    twist: (list: readonly Twist[]) => void (twists = [...list]),
  };
}

function parsed(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return value;
  } catch {
    return null;
  }
}

/** Whether somewhere in this the user is shown with that state. */
function shows(json: unknown, id: string, isActive: boolean): boolean {
  if (typeof json !== 'object' || json === null) return false;
  const own =
    String(Reflect.get(json, 'ID')).toLowerCase() === id && Reflect.get(json, 'isActive') === isActive;
  return own || Object.values(json).some((part) => shows(part, id, isActive));
}

/** How somebody is asked for, who then is to be active or not. */
const deeds: readonly { readonly wants: boolean; readonly ask: (user: User) => string }[] = [
  { wants: false, ask: ({ ID }) => `/wf-deactivate ${ID}` },
  { wants: false, ask: ({ emailAddr }) => `/wf-deactivate ${emailAddr} reason: left` },
  { wants: false, ask: ({ name }) => `/wf-deactivate ${name}` },
  { wants: false, ask: ({ ID }) => `/wf-deactivate ${ID} to: bea.lindqvist@acme.example` },
  { wants: false, ask: ({ name }) => `/wf-deactivate show ${name}` },
  { wants: true, ask: ({ ID }) => `/wf-reactivate ${ID}` },
];

const settings: Readonly<Record<string, (sandbox: WorkfrontSandbox, url: string) => Record<string, string>>> =
  {
    'api-key': () => ({}),
    password: ({ credentials: { username, password } }) => ({
      WORKFRONT_AUTH: 'password',
      WORKFRONT_USERNAME: username,
      WORKFRONT_PASSWORD: password,
    }),
    ims: ({ credentials: { ims } }, url) => ({
      WORKFRONT_AUTH: 'ims',
      IMS_CLIENT_ID: ims.clientId,
      IMS_CLIENT_SECRET: ims.clientSecret,
      IMS_ORG_ID: ims.orgId,
      IMS_SCOPES: ims.scopes,
      IMS_TOKEN_URL: `${url}${new URL(ims.tokenUrl).pathname}`,
    }),
  };

/** The request as it is stored once it is so. */
async function until(world: World, id: string, isSo: (request: Request) => boolean): Promise<Request> {
  return vi.waitFor(
    async () => {
      const request = await world.bot().store.store.findRequest(id);
      if (request && isSo(request)) return request;
      throw new Error(`${id} hangs: ${JSON.stringify(request)}`);
    },
    { timeout: 30_000, interval: 25 },
  );
}

/** It is over, or waits for a time that is known. */
const isAtRest = ({ state, trouble }: Request): boolean =>
  isFinal(state) || (state === 'executing' && trouble !== null);

/** All is well again: what waits is tried at once, and comes to its end. */
async function finish(world: World, id: string): Promise<Request> {
  const { store } = world.bot().store;
  const job = { name: 'execute', requestId: id, atOnce: true } as const;
  return vi.waitFor(
    async () => {
      const request = await store.findRequest(id);
      if (request && isFinal(request.state)) return request;
      if (request && isAtRest(request)) await store.transaction((tx) => tx.save({ jobs: [{ job }] }));
      throw new Error(`${id} does not end: ${JSON.stringify(request)}`);
    },
    { timeout: 30_000, interval: 250 },
  );
}

/** In `npm test` one log-in is enough. */
const logIns = isLong ? Object.keys(settings) : ['ims'];

test.each(logIns)(
  'whatever Workfront answers, a request ends or waits, and nothing is told as done that was not seen so, with %s',
  { timeout: patienceMs },
  async (method) => {
    const lines: string[] = [];
    const twister = await openTwister();
    onTestFinished(() => twister.close());
    const world = await startWorld({
      workfront: { users: 0 },
      log: (line) => void lines.push(line),
      env: (sandbox) => {
        twister.leadTo(sandbox.url);
        const own = settings[method]?.(sandbox, twister.url);
        return { ...own, WORKFRONT_URL: twister.url, HAND_OVER_ASSIGNMENTS: 'true', MAX_BULK: '100' };
      },
    });
    onTestFinished(() => world.close());
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    onTestFinished(() => void process.off('unhandledRejection', note));
    const { store } = world.bot().store;
    let done = 0;
    let count = 0;
    const property = fc.asyncProperty(
      fc.constantFrom(...deeds),
      fc.boolean(),
      many(6),
      fc.nat(6),
      many(30),
      async ({ wants, ask }, isLoggedOut, whileAsking, well, whileChanging) => {
        count += 1;
        const user = world.newcomer(`Zoe Quill${count}`, { isActive: !wants });
        world.workfront.objects.give(user.ID, count % 3);
        if (isLoggedOut) world.workfront.trouble({ times: 1, effect: { kind: 'expireSessions' } });
        twister.twist(whileAsking);
        // An answer comes, whatever it is.
        await world.hears('rita', () => world.person.rita.type(ask(user)));
        const [request] = await store.listOpenRequests(1);
        if (!request) return;
        const card = await world.confirm(request.id);
        await world.shows(card, wants ? '[Reactivate]' : '[Deactivate]');
        twister.twist([...Array.from({ length: well }, () => ({ kind: 'well' }) as const), ...whileChanging]);
        const from = twister.seen.length;
        await world.person.alan.click(card, wants ? 'Reactivate' : 'Deactivate');
        await until(world, request.id, isAtRest);
        twister.twist([]);
        const ended = await finish(world, request.id);
        for (const { user: target, outcome } of ended.targets) {
          if (outcome.result !== 'done') continue;
          done += 1;
          const isSeen = twister.seen.slice(from).some(({ json }) => shows(json, target.id, wants));
          expect(isSeen, `${target.id} was seen as it is told`).toBe(true);
        }
        const isDone = ended.targets.some(({ outcome }) => outcome.result === 'done');
        const over = await world.shows(card, isDone ? 'activated' : '');
        expect(isDone || !over.includes('is deactivated')).toBe(true);
      },
    );
    await fc.assert(property, { ...runs(6, 150), endOnFailure: true });
    // Otherwise nothing of the above was looked at.
    expect(done).toBeGreaterThan(0);
    expect(unhandled).toEqual([]);
    expect(world.faults()).toEqual([]);
    const { credentials } = world.workfront;
    const told = [lines, world.slack.traffic.map((one) => JSON.stringify(one)), await rowsOf(world)]
      .flat()
      .join('\n');
    for (const secret of [credentials.apiKey, credentials.password, credentials.ims.clientSecret])
      expect(told).not.toContain(secret);
  },
);

async function rowsOf(world: World): Promise<readonly string[]> {
  const rows = await Array.fromAsync(readAudit(world.bot().store.db));
  return rows.map((row) => JSON.stringify(row));
}
