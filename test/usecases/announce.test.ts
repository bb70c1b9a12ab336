import { describe, expect, test } from 'vitest';

import type { AuditLine } from '../../src/requests/audit-lines.ts';
import type { AuditEntry, AuditRow } from '../../src/requests/audit.ts';
import { DeliveryError } from '../../src/requests/errors.ts';
import type { NewJob } from '../../src/requests/jobs.ts';
import type { AuditFacts } from '../../src/requests/ports.ts';
import { announce } from '../../src/usecases/announce.ts';
import { keeping } from './in-memory.ts';

const at = new Date('2026-11-26T09:00:00Z');

const rowAt = (entry: AuditEntry, number: number): AuditRow => {
  const chained = { text: JSON.stringify(entry.data), previousHash: '', hash: '', seal: null };
  return { ...entry, ...chained, number };
};

/**
 * A log of these entries, and a channel. `fails`: what is thrown at the next posts, null: taken. `takes`: how many lines
 * fit into one. `during`: what is written to the log while the first post is on its way.
 */
function channel(
  entries: readonly AuditEntry[],
  {
    fails = [],
    takes = Number.POSITIVE_INFINITY,
    during = [],
  }: { fails?: (Error | null)[]; takes?: number; during?: AuditEntry[] } = {},
) {
  const rows: AuditRow[] = [];
  const save = (...more: readonly AuditEntry[]) => {
    for (const entry of more) rows.push(rowAt(entry, rows.length + 1));
  };
  save(...entries);
  const jobs: NewJob[] = [];
  const posts: string[] = [];
  const facts: AuditFacts[] = [];
  const looks: string[] = [];
  let announced = 0;
  const { store } = keeping(
    [],
    {
      listUnannounced: async (limit) => rows.slice(announced, announced + limit),
      async listRowsOf(id) {
        looks.push(id);
        return rows.filter(({ requestId }) => requestId === id);
      },
    },
    {
      async save(changes) {
        save(...(changes.audit ?? []));
        jobs.push(...(changes.jobs ?? []));
        return [];
      },
      async recordAnnounced(number) {
        announced = number;
      },
    },
  );
  const postAuditLines = async (lines: readonly AuditLine[], told: AuditFacts): Promise<number> => {
    save(...during.splice(0));
    const failure = fails.shift();
    if (failure) throw failure;
    const taken = lines.slice(0, takes);
    posts.push(taken.map((line) => line.rows.map(({ number }) => number).join('-')).join(' | '));
    facts.push(told);
    return taken.length;
  };
  const profile = async (id: string) => {
    looks.push(id);
    if (id === 'U01GONE') return null;
    if (id !== 'U01BEA') throw new Error('Slack does not answer');
    const flags = { isPerson: true, isDeleted: false, isGuest: false, isForeign: false };
    return { id, name: 'Bea Lindqvist', email: null, timeZone: null, ...flags };
  };
  const ports = { store, messenger: { postAuditLines }, people: { profile }, now: () => at };
  return { posts, facts, looks, jobs, rows, ports, save, left: () => rows.slice(announced) };
}

const asked: AuditEntry = {
  event: 'asked',
  at,
  requestId: null,
  actor: 'U01RITA',
  data: { action: 'deactivate', asked: 'Lee', reason: null, at: null },
};
const denied = (actor: string | null = 'U01ALAN', actorName?: string): AuditEntry => ({
  event: 'denied',
  at,
  requestId: 'r1',
  actor,
  data: { reason: null, ...(actorName && { actorName }) },
});
const missed = (data: object): AuditEntry => ({
  event: 'message_not_delivered',
  at,
  requestId: null,
  actor: null,
  data: { message: 'audit_line', code: 'is_archived', ...data },
});
const many = (count: number, entry: AuditEntry) => Array.from({ length: count }, () => entry);

const permanent = () => new DeliveryError('is_archived', { permanent: true });
const busy = () => new DeliveryError('ratelimited', { permanent: false, retryAfterMs: 30_000 });

test('what is due goes in one post, what may wait stays until it is asked for', async () => {
  const { ports, posts } = channel([asked, denied(), denied(), asked]);
  await announce(ports, false);
  expect(posts).toEqual(['1 | 2 | 3']);
  await announce(ports, true);
  expect(posts).toEqual(['1 | 2 | 3', '4']);
  await announce(ports, true);
  expect(posts).toHaveLength(2);
});

test('what may wait and comes meanwhile waits for its own turn', async () => {
  const { ports, posts } = channel([asked], { during: [asked] });
  await announce(ports, true);
  expect(posts).toEqual(['1']);
});

test('a post holds twenty lines at most, and as many as fit', async () => {
  const { ports, posts } = channel(many(25, denied()));
  await announce(ports, false);
  expect(posts.map((post) => post.split(' | ').length)).toEqual([20, 5]);
  const small = channel(many(3, denied()), { takes: 2 });
  await announce(small.ports, false);
  expect(small.posts).toEqual(['1 | 2', '3']);
  await expect(announce(channel([denied()], { takes: 0 }).ports, false)).rejects.toThrow('held none of them');
});

