import { AsyncLocalStorage } from 'node:async_hooks';

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { makeKeyFile, readKeys } from '../../src/audit/seal.ts';
import { accessItems } from '../../src/requests/items.ts';
import type { Changes, Store } from '../../src/requests/ports.ts';
import type { Request } from '../../src/requests/request.ts';
import { approve, begin, cancel, submit } from '../../src/requests/transitions.ts';
import { createSealedLog } from '../../src/store/audit-log.ts';
import type { Database, Engine, Scope } from '../../src/store/database.ts';
import { closeEngine, openEngine } from '../../src/store/open.ts';
import { createStore } from '../../src/store/store.ts';
import { createTestLog, engines, newTarget } from '../support/store.ts';
import { aRequest, aUser, anEntry, minutesAfterNoon, noon } from './builders.ts';

const keys = readKeys(makeKeyFile({ keys: [], unsealedUpTo: 0 }));
const otherKeys = readKeys(makeKeyFile({ keys: [], unsealedUpTo: 0 }));
const [rita, alan] = [
  { id: 'U1', name: 'Rita' },
  { id: 'U2', name: 'Alan' },
];
let count = 0;

function asked(): ReturnType<typeof submit> {
  count += 1;
  const asking = {
    id: `r${String(count).padStart(10, '2')}`,
    action: 'deactivate',
    requester: rita,
    reason: null,
    targets: [{ user: aUser(), slackUserId: null }],
    runAt: minutesAfterNoon(2),
    approvalsRequired: 1,
    ttlHours: 72,
    dryRun: false,
    responseUrl: null,
  } as const;
  return submit(asking, noon);
}

