/** What people may do to a request once it is approved. */
import { alreadyDecided, facts, sign, step, type Change } from './change.ts';
import { barrierFor, type Decider } from './policy.ts';
import { Refusal } from './refusal.ts';
import { isFinal, waitsForItsDate, type Actor, type Request } from './request.ts';

/** Somebody, and whether they are an approver now. */
export type Person = Actor & { readonly isApprover: boolean };

/**
 * The requester, or an approver whom it is not about, stops an approved request that waits for its date.
 * @throws Refusal for anybody else, and once it is too late.
 */
export function stop(
  request: Request,
  person: Decider,
  reason: string | null,
  policy: Parameters<typeof barrierFor>[2],
  now: Date,
): Change {
  const barrier = person.id === request.requester ? null : barrierFor(person, request, policy);
  if (barrier) throw new Refusal({ reason: barrier });
  if (!waitsForItsDate(request)) {
    if (isFinal(request.state) || request.state === 'pending') throw alreadyDecided(request);
    throw new Refusal({ reason: 'too_late_to_cancel', state: request.state });
  }
  const decision = { by: person.id, at: now, reason, stopped: true } as const;
  return step(request, { state: 'cancelled', decision, finishedAt: now }, [
    { event: 'stopped', ...sign(request, person, now), data: { ...facts(request, person), reason } },
  ]);
}

/** Whether somebody still has to be removed from the Adobe Admin Console by hand, ticked or not. */
export function hasLeftToDo({ action, state, dryRun, targets }: Request): boolean {
  if (action !== 'deactivate' || dryRun || (state !== 'done' && state !== 'failed')) return false;
  return targets.some(({ outcome }) => outcome.result === 'done' || outcome.result === 'already');
}

/** The requester or an approver says that what was left to do is done. Null: there was nothing, or not any more. */
export function tick(request: Request, person: Person, now: Date): Change | null {
  refuseStrangers(request, person);
  if (!hasLeftToDo(request) || request.ticked !== null) return null;
  return step(request, { ticked: { by: person.id, at: now } }, [
    { event: 'ticked', ...sign(request, person, now), data: facts(request, person) },
  ]);
}

/** An approver does not want to wait for the next try. Null: nothing waits for one. */
export function tryNow(request: Request, person: Person, now: Date): Change | null {
  if (!person.isApprover) throw new Refusal({ reason: 'not_an_approver' });
  if (request.state !== 'executing' || request.trouble === null) return null;
  const job = { name: 'execute', requestId: request.id, atOnce: true } as const;
  const trouble = { ...request.trouble, nextTryAt: now };
  const audit = [
    { event: 'tried_now', ...sign(request, person, now), data: facts(request, person) },
  ] as const;
  return { ...step(request, { trouble }, audit), jobs: [{ job }] };
}

function refuseStrangers(request: Request, { id, isApprover }: Person): void {
  if (id !== request.requester && !isApprover) throw new Refusal({ reason: 'not_an_approver' });
}
