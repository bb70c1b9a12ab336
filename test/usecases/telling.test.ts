import { describe, expect, test } from 'vitest';

import { DeliveryError } from '../../src/requests/errors.ts';
import { Refusal } from '../../src/requests/refusal.ts';
import type { Request, Trouble } from '../../src/requests/request.ts';
import { aTarget, aUser, minutesAfterNoon, noon } from '../store/builders.ts';
import { failing, peopleOf } from './in-memory.ts';
import { alan, away, bea, busy, card, gone, message, request, rita, tell, tyler, usual } from './telling.ts';

const atCard = 'at the card';
const done = request({ state: 'done', finishedAt: minutesAfterNoon(1) });
const told = [...usual, message('result', { version: 3 })];
const kim = aUser({ name: 'Kim Lee', email: 'kim.lee@acme.example' });
const unreadable = new Refusal({ reason: 'members_unreadable' });

describe('a new request', () => {
  test('gets its card without buttons, then with them, then its requester an answer', async () => {
    const came = await tell(request({ action: 'reactivate' }), { sent: [] });
    expect(came.called).toEqual(['postPlaceholder', `showRequest ${atCard}`, `answerRequester ${atCard}`]);
    expect(came.shown).toEqual(['confirm 3']);
    expect(came.recorded).toEqual([
      message('confirm', { place: card, shownAt: minutesAfterNoon(1) }),
      message('answer', { place: null, shownAt: minutesAfterNoon(1) }),
    ]);
    expect(came).toMatchObject({ thrown: null, undelivered: [], jobs: [] });
  });

  test('that is told already is left alone', async () => {
    expect(await tell(request())).toMatchObject({ called: [], shown: [], recorded: [], jobs: [] });
  });

  test('that is not stored is nothing', async () => {
    expect(await tell(request(), { sent: [], isStored: false })).toMatchObject({ called: [], thrown: null });
  });

  test('whose card another process posted at the same moment loses its own again', async () => {
    const theirs = message('confirm', { place: { channel: 'C01APPROVALS', ts: 'theirs' } });
    const came = await tell(request({ action: 'reactivate' }), { sent: [], earlier: [theirs] });
    expect(came.called.slice(0, 3)).toEqual(['postPlaceholder', `remove ${atCard}`, 'showRequest at theirs']);
  });

  test('whose card is recorded nowhere is an error of our own', async () => {
    const came = await tell(request(), { sent: [], earlier: [] });
    expect(came.called).toEqual(['postPlaceholder', `remove ${atCard}`]);
    expect(came.thrown).toEqual(
      new Error(`request ${request().id} has no confirm message after it was recorded`),
    );
  });

  test('whose channel is gone is answered all the same, and the log says so', async () => {
    const came = await tell(request(), { sent: [], own: { postPlaceholder: failing(gone) } });
    expect(came.called).toEqual(['answerRequester at no place']);
    expect(came.undelivered).toEqual([{ message: 'confirm', code: 'channel_not_found' }]);
    expect(came.recorded[0]).toMatchObject({ kind: 'confirm', place: null });
  });

  test('that Slack does not take for now is tried again as a whole', async () => {
    const came = await tell(request(), { sent: [], own: { postPlaceholder: failing(away) } });
    expect(came).toMatchObject({ called: [], thrown: away, undelivered: [], recorded: [] });
  });

  test('that only somebody with the token can help tells its requester so once', async () => {
    const token = new DeliveryError('invalid_auth', { permanent: false, forOperator: true });
    const own = { postPlaceholder: failing(token) };
    const came = await tell(request(), { sent: [], own });
    expect(came.called).toEqual(['tellDelayed']);
    const again = await tell(request(), { sent: [message('delayed', { place: null })], own });
    expect(again).toMatchObject({ called: [], thrown: token });
  });

  test('an error of our own is not taken for one of Slack', async () => {
    const bug = new TypeError('of ours');
    expect((await tell(request(), { sent: [], own: { postPlaceholder: failing(bug) } })).thrown).toBe(bug);
    const old = [message('confirm', { place: card, version: 1 })];
    expect((await tell(request(), { sent: old, own: { showRequest: failing(bug) } })).thrown).toBe(bug);
  });
});

describe('when Slack asks to wait', () => {
  const own = { answerRequester: failing(busy(7_000)), remind: failing(busy(9_000)) };
  const late = { sent: usual.slice(0, 1), at: minutesAfterNoon(2_000) };

  test('all that it did not take comes after the longest of the waits', async () => {
    const came = await tell(request(), { ...late, own });
    const startAfter = new Date(late.at.getTime() + 9_000);
    const job = { name: 'notify', requestId: request().id };
    expect(came).toMatchObject({ thrown: null, jobs: [{ job, startAfter }] });
    const repaired = await tell(request(), { ...late, own, repair: true });
    expect(repaired.jobs).toEqual([{ job: { ...job, repair: true }, startAfter }]);
  });

  test('and once does not say how long, the job is tried again', async () => {
    const came = await tell(request(), { ...late, own: { ...own, remind: failing(away) } });
    expect(came).toMatchObject({ thrown: away, jobs: [] });
  });
});

