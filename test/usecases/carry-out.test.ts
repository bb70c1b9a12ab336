import { describe, expect, test } from 'vitest';

import type { AuditEntry } from '../../src/requests/audit.ts';
import { WorkfrontFailure, type WorkfrontFailureCode } from '../../src/requests/errors.ts';
import { accessItems, type Item } from '../../src/requests/items.ts';
import type { NewJob } from '../../src/requests/jobs.ts';
import type { Policy } from '../../src/requests/policy.ts';
import type { Ports } from '../../src/requests/ports.ts';
import { Refusal } from '../../src/requests/refusal.ts';
import { isSettled, type Outcome, type Request, type WorkfrontUser } from '../../src/requests/request.ts';
import { carryOut } from '../../src/usecases/carry-out.ts';
import { aRequest, aTarget, aUser, minutesAfterNoon, noon } from '../store/builders.ts';
import { policyWith } from './carrying.ts';
import { failing, keeping, peopleOf, workfrontOf } from './in-memory.ts';

const [rita, alan, bea] = ['U01RITA', 'U01ALAN', 'U01BEA'];
const requestId = 'r7kq2m9x3ta';
const tyler = aUser({ name: 'Tyler Reid', email: 'tyler.reid@acme.example', username: 'treid' });
const kim = aUser({ name: 'Kim Lee', email: 'kim.lee@acme.example', username: 'klee' });
const byAnswer: Outcome = { result: 'done', confirmedBy: 'answer' };

const approved = (changes: Partial<Request> = {}): Request =>
  aRequest({
    id: requestId,
    requester: rita,
    targets: [aTarget(tyler)],
    state: 'approved',
    approvals: [{ approver: alan, at: noon }],
    ...changes,
  });

type Stage = {
  /** What is in Workfront; else who the request is about, as they were seen. */
  readonly users?: readonly WorkfrontUser[];
  readonly own?: Partial<Ports['workfront']>;
  readonly people?: Partial<Ports['people']>;
  readonly policy?: Partial<Policy>;
  readonly items?: readonly Item[];
  readonly at?: Date;
  readonly atOnce?: boolean;
  readonly changed?: number;
  readonly unproven?: boolean;
};

/** Carries a request out with a store that keeps it, and a Workfront that does what it is told. */
async function run(of: Request, stage: Stage = {}) {
  let request = of;
  let items = stage.items ?? accessItems(of);
  const rows: AuditEntry[] = [];
  const jobs: NewJob[] = [];
  const users = new Map((stage.users ?? of.targets.map(({ user }) => user)).map((user) => [user.id, user]));
  const now = () => stage.at ?? minutesAfterNoon(1);
  const proven = stage.unproven
    ? ({ proven: false, why: 'a row is missing' } as const)
    : ({ proven: true } as const);
  const countChangedSince = async () => stage.changed ?? 0;
  const { store } = keeping(
    [],
    {
      findRequest: async () => request,
      findVersion: async () => request.version,
      findBeforeDeactivation: async () => new Map(),
      listItems: async () => items,
      countChangedSince,
      proveApprovals: async () => proven,
      async findDueItems(_, until, limit) {
        const open = items.filter(({ outcome }) => !isSettled(outcome));
        const due = open.filter(({ retry }) => !retry || retry.nextTryAt <= until);
        return { items: due.slice(0, limit), next: due.length > 0 ? null : (open[0] ?? null) };
      },
    },
    {
      lockRequest: async () => request,
      countChangedSince,
      async save(change) {
        request = change.request ?? request;
        for (const one of change.items ?? []) {
          items = items.map((before) => (before.position === one.position ? one : before));
        }
        rows.push(...(change.audit ?? []));
        jobs.push(...(change.jobs ?? []));
        return [];
      },
    },
  );
  const sent: string[][] = [];
  const workfront = workfrontOf([], {
    readUsers: async (ids) =>
      new Map(ids.flatMap((id) => users.get(id) ?? []).map((user) => [user.id, user])),
    readValues: async (_, changes) => new Map(changes.map(({ id }) => [id, users.get(id)?.isActive ?? null])),
    async write(_, changes, mayLeave) {
      if (!(await mayLeave())) throw new Error('another runner took over');
      sent.push(changes.map(({ id }) => users.get(id)?.name ?? id));
      for (const { id, to } of changes) {
        const user = users.get(id);
        if (user) users.set(id, { ...user, isActive: to === true });
      }
      return new Map(changes.map(({ id, to }) => [id, to]));
    },
    ...stage.own,
  });
  const members = { members: async (list: readonly string[]) => new Set(list) };
  const people = { ...peopleOf({ [rita]: {}, [alan]: {}, [bea]: {} }), ...members, ...stage.people };
  const policy = policyWith({ hourlyLimit: 0, ...stage.policy });
  const thrown = await carryOut({ store, workfront, people, now }, policy, of.id, stage.atOnce).then(
    () => null,
    (error: unknown) => error,
  );
  return {
    request,
    items,
    sent,
    thrown,
    outcomes: request.targets.map(({ outcome }) => outcome),
    events: rows.map(({ event }) => event),
    again: jobs.flatMap(({ job, startAfter }) => (job.name === 'execute' ? [startAfter] : [])),
  };
}

