import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { StoreUnavailable } from '../../src/requests/errors.ts';
import { openStore, type OpenStore } from '../../src/store/open.ts';
import { readOutage, tellOutagesOnce } from '../../src/store/outage.ts';
import { createPing } from '../../src/store/ping.ts';
import { newDatabase } from '../support/postgres.ts';
import { createTestLog, engines, openTestStore, type TestStore } from '../support/store.ts';
import { aRequest, stored } from './builders.ts';

describe.each(engines)('a store that is opened again on %s', (engine) => {
  let opened: TestStore;
  let again: OpenStore;
  const request = aRequest();
  beforeAll(async () => {
    opened = await openTestStore(engine);
  });
  afterAll(() => opened.remove());

  test('waited for the job that ran before it closed', async () => {
    await opened.store.transaction((tx) => tx.save(stored(request)));
    await sql`update pgboss.queue set heartbeat_seconds = 60 where name = 'execute'`.execute(opened.db);
    await sql`delete from pgboss.queue where name = 'head'`.execute(opened.db);
    const running = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    await opened.work(async () => {
      running.resolve();
      await finish.promise;
      await opened.store.transaction((tx) => tx.save(stored(aRequest({ id: 'r_finished' }))));
    });
    await opened.store.transaction((tx) =>
      tx.save({ jobs: [{ job: { name: 'execute', requestId: 'r_1' } }] }),
    );
    await running.promise;
    const closed = opened.close({ timeoutMs: 10_000 });
    finish.resolve();
    await closed;
    again = await opened.open();
    expect(await again.store.findRequest('r_finished')).not.toBeNull();
    expect((await again.stats()).jobs.execute).toEqual({ waiting: 0, later: 0, active: 0, failed: 0 });
  });

  test('has what was stored before', async () => {
    expect(await again.store.findRequest(request.id)).toEqual(request);
  });

  test('has the queues of this version, with its settings', async () => {
    const { rows } = await sql<{ name: string }>`select name, heartbeat_seconds
      from pgboss.queue where name in ('execute', 'head') order by name`.execute(again.db);
    expect(rows).toEqual([
      { name: 'execute', heartbeat_seconds: 10 },
      { name: 'head', heartbeat_seconds: 10 },
    ]);
  });

  test('is refused where a newer version was at work, and is free afterwards', async () => {
    await sql`insert into kysely_migration values ('9999-future', '2030-01-01')`.execute(again.db);
    await again.close({ timeoutMs: 1_000 });
    await expect(opened.open()).rejects.toThrow('newer version of the bot (9999-future)');
    await expect(opened.open()).rejects.toThrow('newer version');
  });
});

describe.each(engines)('an open store on %s', (engine) => {
  let opened: TestStore;
  beforeAll(async () => {
    opened = await openTestStore(engine);
  });
  afterAll(() => opened.remove());

  test('reads every type as the other engine does', async () => {
    const { rows } = await sql`select 9007199254740993::int8 as big, '\\x00ff'::bytea as bytes,
      interval '1 day 2 hours' as span, date '2026-03-04' as day, 1.50::numeric as money,
      timestamptz '2026-03-04 12:00:00.123Z' as at, '{"a":[1]}'::json as doc, '{"a":[1]}'::jsonb as docb,
      7::int4 as small, true as yes, 1.5::float8 as real, null as nothing, count(*) as count,
      '6f1c2a52-25a6-4f0e-9b0b-0d4c6a1e2f33'::uuid as id`.execute(opened.db);
    expect(rows).toEqual([
      {
        big: '9007199254740993',
        bytes: Buffer.from([0, 255]),
        span: '1 day 02:00:00',
        day: '2026-03-04',
        money: '1.50',
        at: new Date('2026-03-04T12:00:00.123Z'),
        doc: { a: [1] },
        docb: { a: [1] },
        small: 7,
        yes: true,
        real: 1.5,
        nothing: null,
        count: '1',
        id: '6f1c2a52-25a6-4f0e-9b0b-0d4c6a1e2f33',
      },
    ]);
  });

  test('answers a ping only while it can write, which it tries once in 15 s', async () => {
    let seconds = 0;
    const ping = createPing({ db: opened.db, refuseFullDisk: async () => {} }, () => seconds * 1_000);
    await ping();
    await sql`alter table write_probe rename to gone`.execute(opened.db);
    seconds = 14;
    await ping();
    seconds = 15;
    await expect(ping()).rejects.toThrow('write_probe');
    await sql`alter table gone rename to write_probe`.execute(opened.db);
    seconds = 29;
    await expect(ping()).rejects.toThrow('write_probe');
    seconds = 30;
    await ping();
  });

  test('answers a ping until it is closed', async () => {
    await opened.ping();
    await opened.close({ timeoutMs: 1_000 });
    await expect(opened.ping()).rejects.toThrow(/closed|destroyed/);
  });
});

test('several processes that start on one empty database at the same moment all come up', async () => {
  const target = { databaseUrl: await newDatabase('empty') };
  const opened = await Promise.all(
    Array.from({ length: 4 }, () => openStore({ target, log: createTestLog() })),
  );
  const requests = opened.map(() => aRequest());
  await Promise.all(
    opened.map(({ store }, index) =>
      store.transaction((tx) => tx.save(stored(requests[index] ?? aRequest()))),
    ),
  );
  expect(await opened[0]?.store.listOpenRequests(10)).toHaveLength(4);
  await Promise.all(opened.map((each) => each.close({ timeoutMs: 1_000 })));
});

test('a server that drops every connection costs the transactions that ran, and no more', async () => {
  const opened = await openTestStore('postgres');
  const begun = Promise.withResolvers<void>();
  const dropped = Promise.withResolvers<void>();
  const request = aRequest();
  const cut = opened.store.transaction(async (tx) => {
    await tx.save(stored(request));
    begun.resolve();
    await dropped.promise;
    await tx.lockRequest(request.id);
  });
  await begun.promise;
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(opened.db);
  dropped.resolve();
  await expect(cut).rejects.toThrow(StoreUnavailable);
  await expect.poll(() => opened.ping().then(() => 'answered', String)).toBe('answered');
  await opened.store.transaction((tx) => tx.save(stored(request)));
  expect(await opened.store.findRequest(request.id)).toEqual(request);
  await opened.remove();
});

test.each(['53100', '53300', '57P03', 'ECONNREFUSED'])('error %s says that the database is away', (code) => {
  const error = Object.assign(new Error('could not extend file'), { code });
  expect(readOutage(error)).toBeInstanceOf(StoreUnavailable);
});

test('a server that is away is told as that, once a minute however much fails', async () => {
  const log = createTestLog();
  const target = { databaseUrl: 'postgres://localhost:1/none' };
  await expect(openStore({ target, log })).rejects.toThrow(StoreUnavailable);
  let seconds = 0;
  const told = tellOutagesOnce(log, () => seconds * 1_000);
  const err = readOutage(Object.assign(new Error('the server ends'), { code: '57P01' }));
  for (seconds = 0; seconds < 61; seconds += 1) told.warn({ err }, 'job failed');
  expect(log.lines).toMatchObject([
    { level: 'error', fields: { failures: 1 }, message: expect.stringContaining('the database is away') },
    { level: 'error', fields: { failures: 60 } },
  ]);
  told.error({ err: new Error('something else') }, 'job engine error');
  expect(log.lines[2]).toMatchObject({ level: 'error', message: 'job engine error' });
});
