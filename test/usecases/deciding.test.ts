import { describe, expect, test } from 'vitest';

import { WorkfrontFailure } from '../../src/requests/errors.ts';
import type { Impact } from '../../src/requests/holdings.ts';
import type { Policy } from '../../src/requests/policy.ts';
import type { Ports, SlackProfile } from '../../src/requests/ports.ts';
import type { Request } from '../../src/requests/request.ts';
import { cancel } from '../../src/usecases/cancel.ts';
import { checkDenial, decide, type DecidePorts } from '../../src/usecases/decide.ts';
import { escalate } from '../../src/usecases/escalate.ts';
import { expire } from '../../src/usecases/expire.ts';
import { giveBack } from '../../src/usecases/give-back.ts';
import { leaveOut } from '../../src/usecases/leave-out.ts';
import { liftLimit, whoCanLift } from '../../src/usecases/lift-limit.ts';
import { previewImpact } from '../../src/usecases/preview-impact.ts';
import { stop } from '../../src/usecases/stop.ts';
import { takeBack } from '../../src/usecases/take-back.ts';
import { tick } from '../../src/usecases/tick.ts';
import { tryNow } from '../../src/usecases/try-now.ts';
import { aRequest, aTarget, aUser, minutesAfterNoon, noon } from '../store/builders.ts';
import { failing, keeping, peopleOf, workfrontOf } from './in-memory.ts';
import { policyWith } from './policy-with.ts';

const requestId = 'r7kq2m9x3ta';
const requester = 'U01RITA';
const alan = 'U01ALAN';
const bea = 'U01BEA';
const tyler = aUser({ name: 'Tyler Reid', email: 'tyler.reid@acme.example' });
const about = {
  action: 'deactivate',
  count: 1,
  people: [{ id: tyler.id, name: tyler.name, email: tyler.email }],
};
const profiles: Readonly<Record<string, Partial<SlackProfile>>> = {
  [requester]: { name: 'Rita' },
  [alan]: { name: 'Alan' },
  [bea]: { name: 'Bea' },
  U01GUEST: { name: 'Gus', isGuest: true },
  U01TYLER: { name: 'Tyler', email: 'Tyler.Reid@acme.example' },
};
const approvers = [alan, bea, 'U01GUEST', 'U01TYLER'];

const request = (changes: Partial<Request> = {}) =>
  aRequest({ id: requestId, requester, targets: [aTarget(tyler)], ...changes });

type Deed = (ports: DecidePorts, policy: Policy) => Promise<unknown>;

/** What comes of a deed at one minute past noon, and what it stored. */
async function doing(
  of: Request | null,
  deed: Deed,
  options: {
    readonly now?: Date;
    readonly policy?: Partial<Policy>;
    readonly store?: Partial<Ports['store']>;
  } = {},
) {
  const { store, saved } = keeping(of ? [of] : [], options.store);
  const people = peopleOf(profiles, approvers);
  const ports = { store, people, now: () => options.now ?? minutesAfterNoon(1) };
  const came = await deed(ports, policyWith(options.policy)).catch((error: unknown) => error);
  return { came, saved, events: saved.flatMap(({ audit = [] }) => audit.map(({ event }) => event)) };
}

const refusal = (because: object) => expect.objectContaining({ because: expect.objectContaining(because) });
/** What a refusal leaves in the log. */
const refused = (actor: string, data: object) => ({
  event: 'refused',
  at: minutesAfterNoon(1),
  requestId,
  actor,
  data: { about, ...data },
});

const approve =
  (actor: string, id = requestId): Deed =>
  (ports, policy) =>
    decide(ports, policy, { requestId: id, actor, verdict: 'approve', reason: null });
const deny =
  (actor: string): Deed =>
  (ports, policy) =>
    decide(ports, policy, { requestId, actor, verdict: 'deny', reason: 'She stays' });

const waiting = request({ state: 'approved', runAt: minutesAfterNoon(600) });
const limited = { since: noon, code: 'hourly_limit', nextTryAt: minutesAfterNoon(60) } as const;
const paused = request({ state: 'executing', trouble: limited });