const failure = (
  code: WorkfrontFailureCode,
  options: ConstructorParameters<typeof WorkfrontFailure>[2] = {},
) => new WorkfrontFailure(code, code, { detail: 'it says', ...options });
const skipped = (reason: string) => ({ result: 'skipped', reason });

const at = minutesAfterNoon;
const asTyler = async () => ({ id: tyler.id, isAdmin: true });
const onlyMember = (id: string) => ({ members: async () => new Set([id]) });

/** Tyler’s item, tried since then. */
const retried = (since: Date): readonly Item[] =>
  accessItems(approved()).map((item) => ({
    ...item,
    retry: { since, nextTryAt: noon, code: 'unavailable' },
  }));

const begun = (trouble: Request['trouble'] = null) =>
  approved({ state: 'executing', startedAt: noon, trouble });

describe('an approved request', () => {
  test('is carried out: sent, proved, and done', async () => {
    const came = await run(approved());
    expect(came).toMatchObject({ sent: [['Tyler Reid']], outcomes: [byAnswer], request: { state: 'done' } });
    expect(came.events).toEqual(['execution_started', 'target_settled', 'finished']);
    expect(came.items[0]).toMatchObject({ had: tyler, settledAt: minutesAfterNoon(1) });
  });

  test('about many goes fifty at a time', async () => {
    const targets = Array.from({ length: 70 }, (_, one) => aTarget(aUser({ email: `p${one}@acme.example` })));
    const came = await run(approved({ targets }));
    expect(came.sent.map(({ length }) => length)).toEqual([50, 20]);
    expect(came.request.state).toBe('done');
  });

  test('waits for its date, and is woken again for it', async () => {
    const runAt = minutesAfterNoon(60);
    const early = await run(approved({ runAt }));
    expect(early).toMatchObject({ sent: [], again: [runAt], request: { state: 'approved' } });
    expect((await run(approved({ runAt }), { at: runAt })).request.state).toBe('done');
    expect(await run(approved({ state: 'pending' }))).toMatchObject({ sent: [], again: [], events: [] });
  });

  test('is sent only with the proof of the log', async () => {
    const came = await run(approved(), { unproven: true });
    expect(came).toMatchObject({
      sent: [],
      outcomes: [skipped('not_approved')],
      request: { state: 'failed' },
    });
  });
});