describe('of more rows than one look takes', () => {
  test.each([
    [false, 125, '2499'],
    [true, 126, '2500-2501'],
  ])('no line is cut in two, and what may wait is told at the end alone (%s)', async (all, count, last) => {
    // The first look ends within the line of what was asked.
    const { ports, posts } = channel([...many(2_499, { ...denied(), requestId: null }), asked, asked]);
    await announce(ports, all);
    expect(posts).toHaveLength(count);
    expect(posts.at(-1)?.split(' | ').at(-1)).toBe(last);
  });

  test('one line that is longer goes all the same', async () => {
    const { ports, posts } = channel(many(2_501, asked));
    await announce(ports, false);
    expect(posts.map((post) => post.split('-').length)).toEqual([2_500]);
  });
});

test('a bot that dies between a post and its record posts the same lines again', async () => {
  const { ports, posts } = channel([denied(), denied()], { takes: 1 });
  const dying = { ...ports.store, transaction: () => Promise.reject(new Error('killed')) };
  await expect(announce({ ...ports, store: dying }, false)).rejects.toThrow('killed');
  await announce(ports, false);
  expect(posts).toEqual(['1', '1', '2']);
});

test('names come from the rows, else from Slack, else they are left out', async () => {
  const { ports, facts, looks } = channel([
    denied('U01ALAN', 'Alan Ott'),
    denied('U01ALAN'),
    denied('U01BEA'),
    denied('U01BEA'),
    denied('U01GONE'),
    denied('U01AWAY'),
    denied(null),
    { ...denied('U01CARL', 'Carl'), requestId: null },
  ]);
  await announce(ports, false);
  expect(Object.fromEntries(facts[0]?.names ?? [])).toEqual({
    U01ALAN: 'Alan Ott',
    U01BEA: 'Bea Lindqvist',
    U01GONE: '',
    U01AWAY: '',
    U01CARL: 'Carl',
  });
  expect(facts[0]?.stories.get('r1')?.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect([...(facts[0]?.stories.keys() ?? [])]).toEqual(['r1']);
  expect(looks).toEqual(['r1', 'U01BEA', 'U01GONE', 'U01AWAY']);
});

test('whoever did something before in the same request has a name, too', async () => {
  const { ports, facts } = channel([denied('U01BEA'), denied('U01ALAN', 'Alan Ott')], { takes: 1 });
  await announce(ports, false);
  expect(Object.fromEntries(facts[1]?.names ?? [])).toEqual({
    U01ALAN: 'Alan Ott',
    U01BEA: 'Bea Lindqvist',
  });
});

describe('when Slack', () => {
  test('does not take a post for now, the job fails and nothing is lost', async () => {
    const away = new DeliveryError('internal_error', { permanent: false });
    const bug = new TypeError('of ours');
    const { ports, posts, jobs } = channel([denied()], { fails: [away, bug] });
    await expect(announce(ports, false)).rejects.toBe(away);
    await expect(announce(ports, false)).rejects.toBe(bug);
    expect(jobs).toEqual([]);
    await announce(ports, false);
    expect(posts).toEqual(['1']);
  });

  test.each([
    [true, { name: 'announce', all: true }],
    [false, { name: 'announce' }],
  ])('asks to wait, another job goes on then, and this one stops (%s)', async (all, job) => {
    const { ports, posts, jobs, left } = channel([denied(), denied()], { fails: [busy()], takes: 1 });
    await announce(ports, all);
    expect(posts).toEqual([]);
    expect(jobs).toEqual([{ job, startAfter: new Date('2026-11-26T09:00:30Z') }]);
    expect(left()).toHaveLength(2);
  });

  test('never takes a post, one row says which rows it would have covered, and the next ones go on', async () => {
    const { ports, posts, rows } = channel([asked, denied()], { fails: [permanent()] });
    await announce(ports, false);
    expect(posts).toEqual(['3']);
    expect(rows).toHaveLength(3);
    const data = { message: 'audit_line', row: 1, lastRow: 2, code: 'is_archived' };
    expect(rows[2]).toMatchObject({ event: 'message_not_delivered', at, requestId: null, data });
  });

  test('never takes a post of one row, that row is named, with its request', async () => {
    const { ports, rows } = channel([denied()], { fails: [permanent()] });
    await announce(ports, false);
    expect(rows[1]).toMatchObject({ requestId: 'r1' });
    expect(rows[1]?.data).toEqual({ message: 'audit_line', row: 1, code: 'is_archived' });
  });

  test('takes none for a while, what it missed is told once it does, as one run of rows', async () => {
    const { ports, posts, save, left } = channel([asked, denied()], {
      fails: [permanent(), permanent(), permanent(), permanent()],
    });
    await announce(ports, false);
    expect(left()).toMatchObject([{ number: 3 }]);
    save(denied(), denied());
    await announce(ports, false);
    const [told, ...more] = left();
    expect(told).toMatchObject({ number: 6, data: { message: 'audit_line', row: 1, lastRow: 5 } });
    expect(more).toEqual([]);
    await announce(ports, false);
    expect(posts).toEqual(['6']);
    expect(left()).toEqual([]);
  });

  test('takes none, another message that was missed counts as a row, and a row of old names itself', async () => {
    const other = channel([missed({ message: 'confirm' })], { fails: [permanent()] });
    await announce(other.ports, false);
    expect(other.rows[1]?.data).toMatchObject({ row: 1 });
    const old = channel([denied(), missed({}), denied()], { fails: [null, permanent()], takes: 1 });
    await announce(old.ports, false);
    expect(old.rows[3]?.data).toMatchObject({ row: 2, lastRow: 3 });
    const only = channel([missed({})], { fails: [permanent()] });
    await announce(only.ports, false);
    expect(only.rows).toHaveLength(1);
    expect(only.left()).toHaveLength(1);
  });
});