const look =
  (actor: string): Deed =>
  (ports, policy) =>
    checkDenial(ports, policy, { requestId, actor });
const letGoOn =
  (actor: string): Deed =>
  (ports, policy) =>
    liftLimit(ports, policy, { requestId, actor });
const whoCan: Deed = (ports, policy) => whoCanLift(ports, policy, paused);
const approvedBy = (...ids: readonly string[]) => {
  const asked: Date[] = [];
  return {
    asked,
    async listApproversSince(since: Date) {
      asked.push(since);
      return ids;
    },
  };
};
const withdraw =
  (actor: string): Deed =>
  (ports, policy) =>
    cancel(ports, policy, { requestId, actor });
const stopped =
  (actor: string, id = requestId): Deed =>
  (ports, policy) =>
    stop(ports, policy, { requestId: id, actor, reason: 'not yet' });
const triedAs = async (deed: Deed) => (await doing(waiting, deed)).saved[0]?.audit?.[0]?.data;

const askFurther: Deed = (ports) => escalate(ports, requestId);

describe('a decision', () => {
  test('approves', async () => {
    const { came, saved } = await doing(request(), approve(alan));
    expect(came).toMatchObject({
      state: 'approved',
      approvals: [{ approver: alan, at: minutesAfterNoon(1) }],
    });
    expect(saved).toMatchObject([
      { request: came, audit: [{ event: 'approved', actor: alan, data: { actorName: 'Alan' } }] },
    ]);
  });

  test('denies, with the reason', async () => {
    const { came, saved } = await doing(request(), deny(bea));
    expect(came).toMatchObject({ state: 'denied', decision: { by: bea, reason: 'She stays' } });
    expect(saved).toMatchObject([{ audit: [{ event: 'denied', data: { reason: 'She stays' } }] }]);
  });

  test.each<readonly [string, string, object]>([
    ['somebody who is no approver', requester, { reason: 'not_an_approver' }],
    ['an approver who is a guest', 'U01GUEST', { reason: 'not_a_member', why: 'guest' }],
    ['an approver whom Slack does not know', 'U01GONE', { reason: 'not_an_approver' }],
    ['an approver who would lose the access', 'U01TYLER', { reason: 'about_yourself' }],
  ])('of %s is refused, and kept in the log', async (_who, actor, because) => {
    const { came, saved } = await doing(request(), approve(actor));
    expect(came).toEqual(refusal(because));
    const name = profiles[actor]?.name;
    const data = { attempted: 'approve', ...because, ...(name && { actorName: name }) };
    expect(saved).toEqual([{ audit: [refused(actor, data)], jobs: [] }]);
  });

  test('on one’s own request is refused, unless the configuration allows it', async () => {
    const own = request({ requester: alan });
    expect((await doing(own, approve(alan))).came).toEqual(refusal({ reason: 'own_request' }));
    const { came } = await doing(own, approve(alan), { policy: { allowSelfApproval: true } });
    expect(came).toMatchObject({ state: 'approved' });
  });

  test('that comes too late has the card shown anew', async () => {
    const { came, saved } = await doing(request({ state: 'denied' }), approve(alan));
    expect(came).toEqual(refusal({ reason: 'already_decided', state: 'denied' }));
    const data = { attempted: 'approve', reason: 'already_decided', state: 'denied', actorName: 'Alan' };
    const jobs = [{ job: { name: 'notify', requestId, repair: true } }];
    expect(saved).toEqual([{ audit: [refused(alan, data)], jobs }]);
  });

  test.each([requestId, 'not an id'])('about no request, %s, is refused', async (id) => {
    const { came, saved } = await doing(null, approve(alan, id));
    expect(came).toEqual(refusal({ reason: 'request_unknown', id }));
    const isId = id === requestId;
    expect(saved).toMatchObject([
      {
        audit: [{ requestId: isId ? id : null, data: { attempted: 'approve', ...(!isId && { asked: id }) } }],
        jobs: [],
      },
    ]);
  });

  test('in a dry run is marked as one in the log', async () => {
    const { saved } = await doing(request(), approve(requester), { policy: { dryRun: true } });
    expect(saved).toMatchObject([{ audit: [{ data: { dryRun: true } }] }]);
  });

  test('that fails for another reason leaves no refusal', async () => {
    const { came, saved } = await doing(request(), approve(alan), {
      store: { transaction: failing(new Error('the store is away')) },
    });
    expect(came).toEqual(new Error('the store is away'));
    expect(saved).toEqual([]);
  });
});

