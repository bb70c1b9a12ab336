import { expect, test } from 'vitest';

import { DeliveryError } from '../../src/requests/errors.ts';
import type { LogCheck, SealedHead } from '../../src/requests/ports.ts';
import { postHead, scheduleHead } from '../../src/usecases/post-head.ts';
import { keeping, messengerOf } from './in-memory.ts';

const newest: SealedHead = { number: 7, hash: 'ab'.repeat(32), sealedFrom: null, key: null };

/** What a log with such a check and a channel come to at this time; `failure`: why nothing can be posted. */
function office(time: string, check: LogCheck = { ok: true, head: newest }, failure: Error | null = null) {
  const posted: SealedHead[] = [];
  const postAuditHead = async (head: SealedHead) => {
    if (failure) throw failure;
    posted.push(head);
    return { channel: 'C1', ts: '1.1' };
  };
  const { store, saved } = keeping([], { checkLog: async () => check });
  const ports = { store, messenger: messengerOf({ postAuditHead }), now: () => new Date(time) };
  return {
    posted,
    ports,
    rows: () => saved.flatMap(({ audit = [] }) => audit),
    jobs: () => saved.flatMap(({ jobs = [] }) => jobs),
  };
}

const dueOn = (day: string) => ({
  job: { name: 'head', day },
  startAfter: new Date(`${day}T09:00:00.000Z`),
});

test.each([
  ['2026-11-21T22:00:00Z', '2026-11-22'],
  ['2026-11-22T08:59:59Z', '2026-11-22'],
  ['2026-11-22T09:00:00Z', '2026-11-23'],
])('a bot that starts at %s has the head posted on %s at nine', async (time, day) => {
  const { ports, jobs } = office(time);
  await scheduleHead(ports);
  expect(jobs()).toEqual([dueOn(day)]);
});

test('the newest row is posted, also by a clock that is a little behind the one that woke it', async () => {
  const { posted, ports, jobs } = office('2026-11-23T08:59:59.9Z');
  await postHead(ports, '2026-11-23');
  expect(posted).toEqual([newest]);
  expect(jobs()).toEqual([dueOn('2026-11-24')]);
});

test('after days of standstill the next turn is the next morning, not one for each day missed', async () => {
  const { ports, jobs } = office('2026-12-05T10:00:00Z');
  await postHead(ports, '2026-11-24');
  expect(jobs()).toEqual([dueOn('2026-12-06')]);
});

test.each<readonly [string, LogCheck]>([
  ['an empty log', { ok: true, head: null }],
  ['a log that is not sound', { ok: false, why: 'a row is missing' }],
])('of %s nothing is posted, and the next day is asked all the same', async (_, check) => {
  const { posted, ports, jobs, rows } = office('2026-11-22T09:00:01Z', check);
  await postHead(ports, '2026-11-22');
  expect([...posted, ...rows()]).toEqual([]);
  expect(jobs()).toEqual([dueOn('2026-11-23')]);
});

test('a channel that is gone leaves an audit row, and the next day is asked all the same', async () => {
  const gone = new DeliveryError('channel_not_found', { permanent: true });
  const { ports, jobs, rows } = office('2026-12-06T09:00:01Z', undefined, gone);
  await postHead(ports, '2026-12-06');
  const data = { message: 'audit_head', code: 'channel_not_found' };
  expect(rows()).toMatchObject([{ event: 'message_not_delivered', requestId: null, data }]);
  expect(jobs()).toEqual([dueOn('2026-12-07')]);
});

test('a channel that cannot take it now has it posted by another try', async () => {
  const away = new DeliveryError('http_503', { permanent: false });
  const { ports, jobs, rows } = office('2026-12-06T09:00:01Z', undefined, away);
  await expect(postHead(ports, '2026-12-06')).rejects.toBe(away);
  expect([...jobs(), ...rows()]).toEqual([]);
});
