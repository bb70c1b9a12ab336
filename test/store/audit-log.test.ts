import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { verifyLog } from '../../src/audit/verify.ts';
import type { AuditEntry, AuditRow } from '../../src/requests/audit.ts';
import { auditHead, readAudit } from '../../src/store/audit-log.ts';
import { engines, openTestStore, type TestStore } from '../support/store.ts';
import { aRequest, all, anEntry, minutesAfterNoon, stored } from './builders.ts';

describe.each(engines)('the audit log on %s', (engine) => {
  let opened: TestStore;
  beforeAll(async () => {
    opened = await openTestStore(engine);
  });
  afterAll(() => opened.remove());

  const waiting = async (): Promise<number> => (await opened.stats()).jobs.announce.waiting;
  const read = (from: number, to: number) =>
    all(readAudit(opened.db, { from: minutesAfterNoon(from), to: minutesAfterNoon(to) }));
  const entries = {
    asked: {
      event: 'asked',
      data: { action: 'deactivate', asked: 'a\0b "ü" \uD83D', reason: null, at: null },
    },
    denied: { event: 'denied', data: { reason: 'a\0b "ü" \uD83D' } },
  } as const;
  const append = (event: 'asked' | 'denied', minutes = 0): Promise<AuditRow> => {
    const by = { at: minutesAfterNoon(minutes), requestId: null, actor: 'U0ALAN' };
    const entry: AuditEntry = { ...entries[event], ...by };
    return opened.store.transaction(async (tx) => {
      const [row] = await tx.save({ audit: [entry] });
      if (!row) throw new Error('nothing was appended');
      return row;
    });
  };

  test('numbers rows without gaps and links them in one order, however many append at once', async () => {
    const rolledBack = opened.store.transaction(async (tx) => {
      await tx.save({ audit: [anEntry()] });
      throw new Error('no');
    });
    const appended = await Promise.allSettled([
      ...Array.from({ length: 30 }, () => append('denied')),
      rolledBack,
      ...Array.from({ length: 10 }, () => append('asked')),
    ]);
    expect(appended.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    const rows = await all(readAudit(opened.db));
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    const head = await auditHead(opened.db);
    expect(await verifyLog(rows, { keys: null })).toMatchObject({
      ok: true,
      head: { number: 40, hash: head?.hash },
    });
  });

  test('gives rows back as they were appended, by date', async () => {
    const row = await append('denied', 60);
    const later = await append('denied', 120);
    expect(await read(60, 120)).toEqual([row]);
    expect(await read(60, 121)).toEqual([row, later]);
  });

  test.each([
    'update audit set actor = null where number = 1',
    'delete from audit where number = 1',
    'truncate audit',
  ])('refuses: %s', async (statement) => {
    const before = await auditHead(opened.db);
    await expect(sql.raw(statement).execute(opened.db)).rejects.toThrow('never changed and never removed');
    expect(await auditHead(opened.db)).toEqual(before);
  });

  test('lists rows that no line covers yet, in order, until they are recorded as covered', async () => {
    const { number: last } = await append('denied');
    await opened.store.transaction((tx) => tx.recordAnnounced(last));
    const asked = await append('asked');
    const first = await append('denied');
    const second = await append('denied');
    expect(await opened.store.listUnannounced(10)).toEqual([asked, first, second]);
    expect(await opened.store.listUnannounced(1)).toEqual([asked]);
    await opened.store.transaction((tx) => tx.recordAnnounced(first.number));
    await opened.store.transaction((tx) => tx.recordAnnounced(1));
    expect(await opened.store.listUnannounced(10)).toEqual([second]);
  });

  test('has an announcement made for each event that must be told, and one a turn for what may wait', async () => {
    const before = await waiting();
    await append('denied', 600);
    await append('denied', 600);
    expect(await waiting()).toBe(before + 2);
    await append('asked', 600);
    await append('asked', 601);
    await append('asked', 602);
    expect(await waiting()).toBe(before + 3);
    await append('asked', 606);
    expect(await waiting()).toBe(before + 4);
  });

  test('lists the rows of a request', async () => {
    const [row] = await opened.store.transaction((tx) =>
      tx.save({ audit: [anEntry({ requestId: 'r1' }), anEntry({ requestId: 'r2' })] }),
    );
    expect(await opened.store.listRowsOf('r1')).toEqual([row]);
    expect(await opened.store.listRowsOf('r3')).toEqual([]);
  });
});

test('two transactions that wait for each other both come through on a server', async () => {
  const opened = await openTestStore('postgres');
  const request = aRequest();
  await opened.store.transaction((tx) => tx.save(stored(request)));
  const [hasAudit, hasRequest] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await Promise.all([
    opened.store.transaction(async (tx) => {
      await tx.save({ audit: [anEntry()] });
      hasAudit.resolve();
      await hasRequest.promise;
      await tx.lockRequest(request.id);
    }),
    opened.store.transaction(async (tx) => {
      await tx.lockRequest(request.id);
      hasRequest.resolve();
      await hasAudit.promise;
      await tx.save({ audit: [anEntry()] });
    }),
  ]);
  expect(await all(readAudit(opened.db))).toHaveLength(2);
  expect(opened.log.lines.map(({ message }) => message).join()).toContain('trying again');
  await opened.remove();
});
