import { describe, expect, test } from 'vitest';

import type { Held, HoldingKind } from '../../src/requests/holdings.ts';
import type { Item } from '../../src/requests/items.ts';
import type { Policy } from '../../src/requests/policy.ts';
import type { Ports } from '../../src/requests/ports.ts';
import { Refusal } from '../../src/requests/refusal.ts';
import type { Outcome, Request } from '../../src/requests/request.ts';
import { listHeld } from '../../src/usecases/list-held.ts';
import { listRequests, type Listing } from '../../src/usecases/list-requests.ts';
import { showHoldings, showThings } from '../../src/usecases/show-holdings.ts';
import { aRequest, aTarget, aUser, minutesAfterNoon, noon } from '../store/builders.ts';
import { keeping, peopleOf, workfrontOf } from './in-memory.ts';
import { policyWith } from './policy-with.ts';

const [rita, alan, oscar] = ['U01RITA', 'U01ALAN', 'U01OSCAR'];
const tyler = aUser({ name: 'Tyler Reid', email: 'tyler.reid@acme.example' });
const kim = aUser({ name: 'Kim Lee', email: 'kim.lee@acme.example' });
const requestId = 'r7kq2m9x3ta';
const policy = policyWith();

/** What came of it, or the refusal's facts. */
async function cameOf<T>(work: Promise<T>): Promise<T | object> {
  return work.catch((error: unknown) => {
    if (error instanceof Refusal) return error.because;
    throw error;
  });
}

describe('a list of requests', () => {
  /** The id of a request that has no card yet. */
  const untold = 'r2222222222';
  const open = Array.from({ length: 25 }, (_, one) => aRequest({ reason: `${one}`, requester: rita }));

  async function list(
    actor: string,
    listing: Partial<Listing>,
    requests: readonly Request[] = open,
    rules: Partial<Policy> = {},
  ) {
    const asked: string[] = [];
    const { store, saved } = keeping([], {
      async listOpenRequests(limit) {
        asked.push(`open ${limit}`);
        return requests.slice(0, limit);
      },
      async listHistory(about, limit) {
        asked.push(`history ${about} ${limit}`);
        return requests.slice(0, limit);
      },
      listMessages: async (id) => [
        { requestId: id, kind: 'answer', place: null, version: 0, shownAt: null, recipient: '' },
        ...(id === untold ? [] : (['confirm', 'result'] as const)).map((kind) => {
          return {
            requestId: id,
            kind,
            place: { channel: 'C1', ts: kind },
            version: 1,
            shownAt: noon,
            recipient: '',
          };
        }),
      ],
    });
    const people: Ports['people'] = {
      ...peopleOf({
        [rita]: { name: 'Rita' },
        [alan]: {},
        [oscar]: { name: 'Oscar' },
        U01GUEST: { isGuest: true },
      }),
      members: async (ids) => new Set(ids),
    };
    const wanted = { which: 'open', about: null, page: 0, ...listing } as const;
    const ports = { store, people, now: () => noon };
    const came = await cameOf(listRequests(ports, policyWith(rules), actor, wanted));
    return { came, asked, refused: saved.flatMap(({ audit = [] }) => audit.map(({ data }) => data)) };
  }

  const reasons = (from: number, to: number) =>
    open
      .slice(from, to)
      .map(({ reason }) => expect.objectContaining({ request: expect.objectContaining({ reason }) }));

  test.each([
    [0, 'open 11', reasons(0, 10), true],
    [1, 'open 21', reasons(10, 20), true],
    [2, 'open 31', reasons(20, 25), false],
    [-1, 'open 11', reasons(0, 10), true],
    [80, 'open 511', [], false],
  ])('has ten on a page: page %i', async (page, asked, listed, hasMore) => {
    const answer = await list(alan, { page });
    expect(answer.asked).toEqual([asked]);
    const shown = Math.min(Math.max(0, page), 50);
    expect(answer.came).toEqual({ which: 'open', about: null, page: shown, listed, hasMore });
  });

  test('ends where a page is just full, and after fifty pages', async () => {
    expect((await list(alan, { page: 1 }, open.slice(0, 20))).came).toMatchObject({ hasMore: false });
    const many = Array.from({ length: 600 }, () => aRequest());
    expect((await list(alan, { page: 49 }, many)).came).toMatchObject({ page: 49, hasMore: true });
    expect((await list(alan, { page: 50 }, many)).came).toMatchObject({ page: 50, hasMore: false });
  });

  test('of the past is asked for by name', async () => {
    const { asked, came } = await list(alan, { which: 'history', about: 'Lee' });
    expect(asked).toEqual(['history Lee 11']);
    expect(came).toMatchObject({ which: 'history', about: 'Lee' });
  });

  test('leads to each card, and says what who looks may do', async () => {
    const dated = { state: 'approved', runAt: minutesAfterNoon(60) } as const;
    const cases = [
      [rita, aRequest({ requester: rita }), true, false],
      [rita, aRequest({ requester: rita, ...dated }), false, true],
      [rita, aRequest({ requester: rita, state: 'executing' }), false, false],
      [rita, aRequest({ ...dated }), false, false],
      [alan, aRequest({ ...dated }), false, true],
      [alan, aRequest(), false, false],
      [alan, aRequest({ requester: alan, ...dated }), false, true],
    ] as const;
    for (const [actor, request, mayWithdraw, mayStop] of cases) {
      const card = { channel: 'C1', ts: 'confirm' };
      const { came } = await list(actor, {}, [request]);
      expect(came).toMatchObject({ listed: [{ request, card, mayWithdraw, mayStop }] });
    }
    const { came } = await list(alan, {}, [aRequest({ id: untold })]);
    expect(came).toMatchObject({ listed: [{ card: null }] });
  });

  test('is for requesters and approvers who are members; one’s own is for anybody', async () => {
    const outside = await list(oscar, {});
    expect(outside).toMatchObject({ came: { reason: 'not_a_reader' }, asked: [] });
    expect(outside.refused).toMatchObject([
      { attempted: 'open', reason: 'not_a_reader', actorName: 'Oscar' },
    ]);
    const unknown = await list('U01NOBODY', { which: 'history' });
    expect(unknown.refused).toEqual([{ attempted: 'history', reason: 'not_a_reader' }]);
    expect((await list('U01GUEST', {}, [], { requesters: ['U01GUEST'] })).came).toMatchObject({
      reason: 'not_a_member',
    });
    const own = aRequest({ requester: oscar });
    const { came, asked } = await list(oscar, { which: 'own' }, [...open, own]);
    expect(came).toMatchObject({ listed: [{ request: own, mayWithdraw: true }], hasMore: false });
    expect(asked).toEqual(['open 1000']);
  });
});