const at = (seconds: number) => new Date(noon.getTime() + seconds * 1_000);

describe('the card', () => {
  const shownBefore = message('confirm', { place: card, version: 2, shownAt: minutesAfterNoon(-5) });
  const old = [shownBefore, message('answer', { place: null })];
  const counted = { counts: [], atLeast: false, readAt: noon };
  const fresh = [message('confirm', { place: card }), message('answer', { place: null })];
  const approvals = [{ approver: alan, at: noon }];
  const running = request({ state: 'executing', approvals, startedAt: noon });
  const dated = request({ state: 'approved', approvals, runAt: minutesAfterNoon(60) });

  test('that shows an older version is brought in line; a repair shows it in any case', async () => {
    expect(await tell(request({ impact: counted }), { sent: old })).toMatchObject({
      called: [`showRequest ${atCard}`],
      shown: ['confirm 3'],
    });
    expect((await tell(request(), { repair: true })).called).toEqual([`showRequest ${atCard}`]);
    const reverse = await tell(request({ impact: counted }), { sent: old.toReversed() });
    expect(reverse.called).toEqual([`showRequest ${atCard}`]);
    const nowhere = [message('confirm', { place: null }), ...usual.slice(1)];
    expect((await tell(request(), { sent: nowhere, repair: true })).called).toEqual([]);
  });

  test('that Slack does not know any more is given up, with a row', async () => {
    const came = await tell(denied(), {
      sent: [...old, ...told.slice(2)],
      own: { showRequest: failing(gone) },
    });
    expect(came.undelivered).toEqual([{ message: 'confirm', code: 'channel_not_found' }]);
    expect(came.shown).toEqual(['confirm 3']);
  });

  test.each([
    ['is new, and what the person holds is being counted', request(), fresh, at(2)],
    ['was approved a moment ago', request({ state: 'approved', approvals }), old, at(2)],
    ['runs since a moment, and was shown longer ago', running, old, at(2)],
    [
      'runs, and was shown a moment ago',
      running,
      [{ ...shownBefore, shownAt: at(3) }, ...old.slice(1)],
      at(6),
    ],
    [
      'runs, and has no buttons yet, since it was never shown',
      running,
      [{ ...shownBefore, version: 0, shownAt: at(3) }, ...fresh.slice(1)],
      at(2),
    ],
    ['began on its date', { ...running, runAt: at(1), startedAt: at(4) }, old, at(6)],
  ])('of a request that %s waits for what comes next', async (_, of, sent, due) => {
    const early = await tell(of, { sent, at: new Date(due.getTime() - 1) });
    const job = { name: 'notify', requestId: of.id };
    expect(early).toMatchObject({ called: [], shown: [] });
    expect(early.jobs).toEqual([{ job, startAfter: due }]);
    expect(await tell(of, { sent, at: due })).toMatchObject({ called: [`showRequest ${atCard}`], jobs: [] });
    const repaired = await tell(of, { sent, at: new Date(due.getTime() - 1), repair: true });
    expect(repaired.called).toEqual([`showRequest ${atCard}`]);
  });

  test.each([
    ['was counted', request({ impact: counted }), fresh],
    ['has its buttons, and is still being counted', request(), old],
    ['gives access back', request({ action: 'reactivate' }), fresh],
    ['waits for its date, and was never shown', dated, fresh],
    [
      'waits for its date, and was shown a moment ago',
      dated,
      [{ ...shownBefore, shownAt: noon }, ...fresh.slice(1)],
    ],
  ])('of a request that %s waits for nothing', async (_, of, sent) => {
    expect((await tell(of, { sent, at: noon })).called).toEqual([`showRequest ${atCard}`]);
  });
});

function denied(): Request {
  return request({ state: 'denied', finishedAt: noon });
}