describe.each(engines)('a sealed log on %s', (name) => {
  const log = createTestLog();
  const scope: Scope = new AsyncLocalStorage();
  let engine: Engine;
  let opened: { readonly store: Store; readonly db: Database };
  /** What a process keeps of the log goes with it; the engine may stay open. */
  const restart = (with_: typeof keys | null = keys): void => {
    const { db } = engine;
    const sealed = createSealedLog(db, with_, log);
    opened = { store: createStore({ engine, scope, log, sealed, onStored: () => {} }), db };
  };
  beforeAll(async () => {
    engine = await openEngine({ target: await newTarget(name), log }, scope);
    restart();
  });
  afterAll(() => closeEngine(engine, 1_000));

  async function save(changes: Changes): Promise<void> {
    await opened.store.transaction((tx) => tx.save(changes));
  }

  /** As a superuser could who means no good. */
  async function tamper(...statements: string[]): Promise<void> {
    await sql`alter table audit disable trigger user`.execute(opened.db);
    for (const statement of statements) await sql.raw(statement).execute(opened.db);
    await sql`alter table audit enable trigger user`.execute(opened.db);
  }

  async function running(): Promise<Request> {
    const first = asked();
    await save(first);
    const second = approve(first.request, alan, minutesAfterNoon(1));
    await save(second);
    const third = begin(second.request, minutesAfterNoon(3));
    if (!third) throw new Error('it is due');
    await save(third);
    return third.request;
  }

  const prove = (request: Request) => opened.store.proveApprovals(request, accessItems(request));

  test('proves a request that was asked for and approved, and says so of its head', async () => {
    const request = await running();
    expect(await prove(request)).toEqual({ proven: true });
    expect(await opened.store.checkLog()).toMatchObject({
      ok: true,
      head: { sealedFrom: 1, key: { id: keys.sealer?.key.id, spki: keys.sealer?.key.spki } },
    });
  });

  test('does not prove one that was written into the database', async () => {
    const [person] = [aUser()];
    const smuggled = aRequest({ state: 'executing', approvals: [{ approver: 'U2', at: noon }] });
    await save({ request: smuggled });
    expect(await prove(smuggled)).toMatchObject({ proven: false });
    const request = await running();
    const other = { ...request, targets: request.targets.map((target) => ({ ...target, user: person })) };
    expect(await prove(other)).toMatchObject({ proven: false });
    expect(log.lines.at(-1)).toMatchObject({ level: 'error', message: 'the approvals are not proven' });
  });

  test('does not prove one whose withdrawal was taken out of the log, and decides nothing more', async () => {
    const first = asked();
    await save(first);
    const second = approve(first.request, alan, minutesAfterNoon(1));
    await save(second);
    await save(cancel(second.request, rita, minutesAfterNoon(2)));
    await save({ audit: [anEntry()] });
    await tamper(`delete from audit where event = 'cancelled' and request_id = '${first.request.id}'`);
    const proof = await prove({ ...second.request, state: 'approved' });
    expect(proof).toMatchObject({ proven: false, why: expect.stringMatching(/^Row \d+ is missing/) });
    await expect(save({ audit: [anEntry()] })).rejects.toMatchObject({
      because: { reason: 'log_not_sound' },
    });
    await expect(save(asked())).rejects.toMatchObject({ because: { reason: 'log_not_sound' } });
    await save({ jobs: [{ job: { name: 'announce' } }] });
    await tamper(
      'delete from audit',
      'update announced set number = 0, hash = null',
      'update audit_check set mark = null',
    );
  });

  test('notices an end that was cut off, also with every note of it taken away, while it runs', async () => {
    restart();
    await save({ audit: [anEntry(), anEntry(), anEntry()] });
    expect(await opened.store.checkLog()).toMatchObject({ ok: true, head: { number: 3 } });
    await tamper('delete from audit where number > 1', 'update audit_check set mark = null');
    expect(await opened.store.checkLog()).toEqual({
      ok: false,
      why: 'Row 3 was noted, but the log ends before it: rows are missing.',
    });
    expect(await opened.store.checkLog()).toMatchObject({ ok: false });
  });

  test('keeps what the channel was told, and notices when the log does not go on from there', async () => {
    restart();
    await save({ audit: [anEntry(), anEntry()] });
    await opened.store.transaction((tx) => tx.recordAnnounced(3));
    expect(await opened.store.checkLog()).toMatchObject({ ok: true, head: { number: 3 } });
    const { rows } = await sql<{ same: boolean }>`
      select hash = (select hash from audit where number = 3) as same from announced`.execute(opened.db);
    expect(rows).toEqual([{ same: true }]);
    await tamper(`update announced set hash = '${'ab'.repeat(32)}'`);
    restart();
    expect(await opened.store.checkLog()).toMatchObject({
      ok: false,
      why: 'Row 3 is not the row that was noted: its hash is another one.',
    });
    await tamper('update announced set hash = null');
  });

  test('does not prove one by rows from before seals that the first sealed row does not follow', async () => {
    const nothing = [
      'delete from audit',
      'update announced set number = 0, hash = null',
      'update audit_check set mark = null',
    ];
    await tamper(...nothing);
    restart(null);
    const request = await running();
    await tamper('create table forged as select * from audit', ...nothing);
    restart(null);
    await save({ audit: [anEntry(), anEntry(), anEntry()] });
    restart({ ...keys, unsealedUpTo: 3 });
    await save({ audit: [anEntry()] });
    expect(await opened.store.checkLog()).toMatchObject({ ok: true, head: { sealedFrom: 4 } });
    await tamper('delete from audit where number < 4', 'insert into audit select * from forged');
    expect(await prove(request)).toEqual({
      proven: false,
      why: 'Row 4 does not follow row 3 as it is now: one of the two was written anew.',
    });
    await tamper(...nothing);
    restart();
    await save({ audit: [anEntry()] });
  });

  test('is not gone on with under a key of somebody else, or without one', async () => {
    restart(otherKeys);
    expect(await opened.store.checkLog()).toMatchObject({
      why: expect.stringContaining('a key that is not known'),
    });
    restart(null);
    expect(await opened.store.checkLog()).toMatchObject({ why: expect.stringContaining('cannot be none') });
  });
});