describe('the look before a denial', () => {
  test('gives the request and stores nothing', async () => {
    const pending = request();
    expect(await doing(pending, look(alan))).toEqual({ came: pending, saved: [], events: [] });
  });

  test.each<readonly [string, Request | null, string, object]>([
    ['of somebody else', request(), requester, { reason: 'not_an_approver' }],
    ['of nothing', null, alan, { reason: 'request_unknown' }],
    ['of what is decided', request({ state: 'cancelled' }), alan, { reason: 'already_decided' }],
  ])('%s is refused as a denial', async (_what, of, actor, because) => {
    const { came, saved } = await doing(of, look(actor));
    expect(came).toEqual(refusal(because));
    expect(saved).toMatchObject([{ audit: [{ event: 'refused', data: { attempted: 'deny', ...because } }] }]);
  });
});

describe('what else an approver does', () => {
  test('takes the approval back', async () => {
    const once = request({ approvalsRequired: 2, approvals: [{ approver: alan, at: noon }] });
    const deed: Deed = (ports, policy) => takeBack(ports, policy, { requestId, actor: alan });
    expect((await doing(once, deed)).came).toMatchObject({ approvals: [] });
    const { came, saved } = await doing(request(), deed);
    expect(came).toEqual(refusal({ reason: 'not_approved_by_you' }));
    expect(saved).toMatchObject([{ audit: [{ data: { attempted: 'take_back' } }] }]);
  });

  test('leaves out those who are named', async () => {
    const others = [aUser(), aUser()];
    const three = request({ targets: [tyler, ...others].map((user) => aTarget(user)) });
    const leaving =
      (...userIds: string[]): Deed =>
      (ports, policy) =>
        leaveOut(ports, policy, { requestId, actor: alan, userIds });
    const { came } = await doing(three, leaving(tyler.id, 'nobody'));
    expect(came).toMatchObject({ targets: [{ leftOutBy: alan }, { leftOutBy: null }, { leftOutBy: null }] });
    expect(await doing(three, leaving('nobody'))).toEqual({ came: three, saved: [], events: [] });
    const { came: all, saved } = await doing(three, leaving(...three.targets.map(({ user }) => user.id)));
    expect(all).toEqual(refusal({ reason: 'nobody_left' }));
    expect(saved).toMatchObject([{ audit: [{ data: { attempted: 'leave_out' } }] }]);
  });

  describe('lets a request go on beyond the limit', () => {
    test('who approved nothing within an hour', async () => {
      const store = approvedBy(bea);
      const { came } = await doing(paused, letGoOn(alan), { store });
      expect(came).toMatchObject({ lifted: { by: alan }, trouble: null });
      expect(store.asked).toEqual([minutesAfterNoon(-59)]);
    });

    test.each<readonly [string, Request, readonly string[]]>([
      ['something within an hour', paused, [alan]],
      ['this request', { ...paused, approvals: [{ approver: alan, at: minutesAfterNoon(-100) }] }, []],
    ])('but not who approved %s, while others could', async (_what, of, lately) => {
      const { came, saved } = await doing(of, letGoOn(alan), { store: approvedBy(...lately) });
      // Who is no member, or would lose the access, cannot.
      expect(came).toEqual(refusal({ reason: 'approved_lately', others: [bea] }));
      expect(saved).toMatchObject([{ audit: [{ data: { attempted: 'go_on' } }] }]);
    });

    test('and any of them where all have approved', async () => {
      const store = approvedBy(alan, bea);
      const { came } = await doing(paused, letGoOn(alan), { store });
      expect(came).toMatchObject({ lifted: { by: alan } });
      expect((await doing(paused, whoCan, { store })).came).toEqual([alan, bea]);
      expect((await doing(paused, whoCan, { store: approvedBy(bea) })).came).toEqual([alan]);
    });

    test('that there is', async () => {
      const { came } = await doing(null, letGoOn(alan), { store: approvedBy(alan) });
      expect(came).toEqual(refusal({ reason: 'request_unknown' }));
      const { came: running } = await doing(request(), letGoOn(alan), { store: approvedBy(alan) });
      expect(running).toEqual(refusal({ reason: 'already_decided' }));
    });
  });
});