const count = (kind: HoldingKind, of: number | null) => ({ kind, count: of, moves: true });

describe('what people hold', () => {
  const counts = [count('projects', 60), count('tasks', 0), count('issues', null), count('teams', 3)];
  const held = (one: number): Held => {
    const id = String(one).padStart(32, '0');
    return { kind: 'projects', id, name: `P${one}`, holder: tyler.id, within: null, link: null };
  };
  const pending = aRequest({
    id: requestId,
    targets: [aTarget(tyler), aTarget(kim, { leftOutBy: alan })],
    impact: { counts, atLeast: false, readAt: noon },
  });

  async function look(
    of: Request,
    kind: HoldingKind | null,
    page: number,
    { holds = 60, items = [] as readonly Item[] } = {},
  ) {
    const asked: string[] = [];
    const { store } = keeping([of], { listItems: async () => items });
    const workfront = workfrontOf([], {
      async listHoldings(wanted, userIds, { first, limit }) {
        asked.push(`${wanted} of ${userIds.join()} from ${first}, ${limit}`);
        return Array.from({ length: Math.max(0, Math.min(limit, holds - first)) }, (_, one) =>
          held(first + one),
        );
      },
    });
    return { asked, came: await cameOf(listHeld({ store, workfront }, of, { kind, page })) };
  }

  test('is asked for one kind and one page at a time, of those who are not left out', async () => {
    const { asked, came } = await look(pending, 'projects', 1);
    expect(asked).toEqual([`projects of ${tyler.id} from 25, 25`]);
    expect(came).toMatchObject({
      of: requestId,
      isOver: false,
      kinds: [
        { kind: 'projects', count: 60 },
        { kind: 'teams', count: 3 },
      ],
      kind: 'projects',
      page: 1,
      first: 25,
      total: 60,
    });
    expect(came).toMatchObject({ things: { length: 25, 0: { name: 'P25', outcome: null } } });
  });

  test('is the most urgent kind where no other is chosen or known', async () => {
    expect((await look(pending, null, -3)).asked).toEqual([`projects of ${tyler.id} from 0, 25`]);
    expect((await look(pending, 'issues', 0)).asked).toEqual([`projects of ${tyler.id} from 0, 25`]);
    expect((await look(pending, 'teams', 0)).asked).toEqual([`teams of ${tyler.id} from 0, 25`]);
    for (const impact of [null, { counts: counts.slice(1, 3), atLeast: false, readAt: noon }]) {
      const nothing = await look({ ...pending, impact }, null, 0);
      expect(nothing).toMatchObject({ asked: [], came: { kinds: [], kind: null, things: [], total: 0 } });
    }
  });

  test('may be more or less by now than was counted', async () => {
    expect((await look(pending, 'projects', 1, { holds: 40 })).came).toMatchObject({ total: 40 });
    expect((await look(pending, 'projects', 2, { holds: 90 })).came).toMatchObject({ total: 75 });
    expect((await look(pending, 'projects', 0, { holds: 90 })).came).toMatchObject({ total: 60 });
  });

  const item = (kind: Item['kind'], name: string, outcome: Outcome): Item => ({
    phase: kind === 'access' ? 'access' : 'hand_over',
    position: 0,
    kind,
    type: 'PROJ',
    objectId: name.padStart(32, '0'),
    name,
    link: `https://acme.example/${name}`,
    field: 'ownerID',
    from: tyler.id,
    to: kim.id,
    outcome,
    retry: null,
    settledAt: noon,
  });
  const moved: Outcome = { result: 'done', confirmedBy: 'read' };
  const stays: Outcome = { result: 'skipped', reason: 'by_hand' };
  const failed: Outcome = { result: 'failed', reason: 'forbidden', detail: '' };
  const handOver = { isWanted: true, onlyIfAll: false, back: null, plannedAt: noon, reportedAt: null };

  test('is told with what came of it once it was to change hands: what stays comes first', async () => {
    const items = [
      item('access', 'Tyler', moved),
      item('projects', 'Atlas', moved),
      item('teams', 'Blue', moved),
      item('teams', 'Red', failed),
      item('teams', 'Sun', stays),
      item('reports', 'Sums', stays),
    ];
    const { asked, came } = await look({ ...pending, handOver }, null, 0, { items });
    expect(asked).toEqual([]);
    expect(came).toMatchObject({
      isOver: true,
      kind: 'teams',
      first: 0,
      total: 3,
      things: [
        { kind: 'teams', name: 'Red', link: 'https://acme.example/Red', outcome: failed },
        { kind: 'teams', name: 'Sun', outcome: stays },
        { kind: 'teams', name: 'Blue', outcome: moved },
      ],
    });
    const kinds = 'kinds' in came ? came.kinds.map(({ kind, count: of }) => `${kind} ${of}`) : [];
    expect(kinds.toSorted()).toEqual(['projects 1', 'reports 1', 'teams 3']);
    expect(kinds.at(-1)).toBe('projects 1');
    expect((await look({ ...pending, handOver }, 'projects', 0, { items })).came).toMatchObject({
      kind: 'projects',
      things: [{ name: 'Atlas' }],
    });
    const nothing = await look({ ...pending, handOver }, null, 0, { items: items.slice(0, 1) });
    expect(nothing.came).toMatchObject({ isOver: true, kinds: [], kind: null, things: [], total: 0 });
  });

  test('has pages then, too, and is still asked for before it is planned', async () => {
    const items = Array.from({ length: 30 }, (_, one) => item('tasks', `T${one}`, moved));
    const { came } = await look({ ...pending, handOver }, 'tasks', 1, { items });
    expect(came).toMatchObject({ first: 25, total: 30, things: { length: 5, 0: { name: 'T25' } } });
    const early = await look({ ...pending, handOver: { ...handOver, plannedAt: null } }, null, 0, { items });
    expect(early.came).toMatchObject({ isOver: false });
  });
});