describe('right before the change', () => {
  test.each<readonly [string, WorkfrontUser | null, object]>([
    ['gone', null, skipped('gone')],
    ['inactive', { ...tyler, isActive: false, deactivatedAt: noon }, { result: 'already', since: noon }],
    ['somebody with another address', { ...tyler, email: 'x@acme.example' }, skipped('email_changed')],
    ['without the address that was seen', { ...tyler, email: '' }, skipped('email_changed')],
    ['an administrator', { ...tyler, isAdmin: true }, skipped('administrator')],
    ['perhaps an administrator', { ...tyler, isAdmin: null }, skipped('admin_unknown')],
    ['the API’s own user', { ...tyler, id: tyler.id, email: 'TYLER.reid@acme.example' }, byAnswer],
  ])('who is %s by now', async (_, now, outcome) => {
    const came = await run(approved(), { users: now ? [now] : [] });
    expect(came.outcomes).toMatchObject([outcome]);
    expect(came.sent).toHaveLength(outcome === byAnswer ? 1 : 0);
  });

  test('who is protected, or the bot itself, is left alone', async () => {
    expect((await run(approved(), { own: { self: asTyler } })).outcomes).toEqual([skipped('protected')]);
  });

  test('who has no address is known by the id', async () => {
    const bare = { ...tyler, email: '' };
    expect((await run(approved({ targets: [aTarget(bare)] }))).outcomes).toEqual([byAnswer]);
    const now = await run(approved({ targets: [aTarget(bare)] }), { users: [tyler] });
    expect(now.outcomes).toEqual([skipped('email_changed')]);
  });

  test('nothing leaves in a dry run, of the request or of the bot', async () => {
    for (const came of [
      await run(approved({ dryRun: true })),
      await run(approved(), { policy: { dryRun: true } }),
    ]) {
      expect(came).toMatchObject({ sent: [], outcomes: [skipped('dry_run')] });
    }
  });

  test('what was sent before an end is known by what is read', async () => {
    const targets = [aTarget(tyler, { outcome: { result: 'sending' } })];
    const running = approved({ state: 'executing', startedAt: noon, targets });
    const gone = await run(running, { users: [{ ...tyler, isActive: false }] });
    expect(gone).toMatchObject({ sent: [], outcomes: [{ result: 'done', confirmedBy: 'read' }] });
    expect((await run(running)).sent).toEqual([['Tyler Reid']]);
    const back = { ...running, action: 'reactivate' } as const;
    const given = await run(back, { users: [{ ...tyler, accessLevel: 'Worker' }] });
    expect(given.outcomes).toMatchObject([{ result: 'done', confirmedBy: 'read', accessLevel: 'Worker' }]);
  });

  test('some are over and the others are sent in the same step', async () => {
    const targets = [aTarget(tyler), aTarget(kim)];
    const came = await run(approved({ targets }), { users: [{ ...tyler, isActive: false }, kim] });
    expect(came).toMatchObject({ sent: [['Kim Lee']], outcomes: [{ result: 'already' }, byAnswer] });
    expect(came.request.state).toBe('done');
  });
});

describe('the approvals', () => {
  test('of who is no approver any more do not count: it is asked again', async () => {
    const came = await run(approved(), { people: onlyMember(bea) });
    expect(came).toMatchObject({ sent: [], request: { state: 'pending', approvals: [] } });
    const guest = await run(approved(), { people: peopleOf({ [alan]: { isGuest: true } }, [alan]) });
    expect(guest.request.state).toBe('pending');
    const about = await run(approved(), { people: peopleOf({ [alan]: { email: tyler.email } }, [alan]) });
    expect(about.request.state).toBe('pending');
  });

  test('are as many as the rules want now', async () => {
    const two = { policy: { approvalsRequired: 2, approvers: [alan, bea] } };
    expect((await run(approved(), two)).request.state).toBe('pending');
    const both = [alan, bea].map((approver) => ({ approver, at: noon }));
    expect((await run(approved({ approvals: both }), two)).request.state).toBe('done');
  });

  test('that no longer count stop what is left, once somebody was changed', async () => {
    const targets = [aTarget(tyler, { outcome: byAnswer }), aTarget(kim)];
    const running = approved({ state: 'executing', startedAt: noon, targets });
    const came = await run(running, { people: onlyMember(bea) });
    expect(came).toMatchObject({ sent: [], outcomes: [byAnswer, skipped('not_approved')] });
  });

  test('that Slack does not tell of are asked for again', async () => {
    const unreadable = failing(new Refusal({ reason: 'members_unreadable' }));
    const came = await run(approved(), { people: { members: unreadable } });
    expect(came.request).toMatchObject({ state: 'executing', trouble: { code: 'members_unreadable' } });
    const bug = new TypeError('of ours');
    expect((await run(approved(), { people: { members: failing(bug) } })).thrown).toBe(bug);
  });
});

