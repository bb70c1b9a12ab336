import type { Client } from './client.ts';
import { WorkfrontError } from './errors.ts';
import { oneState } from './schemas.ts';

type Confirmed = { readonly confirmedBy: 'answer' | 'read' };

type Change = {
  readonly client: Client;
  readonly id: string;
  readonly isActive: boolean;
  readonly mayLeave: () => Promise<boolean>;
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
};

/** One PUT's result: an answer with a state, or an error after which the change may have happened. */
type Sent =
  | { readonly kind: 'answered'; readonly isAsWanted: boolean }
  | { readonly kind: 'unclear'; readonly error: WorkfrontError };

const onlyState = { fields: 'ID,isActive' };

function callDeadline(change: Change): number {
  return Math.min(change.deadline, performance.now() + change.client.timing.callBudget);
}

function failure(code: 'outcome_unknown' | 'no_effect', change: Change, cause?: unknown): WorkfrontError {
  const what =
    code === 'no_effect'
      ? 'Workfront accepted the change, but the user is as before'
      : 'It is not known whether Workfront made the change';
  return new WorkfrontError(code, what, {
    request: `PUT ${change.client.pathOf(`/user/${change.id}`)}`,
    detail: cause instanceof WorkfrontError ? cause.detail : '',
    maybeDone: code === 'outcome_unknown',
    cause,
  });
}

async function put(change: Change): Promise<Sent> {
  const { client, id, isActive, mayLeave } = change;
  try {
    const options = { deadline: callDeadline(change), mayLeave };
    const answer = await client.write(`/user/${id}`, onlyState, { isActive }, oneState, options);
    return { kind: 'answered', isAsWanted: answer.ID === id && answer.isActive === isActive };
  } catch (error) {
    if (!(error instanceof WorkfrontError) || !error.maybeDone) throw error;
    // Answered, but not with the state that was asked for.
    if (error.code === 'misconfigured') return { kind: 'answered', isAsWanted: false };
    return { kind: 'unclear', error };
  }
}

/** The second PUT: when it cannot be sent, what the first one did is still open. */
async function putAgain(change: Change): Promise<Sent> {
  try {
    return await put(change);
  } catch (error) {
    const passing = error instanceof WorkfrontError && ['throttled', 'unavailable'].includes(error.code);
    throw passing ? failure('outcome_unknown', change, error) : error;
  }
}

/** True when a read shows the wanted state. A patient look reads until it does or time is up. */
async function look(change: Change, patient: boolean): Promise<boolean> {
  const { client, id, isActive, deadline } = change;
  for (let reads = 0; ; reads += 1) {
    const now = await client.read(`/user/${id}`, onlyState, oneState, callDeadline(change));
    if (now.ID === id && now.isActive === isActive) return true;
    if (!patient || !(await client.pause(reads, deadline))) return false;
  }
}

/** What a PUT did, as the answer or a read shows; null: its answer was lost and the old state stands. */
async function findOut(change: Change, sent: Sent, patient: boolean): Promise<Confirmed | null> {
  if (sent.kind === 'answered' && sent.isAsWanted) return { confirmedBy: 'answer' };
  const seen = await look(change, patient && sent.kind === 'unclear').catch((error: unknown) => {
    // The user is gone: there is nothing left to find out.
    if (error instanceof WorkfrontError && error.code === 'not_found') throw error;
    throw failure('outcome_unknown', change, error);
  });
  if (seen) return { confirmedBy: 'read' };
  if (sent.kind === 'answered') throw failure('no_effect', change);
  // An error inside a 2xx is Workfront's refusal, and the read agrees with it.
  if (sent.error.code === 'invalid') throw sent.error;
  if (patient) throw failure('outcome_unknown', change, sent.error);
  return null;
}

/**
 * Sets `isActive` of one user. The PUT is sent again, once, only after a read showed the old state:
 * the same state twice does no harm, but an answer that was lost may mean that all is done.
 * `mayLeave` is asked before each PUT. The body is JSON with a boolean, which every version from 5 on takes.
 * @throws WorkfrontError `outcome_unknown`, `no_effect`, or what the PUT was refused with.
 * @see https://experienceleague.adobe.com/en/docs/workfront/using/adobe-workfront-api/api-general-information/deactivate-user-api
 */
export async function setActive(
  client: Client,
  id: string,
  isActive: boolean,
  mayLeave: () => Promise<boolean>,
): Promise<Confirmed> {
  const deadline = performance.now() + client.timing.changeBudget;
  const change = { client, id, isActive, mayLeave, deadline };
  const first = await findOut(change, await put(change), false);
  if (first !== null) return first;
  const second = await findOut(change, await putAgain(change), true);
  return second ?? Promise.reject(failure('outcome_unknown', change));
}
