import type { Change } from '../../src/requests/change.ts';
import { accessItems, type Item } from '../../src/requests/items.ts';
import type { Actor, Outcome, Request, State, Trouble } from '../../src/requests/request.ts';
import {
  approve,
  begin,
  cancel,
  deny,
  expire,
  settle,
  submit,
  type NewRequest,
} from '../../src/requests/transitions.ts';
import { aUser, noon } from '../store/builders.ts';

export const leaver = aUser({ id: 'a'.repeat(32) });
export const other = aUser({ id: 'b'.repeat(32), name: 'Kim Lee', email: 'kim.lee@acme.example' });
export const done: Outcome = { result: 'done', confirmedBy: 'answer' };
export const failed: Outcome = { result: 'failed', reason: 'forbidden', detail: '' };

export const rita: Actor = { id: 'U0RITA', name: 'Rita Olsen' };
export const alan: Actor = { id: 'U0ALAN', name: 'Alan Ott' };
export const bea: Actor = { id: 'U0BEA', name: null };

export function hoursAfterNoon(hours: number): Date {
  return new Date(noon.getTime() + hours * 3_600_000);
}

export const trouble: Trouble = { since: noon, code: 'unavailable', nextTryAt: hoursAfterNoon(1) };

/** Asked at noon by U0RITA, about one person, open for 72 hours, to be approved by one. */
export function asked(changes: Partial<NewRequest> = {}): Change {
  const ordinary: NewRequest = {
    id: 'r7kq2m9x3ta',
    action: 'deactivate',
    requester: rita,
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

/** The item that stands for the access of the target at that place. */
export function itemOf(request: Request, position: number, outcome?: Outcome): Item {
  const item = accessItems(request)[position];
  if (!item) throw new Error(`there is no target ${position}`);
  return outcome ? { ...item, outcome } : item;
}

/** The target at that place is through. */
export function settled(request: Request, position: number, outcome: Outcome, at: Date): Change {
  return settle(request, [itemOf(request, position, outcome)], at);
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
  const approved = () => approve(pending, alan, at).request;
  const executing = () => happened(begin(approved(), at)).request;
  switch (state) {
    case 'pending':
      return pending;
    case 'approved':
      return approved();
    case 'executing':
      return executing();
    case 'done':
      return settled(executing(), 0, done, at).request;
    case 'failed':
      return settled(executing(), 0, failed, at).request;
    case 'denied':
      return deny(pending, alan, 'still here', at).request;
    case 'expired':
      return happened(expire(pending, pending.expiresAt)).request;
    case 'cancelled':
      return cancel(pending, rita, at).request;
    default:
      return state satisfies never;
  }
}
