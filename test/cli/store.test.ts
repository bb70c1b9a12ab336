import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';

import { expect, test } from 'vitest';

import { verifyLog } from '../../src/audit/verify.ts';
import { runStoreCommand } from '../../src/cli/store.ts';
import { readAudit } from '../../src/store/audit-log.ts';
import { openStore, type StoreTarget } from '../../src/store/open.ts';
import { aRequest, aTarget, anEntry, minutesAfterNoon, stored } from '../store/builders.ts';
import { newDatabase } from '../support/postgres.ts';
import { createTestLog, openTestStore } from '../support/store.ts';

async function run(target: StoreTarget, ...args: string[]): Promise<{ code: number; said: string }> {
  const both = new PassThrough();
  const said = text(both);
  const code = await runStoreCommand(args, { target, out: both, err: both });
  both.end();
  return { code, said: await said };
}

test('a store moves to a server with its requests, messages, audit rows and open jobs', async () => {
  const opened = await openTestStore('embedded');
  const pending = aRequest({ targets: [aTarget(), aTarget()] });
  const over = aRequest({ state: 'done', responseUrl: null, finishedAt: minutesAfterNoon(1) });
  const message = {
    requestId: over.id,
    kind: 'confirm',
    recipient: '',
    place: { channel: 'C1', ts: '1.1' },
    version: 5,
    shownAt: null,
  } as const;
  const [row] = await opened.store.transaction(async (tx) => {
    await tx.save(stored(pending));
    await tx.save(stored(over));
    await tx.recordMessage(message);
    await tx.save({
      jobs: [{ job: { name: 'expire', requestId: pending.id }, startAfter: new Date('2100-01-01') }],
    });
    await tx.save({ jobs: [{ job: { name: 'notify', requestId: over.id } }] });
    const [announced] = await tx.save({ audit: [anEntry({ data: { reason: 'ü "x"' } })] });
    await tx.recordAnnounced(announced?.number ?? 0);
    return tx.save({ audit: [anEntry()] });
  });
  const before = await opened.stats();
  const databaseUrl = await newDatabase('empty');

  const inUse = await run(opened.target, 'move', '--to', databaseUrl);
  expect(inUse).toMatchObject({ code: 1 });
  expect(inUse.said).toContain('stop the bot that runs there first');

  await opened.close({ timeoutMs: 1_000 });
  const moved = await run(opened.target, 'move', '--to', databaseUrl);
  expect(moved.said).toContain(`Moved 2 requests, 2 audit rows and 4 open jobs`);
  expect(moved.said).toContain(`head 2:${row?.hash}`);
  expect(moved.code).toBe(0);

  const server = await openStore({ target: { databaseUrl }, log: createTestLog() });
  expect(await server.store.findRequest(pending.id)).toEqual(pending);
  expect(await server.store.findRequest(over.id)).toEqual(over);
  expect(await server.store.listMessages(over.id)).toEqual([message]);
  expect(await server.store.listUnannounced(10)).toEqual([row]);
  expect(await verifyLog(readAudit(server.db), { keys: null })).toMatchObject({
    ok: true,
    head: { number: 2 },
  });
  expect(await server.stats()).toEqual(before);
  await server.close({ timeoutMs: 1_000 });

  const again = await run(opened.target, 'move', '--to', databaseUrl);
  expect(again.code).toBe(1);
  expect(again.said).toContain('not empty');
  await opened.remove();
});

test.each([[[]], [['move']], [['move', '--to', 'mysql://x/y']], [['copy', '--to', 'postgres://x/y']]])(
  '%j is answered with how to use the command',
  async (args) => {
    const { code, said } = await run({ dataDir: '/nowhere' }, ...args);
    expect(code).toBe(2);
    expect(said).toContain('npm run store -- move --to');
  },
);

test('nothing is moved from where there is no embedded store', async () => {
  const to = ['move', '--to', 'postgres://localhost/x'];
  expect((await run({ dataDir: '/nowhere' }, ...to)).said).toContain('no store in /nowhere');
  expect((await run({ databaseUrl: 'postgres://localhost/y' }, ...to)).said).toContain('DATABASE_URL is set');
});
