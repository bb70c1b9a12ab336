import { describe, expect, test } from 'vitest';

import { hasLeftToDo, stop, tick, tryNow } from '../../src/requests/after-approval.ts';
import type { State } from '../../src/requests/request.ts';
import { postpone, deny } from '../../src/requests/transitions.ts';
import {
  alan,
  asked,
  done,
  failed,
  happened,
  hoursAfterNoon,
  itemOf,
  leaver,
  other,
  requestIn,
  rita,
  settled,
  trouble,
  bea,
} from './steps.ts';

const later = hoursAfterNoon(2);
const runAt = hoursAfterNoon(24);
const policy = { allowSelfApproval: false, approverTies: new Map<string, string>() };
const approver = { ...alan, isApprover: true, email: 'alan@acme.example' };
const requester = { ...rita, isApprover: false, email: null };
const stranger = { id: 'U0OSCAR', name: null, isApprover: false, email: null };
const { id: userId, name: userName, email } = leaver;
const about = { action: 'deactivate', people: [{ id: userId, name: userName, email }], count: 1 };

describe('stopping', () => {
  test('ends a request that waits for its date, with the reason', () => {
    const request = requestIn('approved', { runAt });
    const stopped = stop(request, approver, 'too early', policy, later);
    expect(stopped.request).toMatchObject({
      state: 'cancelled',
      decision: { by: 'U0ALAN', at: later, reason: 'too early', stopped: true },
      finishedAt: later,
    });
    expect(stopped.audit).toEqual([
      {
        event: 'stopped',
        at: later,
        requestId: request.id,
        actor: 'U0ALAN',
        data: { about, actorName: 'Alan Ott', reason: 'too early' },
      },
    ]);
    expect(stop(request, requester, null, policy, later).request.state).toBe('cancelled');
  });

  test('is told to who decides after it, as a stop and by whom', () => {
    const { request } = stop(requestIn('approved', { runAt }), approver, null, policy, later);
    const because = { reason: 'already_decided', state: 'cancelled', by: 'U0ALAN', stopped: true };
    expect(() => deny(request, bea, null, later)).toThrow(expect.objectContaining({ because }));
  });

  test('is not for an approver whom the request is about, under any address, unless they asked for it', () => {
    const request = requestIn('approved', { runAt });
    const self = { ...approver, email: leaver.email.toUpperCase() };
    expect(() => stop(request, self, null, policy, later)).toThrow('about_yourself');
    const tied = { ...policy, approverTies: new Map([[approver.id, leaver.email]]) };
    expect(() => stop(request, approver, null, tied, later)).toThrow('about_yourself');
    const own = { ...request, requester: self.id };
    expect(stop(own, self, null, policy, later).request.state).toBe('cancelled');
  });

  test('is for the requester and approvers alone', () => {
    expect(() => stop(requestIn('approved', { runAt }), stranger, null, policy, later)).toThrow(
      'not_an_approver',
    );
  });

  test.each<[State, string]>([
    ['pending', 'already_decided'],
    ['approved', 'too_late_to_cancel'],
    ['executing', 'too_late_to_cancel'],
    ['done', 'already_decided'],
    ['denied', 'already_decided'],
  ])('of a request without a date that is %s is refused: %s', (state, reason) => {
    expect(() => stop(requestIn(state), approver, null, policy, later)).toThrow(reason);
  });
});

describe('what is left to do in the Admin Console', () => {
  const targets = [leaver, other].map((user) => ({ user, slackUserId: null }));
  const half = settled(requestIn('executing', { targets }), 0, failed, later).request;

  test('is there after a deactivation of somebody, also of one whom somebody else had done', () => {
    expect(hasLeftToDo(requestIn('done'))).toBe(true);
    expect(hasLeftToDo(settled(half, 1, done, later).request)).toBe(true);
    expect(hasLeftToDo(settled(half, 1, { result: 'already', since: null }, later).request)).toBe(true);
  });

  test('is not there otherwise', () => {
    expect(hasLeftToDo(settled(half, 1, failed, later).request)).toBe(false);
    expect(hasLeftToDo({ ...requestIn('done'), action: 'reactivate' })).toBe(false);
    expect(hasLeftToDo({ ...requestIn('done'), dryRun: true })).toBe(false);
    expect(hasLeftToDo({ ...requestIn('done'), state: 'executing' })).toBe(false);
  });

  test('is ticked once, by the requester or an approver', () => {
    const request = requestIn('done');
    const ticked = happened(tick(request, requester, later));
    expect(ticked.request.ticked).toEqual({ by: 'U0RITA', at: later });
    expect(ticked.audit).toEqual([
      {
        event: 'ticked',
        at: later,
        requestId: request.id,
        actor: 'U0RITA',
        data: { about, actorName: 'Rita Olsen' },
      },
    ]);
    expect(tick(ticked.request, approver, later)).toBeNull();
    expect(tick(requestIn('failed'), approver, later)).toBeNull();
    expect(() => tick(request, stranger, later)).toThrow('not_an_approver');
  });
});

describe('trying again at once', () => {
  const waiting = postpone(requestIn('executing'), trouble, [itemOf(requestIn('executing'), 0)]).request;

  test('brings the next try forward', () => {
    const { request, jobs, audit } = happened(tryNow(waiting, approver, later));
    expect(request.trouble).toEqual({ ...trouble, nextTryAt: later });
    expect(jobs).toEqual([{ job: { name: 'execute', requestId: waiting.id, atOnce: true } }]);
    expect(audit).toEqual([
      {
        event: 'tried_now',
        at: later,
        requestId: waiting.id,
        actor: 'U0ALAN',
        data: { about, actorName: 'Alan Ott' },
      },
    ]);
  });

  test('is nothing where nothing waits', () => {
    expect(tryNow(requestIn('executing'), approver, later)).toBeNull();
    expect(tryNow({ ...waiting, state: 'done' }, approver, later)).toBeNull();
    expect(tryNow(asked().request, approver, later)).toBeNull();
  });

  test('is for approvers alone', () => {
    expect(() => tryNow(waiting, requester, later)).toThrow('not_an_approver');
  });
});