describe('the requester', () => {
  test('withdraws, and nobody else does', async () => {
    const { came, saved } = await doing(request(), withdraw(requester));
    expect(came).toMatchObject({ state: 'cancelled', decision: { by: requester } });
    expect(saved).toMatchObject([{ audit: [{ event: 'cancelled', data: { actorName: 'Rita' } }] }]);
    const other = await doing(request(), withdraw(alan));
    expect(other.came).toEqual(refusal({ reason: 'not_your_request' }));
    expect(other.saved).toMatchObject([{ audit: [{ data: { attempted: 'cancel', actorName: 'Alan' } }] }]);
  });

  test('withdraws also while Slack does not say who they are', async () => {
    const { came, saved } = await doing(request(), (ports, policy) =>
      cancel(
        { ...ports, people: { ...ports.people, profile: failing(new Error('Slack is away')) } },
        policy,
        { requestId, actor: requester },
      ),
    );
    expect(came).toMatchObject({ state: 'cancelled' });
    expect(saved).toMatchObject([{ audit: [{ event: 'cancelled', actor: requester }] }]);
  });
});

describe('a step that depends on who takes it', () => {
  test.each([requester, alan])('is taken by %s', async (actor) => {
    const { came, events } = await doing(waiting, stopped(actor));
    expect(came).toMatchObject({
      state: 'cancelled',
      decision: { by: actor, reason: 'not yet', stopped: true },
    });
    expect(events).toEqual(['stopped']);
  });

  test.each<readonly [string, Request | null, string, object]>([
    ['somebody who is not in the workspace', waiting, 'U01GONE', { reason: 'not_a_member', why: 'unknown' }],
    ['a guest', waiting, 'U01GUEST', { reason: 'not_a_member', why: 'guest' }],
    ['an approver, of nothing', null, alan, { reason: 'request_unknown', id: requestId }],
  ])('is refused to %s', async (_who, of, actor, because) => {
    const { came, saved } = await doing(of, stopped(actor));
    expect(came).toEqual(refusal(because));
    expect(saved).toMatchObject([{ audit: [{ event: 'refused', actor, data: { attempted: 'stop' } }] }]);
  });

  test('needs an id that is one', async () => {
    expect((await doing(waiting, stopped(alan, 'x'))).came).toEqual(
      refusal({ reason: 'request_unknown', id: 'x' }),
    );
  });

  test('where there is nothing to do stores nothing and gives the request', async () => {
    const pending = request();
    const act = { requestId, actor: alan };
    for (const deed of [tick, tryNow]) {
      expect(await doing(pending, (ports, policy) => deed(ports, policy, act))).toMatchObject({
        came: pending,
        saved: [],
      });
    }
  });

  test('is kept under its own name when it is refused', async () => {
    const outsider = { requestId, actor: 'U01GUEST' };
    expect(await triedAs((ports, policy) => tick(ports, policy, outsider))).toMatchObject({
      attempted: 'tick',
    });
    expect(await triedAs((ports, policy) => tryNow(ports, policy, outsider))).toMatchObject({
      attempted: 'try_now',
    });
    expect(
      await triedAs((ports, policy) => giveBack(ports, policy, { ...outsider, isWanted: true })),
    ).toMatchObject({ attempted: 'give_back' });
  });

  test('says whether what was handed over is given back', async () => {
    const handOver = {
      isWanted: true,
      onlyIfAll: false,
      back: { of: ['r2'], count: 2 },
      plannedAt: null,
      reportedAt: null,
    };
    const back = request({ action: 'reactivate', handOver });
    const { came, events } = await doing(back, (ports, policy) =>
      giveBack(ports, policy, { requestId, actor: requester, isWanted: false }),
    );
    expect(came).toMatchObject({ handOver: { isWanted: false } });
    expect(events).toEqual(['giving_back_chosen']);
  });
});

