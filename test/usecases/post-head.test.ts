import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';

import type { AuditHead } from '../../src/requests/audit.ts';
import { DeliveryError } from '../../src/requests/errors.ts';
import type { MessageLocation } from '../../src/requests/ports.ts';
import { postHead, scheduleHead } from '../../src/usecases/post-head.ts';
import { anEntry } from '../store/builders.ts';
import { openTestStore, type TestStore } from '../support/store.ts';
import { messengerOf } from './in-memory.ts';

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore('postgres');
});
afterAll(() => opened.remove());

/** The port in the words of this test: what was posted, or why it could not be. */
function channel(failure: DeliveryError | null = null) {
  const posted: AuditHead[] = [];
  const postAuditHead = async (head: AuditHead): Promise<MessageLocation> => {
    if (failure) throw failure;
    posted.push(head);
    return { channel: 'C1', ts: '1.1' };
  };
  const messenger = messengerOf({ postAuditHead });
  return { posted, messenger };
}

async function headJobs(): Promise<string[]> {
  const jobs = await sql<{ day: string; due: Date }>`
    select data->>'day' as day, start_after as due from pgboss.job where name = 'head' order by start_after`.execute(
    opened.db,
  );
  return jobs.rows.map(({ day, due }) => `${day} due ${due.toISOString()}`);
}

const at = (time: string) => () => new Date(time);

test('however many processes start, a day has one job', async () => {
  const { store } = opened;
  await Promise.all([1, 2, 3].map(() => scheduleHead({ store, now: at('2026-11-21T22:00:00Z') })));
  expect(await headJobs()).toEqual(['2026-11-22 due 2026-11-22T09:00:00.000Z']);
});

test('an empty log has no head to post, and the next day is asked all the same', async () => {
  const { posted, messenger } = channel();
  await postHead({ store: opened.store, messenger, now: at('2026-11-22T09:00:01Z') }, '2026-11-22');
  expect(posted).toEqual([]);
  expect((await headJobs()).at(-1)).toBe('2026-11-23 due 2026-11-23T09:00:00.000Z');
});

test('the newest row is posted, also by a clock that is a little behind the one that woke it', async () => {
  const { posted, messenger } = channel();
  const [row] = await opened.store.transaction((tx) => tx.save({ audit: [anEntry()] }));
  await postHead({ store: opened.store, messenger, now: at('2026-11-23T08:59:59.9Z') }, '2026-11-23');
  expect(posted.map(({ number, hash }) => ({ number, hash }))).toEqual([
    { number: row?.number, hash: row?.hash },
  ]);
  expect((await headJobs()).at(-1)).toBe('2026-11-24 due 2026-11-24T09:00:00.000Z');
});

test('after days of standstill the next turn is the next morning, not one for each day missed', async () => {
  const { messenger } = channel();
  await postHead({ store: opened.store, messenger, now: at('2026-12-05T10:00:00Z') }, '2026-11-24');
  expect((await headJobs()).at(-1)).toBe('2026-12-06 due 2026-12-06T09:00:00.000Z');
});

test('a channel that is gone leaves an audit row, and the next day is asked all the same', async () => {
  const { messenger } = channel(new DeliveryError('channel_not_found', { permanent: true }));
  await postHead({ store: opened.store, messenger, now: at('2026-12-06T09:00:01Z') }, '2026-12-06');
  const [row] = (await opened.store.listUnannounced(10)).slice(-1);
  expect(row).toMatchObject({
    event: 'message_not_delivered',
    data: { message: 'audit_head', code: 'channel_not_found' },
  });
  expect((await headJobs()).at(-1)).toBe('2026-12-07 due 2026-12-07T09:00:00.000Z');
});
