import { readFile } from 'node:fs/promises';

import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { sayFault } from '../../src/audit/faults.ts';
import { jsonLine } from '../../src/audit/json-lines.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { readAudit } from '../../src/store/audit-log.ts';
import { first } from '../../src/store/migrations/0001-first.ts';
import { closeEngine, connect, openStore, type StoreTarget } from '../../src/store/open.ts';
import { listItems } from '../../src/store/request-lists.ts';
import { newDatabase } from '../support/postgres.ts';
import { createTestLog, engines, newTarget, removeTarget } from '../support/store.ts';

const fixture = new URL('../fixtures/store-0.1.0.json', import.meta.url);
const row = z.record(z.string(), z.unknown());
const tables = z.object({
  request: z.array(row),
  target: z.array(row),
  message: z.array(row),
  audit: z.array(row),
});

/** The tables as version 0.1.0 left them, with one request that it was killed in the middle of. */
async function storeOf010(target: StoreTarget): Promise<z.infer<typeof tables>> {
  const kept = tables.parse(JSON.parse(await readFile(fixture, 'utf8')));
  const [request] = kept.request;
  const [person] = kept.target;
  const running = { ...request, id: 'rkilled2222', state: 'executing', finished_at: null };
  const sent = { ...person, request_id: running.id, workfront_user_id: 'f'.repeat(32), open: true };
  kept.request.push(running);
  kept.target.push({ ...sent, outcome: { result: 'unknown' } });
  const engine = await connect({ target, log: createTestLog() });
  try {
    const provider = { getMigrations: async () => ({ '0001-first': first }) };
    const { error } = await new Migrator({ db: engine.db, provider }).migrateToLatest();
    if (error) throw error;
    for (const [table, rows] of Object.entries(kept)) {
      for (const one of rows) {
        const values = Object.values(one).map((value) =>
          typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
        );
        const columns = sql.join(Object.keys(one).map((name) => sql.ref(name)));
        await sql`insert into ${sql.table(table)} (${columns}) values (${sql.join(values)})`.execute(
          engine.db,
        );
      }
    }
  } finally {
    await closeEngine(engine, 0);
  }
  return kept;
}

async function emptyTarget(engine: (typeof engines)[number]): Promise<StoreTarget> {
  if (engine === 'postgres') return { databaseUrl: await newDatabase('empty') };
  const target = await newTarget(engine);
  const underneath = await connect({ target, log: createTestLog() });
  for (const schema of ['public', 'pgboss']) {
    await sql`drop schema ${sql.id(schema)} cascade`.execute(underneath.db);
  }
  await sql`create schema public`.execute(underneath.db);
  await closeEngine(underneath, 0);
  return target;
}

describe.each(engines)('a store of version 0.1.0 on %s', (engine) => {
  test('is brought forward with its requests, outcomes, messages and log', async () => {
    const target = await emptyTarget(engine);
    const kept = await storeOf010(target);
    const opened = await openStore({ target, log: createTestLog() });
    try {
      for (const { id, state } of kept.request) {
        expect(await opened.store.findRequest(String(id))).toMatchObject({ id, state });
      }
      const done = await opened.store.findRequest('rp74c2npfn3');
      expect(done?.targets).toMatchObject([
        { outcome: { result: 'done', confirmedBy: 'answer' }, leftOutBy: null, user: { managerId: null } },
      ]);
      expect(await listItems(opened.db, 'rp74c2npfn3')).toMatchObject([
        { phase: 'access', field: 'isActive', from: true, to: false, outcome: { result: 'done' } },
      ]);
      const killed = await opened.store.findRequest('rkilled2222');
      expect(killed?.targets.map(({ outcome }) => outcome)).toEqual([{ result: 'sending' }]);
      const due = await opened.store.findDueItems('rkilled2222', new Date(), 50);
      expect(due.items.map(({ objectId }) => objectId)).toEqual(['f'.repeat(32)]);
      const denied = kept.request.find(({ state }) => state === 'denied');
      expect(await listItems(opened.db, String(denied?.['id']))).toEqual([]);
      const rows = await Array.fromAsync(readAudit(opened.db));
      expect(rows).toHaveLength(kept.audit.length);
      const verdict = await verifyLog(rows, { keys: null });
      expect(verdict.ok ? 'sound' : sayFault(verdict.fault)).toBe('sound');
      expect(rows.map((one) => JSON.parse(jsonLine(one, []))).map(({ number }) => number)).toEqual(
        rows.map(({ number }) => number),
      );
    } finally {
      await opened.close({ timeoutMs: 1_000 });
      await removeTarget(target);
    }
  });
});