describe('what cannot be done now', () => {
  const away = { readUsers: failing(failure('unavailable')) };

  test('is tried again after a second, with who is affected', async () => {
    const came = await run(approved(), { own: away });
    const nextTryAt = new Date(at(1).getTime() + 1_000);
    expect(came.request.trouble).toEqual({ since: at(1), code: 'unavailable', nextTryAt });
    expect(came.again).toEqual([nextTryAt]);
    expect(came.items[0]?.retry).toEqual({ since: at(1), nextTryAt, code: 'unavailable' });
  });

  test.each([
    [2, 60_000],
    [4, 180_000],
    [60, 300_000],
  ])('pauses as long as it has lasted, five minutes at most: after %i minutes', async (minutes, wait) => {
    const came = await run(begun(), { own: away, items: retried(at(1)), at: at(minutes) });
    expect(came.again).toEqual([new Date(at(minutes).getTime() + wait)]);
  });

  test('waits as long as Workfront says, an hour at most', async () => {
    for (const [told, wait] of [
      [90_000, 90_000],
      [7_200_000, 3_600_000],
    ] as const) {
      const busy = { readUsers: failing(failure('throttled', { retryAfterMs: told })) };
      expect((await run(approved(), { own: busy })).again).toEqual([new Date(at(1).getTime() + wait)]);
    }
  });

  test('counts from when nothing of the request went through, whatever the limit did', async () => {
    const before = { since: noon, code: 'unavailable', nextTryAt: noon };
    expect((await run(begun(before), { own: away })).request.trouble?.since).toEqual(noon);
    const limited = { ...before, code: 'hourly_limit' };
    expect((await run(begun(limited), { own: away })).request.trouble?.since).toEqual(at(1));
  });

  test('is given up after a day', async () => {
    const day = 24 * 60;
    const ended = await run(begun(), { own: away, items: retried(noon), at: at(day) });
    expect(ended.outcomes).toEqual([{ result: 'failed', reason: 'gave_up', detail: 'it says' }]);
    expect(ended.request.state).toBe('failed');
    const last = await run(begun(), { own: away, items: retried(noon), at: at(day - 1) });
    expect(last.request.state).toBe('executing');
  });

  test.each(['forbidden', 'blocked'] as const)(
    'is given up at once where it is %s, unless it was sent',
    async (code) => {
      const own = { readUsers: failing(failure(code)) };
      const came = await run(approved(), { own });
      expect(came.outcomes).toEqual([{ result: 'failed', reason: code, detail: 'it says' }]);
      const targets = [aTarget(tyler, { outcome: { result: 'sending' } })];
      const sent = await run({ ...begun(), targets }, { own });
      expect(sent).toMatchObject({ outcomes: [{ result: 'sending' }], request: { trouble: { code } } });
    },
  );

  test('holds nobody else back', async () => {
    const targets = [aTarget(tyler), aTarget(kim)];
    const stuck = accessItems(approved({ targets })).map((item) => ({
      ...item,
      retry: item.position === 0 ? { since: noon, nextTryAt: at(9), code: 'outcome_unknown' } : null,
    }));
    const came = await run(approved({ targets }), { items: stuck });
    expect(came.sent).toEqual([['Kim Lee']]);
    expect(came.request).toMatchObject({
      state: 'executing',
      trouble: { code: 'outcome_unknown', nextTryAt: at(9) },
    });
    expect(came.again).toEqual([at(9)]);
    expect((await run(approved({ targets }), { items: stuck, atOnce: true })).sent).toEqual([
      ['Tyler Reid', 'Kim Lee'],
    ]);
  });

  test('of an error of our own is not told as Workfront’s', async () => {
    const bug = new TypeError('of ours');
    expect((await run(approved(), { own: { readUsers: failing(bug) } })).thrown).toBe(bug);
  });
});

describe('the limit for an hour', () => {
  const targets = [aTarget(tyler), aTarget(kim)];

  test('lets as many go as there is room for, and pauses with the others', async () => {
    const came = await run(approved({ targets }), { policy: { hourlyLimit: 5 }, changed: 4 });
    expect(came.sent[0]).toEqual(['Tyler Reid']);
    const full = await run(approved({ targets }), { policy: { hourlyLimit: 5 }, changed: 5 });
    expect(full).toMatchObject({
      sent: [],
      request: { state: 'executing', trouble: { code: 'hourly_limit' } },
    });
    expect(full.events).toContain('paused');
    const lifted = { by: bea, at: noon };
    const free = await run(approved({ targets, lifted }), { policy: { hourlyLimit: 5 }, changed: 5 });
    expect(free.request.state).toBe('done');
  });

  test('lets those be over that need nothing, and does not count who was sent before', async () => {
    const users = [{ ...tyler, isActive: false }, kim];
    const came = await run(approved({ targets }), { policy: { hourlyLimit: 5 }, changed: 5, users });
    expect(came.outcomes).toMatchObject([{ result: 'already' }, { result: 'waiting' }]);
    const all = await run(approved(), { policy: { hourlyLimit: 5 }, changed: 5, users });
    expect(all).toMatchObject({ outcomes: [{ result: 'already' }], request: { state: 'done' } });
    const sent = [aTarget(tyler, { outcome: { result: 'sending' } })];
    const running = approved({ state: 'executing', startedAt: noon, targets: sent });
    expect((await run(running, { policy: { hourlyLimit: 5 }, changed: 5 })).sent).toEqual([['Tyler Reid']]);
  });
});