describe('the clock', () => {
  const over = minutesAfterNoon(72 * 60);

  test('lets a request expire when its time is over, and asks again when it is not', async () => {
    const ended = await doing(request(), (ports) => expire(ports, requestId), { now: over });
    expect(ended.saved).toMatchObject([{ request: { state: 'expired' } }]);
    const early = await doing(request(), (ports) => expire(ports, requestId));
    expect(early.saved).toEqual([{ jobs: [{ job: { name: 'expire', requestId }, startAfter: over }] }]);
  });

  test('lets nothing expire that is decided or gone', async () => {
    for (const of of [request({ state: 'approved' }), null]) {
      const { came, saved } = await doing(of, (ports) => expire(ports, requestId), { now: over });
      expect({ came, saved }).toEqual({ came: undefined, saved: [] });
    }
  });

  test('has further approvers asked, once', async () => {
    expect((await doing(request(), askFurther)).events).toEqual(['escalated']);
    expect((await doing(request({ escalatedAt: noon }), askFurther)).saved).toEqual([]);
    expect((await doing(null, askFurther)).saved).toEqual([]);
  });
});

describe('what the people of a request hold', () => {
  const impact = { counts: [], atLeast: false, readAt: noon };

  async function counted(
    of: Request | null,
    later: Request | null = of,
    count: () => Promise<Impact> = async () => impact,
  ) {
    const asked: (readonly (string | undefined)[])[] = [];
    const { store, saved } = keeping(later ? [later] : [], { findRequest: async () => of });
    const workfront = workfrontOf([], {
      async countHoldings(ids, kinds = []) {
        asked.push([...ids, ...kinds]);
        return count();
      },
    });
    await previewImpact({ store, workfront, now: () => noon }, requestId);
    return { asked, saved };
  }

  test('is counted for those who are not left out', async () => {
    const out = aTarget(aUser(), { leftOutBy: alan });
    const { asked, saved } = await counted(request({ targets: [aTarget(tyler), out] }));
    expect(asked).toEqual([[tyler.id]]);
    expect(saved).toMatchObject([{ request: { impact } }]);
  });

  test('is not asked for once it is known, or the request is decided or gone', async () => {
    for (const of of [request({ impact }), request({ state: 'denied' }), null]) {
      expect(await counted(of)).toEqual({ asked: [], saved: [] });
    }
  });

  test('is not stored when the request was decided meanwhile', async () => {
    expect((await counted(request(), request({ state: 'denied' }))).saved).toEqual([]);
    expect((await counted(request(), null)).saved).toEqual([]);
  });

  test('is not stored when somebody was left out meanwhile', async () => {
    const out = aTarget(aUser(), { leftOutBy: alan });
    const before = request({ targets: [aTarget(tyler), aTarget(out.user)] });
    expect((await counted(before, request({ targets: [aTarget(tyler), out] }))).saved).toEqual([]);
  });

  const unread = { ...impact, counts: [{ kind: 'teams', count: null, moves: true } as const] };

  test('and could not be read is counted again, and nothing else', async () => {
    const counts = [{ kind: 'teams', count: 2, moves: true } as const];
    const again = await counted(request({ impact: unread }), undefined, async () => ({ ...impact, counts }));
    expect(again.asked).toEqual([[tyler.id, 'teams']]);
    expect(again.saved).toMatchObject([{ request: { impact: { counts } } }]);
  });

  test('and still cannot be read is tried later', async () => {
    const away = failing(new WorkfrontFailure('unavailable', 'away'));
    const { saved } = await counted(request({ impact: unread }), undefined, away);
    expect(saved).toMatchObject([{ jobs: [{ job: { name: 'impact' } }] }]);
    expect(saved[0]?.request).toBeUndefined();
    await expect(counted(request(), undefined, away)).rejects.toThrow('away');
  });
});
