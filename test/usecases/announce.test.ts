import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { AuditLine } from '../../src/requests/audit-lines.ts';
import type { AuditEntry } from '../../src/requests/audit.ts';
import { DeliveryError } from '../../src/requests/errors.ts';
import type { AuditFacts } from '../../src/requests/ports.ts';
import { announce } from '../../src/usecases/announce.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

let opened: TestStore;
beforeEach(async () => {
  opened = await openTestStore('postgres');
});
afterEach(() => opened.remove());

const at = new Date('2026-11-26T09:00:00Z');

/** The ports in the words of this test. `fails`: what Slack says to the next posts, null: taken. */
function channel(fails: (DeliveryError | null)[] = [], takes = 20) {
  const posts: string[] = [];
  const facts: AuditFacts[] = [];
  const postAuditLines = async (lines: readonly AuditLine[], told: AuditFacts): Promise<number> => {
    const failure = fails.shift();
    if (failure) throw failure;
    const taken = lines.slice(0, takes);
    posts.push(taken.map(({ rows }) => rows.map(({ number }) => number).join('-')).join(' | '));
    facts.push(told);
    return taken.length;
  };
  const people = {
    profile: async (id: string) => {
      if (id !== 'U01BEA') throw new Error('Slack does not answer');
      const flags = { isPerson: true, isDeleted: false, isGuest: false, isForeign: false };
      return { id, name: 'Bea Lindqvist', email: null, timeZone: null, ...flags };
    },
  };
  return {
    posts,
    facts,
    ports: { store: opened.store, messenger: { postAuditLines }, people, now: () => at },
  };
}

const asked: AuditEntry = {
  event: 'asked',
  at,
  requestId: null,
  actor: 'U01RITA',
  data: { action: 'deactivate', asked: 'Lee', reason: null, at: null },
};
const denied = (actor = 'U01ALAN', actorName?: string): AuditEntry => ({
  event: 'denied',
  at,
  requestId: 'r1',
  actor,
  data: { reason: null, ...(actorName && { actorName }) },
});

const save = (...audit: AuditEntry[]) => opened.store.transaction((tx) => tx.save({ audit }));
const permanent = () => new DeliveryError('is_archived', { permanent: true });

async function announceJobs(): Promise<readonly unknown[]> {
  const { rows } = await sql`
    select data, start_after from pgboss.job where name = 'announce' order by start_after`.execute(opened.db);
  return rows;
}

test('what is due goes in one post, what may wait stays until it is asked for', async () => {
  const { ports, posts } = channel();
  await save(asked, denied(), denied(), asked);
  await announce(ports, false);
  expect(posts).toEqual(['1 | 2 | 3']);
  await announce(ports, true);
  expect(posts).toEqual(['1 | 2 | 3', '4']);
  await announce(ports, true);
  expect(posts).toHaveLength(2);
});

test('a post holds twenty lines at most, and as many as fit', async () => {
  const { ports, posts } = channel();
  await save(...Array.from({ length: 25 }, () => denied()));
  await announce(ports, false);
  expect(posts.map((post) => post.split(' | ').length)).toEqual([20, 5]);
  const small = channel([], 2);
  await save(denied(), denied(), denied());
  await announce(small.ports, false);
  expect(small.posts).toEqual(['26 | 27', '28']);
});

test('a bot that dies between a post and its record posts the same lines again', async () => {
  await save(denied(), denied());
  const first = channel([], 1);
  const dying = { ...opened.store, transaction: () => Promise.reject(new Error('killed')) };
  await expect(announce({ ...first.ports, store: dying }, false)).rejects.toThrow('killed');
  const second = channel();
  await announce(second.ports, false);
  expect([first.posts, second.posts]).toEqual([['1'], ['1 | 2']]);
});

test('names come from the rows, else from Slack, else they are left out', async () => {
  const { ports, facts } = channel();
  await save(denied('U01ALAN', 'Alan Ott'), denied('U01BEA'), denied('U01GONE'));
  await announce(ports, false);
  expect(Object.fromEntries(facts[0]?.names ?? [])).toEqual({
    U01ALAN: 'Alan Ott',
    U01BEA: 'Bea Lindqvist',
    U01GONE: '',
  });
  expect(facts[0]?.stories.get('r1')?.map(({ number }) => number)).toEqual([1, 2, 3]);
});

describe('when Slack', () => {
  test('does not take a post for now, the job fails and nothing is lost', async () => {
    await save(denied());
    const { ports, posts } = channel([new DeliveryError('internal_error', { permanent: false })]);
    await expect(announce(ports, false)).rejects.toThrow(DeliveryError);
    await announce(ports, false);
    expect(posts).toEqual(['1']);
  });

  test('asks to wait, another job goes on then', async () => {
    await save(asked);
    const { ports, posts } = channel([
      new DeliveryError('ratelimited', { permanent: false, retryAfterMs: 30_000 }),
    ]);
    await announce(ports, true);
    expect(posts).toEqual([]);
    expect(await announceJobs()).toContainEqual({
      data: { all: true },
      start_after: new Date('2026-11-26T09:00:30Z'),
    });
  });

  test('never takes a post, one row says which rows it would have covered, and the next ones go on', async () => {
    await save(asked, denied());
    const { ports, posts } = channel([permanent()]);
    await announce(ports, false);
    expect(posts).toEqual(['3']);
    const [row] = await opened.store.listRowsOf('r1').then((rows) => rows.slice(-1));
    expect(row).toMatchObject({ event: 'denied' });
    const all = await sql`select event, data from audit where number = 3`.execute(opened.db);
    expect(all.rows).toEqual([
      {
        event: 'message_not_delivered',
        data: '{"code":"is_archived","lastRow":2,"message":"audit_line","row":1}',
      },
    ]);
  });

  test('takes none for a while, what it missed is told once it does, as one run of rows', async () => {
    await save(asked, denied());
    const { ports, posts } = channel([permanent(), permanent(), permanent(), permanent()]);
    await announce(ports, false);
    expect(await opened.store.listUnannounced(10)).toMatchObject([{ number: 3 }]);
    await save(denied(), denied());
    await announce(ports, false);
    const [told, ...more] = await opened.store.listUnannounced(10);
    expect(told).toMatchObject({ number: 6, data: { message: 'audit_line', row: 1, lastRow: 5 } });
    expect(more).toEqual([]);
    await announce(ports, false);
    expect(posts).toEqual(['6']);
    expect(await opened.store.listUnannounced(10)).toEqual([]);
  });
});
