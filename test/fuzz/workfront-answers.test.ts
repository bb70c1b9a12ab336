import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { WorkfrontFailure } from '../../src/requests/errors.ts';
import { holdingKind } from '../../src/requests/holdings.ts';
import type { FieldChange } from '../../src/requests/items.ts';
import type { WorkfrontAuth } from '../../src/workfront/auth.ts';
import type { WorkfrontConnection } from '../../src/workfront/workfront.ts';
import { openAt, quick, serve } from '../workfront/support.ts';
import { answerLike, give, type Answer } from './answers.ts';
import { patienceMs, runs } from './budget.ts';
import { isClean } from './hostile.ts';

const id = 'a'.repeat(32);
const other = 'b'.repeat(32);
const secret = 'k3y'.repeat(11);
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const user = {
  ID: id,
  name: 'Tyler Reid',
  emailAddr: 't@acme.example',
  username: 't',
  isActive: true,
  isAdmin: false,
  lastLoginDate: '2026-03-02T12:00:00:000+0000',
  homeGroup: { ID: other, name: 'Design' },
  homeGroupID: other,
};
/** Of any kind. */
const thing = {
  ID: id,
  name: 'Spring',
  ownerID: id,
  managerID: id,
  assignedToID: id,
  taskID: other,
  opTaskID: other,
  approverID: other,
  task: { ID: other, name: 'Draw', numberOfChildren: 2 },
  project: { ID: other, name: 'Spring campaign' },
  approvalPaths: [{ approvalSteps: [{ stepApprovers: [{ userID: id, teamID: null }] }] }],
};
const sound: readonly unknown[] = [
  { data: user },
  { data: [user, { ...user, ID: other }] },
  { data: { count: 3 } },
  { data: [thing, { ...thing, ID: other, taskID: id }, { ...thing, assignedToID: other }] },
  { data: { userID: other, isAdmin: true, versionInformation: { apiVersions: { v22: {} } } } },
  { data: { result: 'the-key' } },
  { access_token: 'the-token', expires_in: 86_399 },
  { error: { class: 'com.attask.common.AuthenticationException', message: 'no' } },
];

/** How to log in there; all that is secret has the secret in it. */
const logIns: readonly ((url: string) => WorkfrontAuth)[] = [
  () => ({ method: 'api-key', apiKey: secret }),
  () => ({ method: 'password', username: 'bot', password: secret }),
  (url) => ({
    method: 'ims',
    clientId: 'c',
    clientSecret: secret,
    orgId: 'o@AdobeOrg',
    scopes: 's',
    tokenUrl: `${url}/ims/token/v3`,
  }),
  () => ({ method: 'jwt', customerId: 'c', userId: 'u', clientId: 'i', clientSecret: secret, privateKey }),
];

const access = (one: string): FieldChange => ({ id: one, field: 'isActive', from: true, to: false });
const given = [id, other].map((one): FieldChange => ({
  id: one,
  field: 'assignedToID',
  from: id,
  to: other,
}));
const always = async () => true;

type Call = (workfront: WorkfrontConnection) => Promise<unknown>;

const calls: readonly Call[] = [
  (workfront) => workfront.check(),
  (workfront) => workfront.self(),
  (workfront) => workfront.get(id),
  (workfront) => workfront.findByEmail('t@acme.example', 25),
  (workfront) => workfront.findByEmails(['t@acme.example', 'u@acme.example'], 25),
  (workfront) => workfront.findByName(['tyler', 'reid'], 25),
  (workfront) => workfront.suggest('tyl', 20, AbortSignal.timeout(200)),
  (workfront) => workfront.readUsers([id, other]),
  (workfront) => workfront.readValues('access', [access(id), access(other)]),
  (workfront) => workfront.write('access', [access(id)], always),
  (workfront) => workfront.write('access', [access(id), access(other)], always),
];

/** The same for what people hold. */
const heldCalls: readonly Call[] = [
  (workfront) => workfront.countHoldings([id, other]),
  ...holdingKind.options.flatMap((kind): Call[] => [
    async (workfront) => {
      const list = await workfront.listHoldings(kind, [id, other], { first: 0, limit: 3 });
      const isRight = list.every(({ name, holder }) => name !== '' && [id, other].includes(holder));
      if (list.length > 3 || !isRight) throw new Error(inspect(list));
      return list;
    },
    (workfront) => workfront.readValues(kind, given),
    (workfront) => workfront.write(kind, given, always),
  ]),
];

const timing = {
  ...quick,
  headersTimeout: 200,
  bodyTimeout: 200,
  callBudget: 60,
  changeBudget: 60,
  firstBackOff: 1,
  longestBackOff: 2,
};

/** As many calls at the same time, each with a Workfront of its own: they wait more than they work. */
const atOnce = 25;

test(
  'whatever Workfront answers, a call gives what it promises or fails as one of Workfront, and tells no secret',
  { timeout: patienceMs },
  async () => {
    const next: (readonly Answer[])[] = [];
    const servers = await Promise.all(
      Array.from({ length: atOnce }, async (_one, slot) => {
        let at = 0;
        return serve((request, response) => {
          const answers = next[slot] ?? [];
          const one = answers[at % Math.max(1, answers.length)];
          at += 1;
          // It fails when the caller went away in the middle of its request.
          if (one) give(request, response, one).catch(() => response.destroy());
        });
      }),
    );
    const logged: string[] = [];
    const note = (...line: unknown[]) => void logged.push(inspect(line, { depth: 9 }));
    const log = { info: note, warn: note, error: note };
    let failed = 0;
    const ask = async (slot: number, [answers, logIn, call]: Asked): Promise<void> => {
      next[slot] = answers;
      const url = servers[slot]?.url ?? '';
      const workfront = openAt(url, { auth: logIn(url), log, timing });
      const from = performance.now();
      const result = await call(workfront).then(
        (value): unknown => value,
        (error: unknown) => {
          if (!(error instanceof WorkfrontFailure)) throw error;
          failed += 1;
          return error;
        },
      );
      // Far above its budget, since the machine may be busy; a hang is longer.
      expect(performance.now() - from).toBeLessThan(20_000);
      expect(inspect(result, { depth: 9, showHidden: true })).not.toContain(secret);
      await workfront.close();
    };
    const asked = fc.tuple(
      fc.array(answerLike(sound), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...logIns),
      fc.oneof(fc.constantFrom(...calls), fc.constantFrom(...heldCalls)),
    );
    type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;
    const many = fc.array(asked, { minLength: atOnce, maxLength: atOnce });
    const property = fc.asyncProperty(many, async (all) => {
      logged.length = 0;
      await Promise.all(all.map((one, slot) => ask(slot, one)));
      expect(isClean()).toBe(true);
      expect(logged.join('\n')).not.toContain(secret);
    });
    try {
      await fc.assert(property, runs(8, atOnce));
      expect(failed).toBeGreaterThan(0);
    } finally {
      await Promise.all(servers.map((server) => server.close()));
    }
  },
);