describe('who can still decide', () => {
  const hour = 60;
  const policy = { remindAfterHours: 24 };

  test.each([
    ['are reminded once, when it is time', 24 * hour - 1, ['remind at the card U01ALAN U01BEA']],
    ['and not before', 24 * hour - 1.1, []],
  ])('%s', async (_, minutes, called) => {
    const round = { at: minutesAfterNoon(minutes), policy };
    expect((await tell(request(), round)).called).toEqual(called);
    const sent = [...usual, message('reminder')];
    expect((await tell(request(), { ...round, sent })).called).toEqual([]);
    const over = request({ state: 'approved', runAt: minutesAfterNoon(90 * hour) });
    expect((await tell(over, round)).called).toEqual([]);
    const nowhere = [message('confirm', { place: null, version: 3 }), ...usual.slice(1)];
    expect((await tell(request(), { ...round, sent: nowhere })).called).toEqual([]);
  });

  test('are not those who approved, who asked, or whom it is about', async () => {
    const round = { at: minutesAfterNoon(24 * hour), policy };
    const approvals = [{ approver: alan, at: noon }];
    const two = request({ approvals, approvalsRequired: 2 });
    expect((await tell(two, round)).called).toEqual(['remind at the card U01BEA']);
    const own = request({ requester: alan });
    expect((await tell(own, round)).called).toEqual(['remind at the card U01BEA']);
    const about = request({ targets: [aTarget(tyler, { slackUserId: bea })] });
    expect((await tell(about, round)).called).toEqual(['remind at the card U01ALAN']);
  });

  test('cannot be named while Slack does not say who they are, and the reminder comes without', async () => {
    const round = { at: minutesAfterNoon(24 * hour), policy };
    const people = { members: failing(unreadable) };
    expect((await tell(request(), { ...round, people })).called).toEqual(['remind at the card']);
    const bug = new TypeError('of ours');
    expect((await tell(request(), { ...round, people: { members: failing(bug) } })).thrown).toBe(bug);
  });

  test('are asked further on once nobody decided for long, by name', async () => {
    const lists: (readonly string[])[] = [];
    const people = {
      members: async (list: readonly string[]) => {
        lists.push(list);
        return new Set(list);
      },
    };
    const round = { policy: { ...policy, escalationApprovers: ['U01EVE'] }, people };
    const escalated = request({ escalatedAt: noon });
    const asked = await tell(escalated, round);
    expect(asked.called).toEqual(['askFurther at the card U01EVE']);
    expect(asked.recorded).toMatchObject([{ kind: 'escalated' }]);
    expect(lists).toEqual([['U01EVE']]);
    expect((await tell(request(), round)).called).toEqual([]);
    expect((await tell({ ...escalated, state: 'denied' }, { ...round, sent: told })).called).toEqual([]);
    const nowhere = [message('confirm', { place: null, version: 3 }), ...usual.slice(1)];
    expect((await tell(escalated, { ...round, sent: nowhere })).called).toEqual([]);
  });

  test('hear that the limit for an hour stopped it, those who may let it go on', async () => {
    const trouble = { since: minutesAfterNoon(1), code: 'hourly_limit', nextTryAt: minutesAfterNoon(60) };
    const paused = request({ state: 'executing', trouble, approvals: [{ approver: alan, at: noon }] });
    const stopped = await tell(paused);
    expect(stopped.called).toEqual(['tellPaused at the card U01BEA']);
    expect(stopped.recorded).toMatchObject([{ kind: 'paused' }]);
    const people = { members: failing(unreadable) };
    expect((await tell(paused, { people })).called).toEqual(['tellPaused at the card']);
    const nowhere = [message('confirm', { place: null, version: 3 }), ...usual.slice(1)];
    expect((await tell(paused, { sent: nowhere })).called).toEqual([]);
    const unavailable = { ...trouble, code: 'unavailable' };
    expect((await tell({ ...paused, trouble: unavailable })).called).toEqual([]);
  });
});

