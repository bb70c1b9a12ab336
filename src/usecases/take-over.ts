import { checkSuccessor } from '../requests/policy.ts';
import type { Ports } from '../requests/ports.ts';
import { Refusal, type SuccessorProblem } from '../requests/refusal.ts';
import type { Action, TakeOver, WorkfrontUser } from '../requests/request.ts';
import { findUsers, type Question } from './find-users.ts';

/** Who takes over, as it was asked. */
export type SuccessorAsked = {
  readonly who:
    | { readonly kind: 'manager' }
    | { readonly kind: 'person'; readonly question: Question; readonly asked: string };
  /** Nobody's access is taken unless everything that can be moved was. */
  readonly onlyIfAll: boolean;
};

/** Looks the successor up, and never guesses. @throws Refusal `successor`, `no_hand_over` */
export async function findTakeOver(
  ports: Pick<Ports, 'workfront' | 'people'>,
  action: Action,
  asked: SuccessorAsked | null,
): Promise<TakeOver | null> {
  if (!asked) return null;
  if (action !== 'deactivate') throw new Refusal({ reason: 'no_hand_over' });
  const { who, onlyIfAll } = asked;
  if (who.kind === 'manager') return { who, onlyIfAll };
  const refuse = (why: SuccessorProblem) => new Refusal({ reason: 'successor', why, who: who.asked });
  try {
    const found = await findUsers(ports, who.question);
    if (!found.exact) throw refuse('several');
    return { who: { kind: 'user', user: found.user }, onlyIfAll };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.because.reason === 'user_unknown') throw refuse('unknown');
    throw error.because.reason === 'no_email' ? refuse('no_email') : error;
  }
}

/**
 * Who takes over from each of these leavers, by the leaver's id, as Workfront knows them now; empty where nothing is
 * handed over. @throws Refusal `successor` when one of them cannot.
 */
export async function successorsOf(
  ports: Pick<Ports, 'workfront' | 'store' | 'now'>,
  takeOver: TakeOver | null,
  leavers: readonly WorkfrontUser[],
): Promise<ReadonlyMap<string, WorkfrontUser>> {
  if (!takeOver) return new Map();
  const { who } = takeOver;
  const wanted = leavers.map((leaver) => {
    const id = who.kind === 'user' ? who.user.id : leaver.managerId;
    if (id === null) throw new Refusal({ reason: 'successor', why: 'no_manager', who: leaver.name });
    return { leaver, id };
  });
  const ids = [...new Set(wanted.map(({ id }) => id))];
  const users = await ports.workfront.readUsers(ids);
  const leaving = await leavingAmong(ports, ids);
  return new Map(
    wanted.map(({ leaver, id }) => {
      const user = users.get(id);
      if (!user) {
        const name = who.kind === 'user' ? who.user.name : (leaver.manager ?? id);
        throw new Refusal({ reason: 'successor', why: 'unknown', who: name });
      }
      checkSuccessor(user, { leavers, isLeaving: leaving.has(id), now: ports.now() });
      return [leaver.id, user];
    }),
  );
}

/** Those of whom an open request wants to take the access. */
export async function leavingAmong(
  { store }: Pick<Ports, 'store'>,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const leaving = new Set<string>();
  for (const [userId, requestId] of await store.findOpenRequestsFor(ids)) {
    if ((await store.findRequest(requestId))?.action === 'deactivate') leaving.add(userId);
  }
  return leaving;
}
