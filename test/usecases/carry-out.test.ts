import { describe, expect, test } from 'vitest';

import { WorkfrontFailure, type WorkfrontFailureCode } from '../../src/requests/errors.ts';
import { accessItems, type Item } from '../../src/requests/items.ts';
import type { Ports } from '../../src/requests/ports.ts';
import { Refusal } from '../../src/requests/refusal.ts';
import type { Request, WorkfrontUser } from '../../src/requests/request.ts';
import { aTarget, aUser, minutesAfterNoon, noon } from '../store/builders.ts';
import { alan, approved, bea, byAnswer, kim, run, tyler } from './carrying-out.ts';
import { failing, peopleOf } from './in-memory.ts';

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
    for (const other of [{}, { runAt }]) {
      const pending = await run(approved({ state: 'pending', ...other }));
      expect(pending).toMatchObject({ sent: [], again: [], events: [], thrown: null });
    }
  });

  test('that is not there, or of which nothing is left to do, is let be', async () => {
    const none = { sent: [], again: [], events: [], thrown: null };
    expect(await run(approved(), { gone: 'starting' })).toMatchObject(none);
    expect(await run(begun(), { items: [] })).toMatchObject(none);
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
    expect(gone.sent).toEqual([]);
    expect(gone.outcomes).toEqual([{ result: 'done', confirmedBy: 'read' }]);
    expect((await run(running)).sent).toEqual([['Tyler Reid']]);
    const back = { ...running, action: 'reactivate' } as const;
    const given = await run(back, { users: [{ ...tyler, accessLevel: 'Worker' }] });
    const byRead = { result: 'done', confirmedBy: 'read', accessLevel: 'Worker' };
    expect(given.outcomes).toEqual([byRead]);
    let reads = 0;
    const once = async () => {
      reads += 1;
      if (reads > 1) throw failure('unavailable');
      return new Map([[tyler.id, { ...tyler, accessLevel: 'Worker' }]]);
    };
    expect((await run(back, { own: { readUsers: once } })).outcomes).toEqual([byRead]);
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
    expect(ended).toMatchObject({ thrown: null, request: { state: 'failed' } });
    const last = await run(begun(), { own: away, items: retried(noon), at: at(day - 1) });
    expect(last.request.state).toBe('executing');
    const unreadable = failing(new Refusal({ reason: 'members_unreadable' }));
    const untold = { people: { members: unreadable }, items: retried(noon), at: at(day) };
    expect((await run(begun(), untold)).outcomes).toEqual([
      { result: 'failed', reason: 'gave_up', detail: '' },
    ]);
  });

  test('is given up of those alone that were tried for a day', async () => {
    const targets = [aTarget(tyler), aTarget(kim)];
    const day = 24 * 60;
    const since = [noon, at(day - 2)];
    const items = accessItems(approved({ targets })).map((item, index) => ({
      ...item,
      retry: { since: since[index] ?? noon, nextTryAt: noon, code: 'unavailable' },
    }));
    const came = await run({ ...begun(), targets }, { own: away, items, at: at(day) });
    expect(came.outcomes).toEqual([
      { result: 'failed', reason: 'gave_up', detail: 'it says' },
      { result: 'waiting' },
    ]);
    expect(came.request).toMatchObject({ version: 4, state: 'executing', trouble: { since: since[1] } });
    expect(came.again).toEqual([new Date(at(day).getTime() + 120_000)]);
    expect(came.items).toHaveLength(2);
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
    expect(came.items.map(({ outcome }) => outcome.result)).toEqual(['waiting', 'done']);
    expect((await run(approved({ targets }), { items: stuck, atOnce: true })).sent).toEqual([
      ['Kim Lee', 'Tyler Reid'],
    ]);
  });

  const lost = failing(failure('unavailable', { maybeDone: true }));

  // Of Tyler no answer tells, and a read shows him as before.
  const write: Ports['workfront']['write'] = async (_, changes) => {
    if (changes.length === 1 && changes[0]?.id === tyler.id) return lost();
    return new Map(changes.flatMap(({ id, to }) => (id === tyler.id ? [] : [[id, to]])));
  };

  test('stops for now where nothing tells what was sent', async () => {
    const came = await run(approved(), { own: { write: lost, readValues: lost } });
    expect(came).toMatchObject({ sent: [], outcomes: [{ result: 'sending' }], again: [expect.any(Date)] });
    // Begun, noted and put off, and nothing else.
    expect(came.request).toMatchObject({ version: 4, trouble: { code: 'unavailable' } });
    expect(came.events).toEqual(['execution_started']);
  });

  test('lets the rest go on once others came through', async () => {
    const targets = [aTarget(tyler), ...Array.from({ length: 50 }, () => aTarget(aUser()))];
    const came = await run(approved({ targets }), { own: { write } });
    expect(came.outcomes[0]).toEqual({ result: 'sending' });
    expect(came.outcomes.slice(1).every(({ result }) => result === 'done')).toBe(true);
    expect(came.items[0]?.retry).toMatchObject({ code: 'outcome_unknown' });
    expect(came.items).toHaveLength(51);
    expect(came.request).toMatchObject({ state: 'executing', trouble: { code: 'outcome_unknown' } });
  });

  test('and is given up lets the rest go on, too', async () => {
    const targets = [aTarget(tyler, { outcome: { result: 'sending' } }), aTarget(kim)];
    const long = accessItems(approved({ targets })).map((item) => ({
      ...item,
      retry: item.position === 0 ? { since: noon, nextTryAt: noon, code: 'outcome_unknown' } : null,
    }));
    const came = await run({ ...begun(), targets }, { own: { write }, items: long, at: at(24 * 60) });
    expect(came.outcomes).toEqual([{ result: 'failed', reason: 'gave_up', detail: '' }, byAnswer]);
    expect(came.request.state).toBe('failed');
  });

  test('of an error of our own is not told as Workfront’s', async () => {
    const bug = new TypeError('of ours');
    expect((await run(approved(), { own: { readUsers: failing(bug) } })).thrown).toBe(bug);
  });
});