describe('the requester', () => {
  const trouble: Trouble = { since: noon, code: 'unavailable', nextTryAt: minutesAfterNoon(5) };

  test('hears once that an approved request cannot go on, after a minute', async () => {
    const stuck = request({ state: 'executing', trouble });
    expect((await tell(stuck)).called).toEqual([`tellStuck ${atCard}`]);
    expect((await tell(stuck, { at: new Date(minutesAfterNoon(1).getTime() - 1) })).called).toEqual([]);
    expect((await tell(stuck, { sent: [...usual, message('stuck')] })).called).toEqual([]);
    expect((await tell({ ...stuck, trouble: null })).called).toEqual([]);
    expect((await tell({ ...stuck, state: 'done' }, { sent: told })).called).toEqual([]);
  });

  test('hears how it ended, once', async () => {
    expect(await tell(done)).toMatchObject({ called: [`tellResult ${atCard}`], thrown: null });
    expect((await tell(done, { sent: told })).called).toEqual([]);
    const nowhere = [message('confirm', { place: null, version: 3 }), ...usual.slice(1)];
    expect((await tell(done, { sent: nowhere })).called).toEqual(['tellResult at no place']);
  });

  test('who left Slack is told nothing, and the log says so; who cannot be looked up may be there', async () => {
    const people = peopleOf({ [rita]: { isPerson: false, isDeleted: true } }, [alan, bea]);
    const left = await tell(done, { people });
    expect(left.called).toEqual([]);
    expect(left.undelivered).toEqual([{ message: 'result', code: 'account_deactivated' }]);
    expect(left.recorded).toMatchObject([{ kind: 'result', place: null }]);
    const targets = [aTarget(tyler), aTarget(kim, { leftOutBy: alan })];
    const others = await tell(request({ state: 'executing', trouble, targets }), { people });
    const code = 'account_deactivated';
    expect(others.undelivered).toEqual([
      { message: 'left_out', code },
      { message: 'stuck', code },
    ]);
    for (const profile of [failing(unreadable), async () => null]) {
      expect((await tell(done, { people: { profile } })).called).toEqual([`tellResult ${atCard}`]);
    }
    const bug = new TypeError('of ours');
    expect((await tell(done, { people: { profile: failing(bug) } })).thrown).toBe(bug);
  });

  test('sees in the result who has done what was left to do', async () => {
    const ticked = { ...done, ticked: { by: alan, at: noon } };
    const old = [...usual, message('result', { version: 2 })];
    expect(await tell(ticked, { sent: old })).toMatchObject({
      called: [`showResult at of result ${atCard}`],
      shown: ['result 3'],
    });
    expect((await tell(done, { sent: old })).called).toEqual([]);
    expect((await tell(ticked, { sent: told })).called).toEqual([]);
    const lost = [...usual, message('result', { place: null })];
    expect((await tell(ticked, { sent: lost })).called).toEqual([]);
    const came = await tell(ticked, { sent: old, own: { showResult: failing(gone) } });
    expect(came.undelivered).toEqual([{ message: 'result', code: 'channel_not_found' }]);
    expect(came.shown).toEqual(['result 3']);
    const later = await tell(ticked, { sent: old, own: { showResult: failing(away) } });
    expect(later).toMatchObject({ thrown: away, undelivered: [], shown: [] });
  });

  test('sees in the result and on the card who has the access again that was taken', async () => {
    const round = { sent: told, back: [tyler.id] };
    expect((await tell(done, { ...round, repair: true })).called).toEqual([
      `showRequest ${atCard} ${tyler.id}`,
      `showResult at of result ${atCard} ${tyler.id}`,
    ]);
    expect((await tell(done, round)).called).toEqual([]);
    expect((await tell(done, { sent: told, repair: true })).called).toEqual([`showRequest ${atCard}`]);
    const given = await tell({ ...done, action: 'reactivate' }, { ...round, repair: true });
    expect(given.called).toEqual([`showRequest ${atCard}`]);
    const pending = await tell(request(), { ...round, sent: usual, repair: true });
    expect(pending.called).toEqual([`showRequest ${atCard}`]);
  });

  test('of a request that gave access back sees the card that took it brought in line', async () => {
    const round = { takers: ['r2222222222'] };
    const job = { name: 'notify', requestId: 'r2222222222', repair: true };
    const given = await tell({ ...done, action: 'reactivate' }, round);
    expect(given.jobs).toEqual([{ job }]);
    const again = await tell({ ...done, action: 'reactivate' }, { ...round, sent: told });
    expect([(await tell(done, round)).jobs, again.jobs]).toEqual([[], []]);
    expect((await tell({ ...done, action: 'reactivate' })).saved).toEqual([]);
  });

  test('hears in one message who was left out, as often as it grows', async () => {
    const targets = [aTarget(tyler), aTarget(kim, { leftOutBy: alan })];
    const first = await tell(request({ targets }));
    expect(first.called).toEqual([`tellLeftOut ${atCard} at no place`]);
    expect(first.recorded).toMatchObject([
      { kind: 'left_out', version: 1, recipient: '', shownAt: minutesAfterNoon(1) },
    ]);
    const sent = [...usual, message('left_out', { version: 1 })];
    expect((await tell(request({ targets }), { sent })).called).toEqual([]);
    const more = [...targets, aTarget(aUser(), { leftOutBy: bea })];
    const second = await tell(request({ targets: more }), { sent });
    expect(second).toMatchObject({
      called: [`tellLeftOut ${atCard} at of left_out`],
      recorded: [],
      shown: ['left_out 2'],
    });
    const lost = [...usual, message('left_out', { version: 1, place: null })];
    expect((await tell(request({ targets: more }), { sent: lost })).called).toEqual([]);
    const own = { tellLeftOut: failing(gone) };
    const failed = await tell(request({ targets }), { own });
    expect(failed.undelivered).toEqual([{ message: 'left_out', code: 'channel_not_found' }]);
    expect(failed.recorded).toMatchObject([{ kind: 'left_out', place: null, version: 1 }]);
    const later = await tell(request({ targets }), { own: { tellLeftOut: failing(away) } });
    expect(later).toMatchObject({ thrown: away, recorded: [] });
  });
});