describe('who looks at what somebody holds', () => {
  const impact = { counts: [], atLeast: false, readAt: noon };

  async function show(actor: string, email: string, users = [tyler, kim]) {
    const asked: (readonly string[])[] = [];
    const { store, saved } = keeping([]);
    const workfront = workfrontOf(users, {
      async countHoldings(ids) {
        asked.push(ids);
        return impact;
      },
    });
    const people: Ports['people'] = {
      ...peopleOf({ [rita]: { name: 'Rita' }, [oscar]: { name: 'Oscar' } }),
      members: async (ids) => new Set(ids),
    };
    const look = { actor, question: { by: 'email', email }, asked: email } as const;
    const came = await cameOf(showHoldings({ store, workfront, people, now: () => noon }, policy, look));
    return { came, asked, rows: saved.flatMap(({ audit = [] }) => audit) };
  }

  test('sees it, and stands in the log', async () => {
    const { came, asked, rows } = await show(rita, tyler.email);
    expect(came).toEqual({ kind: 'one', user: tyler, impact });
    expect(asked).toEqual([[tyler.id]]);
    const { id, name, email } = tyler;
    expect(rows).toEqual([
      {
        event: 'looked_at',
        at: noon,
        requestId: null,
        actor: rita,
        data: { user: { id, name, email }, actorName: 'Rita' },
      },
    ]);
  });

  test('is shown who may be meant, and nothing of what they hold', async () => {
    const twins = [tyler, { ...kim, email: tyler.email }];
    const { came, asked, rows } = await show(rita, tyler.email, twins);
    expect(came).toEqual({ kind: 'several', asked: tyler.email, users: twins, more: false });
    expect([asked, rows]).toEqual([[], []]);
  });

  test('has to be a requester, else the attempt is in the log', async () => {
    const { came, rows } = await show(oscar, tyler.email);
    expect(came).toMatchObject({ reason: 'not_a_requester' });
    const data = { attempted: 'show', reason: 'not_a_requester', asked: tyler.email, actorName: 'Oscar' };
    expect(rows).toMatchObject([{ event: 'refused', actor: oscar, requestId: null, data }]);
  });

  test('sees the things themselves, and stands in the log for opening them alone', async () => {
    const held = {
      kind: 'projects',
      id: 'p',
      name: 'Atlas',
      within: null,
      holder: tyler.id,
      link: null,
    } as const;
    const counts = [{ kind: 'projects', count: 1, moves: true }] as const;
    const { store, saved } = keeping([]);
    const asked: (readonly string[])[] = [];
    const workfront = workfrontOf([tyler], {
      async countHoldings(ids) {
        asked.push(ids);
        return { ...impact, counts };
      },
      async listHoldings(kind, ids) {
        asked.push([kind, ...ids]);
        return [held];
      },
    });
    const people: Ports['people'] = {
      ...peopleOf({ [rita]: { name: 'Rita' }, [oscar]: { name: 'Oscar' } }),
      members: async (ids) => new Set(ids),
    };
    const ports = { store, workfront, people, now: () => noon };
    const open = (actor: string, userId: string, kind: 'projects' | null) =>
      cameOf(showThings(ports, policy, { actor, userId }, { kind, page: 0 }));
    const page = {
      of: tyler.id,
      isOver: false,
      kind: 'projects',
      things: [{ ...held, outcome: null }],
      total: 1,
    };
    expect(await open(rita, tyler.id, null)).toMatchObject(page);
    expect(asked).toEqual([[tyler.id], ['projects', tyler.id]]);
    expect(saved).toHaveLength(1);
    expect(await open(rita, tyler.id, 'projects')).toMatchObject(page);
    expect(await open(oscar, tyler.id, 'projects')).toMatchObject({ reason: 'not_a_requester' });
    const unknown = { reason: 'user_unknown', asked: kim.id, near: [] };
    expect(await open(rita, kim.id, null)).toEqual(unknown);
    const rows = saved.flatMap(({ audit = [] }) => audit);
    const events = rows.map(({ event, actor }) => `${event} ${actor}`);
    expect(events).toEqual([`looked_at ${rita}`, `refused ${oscar}`, `refused ${rita}`]);
    expect(rows[1]).toMatchObject({ data: { attempted: 'show', asked: tyler.id } });
  });
});
