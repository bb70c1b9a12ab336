import type { Outcome, Request, State, Trouble } from '../../src/requests/request.ts';
import {
  approve,
  begin,
  cancel,
  deny,
  expire,
  settle,
  submit,
  type Change,
  type NewRequest,
} from '../../src/requests/transitions.ts';
import { aUser, noon } from '../store/builders.ts';

export const leaver = aUser({ id: 'a'.repeat(32) });
export const other = aUser({ id: 'b'.repeat(32), name: 'Kim Lee', email: 'kim.lee@acme.example' });
export const done: Outcome = { result: 'done', confirmedBy: 'answer' };
export const failed: Outcome = { result: 'failed', reason: 'forbidden', detail: '' };

export function hoursAfterNoon(hours: number): Date {
  return new Date(noon.getTime() + hours * 3_600_000);
}

export const trouble: Trouble = { since: noon, code: 'unavailable', nextTryAt: hoursAfterNoon(1) };

/** Asked at noon by U0RITA, about one person, open for 72 hours, to be approved by one. */
export function asked(changes: Partial<NewRequest> = {}): Change {
  const ordinary: NewRequest = {
    id: 'r7kq2m9x3ta',
    action: 'deactivate',
    requester: 'U0RITA',
    reason: 'left on Friday',
    targets: [{ user: leaver, slackUserId: null }],
    runAt: null,
    approvalsRequired: 1,
    ttlHours: 72,
    dryRun: false,
    responseUrl: null,
  };
  return submit({ ...ordinary, ...changes }, noon);
}

/** The change that must have happened. @throws when none did. */
export function happened(change: Change | null): Change {
  if (!change) throw new Error('nothing happened');
  return change;
}

/** A request that came to this state by real steps, the last of them one hour after noon. */
export function requestIn(state: State, changes: Partial<NewRequest> = {}): Request {
  const pending = asked(changes).request;
  const at = hoursAfterNoon(1);
  const approved = () => approve(pending, 'U0ALAN', at).request;
  const executing = () => happened(begin(approved(), at)).request;
  switch (state) {
    case 'pending':
      return pending;
    case 'approved':
      return approved();
    case 'executing':
      return executing();
    case 'done':
      return settle(executing(), leaver.id, done, at).request;
    case 'failed':
      return settle(executing(), leaver.id, failed, at).request;
    case 'denied':
      return deny(pending, 'U0ALAN', 'still here', at).request;
    case 'expired':
      return happened(expire(pending, pending.expiresAt)).request;
    case 'cancelled':
      return cancel(pending, pending.requester, at).request;
    default:
      return state satisfies never;
  }
}
