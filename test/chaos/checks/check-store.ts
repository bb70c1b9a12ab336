import type { AuditEvent, AuditRow } from '../../../src/requests/audit.ts';
import { isFinal, type Request } from '../../../src/requests/request.ts';
import type { Deed } from '../support/crowd.ts';
import type { Stage } from '../support/stage.ts';
import type { Facts } from './facts.ts';

/** What is wrong in the store itself: the chain, and requests that their audit rows do not bear out. */
export function storeProblems({ requests, audit, chainFault }: Facts): readonly string[] {
  const known = new Set(requests.map(({ id }) => id));
  const rows = Map.groupBy(audit, ({ requestId }) => requestId);
  const foreign = audit.filter(({ requestId }) => requestId !== null && !known.has(requestId));
  return [
    ...(chainFault === null ? [] : [`chain: ${chainFault}`]),
    ...foreign.map(({ number, requestId }) => `row ${number} is about ${requestId}, which is not stored`),
    ...requests.flatMap((request) => requestProblems(request, rows.get(request.id) ?? [])),
  ];
}

function requestProblems(request: Request, rows: readonly AuditRow[]): readonly string[] {
  const { id, state } = request;
  const ran = state === 'done' || state === 'failed' ? 1 : 0;
  const expected: Partial<Record<AuditEvent, number>> = {
    submitted: 1,
    approved: request.approvals.length,
    denied: state === 'denied' ? 1 : 0,
    cancelled: state === 'cancelled' ? 1 : 0,
    expired: state === 'expired' ? 1 : 0,
    execution_started: ran,
    target_settled: ran,
    finished: ran,
    message_not_delivered: 0,
  };
  const problems = Object.entries(expected).flatMap(([event, count]) => {
    const found = rows.filter((row) => row.event === event).length;
    return found === count ? [] : [`${id} is ${state} with ${found} rows "${event}" instead of ${count}`];
  });
  return isFinal(state) ? problems : [...problems, `${id} is still ${state}`];
}

/** What is wrong in Workfront: it was changed once for every request that was carried out, and never else. */
export function workfrontProblems(
  { workfront }: Pick<Stage, 'workfront'>,
  { requests }: Facts,
): readonly string[] {
  const changes = workfront.stateChanges.filter(({ by }) => by === 'api');
  const due = new Map<string, string>();
  const problems: string[] = [];
  for (const { id, state, targets } of requests) {
    for (const { user, outcome } of targets) {
      if (state === 'done') due.set(user.id, id);
      const isWrong = state === 'failed' || (state === 'done' && outcome.result !== 'done');
      if (isWrong) problems.push(`${id} ended ${state} with ${JSON.stringify(outcome)}`);
    }
  }
  for (const [userId, id] of due) {
    const count = changes.filter((change) => change.userId === userId).length;
    if (count !== 1) problems.push(`${id} changed its user ${count} times`);
    if (workfront.directory.find(userId)?.isActive !== false) problems.push(`${id} left its user active`);
  }
  const undue = changes.filter(({ userId, isActive }) => isActive || !due.has(userId));
  return [...problems, ...undue.map(({ userId }) => `${userId} was changed without a request`)];
}

/** Decisions that the bot acknowledged and of which the audit log knows nothing. */
export function forgottenDeeds(deeds: readonly Deed[], { audit }: Facts): readonly Deed[] {
  const left = new Set(audit);
  // From the last one on: each takes the first row after it, so that none takes the row of a later one.
  return deeds.toReversed().filter((deed) => {
    if (deed.ackedAt === null) return false;
    const row = [...left].find((one) => isAbout(one, deed));
    if (row) left.delete(row);
    return row === undefined;
  });
}

const eventOf = { approve: 'approved', deny: 'denied', cancel: 'cancelled' } as const;

function isAbout(row: AuditRow, { actor, requestId, verb, at }: Deed): boolean {
  const isRefusal = row.event === 'refused' && row.data['attempted'] === verb;
  return (
    row.actor === actor &&
    row.requestId === requestId &&
    row.at.getTime() >= at &&
    (isRefusal || row.event === eventOf[verb])
  );
}
