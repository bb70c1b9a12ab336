import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { WorkfrontFailure } from '../../src/requests/errors.ts';
import { holdingKind } from '../../src/requests/holdings.ts';
import type { FieldChange } from '../../src/requests/items.ts';
import type { WorkfrontConnection } from '../../src/workfront/workfront.ts';
import { openAt, quick, serve } from '../workfront/support.ts';
import { patienceMs, runs } from './budget.ts';
import { changes, isClean, json, spoiled, text } from './hostile.ts';

const id = 'a'.repeat(32);
const other = 'b'.repeat(32);
const apiKey = 'k3y'.repeat(11);

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
  { data: [thing, { ...thing, ID: other, taskID: id }, { ...thing, assignedToID: other }] },
  { data: { count: 3 } },
  { data: { userID: other, isAdmin: true, versionInformation: { apiVersions: { v22: {} } } } },
  { error: { class: 'com.attask.common.AuthenticationException', message: 'no' } },
];

const body = fc.oneof(
  fc.tuple(fc.constantFrom(...sound), changes).map(([value, how]) => JSON.stringify(spoiled(value, how))),
  json.map((value) => JSON.stringify({ data: value })),
  json.map((value) => JSON.stringify(value)),
  text,
  fc.constantFrom('<!doctype html><title>Maintenance</title>', '{"data":', '', '['.repeat(20_000)),
);

const answer = fc.record({
  status: fc.constantFrom(200, 200, 200, 200, 201, 204, 302, 400, 401, 403, 404, 422, 429, 500, 503),
  headers: fc.dictionary(
    fc.constantFrom('content-type', 'content-encoding', 'retry-after', 'location', 'set-cookie'),
    fc.constantFrom(
      'application/json',
      'text/html',
      'gzip',
      'br',
      'deflate',
      '0',
      '-1',
      '1e9',
      'soon',
      '/login',
      'http://127.0.0.1:1/',
    ),
    { maxKeys: 2 },
  ),
  body,
  /** Cuts the connection in the middle. */
  isCut: fc.constantFrom(false, false, false, false, true),
});
type Answer = typeof answer extends fc.Arbitrary<infer T> ? T : never;

const given: readonly FieldChange[] = [id, other].map((one) => ({
  id: one,
  field: 'assignedToID',
  from: id,
  to: other,
}));

const calls: readonly ((workfront: WorkfrontConnection) => Promise<unknown>)[] = [
  (workfront) => workfront.check(),
  (workfront) => workfront.self(),
  (workfront) => workfront.get(id),
  (workfront) => workfront.findByEmail('t@acme.example', 25),
  (workfront) => workfront.findByName(['tyler', 'reid'], 25),
  (workfront) => workfront.readUsers([id, other]),
  (workfront) =>
    workfront.write('access', [{ id, field: 'isActive', from: true, to: false }], async () => true),
  (workfront) =>
    workfront.write(
      'access',
      [id, other].map((one) => ({ id: one, field: 'isActive', from: true, to: false })),
      async () => true,
    ),
];

type Call = (typeof calls)[number];

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
    (workfront) => workfront.write(kind, given, async () => true),
  ]),
];

function give(response: ServerResponse, { status, headers, body: content, isCut }: Answer): void {
  response.writeHead(status, headers);
  if (isCut) {
    response.write(content.slice(0, content.length / 2));
    response.socket?.destroy();
  } else response.end(content);
}

test(
  'whatever Workfront answers, a call gives what it promises or fails as one of Workfront, and tells no secret',
  { timeout: patienceMs },
  async () => {
    let next: readonly Answer[] = [];
    let at = 0;
    const server = await serve((_request, response) => {
      const one = next[at % Math.max(1, next.length)];
      at += 1;
      if (one) give(response, one);
    });
    const logged: unknown[] = [];
    const log = {
      info: (...line: unknown[]) => void logged.push(line),
      warn: (...line: unknown[]) => void logged.push(line),
      error: (...line: unknown[]) => void logged.push(line),
    };
    const timing = { ...quick, callBudget: 400, changeBudget: 400, firstBackOff: 1, longestBackOff: 2 };
    let failed = 0;
    const property = fc.asyncProperty(
      fc.array(answer, { minLength: 1, maxLength: 4 }),
      fc.oneof(fc.constantFrom(...calls), fc.constantFrom(...heldCalls)),
      async (answers, call) => {
        next = answers;
        at = 0;
        const workfront = openAt(server.url, { auth: { method: 'api-key', apiKey }, log, timing });
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
        expect(inspect(result, { depth: 9, showHidden: true })).not.toContain(apiKey);
        expect(isClean()).toBe(true);
        await workfront.close();
      },
    );
    try {
      await fc.assert(property, runs(60, 40));
      expect(failed).toBeGreaterThan(0);
      expect(inspect(logged, { depth: 9, maxArrayLength: null })).not.toContain(apiKey);
    } finally {
      await server.close();
    }
  },
);
